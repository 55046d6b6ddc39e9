/* crypto/es256.h - ES256 (RFC 7518, section 3.4): ECDSA on P-256 with SHA-256, for proofs of possession (RFC 9449).
 *
 * The key comes as PEM ("BEGIN EC PRIVATE KEY" or "BEGIN PRIVATE KEY"). Its parsed form is libcrypto's and wiped by it. Any thread;
 * about 100 microseconds. */
#ifndef NW_CRYPTO_ES256_H
#define NW_CRYPTO_ES256_H

#include "newel/types.h"

/* The public point. 1, or 0 for a key that is none on P-256. */
int nw_es256_public(newel_slice pem, unsigned char x[32], unsigned char y[32]);
/* The signature as r and s, 32 bytes each, big-endian. 1, or 0. */
int nw_es256_sign(newel_slice pem, newel_slice data, unsigned char signature[64]);

#endif
