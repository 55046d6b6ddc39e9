/* crypto/digest.h - SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) on OpenSSL's libcrypto, which only this folder knows. */
#ifndef NW_CRYPTO_DIGEST_H
#define NW_CRYPTO_DIGEST_H

#include "base/alloc.h"

enum { NW_SHA256_BYTES = 32, NW_SHA256_HEX = 65 /* with the NUL */ };

typedef struct nw_sha256 nw_sha256;
/* NULL when there is no memory. Freed by nw_sha256_end (also when hex is NULL: given up). */
nw_sha256 *nw_sha256_begin(void);
void nw_sha256_add(nw_sha256 *h, const void *data, size_t len);
/* A field: its length as 8 bytes big-endian, then its bytes; so ("ab","c") and ("a","bc") differ. */
void nw_sha256_add_field(nw_sha256 *h, newel_slice field);
/* 1, or 0 when the library failed at any step. */
int nw_sha256_end(nw_sha256 *h, unsigned char digest[NW_SHA256_BYTES]);
/* A newel_write_fn whose user is an nw_sha256. */
int nw_sha256_write(void *h, const char *data, size_t len);

/* One call. 1, or 0 when the library failed. */
int nw_hmac_sha256(newel_slice key, newel_slice data, unsigned char digest[NW_SHA256_BYTES]);
/* `bytes` bytes as lower-case hex with a NUL. */
void nw_hex(char *out, const unsigned char *data, size_t bytes);
const char *nw_crypto_version(void);

#endif
