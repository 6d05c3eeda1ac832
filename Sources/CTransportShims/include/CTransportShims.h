#ifndef CTRANSPORTSHIMS_H
#define CTRANSPORTSHIMS_H

#include <iconv.h>
#include <sys/types.h>
#include <sys/socket.h>

#include "DeflateShims.h"
#include "DigestShims.h"
#include "TLSShims.h"

// Linux calls that the Glibc module does not export because they need _GNU_SOURCE.

/// The AI_IDN of <netdb.h>: names may be written in their own script.
enum { SHIM_AI_IDN = 0x0040 };

int shim_eventfd(void);
int shim_pipe(int ends[2], int octets);
ssize_t shim_splice(int from, int to, off_t *offset, size_t octets);

/// accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC.
int shim_accept(int listener);

/// Names the calling thread; the kernel keeps 15 octets.
void shim_name_thread(const char *name);

/// renameat2 with RENAME_NOREPLACE.
int shim_rename_noreplace(int from_folder, const char *from, int to_folder, const char *to);

/// An exclusive lock of the whole open file (F_OFD_SETLK): it dies with the descriptor.
int shim_lock(int file);

/// Sets the modification time and leaves the access time (UTIME_OMIT).
int shim_set_modified(int file, time_t seconds, long nanoseconds);

#endif
