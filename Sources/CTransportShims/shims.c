#define _GNU_SOURCE
#include "CTransportShims.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

int shim_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int shim_pipe(int ends[2], int octets) {
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    // Past the user's soft limit the kernel refuses: the pipe keeps its default size.
    fcntl(ends[1], F_SETPIPE_SZ, octets);
    return 0;
}

ssize_t shim_splice(int from, int to, off_t *offset, size_t octets) {
    return splice(from, NULL, to, offset, octets, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
}

int shim_accept(int listener) {
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

void shim_name_thread(const char *name) {
    char shortened[16];
    strncpy(shortened, name, sizeof shortened - 1);
    shortened[sizeof shortened - 1] = '\0';
    pthread_setname_np(pthread_self(), shortened);
}

int shim_rename_noreplace(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
}

int shim_lock(int file) {
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(file, F_OFD_SETLK, &whole);
}

int shim_set_modified(int file, time_t seconds, long nanoseconds) {
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {seconds, nanoseconds}};
    return futimens(file, times);
}
