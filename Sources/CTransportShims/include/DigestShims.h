#ifndef DIGESTSHIMS_H
#define DIGESTSHIMS_H

#include <stddef.h>

// Hashes whose state is plain memory: it can be saved and taken up in another process.

enum { SHIM_DIGEST_SHA512, SHIM_DIGEST_SHA256, SHIM_DIGEST_SHA1, SHIM_DIGEST_MD5, SHIM_DIGEST_CRC32 };

/// Octets of a state, whatever the hash.
size_t shim_digest_state_size(void);

void shim_digest_begin(int kind, void *state);
void shim_digest_update(int kind, void *state, const void *octets, size_t count);

/// Writes the digest, at most 64 octets, and returns how many; the state is used up.
size_t shim_digest_finish(int kind, void *state, unsigned char digest[64]);

#endif
