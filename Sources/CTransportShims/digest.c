// The interface of OpenSSL 3 for hashes (EVP) keeps its state to itself until version 4; the one
// before it is deprecated, computes the same by the same code, and has its state in the open.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "DigestShims.h"

#include <openssl/md5.h>
#include <openssl/sha.h>
#include <zlib.h>

union state {
    SHA512_CTX sha512;
    SHA256_CTX sha256;
    SHA_CTX sha1;
    MD5_CTX md5;
    unsigned long crc32;
};

size_t shim_digest_state_size(void) { return sizeof(union state); }

void shim_digest_begin(int kind, void *state) {
    union state *at = state;
    switch (kind) {
    case SHIM_DIGEST_SHA512: SHA512_Init(&at->sha512); break;
    case SHIM_DIGEST_SHA256: SHA256_Init(&at->sha256); break;
    case SHIM_DIGEST_SHA1: SHA1_Init(&at->sha1); break;
    case SHIM_DIGEST_MD5: MD5_Init(&at->md5); break;
    default: at->crc32 = crc32_z(0, NULL, 0);
    }
}

void shim_digest_update(int kind, void *state, const void *octets, size_t count) {
    union state *at = state;
    switch (kind) {
    case SHIM_DIGEST_SHA512: SHA512_Update(&at->sha512, octets, count); break;
    case SHIM_DIGEST_SHA256: SHA256_Update(&at->sha256, octets, count); break;
    case SHIM_DIGEST_SHA1: SHA1_Update(&at->sha1, octets, count); break;
    case SHIM_DIGEST_MD5: MD5_Update(&at->md5, octets, count); break;
    default: at->crc32 = crc32_z(at->crc32, octets, count);
    }
}

size_t shim_digest_finish(int kind, void *state, unsigned char digest[64]) {
    union state *at = state;
    switch (kind) {
    case SHIM_DIGEST_SHA512: SHA512_Final(digest, &at->sha512); return SHA512_DIGEST_LENGTH;
    case SHIM_DIGEST_SHA256: SHA256_Final(digest, &at->sha256); return SHA256_DIGEST_LENGTH;
    case SHIM_DIGEST_SHA1: SHA1_Final(digest, &at->sha1); return SHA_DIGEST_LENGTH;
    case SHIM_DIGEST_MD5: MD5_Final(digest, &at->md5); return MD5_DIGEST_LENGTH;
    default:
        for (int place = 0; place < 4; place++) digest[place] = at->crc32 >> (24 - 8 * place);
        return 4;
    }
}
