#include "TLSShims.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// A sink that gathers the records of a connection: OpenSSL's own (BIO_f_buffer) cannot lie on
// whole pages, and hands over whenever a record does not fit.

typedef struct {
    int descriptor;
    size_t room;
    // Made by the first record: a download never has one to gather.
    char *octets;
    // What was not sent yet.
    size_t begin, end;
} gathering;

// Hands everything over: 1 when nothing is left, 0 to wait for the socket, -1 for a failure.
static int hand_over(gathering *gathered) {
    while (gathered->begin < gathered->end) {
        ssize_t count = send(gathered->descriptor, gathered->octets + gathered->begin,
                             gathered->end - gathered->begin, MSG_NOSIGNAL);
        if (count >= 0)
            gathered->begin += (size_t)count;
        else if (errno != EINTR)
            return errno == EAGAIN ? 0 : -1;
    }
    gathered->begin = gathered->end = 0;
    return 1;
}

static int result_of(BIO *sink, int handed) {
    BIO_clear_retry_flags(sink);
    if (handed == 0) BIO_set_retry_write(sink);
    return handed == 1 ? 1 : -1;
}

static int gather(BIO *sink, const char *octets, int count) {
    gathering *gathered = BIO_get_data(sink);
    if (count <= 0) return 0;
    if (gathered->octets == NULL) {
        gathered->octets = aligned_alloc(4 << 10, gathered->room);
        if (gathered->octets == NULL) return -1;
    }
    if (gathered->end == gathered->room && result_of(sink, hand_over(gathered)) != 1) return -1;
    BIO_clear_retry_flags(sink);
    size_t taken = gathered->room - gathered->end;
    if (taken > (size_t)count) taken = (size_t)count;
    memcpy(gathered->octets + gathered->end, octets, taken);
    gathered->end += taken;
    return (int)taken;
}

static long control(BIO *sink, int command, long number, void *pointer) {
    gathering *gathered = BIO_get_data(sink);
    (void)number, (void)pointer;
    switch (command) {
    case BIO_CTRL_FLUSH:
        return result_of(sink, hand_over(gathered));
    case BIO_CTRL_WPENDING:
        return (long)(gathered->end - gathered->begin);
    default:
        return 0;
    }
}

static int destroy(BIO *sink) {
    gathering *gathered = BIO_get_data(sink);
    if (gathered != NULL) free(gathered->octets);
    free(gathered);
    BIO_set_data(sink, NULL);
    return 1;
}

static CRYPTO_ONCE once = CRYPTO_ONCE_STATIC_INIT;
static BIO_METHOD *method;

static void make_method(void) {
    method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "gathered records");
    if (method == NULL) return;
    BIO_meth_set_write(method, gather);
    BIO_meth_set_ctrl(method, control);
    BIO_meth_set_destroy(method, destroy);
}

int shim_tls_gather_writes(SSL *connection, int octets) {
    if (CRYPTO_THREAD_run_once(&once, make_method) != 1 || method == NULL) return 0;
    BIO *sink = BIO_new(method);
    gathering *gathered = calloc(1, sizeof *gathered);
    if (sink == NULL || gathered == NULL) {
        BIO_free(sink);
        free(gathered);
        return 0;
    }
    gathered->descriptor = SSL_get_wfd(connection);
    gathered->room = (size_t)octets;
    BIO_set_data(sink, gathered);
    BIO_set_init(sink, 1);
    SSL_set0_wbio(connection, sink);
    return 1;
}
