#ifndef C_OPENSSL_ON_DEMAND_H
#define C_OPENSSL_ON_DEMAND_H

// OpenSSL's own functions, for a program that is linked without OpenSSL: the first call of one
// loads the libraries. To load them with the program, and to look up their thousands of symbols,
// is a third of the instructions of a small download, and most transfers in clear never call them.
// Nothing is declared here: OpenSSL's headers do.

#endif
