/* text/read_proof.c - numbers in a disguise so weak that only a proof makes it one: a check digit, a prefix that nothing else has.
 *
 *   QR89 3704 0044 0532 0130 00      DE89 3704 …       ROT13 of an IBAN (ISO 7064) or of a key with a known beginning
 *   4Ol2 8888 8888 l881              4012 8888 8888 1881   letters that look like digits, among digits
 *
 * Without the proof a place reads as it is: columns of numbers, "10l 20l", part numbers. A proof looks at PROOF_BYTES to each side.
 */
#include <string.h>

#include "text/iban.h"
#include "text/read_part.h"

enum { PROOF_BYTES = 44, CARD_MOST = 16 };

/* The letters and digits of a number as far as they are known. */
typedef struct proof { char text[2 * PROOF_BYTES]; size_t len, digits; } proof;

static int is_joint(int c) { return c == ' ' || c == '-'; }

static unsigned rot13_of(unsigned c) {
  if (!nw_is_alpha(c)) return c;
  return (c | 32u) < 'n' ? c + 13 : c - 13;
}

/* ---- proofs ---- */

/* A card of a brand by its length, with Luhn's check digit. */
static int is_card(const proof *it) {
  unsigned sum = 0, first = (unsigned)(it->text[0] - '0'), second = (unsigned)(it->text[1] - '0');
  size_t len = first != 3 ? CARD_MOST : second == 4 || second == 7 ? 15 : second == 0 || second == 6 || second == 8 ? 14 : 16;
  if (it->digits != it->len || it->len != len || first < 2 || first > 6) return 0;
  for (size_t i = 0; i < len; i++) {
    unsigned digit = (unsigned)(it->text[len - 1 - i] - '0'), twice = 2 * digit;
    sum += i % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 == 0;
}

static void take(proof *it, unsigned c) {
  it->text[it->len++] = (char)c;
  if (nw_is_digit(c)) it->digits++;
}

int nw_proves_card(const char *text, size_t len) {
  proof it = { .len = 0 };
  for (size_t i = 0; i < len && i < sizeof it.text; i++) take(&it, (unsigned char)text[i]);
  return len > 1 && is_card(&it);
}

/* ---- ROT13 ---- */

/* How keys begin, turned; at least so many letters and digits follow. */
static const char *const turned_keys[] = { "NXVN", "NFVN", "tuc_", "tub_", "tuf_", "fx_yvir_", "fx-", "kbko-", "kbkc-", "NVmn", "tycng-" };
enum { KEY_LEAST = 16 };

static size_t key_at(nw_look *look, size_t at) {
  for (size_t k = 0; k < sizeof turned_keys / sizeof *turned_keys; k++) {
    size_t len = 0;
    int c;
    while (turned_keys[k][len] != '\0' && nw_look_at(look, at + len) == (unsigned char)turned_keys[k][len]) len++;
    if (turned_keys[k][len] != '\0') continue;
    while ((c = nw_look_at(look, at + len)) >= 0 && (nw_is_alnum((unsigned)c) || c == '-' || c == '_')) len++;
    return len >= KEY_LEAST ? len : 0;
  }
  return 0;
}

/* What a capital letter or a digit is, turned; all else is 0. */
static unsigned turned_of(unsigned c) { return nw_is_upper(c) ? rot13_of(c) : nw_is_digit(c) ? c : 0; }

/* An IBAN as ROT13 leaves it, with one blank or dash between any two, as long as those of its country are. */
static size_t turned_iban_at(nw_look *look, size_t at) {
  const int first = nw_look_at(look, at), joint = is_joint(nw_look_at(look, at + 1)), second = nw_look_at(look, at + 1 + (size_t)joint);
  const unsigned want = first < 0 || second < 0 ? 0 : nw_iban_length(turned_of((unsigned)first), turned_of((unsigned)second));
  unsigned char places[NW_IBAN_MOST];
  size_t pos = at;
  if (want == 0) return 0;
  for (unsigned count = 0; count < want; pos++) {
    int c = nw_look_at(look, pos);
    if (count > 0 && is_joint(c)) c = nw_look_at(look, ++pos);
    const unsigned turned = c < 0 ? 0 : turned_of((unsigned)c);
    if (turned == 0 || ((count == 2 || count == 3) && !nw_is_digit(turned))) return 0;
    places[count++] = (unsigned char)turned;
  }
  return !nw_look_is_alnum(look, pos) && nw_iban_holds(places, want) ? pos - at : 0;
}

/* By its first letters: those of a key, those of a country, turned, and two digits of an IBAN. */
int nw_turned_may_begin(const unsigned char *p) {
  switch (p[0]) {
    case 'N': if (p[1] == 'X' || p[1] == 'F' || p[1] == 'V') return 1; break;
    case 't': return (p[1] == 'u' && p[3] == '_') || (p[1] == 'y' && p[2] == 'c');
    case 'f': return p[1] == 'x' && (p[2] == '_' || p[2] == '-');
    case 'k': return p[1] == 'b' && p[2] == 'k';
    default: break;
  }
  if (!nw_is_upper(p[0])) return 0;
  const unsigned char *second = p + 1 + is_joint(p[1]), *third = second + 1 + is_joint(second[1]), *fourth = third + 1 + is_joint(third[1]);
  return nw_is_upper(*second) && nw_is_digit(*third) && nw_is_digit(*fourth) && nw_iban_length(rot13_of(*p), rot13_of(*second)) > 0;
}

static int turned_may(const unsigned char *p, const unsigned char *from) {
  return nw_turned_may_begin(p) && (p == from || (p[-1] < 0x80 && !nw_is_alnum(p[-1])));
}

static int read_turned(nw_look *look, size_t at, nw_passage *place) {
  enum { SEEN = 8 };
  unsigned before = nw_look_before(look, at);
  const unsigned char *p = nw_look_bytes(look, at, SEEN);
  if (before >= 0x80 || nw_is_alnum(before) || (p != NULL && !nw_turned_may_begin(p))) return 0;
  size_t len = key_at(look, at);
  if (len == 0) len = turned_iban_at(look, at);
  for (size_t i = 0; i < len; i++) {
    char c = (char)rot13_of((unsigned)nw_look_at(look, at + i));
    nw_passage_add(place, &c, 1, 1);
  }
  return len > 0;
}

/* Two capital letters and two digits; with three of a token behind it a capital letter in front of one, or of a sign and one, and a small
 * letter with a sign where keys have theirs. */
static uint64_t turned_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t alnum = here->letter | here->digit, run = alnum | here->token, run_next = next->letter | next->digit | next->token;
  uint64_t begin = here->letter & ~nw_behind(alnum, nw_is_alnum(before) ? 1 : 0);
  uint64_t key = nw_ahead(run, run_next, 1) & nw_ahead(run, run_next, 2) & nw_ahead(run, run_next, 3);
  uint64_t upper = nw_ahead(here->upper, next->upper, 1), sign = nw_ahead(here->token, next->token, 1);
  uint64_t iban = here->upper & upper & nw_ahead(here->digit, next->digit, 2);
  uint64_t capital = here->upper & (upper | (sign & nw_ahead(here->upper, next->upper, 2)));
  uint64_t small = nw_ahead(here->token, next->token, 2) | nw_ahead(here->token, next->token, 3) | nw_ahead(here->token, next->token, 5) |
                   nw_ahead(here->upper, next->upper, 5);
  return begin & (iban | (key & (capital | (small & ~here->upper))));
}

enum { FOR_NUMBERS = NW_FOR_SHAPE | NW_FOR_CUE | NW_FOR_REGEX };
const nw_rewrite nw_rewrite_turned = {
  "turned", "rot13", FOR_NUMBERS, turned_spots, read_turned, turned_may, NW_CALM_TOKEN | NW_CALM_DIGITS, 0, 0
};

/* ---- letters that look like digits ---- */

enum { LOOKS_LEAST = 9, LOOKS_MOST = 19, LOOKS_DIGITS = 6, LOOKS_SOON = 32 };

/* The digit that a character is or looks like; 0 none. */
static unsigned digit_like(int c) {
  static const unsigned char likes[128] = {
    ['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ['O'] = '0', ['o'] = '0', ['I'] = '1', ['l'] = '1', ['S'] = '5', ['B'] = '8'
  };
  return c >= 0 && c < 128 ? likes[c] : 0u;
}

/* Is the letter at `at` glued to digits, and not a unit behind a number? "B2B" is a word. */
static int is_glued(nw_look *look, size_t at) {
  unsigned before = nw_look_before(look, at);
  int c = nw_look_at(look, at), next = nw_look_at(look, at + 1);
  int behind = next >= 0 && nw_is_digit((unsigned)next);
  if (c == 'S' || c == 'B') return nw_is_digit(before) && behind;
  if (behind) return digit_like((int)before) != 0 || !nw_is_alnum(before);
  return digit_like((int)before) != 0 && digit_like(next) != 0;
}

/* Does a digit stand right beside the letter at `at`? */
static int is_beside_digit(nw_look *look, size_t at) {
  int next = nw_look_at(look, at + 1);
  return nw_is_digit(nw_look_before(look, at)) || (next >= 0 && nw_is_digit((unsigned)next));
}

/* From the beginning of the number, over single blanks and dashes, to its end: every character a piece. A letter beside a digit, soon, is
 * what spots go by. */
static int read_looks(nw_look *look, size_t at, nw_passage *place) {
  unsigned before = nw_look_before(look, at), digits = 0, looks = 0, glued = 0, beside = 0;
  size_t pos = at;
  if (before >= 0x80 || nw_is_alnum(before)) return 0;
  for (int c; digits + looks <= LOOKS_MOST; pos++) {
    char reads = (char)digit_like(c = nw_look_at(look, pos));
    if (reads == 0 && !(is_joint(c) && digit_like(nw_look_at(look, pos + 1)) != 0)) break;
    if (reads == 0) reads = (char)c;
    else if (nw_is_digit((unsigned)c)) digits++;
    else looks++, glued += (unsigned)is_glued(look, pos), beside |= (unsigned)(pos - at < LOOKS_SOON && is_beside_digit(look, pos));
    nw_passage_add(place, &reads, 1, 1);
  }
  int c = nw_look_at(look, pos);
  if (c >= 0x80 || (c >= 0 && nw_is_alnum((unsigned)c))) return 0;
  return beside && glued > 0 && 2 * glued >= looks && digits >= LOOKS_DIGITS && digits > looks && digits + looks >= LOOKS_LEAST &&
         digits + looks <= LOOKS_MOST;
}

/* A number in the end that has enough digits and a letter. */
static int looks_may(const unsigned char *p, const unsigned char *from) {
  unsigned digits = 0, looks = 0, pos = 0;
  if (p > from && nw_is_alnum(p[-1])) return 0;
  for (; pos < NW_SPOT_BYTES - 1; pos++) {
    if (digit_like(p[pos]) != 0) nw_is_digit(p[pos]) ? digits++ : looks++;
    else if (!is_joint(p[pos]) || digit_like(p[pos + 1]) == 0) break;
  }
  return pos == NW_SPOT_BYTES - 1 || (looks > 0 && digits >= LOOKS_DIGITS && digits + looks >= LOOKS_LEAST && !nw_is_alnum(p[pos]));
}

/* Where a run begins, a digit first or second, with a letter soon behind it that a digit stands beside. */
static uint64_t looks_spots(const nw_glance *here, const nw_glance *next, unsigned before) {
  uint64_t alnum = here->letter | here->digit, begin = alnum & ~nw_behind(alnum, nw_is_alnum(before) ? 1 : 0);
  uint64_t beside = here->letter & (nw_behind(here->digit, 0) | nw_ahead(here->digit, next->digit, 1));
  uint64_t beside_next = next->letter & (nw_behind(next->digit, here->digit >> 63) | next->digit >> 1);
  if ((beside | beside_next) == 0 || !nw_has_bits(here->digit, next->digit, LOOKS_DIGITS)) return 0;
  for (unsigned n = 1; n < LOOKS_SOON; n *= 2) beside |= nw_ahead(beside, beside_next, n), beside_next |= beside_next >> n;
  return begin & beside & (here->digit | nw_ahead(here->digit, next->digit, 1));
}

const nw_rewrite nw_rewrite_digit_looks = {
  "digit_looks", "number", NW_FOR_SHAPE | NW_FOR_CUE, looks_spots, read_looks, looks_may, NW_CALM_DIGITS, 0, 0
};
