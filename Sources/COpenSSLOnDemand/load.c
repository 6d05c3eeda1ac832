#include <dlfcn.h>
#include <openssl/opensslv.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#define TEXT_OF(word) #word
#define TEXT(word) TEXT_OF(word)

// libcrypto comes with it, and is searched with it.
#define LIBRARY "libssl.so." TEXT(OPENSSL_SHLIB_VERSION)

static const char *const names[] = {
#define FUNCTION(name) #name,
#include "functions.h"
#undef FUNCTION
};

// Where the functions are, in the order of the names; those that were not called yet are null.
_Atomic(void *) openssl_functions[sizeof names / sizeof *names];

// Called by the function of that index before its arguments are touched; never returns null.
//
// Threads that come here together find the same: the dynamic linker counts and locks.
void *openssl_load(size_t index) {
    static const int unavailable = 78;
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    void *function = library ? dlsym(library, names[index]) : NULL;
    if (function == NULL) {
        dprintf(STDERR_FILENO, "godwit: TLS and hashes need OpenSSL; install " LIBRARY ": %s\n",
                dlerror());
        _exit(unavailable);
    }
    atomic_store_explicit(&openssl_functions[index], function, memory_order_release);
    return function;
}
