#ifndef DEFLATESHIMS_H
#define DEFLATESHIMS_H

#include <zlib.h>

// zlib's own names for these are macros, which Swift does not import.

static inline int shim_inflate_init(z_stream *stream) { return inflateInit(stream); }

static inline int shim_deflate_init(z_stream *stream) {
    return deflateInit(stream, Z_DEFAULT_COMPRESSION);
}

#endif
