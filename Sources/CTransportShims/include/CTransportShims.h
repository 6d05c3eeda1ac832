#ifndef CTRANSPORTSHIMS_H
#define CTRANSPORTSHIMS_H

#include <sys/types.h>

/// Linux calls that the Glibc module does not export because they need _GNU_SOURCE.
int shim_eventfd(void);
int shim_pipe(int ends[2], int octets);
ssize_t shim_splice(int from, int to, off_t *offset, size_t octets);

#endif
