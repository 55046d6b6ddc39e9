/* crypto/digest.h against the vectors of FIPS 180-4 (NIST examples) and RFC 4231. */
#include "crypto/digest.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/slice.h"

static const char *hex_of(const unsigned char *digest) {
  static char hex[NW_SHA256_HEX];
  nw_hex(hex, digest, NW_SHA256_BYTES);
  return hex;
}

Test(crypto, sha256_vectors) {
  static const struct { const char *text, *digest; } cases[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    size_t len = strlen(cases[i].text);
    for (size_t cut = 0; cut <= len; cut++) {
      unsigned char digest[NW_SHA256_BYTES];
      nw_sha256 *h = nw_sha256_begin();
      cr_assert(h != NULL);
      nw_sha256_add(h, cases[i].text, cut);
      cr_assert(nw_sha256_write(h, cases[i].text + cut, len - cut) == 0);
      cr_assert(nw_sha256_end(h, digest));
      cr_assert_str_eq(hex_of(digest), cases[i].digest, "case %zu cut %zu", i, cut);
    }
  }
}

Test(crypto, hmac_vectors) {
  static char aa[131], dd[50], key3[20], key4[25], cd[50];
  memset(aa, 0xaa, sizeof aa);
  memset(dd, 0xdd, sizeof dd);
  memset(key3, 0xaa, sizeof key3);
  memset(cd, 0xcd, sizeof cd);
  for (unsigned i = 0; i < sizeof key4; i++) key4[i] = (char)(i + 1);
  const struct { newel_slice key, data; const char *digest; } cases[] = {
    { NW_LIT("\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b"), NW_LIT("Hi There"),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
    { NW_LIT("Jefe"), NW_LIT("what do ya want for nothing?"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843" },
    { nw_slice(key3, sizeof key3), nw_slice(dd, sizeof dd), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
    { nw_slice(key4, sizeof key4), nw_slice(cd, sizeof cd), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b" },
    { nw_slice(aa, sizeof aa), NW_LIT("Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54" },
    /* The empty key and text (as Wikipedia's article on HMAC gives it). */
    { { NULL, 0 }, { NULL, 0 }, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad" },
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    unsigned char digest[NW_SHA256_BYTES];
    cr_assert(nw_hmac_sha256(cases[i].key, cases[i].data, digest));
    cr_assert_str_eq(hex_of(digest), cases[i].digest, "case %zu", i);
  }
}

static void fields_digest(newel_slice a, newel_slice b, unsigned char digest[NW_SHA256_BYTES]) {
  nw_sha256 *h = nw_sha256_begin();
  nw_sha256_add_field(h, a);
  nw_sha256_add_field(h, b);
  cr_assert(nw_sha256_end(h, digest));
}

Test(crypto, fields_have_borders) {
  unsigned char one[NW_SHA256_BYTES], two[NW_SHA256_BYTES];
  fields_digest(NW_LIT("ab"), NW_LIT("c"), one);
  fields_digest(NW_LIT("a"), NW_LIT("bc"), two);
  cr_assert(!nw_digest_equal(one, two, sizeof one));
  fields_digest(NW_LIT("ab"), NW_LIT("c"), two);
  cr_assert(nw_digest_equal(one, two, sizeof one));
}

Test(crypto, a_hash_can_be_given_up) {
  cr_assert(nw_sha256_end(nw_sha256_begin(), NULL));
  cr_assert(!nw_sha256_end(NULL, NULL));
  cr_assert(nw_crypto_version()[0] == '3');
}
