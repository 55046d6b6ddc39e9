/* International bank account numbers (ISO 13616-1).
 *
 *   "DE89 3704 0044 0532 0130 00 Please"   DE has 22 places: the run is cut there, "Please" is text; modulo 97 leaves 1
 *
 * In a compact number a letter or digit behind the last place makes it something else (a hash, a product code).
 */
#include "detect/pii/iban.h"

#include <string.h>

#include "detect/miss.h"
#include "text/iban.h"

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
  unsigned char places[NW_IBAN_MOST + 1];
  size_t stop;
  nw_cursor cursor = nw_cursor_at(probe, start, IBAN);
  if (!nw_iban_scan(&cursor)) return 0;
  unsigned count = 0;
  while (count <= NW_IBAN_MOST && take(probe, start, cursor.pos, count + 1, places, &stop)) count++;
  if (length == 0 && count >= NW_IBAN_LEAST)
    nw_probe_miss(probe, .start = start, .end = cursor.pos, .entity = IBAN, .missing = NW_MISS_BIT(PREFIX),
                  .what = "no country with these letters has IBANs");
  else if (length > 0 && count < length && count + 5 > length)
    nw_probe_miss(probe, .start = start, .end = cursor.pos, .entity = IBAN, .missing = NW_MISS_BIT(LENGTH), .want = length,
                  .got = count);
  if (length == 0 || !take(probe, start, cursor.pos, length, places, &stop)) return 0;
  uint32_t glued = nw_is_word(nw_probe_at(probe, stop)) ? NW_MISS_BIT(GLUED) : 0;
  nw_probe_miss(probe, .start = start, .end = stop, .entity = IBAN, .check = "mod97", .what = "a letter or digit follows at once",
                .missing = glued | (nw_iban_holds(places, length) ? 0 : NW_MISS_BIT(CHECK)));
  return 0;
}

int nw_iban_verify(nw_probe *probe, nw_hit *hit) {
  enum { FAR_BYTES = 2 * NW_IBAN_MOST };
  unsigned char places[NW_IBAN_MOST];
  size_t start = probe->at, end = probe->scan->end - start < FAR_BYTES ? probe->scan->end : start + FAR_BYTES, stop;
  if (nw_is_word(nw_probe_before(probe, start, 1))) return 0;
  int first = nw_probe_at(probe, start), second = nw_probe_at(probe, start + 1);
  if (first < 0 || second < 0) return 0;
  unsigned length = nw_iban_length(nw_to_upper((unsigned)first), nw_to_upper((unsigned)second));
  if (length < NW_IBAN_LEAST) return nw_refuse(probe, refuse(probe, start, 0));
  /* What modulo 97 says of the next letters and digits, whatever stands between them: most words end here. */
  int held = !nw_miss_wanted(probe) && take(probe, start, end, length, places, &stop);
  if (held && !nw_iban_holds(places, length)) return 0;
  nw_cursor cursor = nw_cursor_at(probe, start, IBAN);
  if (!nw_iban_scan(&cursor) || (held ? cursor.pos < stop : !take(probe, start, cursor.pos, length, places, &stop)))
    return nw_refuse(probe, refuse(probe, start, length));
  if (nw_is_word(nw_probe_at(probe, stop)) || (!held && !nw_iban_holds(places, length)))
    return nw_refuse(probe, refuse(probe, start, length));
  unsigned check = (places[2] - (unsigned)'0') * 10 + (places[3] - (unsigned)'0');
  if (check < 2 || check > 98) return 0;
  hit->start = start;
  hit->end = stop;
  hit->validator = "mod97";
  hit->score_ppm = NW_SCORE_PROVEN;
  return 1;
}
