/* International bank account numbers (ISO 13616-1; lengths from the SWIFT registry).
 *
 *   "DE89 3704 0044 0532 0130 00 Please"   DE has 22 places: the run is cut there, "Please" is text; modulo 97 leaves 1
 *
 * In a compact number a letter or digit behind the last place makes it something else (a hash, a product code).
 */
#include "detect/pii/iban.h"

#include <string.h>

#include "detect/miss.h"

enum { IBAN_MAX = 34, IBAN_MIN = 15 };

/* Country and length, five bytes each. */
static const char countries[] =
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 "
  "FI18 FK18 FO18 FR27 GB22 GE22 "
  "GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 "
  "MD24 ME22 MK19 MN20 MR27 MT31 "
  "MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 "
  "TL23 TN24 TR26 UA29 VA22 VG24 "
  "XK20 YE30 ";

static unsigned country_length(unsigned first, unsigned second) {
  for (const char *row = countries; *row != '\0'; row += 5)
    if ((unsigned char)row[0] == first && (unsigned char)row[1] == second)
        return (unsigned)(row[2] - '0') * 10 + (unsigned)(row[3] - '0');
  return 0;
}

static unsigned value_of(unsigned c) { return nw_is_digit(c) ? c - '0' : nw_to_upper(c) - 'A' + 10; }

/* ISO 7064 mod 97-10: the first four places move to the end. */
static int mod97_holds(const unsigned char *places, unsigned count) {
  enum { HEAD = 4 };
  uint64_t rest = 0;
  for (unsigned i = 0; i < count; i++) {
    unsigned value = value_of(places[i + HEAD < count ? i + HEAD : i + HEAD - count]);
    rest = rest * (value > 9 ? 100 : 10) + value;
    if (rest > UINT64_MAX / 1000) rest %= 97;
  }
  return rest % 97 == 1;
}

/* Takes `want` letters and digits out of [start, end); the place behind the last is `*stop`. Fewer: 0. */
static int take(nw_probe *probe, size_t start, size_t end, unsigned want, unsigned char *places, size_t *stop) {
  const unsigned char *text = probe->scan->data + (start - probe->scan->base);
  size_t at = 0, len = end - start;
  unsigned count = 0;
  for (; at < len && count < want; at++)
    if (nw_is_alnum(text[at])) places[count++] = text[at];
  probe->work += at;
  *stop = start + at;
  return count == want;
}

enum { IBAN = NW_ENTITY_INTERNATIONAL_BANK_ACCOUNT_NUMBER };

/* No finding: `start` has a country's letters and two digits, and `length` places were wanted (0: there is no such country). */
NW_MISS_COLD static int refuse(nw_probe *probe, size_t start, unsigned length) {
  unsigned char places[IBAN_MAX + 1];
  size_t stop;
  nw_cursor cursor = nw_cursor_at(probe, start, IBAN);
  if (!nw_iban_scan(&cursor)) return 0;
  unsigned count = 0;
  while (count <= IBAN_MAX && take(probe, start, cursor.pos, count + 1, places, &stop)) count++;
  if (length == 0 && count >= IBAN_MIN)
    nw_probe_miss(probe, .start = start, .end = cursor.pos, .entity = IBAN, .missing = NW_MISS_BIT(PREFIX),
                  .what = "no country with these letters has IBANs");
  else if (length > 0 && count < length && count + 5 > length)
    nw_probe_miss(probe, .start = start, .end = cursor.pos, .entity = IBAN, .missing = NW_MISS_BIT(LENGTH), .want = length,
                  .got = count);
  if (length == 0 || !take(probe, start, cursor.pos, length, places, &stop)) return 0;
  uint32_t glued = nw_is_word(nw_probe_at(probe, stop)) ? NW_MISS_BIT(GLUED) : 0;
  nw_probe_miss(probe, .start = start, .end = stop, .entity = IBAN, .check = "mod97", .what = "a letter or digit follows at once",
                .missing = glued | (mod97_holds(places, length) ? 0 : NW_MISS_BIT(CHECK)));
  return 0;
}

typedef enum held { FAILS, UNKNOWN, HOLDS } held;

/* What modulo 97 says of the first `length` letters and digits from `start` on, whatever stands between them: most words end here. UNKNOWN
 * where they are not all in the window, or far apart. */
static held glance(const nw_scan *scan, size_t start, unsigned length) {
  enum { FAR_BYTES = 2 * IBAN_MAX };
  const unsigned char *text = scan->data + (start - scan->base);
  size_t left = scan->end - start, at = 0;
  unsigned char places[IBAN_MAX];
  unsigned count = 0;
  if (left > FAR_BYTES) left = FAR_BYTES;
  for (; at < left && count < length; at++)
    if (nw_is_alnum(text[at])) places[count++] = text[at];
  return count < length ? UNKNOWN : mod97_holds(places, length) ? HOLDS : FAILS;
}

int nw_iban_verify(nw_probe *probe, nw_hit *hit) {
  unsigned char places[IBAN_MAX];
  size_t start = probe->at, stop;
  if (nw_is_word(nw_probe_before(probe, start, 1))) return 0;
  int first = nw_probe_at(probe, start), second = nw_probe_at(probe, start + 1);
  if (first < 0 || second < 0) return 0;
  unsigned length = country_length(nw_to_upper((unsigned)first), nw_to_upper((unsigned)second));
  if (length < IBAN_MIN) return nw_refuse(probe, refuse(probe, start, 0));
  held first_places = nw_miss_wanted(probe) ? UNKNOWN : glance(probe->scan, start, length);
  if (first_places == FAILS) return 0;
  nw_cursor cursor = nw_cursor_at(probe, start, NW_ENTITY_INTERNATIONAL_BANK_ACCOUNT_NUMBER);
  if (!nw_iban_scan(&cursor) || !take(probe, start, cursor.pos, length, places, &stop))
    return nw_refuse(probe, refuse(probe, start, length));
  if (nw_is_word(nw_probe_at(probe, stop)) || (first_places == UNKNOWN && !mod97_holds(places, length)))
    return nw_refuse(probe, refuse(probe, start, length));
  unsigned check = value_of(places[2]) * 10 + value_of(places[3]);
  if (check < 2 || check > 98) return 0;
  hit->start = start;
  hit->end = stop;
  hit->validator = "mod97";
  hit->score_ppm = NW_SCORE_PROVEN;
  return 1;
}
