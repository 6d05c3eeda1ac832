#ifndef TLSSHIMS_H
#define TLSSHIMS_H

#include <openssl/types.h>

// What OpenSSL offers as macros only.

/// Versions, and everything else that every client of ours asks for; 0 for `maximum` is the newest.
int shim_tls_configure(SSL_CTX *context, int minimum, int maximum);

/// Server Name Indication (RFC 6066 §3).
int shim_tls_set_server_name(SSL *connection, const char *name);

/// Gathers records into writes of so many octets, a multiple of a page; 0 when memory runs out.
int shim_tls_gather_writes(SSL *connection, int octets);

/// Gives buffers back whenever nothing is in them: some 80 KiB of an idle connection.
void shim_tls_release_buffers(SSL *connection);

/// Hands gathered records to the socket: 1 when none is left, 0 to wait, -1 for a failure.
int shim_tls_flush(SSL *connection);

/// Whether an error is the peer's FIN without close_notify.
int shim_tls_is_truncation(unsigned long error);

/// SHA-256 of a certificate, or of its public key (the DER of SubjectPublicKeyInfo).
int shim_tls_certificate_digest(const X509 *certificate, unsigned char digest[32]);
int shim_tls_key_digest(const X509 *certificate, unsigned char digest[32]);

/// The text of a name (RFC 2253), control characters escaped: octets written, at most `room`.
int shim_tls_name(const X509_NAME *name, char *text, int room);

#endif
