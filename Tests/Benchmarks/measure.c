// Runs a command and writes to the named file: wall seconds, CPU seconds, peak KiB, exit status.
//
// A program of its own because a process inherits the peak memory of whoever starts it: this
// one has next to none, an interpreter has more than the clients that are measured.

#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double seconds(struct timespec time) { return time.tv_sec + time.tv_nsec / 1e9; }

static double cpu(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

int main(int count, char **arguments) {
    struct timespec begin, end;
    struct rusage usage;
    pid_t pid;
    int status;

    if (count < 3) return 64;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (posix_spawnp(&pid, arguments[2], NULL, NULL, arguments + 2, environ) != 0) return 127;
    if (wait4(pid, &status, 0, &usage) != pid) return 70;
    clock_gettime(CLOCK_MONOTONIC, &end);

    FILE *result = fopen(arguments[1], "w");
    if (result == NULL) return 73;
    fprintf(result, "%.6f %.6f %ld %d\n", seconds(end) - seconds(begin),
            cpu(usage.ru_utime) + cpu(usage.ru_stime), usage.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return fclose(result) == 0 ? 0 : 74;
}
