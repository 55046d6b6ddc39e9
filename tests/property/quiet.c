/* What text/quiet.h passes over serves no shape: a guard that looks for shapes alone edits a text as one does that looks for what words tell, too,
 * and so reads everything; whole and in chunks. Texts: shapes and numbers that are spelt out, in every dress that folding takes off, among
 * prose of sixty languages, at any offset.
 *
 *   quiet [seed [texts]]      closes with "N passed, N failed"; without a seed, several
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "guarded.h"
#include "lines.h"
#include "split_scan.h"
#include "text/utf8.h"

enum { TEXTS = 400, CHUNKS = 3, SEEDS = 6 };

#define SHAPES \
  "newel: 1\nname: quiet\non_incomplete: allow\nsecrets: ANONYMIZE\n" \
  "pii: {EMAIL: ANONYMIZE, PHONE: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE, US_SOCIAL_SECURITY_NUMBER: ANONYMIZE, IP_ADDRESS: ANONYMIZE, " \
  "INTERNATIONAL_BANK_ACCOUNT_NUMBER: ANONYMIZE, AWS_ACCESS_KEY: ANONYMIZE, URL: ANONYMIZE, MAC_ADDRESS: ANONYMIZE, DATE_TIME: ANONYMIZE, " \
  "US_PASSPORT_NUMBER: ANONYMIZE, US_BANK_ACCOUNT_NUMBER: ANONYMIZE, UK_NATIONAL_HEALTH_SERVICE_NUMBER: ANONYMIZE"
static const char *const rules[2] = { SHAPES "}\n", SHAPES ", CREDIT_DEBIT_CARD_CVV: ANONYMIZE}\n" };  /* of its words none is in the texts */

static const char *const items[] = {
  "ann.lee@example.com", "4111 1111 1111 1111", "+1 415 555 0132", "SSN 536-22-1847", "192.168.10.24", "DE89 3704 0044 0532 0130 00",
  "https://example.org/page?of=ten", "AKIAQYLPMN5HFIQR7XYZ", "password: hunter2hunter", "api_key = 'Zx81kQpW93LmNv20'", "www.example.com",
  "bob at example dot org", "bob (at) example (dot) org", "arroba", "four one one one one one one one one one one one one one one one",
  "vier eins eins eins eins eins eins eins", "uno due tre quattro cinque sei sette", "passport number", "passport 536221847", "social security",
  "card: 4111-1111-1111-1111", "00:1B:44:11:3A:B7", "phone number", "415 555 0132", "my phone is", "tel", "NHS 943 476 5919",
  "f o u r", "b o b @ x . o r g", "A K I A Q Y L P M N 5 H F I Q R 7 X Y Z", "...---...", "example", "dot", "at", "12 March 2024", "-----BEGIN RSA PRIVATE KEY-----",
  "ghp_0123456789abcdefghijABCDEFGHIJ012345", "YW5uLmxlZUBleGFtcGxlLmNvbQ==", "ann", "com", "one", "five six seven eight nine one two", "GB29",
};
enum { ITEMS = sizeof items / sizeof *items };

/* What may stand for a character, by the first byte of each string. */
static const char *const dresses[] = {
  "aа", "aá", "aα", "eе", "eé", "iі", "ií", "iι", "oо", "oó", "oο", "pр", "cс", "cç", "xх", "yу", "sѕ", "sš", "nñ", "nп", "rг", "rř", "tτ", "tť", "uú",
  "uυ", "vν", "vѵ", "zž", "dԁ", "dđ", "lӏ", "lł", "hһ", "gɡ", "mм", "kк", "wѡ", "fƒ", "jј", "bь", "qԛ", "AА", "EЕ", "KК", "MМ", "BВ", "0О", "0O", "1І", "1l",
  "3З", "6б", "4٤", "1١", "5५", "9９", "@＠", "@﹫", ".．", ".․", ".。", ".…", ":：", "-–", "-—", "-‑", "-−", " \xC2\xA0", "  ", "  ", "/／", "=＝", "_＿", "'’",
  "\"”", "a𝐚", "o𝐨", "e𝐞", "4𝟒", "1𝟏", "+＋",
};
enum { DRESSES = sizeof dresses / sizeof *dresses };
static const char *const hidden[] = { "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xC2\xAD", "\xE2\x81\xA0", "\xEF\xBB\xBF", "\xE2\x80\x8E", "\xEF\xB8\x8F", "\xCC\x81" };
static const char *const between[] = { " ", " ", " ", "\n", ", ", "’", " “", "” ", " — ", "…", ". ", "–", " 😀 ", "(", ") ", "", ": ", " 7 ", " 42, ", "-" };
static const char *const plain[] = {
  "and then they said that nobody had been there ", "C’était une journée très calme ", "Không ai biết điều đó cả ", "çıkacağız öğleye doğru ",
  "мы долго гуляли по городу ", "אז נשארנו בבית כל היום ", "می‌رویم به خانه ", "我们今天没有时间 ", "“Sure” — that’s it… ", "καλημέρα σε όλους ",
};
#define PICK(list, seed) (list)[split_below(seed, sizeof(list) / sizeof *(list))]

static lines said;

/* ---- texts ---- */

static void add_full_width(nw_buf *to, unsigned c) {
  char bytes[4];
  nw_buf_add(to, bytes, nw_utf8_encode(c > 0x20 && c < 0x7F ? 0xFF01 + c - 0x21 : c, bytes));
}

static const char *dress_of(char c, uint64_t *seed) {
  for (unsigned tries = 0; tries < 2 * DRESSES; tries++) {
    const char *dress = PICK(dresses, seed);
    if (dress[0] == c) return dress + 1;
  }
  return NULL;
}

/* An item with one character in `often` in disguise. */
static void add_item(nw_buf *to, const char *item, uint64_t *seed) {
  size_t often = 1 + split_below(seed, 8), how = split_below(seed, 4);
  for (const char *p = item; *p != '\0'; p++) {
    const char *dress = NULL;
    if (split_below(seed, often) == 0) {
      if (how == 0) {
        add_full_width(to, (unsigned char)*p);
        continue;
      }
      if (how == 1) nw_buf_addf(to, "%s", PICK(hidden, seed));
      else dress = dress_of(*p, seed);
    }
    if (dress != NULL) nw_buf_addf(to, "%s", dress);
    else nw_buf_add(to, p, 1);
  }
}

static void make_text(nw_buf *to, uint64_t *seed) {
  size_t most = 200 + split_below(seed, 4000), spread = 1 + split_below(seed, 12);
  nw_buf_clear(to);
  while (to->len < most) {
    if (split_below(seed, spread) == 0) add_item(to, PICK(items, seed), seed);
    else if (split_below(seed, 2)) nw_buf_addf(to, "%s", PICK(plain, seed));
    else nw_buf_addf(to, "%s", said.at[split_below(seed, said.count)]);
    nw_buf_addf(to, "%s", PICK(between, seed));
  }
}

/* ---- the law ---- */

static guarded guards[2];
static unsigned long passed, failed;

static void check(int holds, const char *what, newel_slice text, newel_slice is, newel_slice should) {
  size_t at = 0;
  if (holds) passed++;
  else if (failed++ < 10) {
    while (at < is.len && at < should.len && is.data[at] == should.data[at]) at++;
    size_t from = at > 150 ? at - 150 : 0;
    printf("FAILED %s at %zu of %zu\n  text %.*s\n  is   %.*s\n  not  %.*s\n", what, at, text.len, (int)(text.len - from < 400 ? text.len - from : 400),
           text.data + from, (int)(is.len - from < 250 ? is.len - from : 250), is.data + from,
           (int)(should.len - from < 250 ? should.len - from : 250), should.data + from);
  }
}

static void check_stream(newel_slice text, size_t chunk, newel_slice whole) {
  nw_buf released;
  const newel_result *result;
  nw_buf_init(&released, nw_alloc_of(NULL));
  newel_stream *stream = guarded_stream(&guards[0], text, NEWEL_FORMAT_TEXT, chunk, &released, &result);
  check(nw_slice_eq(nw_buf_slice(&released), whole), "a stream differs", text, nw_buf_slice(&released), whole);
  newel_stream_free(stream);
  nw_buf_free(&released);
}

/* Whole, by both guards; `whole` is what the first makes of it. */
static void check_whole(newel_slice text, nw_buf *whole) {
  nw_buf_clear(whole);
  nw_buf_add_slice(whole, newel_result_segment(guarded_whole(&guards[0], text, NEWEL_FORMAT_TEXT), 0).output);
  newel_slice other = newel_result_segment(guarded_whole(&guards[1], text, NEWEL_FORMAT_TEXT), 0).output;
  check(nw_slice_eq(nw_buf_slice(whole), other), "shapes alone differ", text, nw_buf_slice(whole), other);
}

static void check_text(newel_slice text, nw_buf *whole, uint64_t *seed) {
  check_whole(text, whole);
  for (unsigned n = 0; n < CHUNKS; n++) check_stream(text, 1 + split_below(seed, n == 0 ? 4 : 700), nw_buf_slice(whole));
}

static void check_seed(uint64_t seed, unsigned long texts) {
  nw_buf text, whole;
  nw_buf_init(&text, nw_alloc_of(NULL));
  nw_buf_init(&whole, nw_alloc_of(NULL));
  printf("seed %llu\n", (unsigned long long)seed);
  for (unsigned long n = 0; n < texts; n++) {
    make_text(&text, &seed);
    check_text(nw_buf_slice(&text), &whole, &seed);
  }
  nw_buf_free(&text);
  nw_buf_free(&whole);
}

/* What chance found once, in chunks of every length: the name of a sign that is cut; letters like digits that none stands beside; a list of
 * letters where there is more than ASCII. */
static void check_found_before(void) {
  static const char *const texts[] = {
    "ple (dot)org", "e (dot) org \u201C192.168.1er \u2014 ",
    "\u0664111 \u0406\u040611 \u0406l\u0406\u0406 1\u066111\nMaure\u201D \u2014 th\x80\x99s it\u2026\xCE",
    "e.org/pa\u200C(['h', 'l', 'l, 'o']))(\u1EB8\u00E1",
  };
  nw_buf whole;
  nw_buf_init(&whole, nw_alloc_of(NULL));
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    newel_slice text = { texts[i], strlen(texts[i]) };
    check_whole(text, &whole);
    for (size_t chunk = 1; chunk <= text.len; chunk++) check_stream(text, chunk, nw_buf_slice(&whole));
  }
  nw_buf_free(&whole);
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1, last = argc > 1 ? seed : SEEDS;
  unsigned long texts = argc > 2 ? strtoul(argv[2], NULL, 10) : TEXTS;
  for (size_t g = 0; g < 2; g++) guarded_open(&guards[g], rules[g]);
  lines_read(&said, NEWEL_SOURCE_DIR "/tests/evasion/honest.txt");
  check_found_before();
  for (; seed <= last; seed++) check_seed(seed, texts);
  lines_free(&said);
  for (size_t g = 0; g < 2; g++) guarded_close(&guards[g]);
  printf("%lu passed, %lu failed\n", passed, failed);
  return failed > 0;
}
