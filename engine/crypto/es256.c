#include "crypto/es256.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

enum { COORDINATE = 32, DER_MOST = 80 };

static EVP_PKEY *read_key(newel_slice pem) {
  char curve[32] = "";
  BIO *bio = pem.len == 0 || pem.len > INT_MAX ? NULL : BIO_new_mem_buf(pem.data, (int)pem.len);
  EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
  BIO_free(bio);
  if (key != NULL && EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof curve, NULL) == 1 &&
      (strcmp(curve, "prime256v1") == 0 || strcmp(curve, "P-256") == 0))
    return key;
  EVP_PKEY_free(key);
  return NULL;
}

int nw_es256_public(newel_slice pem, unsigned char x[32], unsigned char y[32]) {
  EVP_PKEY *key = read_key(pem);
  BIGNUM *bx = NULL, *by = NULL;
  int ok = key != NULL && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_X, &bx) == 1 &&
           EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_EC_PUB_Y, &by) == 1 && BN_bn2binpad(bx, x, COORDINATE) == COORDINATE &&
           BN_bn2binpad(by, y, COORDINATE) == COORDINATE;
  BN_free(bx);
  BN_free(by);
  EVP_PKEY_free(key);
  return ok;
}

/* libcrypto gives DER; the standard wants the two numbers. */
static int from_der(const unsigned char *der, size_t len, unsigned char signature[64]) {
  ECDSA_SIG *parts = d2i_ECDSA_SIG(NULL, &der, (long)len);
  int ok = parts != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(parts), signature, COORDINATE) == COORDINATE &&
           BN_bn2binpad(ECDSA_SIG_get0_s(parts), signature + COORDINATE, COORDINATE) == COORDINATE;
  ECDSA_SIG_free(parts);
  return ok;
}

int nw_es256_sign(newel_slice pem, newel_slice data, unsigned char signature[64]) {
  unsigned char der[DER_MOST];
  size_t len = sizeof der;
  EVP_PKEY *key = read_key(pem);
  EVP_MD_CTX *ctx = key == NULL ? NULL : EVP_MD_CTX_new();
  int ok = ctx != NULL && EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key) == 1 &&
           EVP_DigestSign(ctx, der, &len, (const unsigned char *)data.data, data.len) == 1 && from_der(der, len, signature);
  EVP_MD_CTX_free(ctx);
  EVP_PKEY_free(key);
  return ok;
}
