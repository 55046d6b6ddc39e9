/* The EVP interface of OpenSSL 3. A hash remembers its first failure, so callers check once, at the end. */
#include "crypto/digest.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

struct nw_sha256 {
  EVP_MD_CTX *ctx;
  int         failed;
};

nw_sha256 *nw_sha256_begin(void) {
  nw_sha256 *h = OPENSSL_zalloc(sizeof *h);
  if (h == NULL) return NULL;
  h->ctx = EVP_MD_CTX_new();
  if (h->ctx == NULL) {
    OPENSSL_free(h);
    return NULL;
  }
  h->failed = EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL) != 1;
  return h;
}

void nw_sha256_add(nw_sha256 *h, const void *data, size_t len) {
  if (len > 0 && !h->failed) h->failed = EVP_DigestUpdate(h->ctx, data, len) != 1;
}

void nw_sha256_add_field(nw_sha256 *h, newel_slice field) {
  unsigned char len_be[8];
  for (unsigned i = 0; i < 8; i++) len_be[i] = (unsigned char)((uint64_t)field.len >> (56 - 8 * i));
  nw_sha256_add(h, len_be, sizeof len_be);
  nw_sha256_add(h, field.data, field.len);
}

int nw_sha256_end(nw_sha256 *h, unsigned char digest[NW_SHA256_BYTES]) {
  if (h == NULL) return 0;
  int ok = !h->failed;
  if (ok && digest != NULL) ok = EVP_DigestFinal_ex(h->ctx, digest, NULL) == 1;
  EVP_MD_CTX_free(h->ctx);
  OPENSSL_free(h);
  return ok;
}

int nw_sha256_write(void *h, const char *data, size_t len) {
  nw_sha256 *hash = h;
  nw_sha256_add(hash, data, len);
  return hash->failed;
}

int nw_hmac_sha256(newel_slice key, newel_slice data, unsigned char digest[NW_SHA256_BYTES]) {
  if (key.len > INT_MAX) return 0;
  /* OpenSSL reads a NULL key as "the key of the call before": an empty one needs an address. */
  const void *key_data = key.len == 0 ? "" : key.data;
  const void *bytes = data.len == 0 ? "" : data.data;
  unsigned len = 0;
  return HMAC(EVP_sha256(), key_data, (int)key.len, bytes, data.len, digest, &len) != NULL && len == NW_SHA256_BYTES;
}

void nw_hex(char *out, const unsigned char *data, size_t bytes) {
  static const char digits[] = "0123456789abcdef";
  for (size_t i = 0; i < bytes; i++) {
    *out++ = digits[data[i] >> 4];
    *out++ = digits[data[i] & 15];
  }
  *out = '\0';
}

int nw_sha1_hex(char out[41], newel_slice data) {
  unsigned char digest[20];
  unsigned len = 0;
  out[0] = '\0';
  if (EVP_Digest(data.len == 0 ? "" : data.data, data.len, digest, &len, EVP_sha1(), NULL) != 1 || len != sizeof digest) return 0;
  nw_hex(out, digest, sizeof digest);
  return 1;
}

int nw_digest_equal(const void *a, const void *b, size_t bytes) {
  return CRYPTO_memcmp(a, b, bytes) == 0;
}

const char *nw_crypto_version(void) {
  return OpenSSL_version(OPENSSL_VERSION_STRING);
}
