/* crypto/digest.h - SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) on OpenSSL's libcrypto, which only this folder knows.
 *
 *   nw_sha256 *h = nw_sha256_begin();
 *   if (h == NULL) …                                    no memory
 *   nw_sha256_add_field(h, name); nw_sha256_add(h, data, len);
 *   if (!nw_sha256_end(h, digest)) …                    checks all steps at once
 *
 * A hash belongs to one thread. Its memory (and what an HMAC needs for its moment) is libcrypto's own: the one exception from
 * "every allocation goes through nw_alloc". Cost on a common server: about 3 microseconds a call, then 1 to 2 GB/s where the
 * processor has SHA instructions, 0.4 GB/s where not.
 */
#ifndef NW_CRYPTO_DIGEST_H
#define NW_CRYPTO_DIGEST_H

#include "base/alloc.h"

enum { NW_SHA256_BYTES = 32, NW_SHA256_HEX = 65 /* with the NUL */ };

typedef struct nw_sha256 nw_sha256;
/* NULL when there is no memory. Freed by nw_sha256_end. */
nw_sha256 *nw_sha256_begin(void);
void nw_sha256_add(nw_sha256 *h, const void *data, size_t len);
/* A field: its length as 8 bytes big-endian, then its bytes; so ("ab","c") and ("a","bc") differ. */
void nw_sha256_add_field(nw_sha256 *h, newel_slice field);
/* Frees `h` in any case (NULL too). `digest` NULL: the hash is given up. 1, or 0 when the library failed at any step. */
int nw_sha256_end(nw_sha256 *h, unsigned char digest[NW_SHA256_BYTES]);
/* A newel_write_fn whose user is an nw_sha256. */
int nw_sha256_write(void *h, const char *data, size_t len);

/* One call. 1, or 0 when the library failed. */
int nw_hmac_sha256(newel_slice key, newel_slice data, unsigned char digest[NW_SHA256_BYTES]);
/* SHA-1 as hex with a NUL: only for names of files that other programs chose so. 1, or 0 when the library failed. */
int nw_sha1_hex(char out[41], newel_slice data);
/* `bytes` bytes as lower-case hex with a NUL. */
void nw_hex(char *out, const unsigned char *data, size_t bytes);
/* 1 when the bytes are equal; the time tells nothing about where they differ. */
int nw_digest_equal(const void *a, const void *b, size_t bytes);
/* "3.0.22": the libcrypto in use. Static storage. */
const char *nw_crypto_version(void);

#endif
