#define _GNU_SOURCE
#include "CTransportShims.h"

#include <fcntl.h>
#include <sys/eventfd.h>
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
