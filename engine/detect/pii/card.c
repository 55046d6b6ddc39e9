/* Payment card numbers (ISO/IEC 7812-1): 12..19 digits in one group or in the groups that are printed on cards, an
 * issuer's range with
 * its lengths, Luhn's check digit.
 *
 *   "card 4111 1111 1111 1111"   layout "4 4 4 4$", range 4 with 16 digits, Luhn holds: proven
 *   "1732275600000"              no issuer begins with 1 and has 13 digits: a time in milliseconds
 *
 * One ungrouped number in ten passes Luhn, so the wide ranges (Maestro, the short Visa) need a context word, or a text that is
 * nothing but the number (field.h); and an order or a parcel right in front of such a number keeps it.
 */
#include "detect/pii/card.h"

#include "detect/context.h"
#include "detect/field.h"
#include "detect/miss.h"

#define LENGTH(n) (1u << (n))
#define SIXTEEN_UP (LENGTH(16) | LENGTH(17) | LENGTH(18) | LENGTH(19))
#define TWELVE_UP (LENGTH(12) | LENGTH(13) | LENGTH(14) | LENGTH(15) | SIXTEEN_UP)

/* First four digits, in order of the first ones; lengths, 1 where a context word is needed. Sources: the schemes' published IIN ranges. */
static const struct { uint16_t low, high; uint32_t lengths; int wide; } issuers[] = {
  { 1800, 1800, LENGTH(15), 1 },                            /* JCB, old */
  { 2131, 2131, LENGTH(15), 1 },
  { 2200, 2204, SIXTEEN_UP, 0 },                            /* Mir */
  { 2221, 2720, LENGTH(16), 0 },                            /* Mastercard */
  { 3000, 3059, LENGTH(14) | SIXTEEN_UP, 0 },               /* Diners Club */
  { 3095, 3095, LENGTH(14) | SIXTEEN_UP, 0 },
  { 3400, 3499, LENGTH(15), 0 },                            /* American Express */
  { 3528, 3589, SIXTEEN_UP, 0 },                            /* JCB */
  { 3600, 3699, LENGTH(14) | SIXTEEN_UP, 0 },               /* Diners Club */
  { 3700, 3799, LENGTH(15), 0 },                            /* American Express */
  { 3800, 3999, LENGTH(14) | SIXTEEN_UP, 0 },               /* Diners Club */
  { 4000, 4999, LENGTH(16), 0 },                            /* Visa */
  { 4000, 4999, LENGTH(13) | LENGTH(19), 1 },
  { 5000, 5099, TWELVE_UP, 1 },                             /* Maestro */
  { 5100, 5599, LENGTH(16), 0 },                            /* Mastercard */
  { 5600, 5899, TWELVE_UP, 1 },                             /* Maestro */
  { 6000, 6999, TWELVE_UP, 1 },                             /* Maestro, Hipercard, Elo */
  { 6011, 6011, SIXTEEN_UP, 0 },                            /* Discover */
  { 6200, 6299, SIXTEEN_UP, 0 },                            /* UnionPay */
  { 6440, 6599, SIXTEEN_UP, 0 },                            /* Discover, RuPay */
  { 8100, 8299, SIXTEEN_UP, 1 },                            /* UnionPay, RuPay */
  { 9792, 9792, LENGTH(16), 0 },                            /* Troy */
};

/* 2: a range of its own, 1: one that needs context, 0: no issuer. */
static int issuer_of(const unsigned char *digits, unsigned count) {
  unsigned head = digits[0] * 1000u + digits[1] * 100u + digits[2] * 10u + digits[3];
  int best = 0;
  for (size_t i = 0; i < sizeof issuers / sizeof issuers[0] && issuers[i].low <= head; i++) {
    if (head > issuers[i].high || !(issuers[i].lengths & LENGTH(count))) continue;
    if (best < 2 - issuers[i].wide) best = 2 - issuers[i].wide;
  }
  return best;
}

/* "4444 4444 4444 4444" is nobody's card. */
static int is_dull(const unsigned char *digits, unsigned count) {
  unsigned same = 1;
  while (same < count && digits[same] == digits[0]) same++;
  return same == count;
}

/* "4111 1111 1111 1111 09/27 123", "… 5500-0000-0000-0004", "… 5500 0000 0000 0004": what follows the blank in groups of another
 * kind, with other joints (':' too: "… 2001:db8::1"), or as a whole card is an item of its own. */
static int begins_another(const unsigned char *layout) {
  static const unsigned char card[] = { '4', ' ', '4', ' ', '4', ' ', '4' };
  if (layout[0] != '4' || layout[1] == '-' || layout[1] == '.') return 1;
  for (size_t i = 0; i < sizeof card; i++)
    if (layout[i] != card[i]) return 0;
  return 1;
}

/* A number that goes on before or behind is another number; a sign or a decimal point makes it an amount. */
static int stands_alone(nw_probe *probe, const unsigned char *end, unsigned char separator) {
  int before = nw_probe_before(probe, probe->at, 1);
  if (before == '.' || before == '$' || before == '+') return 0;
  if (*end == ' ' && separator == ' ')
    return begins_another(end + 1) || nw_probe_at(probe, nw_chain_text(probe->chain, end + 2)) == ':';
  return *end == ',' || nw_chain_ends(end, separator);
}

/* A length that the issuer of the first digits has, 0 where nobody gives out such numbers. */
static unsigned length_of(const unsigned char *digits, unsigned count) {
  for (unsigned more = 1; more < 4; more++) {
    if (count > 12 + more && issuer_of(digits, count - more) == 2) return count - more;
    if (count + more <= 19 && issuer_of(digits, count + more) == 2) return count + more;
  }
  return 0;
}

/* No finding: tells what was missing. */
NW_MISS_COLD static int refuse(nw_probe *probe, const unsigned char *layout, const unsigned char *end, int alone) {
  unsigned char digits[NW_GROUP_DIGITS];
  unsigned count = nw_chain_digits(probe, layout, end, digits, sizeof digits);
  int issuer = issuer_of(digits, count);
  nw_miss miss = { .start = probe->at, .end = nw_chain_text(probe->chain, end), .entity = NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER };
  nw_hit hit;
  if (!alone) miss.missing |= NW_MISS_BIT(JOINED), miss.what = "a longer number";
  if (issuer == 0) {
    miss.want = length_of(digits, count), miss.got = count;
    miss.missing |= miss.want > 0 ? NW_MISS_BIT(LENGTH) : NW_MISS_BIT(PREFIX);
    if (miss.want == 0) miss.what = "no card issuer has these first digits";
  }
  if (!nw_luhn(digits, count) && miss.want == 0) miss.missing |= NW_MISS_BIT(CHECK), miss.check = "luhn";
  else if (is_dull(digits, count)) miss.missing |= NW_MISS_BIT(DUMMY), miss.what = "one digit, repeated";
  miss.unnamed = !nw_context_find(probe, probe->at, NW_CONTEXT_CARD, &hit);
  if (issuer == 1 && miss.unnamed)
    miss.missing |= NW_MISS_BIT(CONTEXT), miss.context = NW_CONTEXT_CARD;
  nw_miss_add(probe, miss);
  return 0;
}

/* A word in front says that it is another number. */
NW_MISS_COLD static int refuse_word(nw_probe *probe, const unsigned char *end) {
  nw_probe_miss(probe, .start = probe->at, .end = nw_chain_text(probe->chain, end), .what = "what is not a card",
                .entity = NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER, .missing = NW_MISS_BIT(NEGATIVE), .unnamed = 1);
  return 0;
}

/* A word for cards stands directly in front, and the groups are none of a card. */
NW_MISS_COLD static int refuse_layout(nw_probe *probe, const unsigned char *layout) {
  unsigned char digits[NW_GROUP_DIGITS];
  const unsigned char *end = layout;
  if (nw_chain_joined(probe) != 0 || !nw_context_next(probe, probe->at, NW_CONTEXT_CARD)) return 0;
  while (nw_group_digits(end[0]) > 0 && (end[1] == ' ' || end[1] == '-') && nw_group_digits(end[2]) > 0) end += 2;
  unsigned count = nw_chain_digits(probe, layout, end + 1, digits, sizeof digits);
  unsigned want = count < 10 || count > 19 ? 0 : length_of(digits, count);
  if (count >= 10)
    nw_probe_miss(probe, .start = probe->at, .end = nw_chain_text(probe->chain, end + 1), .want = want, .got = count,
                  .entity = NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER, .missing = want > 0 ? NW_MISS_BIT(LENGTH) : NW_MISS_BIT(LAYOUT));
  return 0;
}

/* One reading of the layout, up to `end`. */
static int verify_until(nw_probe *probe, nw_hit *hit, const unsigned char *end) {
  const unsigned char *layout = nw_chain_layout(probe->chain);
  unsigned char separator = end - layout > 1 ? layout[1] : 0, digits[NW_GROUP_DIGITS];
  if (!stands_alone(probe, end, separator)) return nw_refuse(probe, refuse(probe, layout, end, 0));
  unsigned count = nw_chain_digits(probe, layout, end, digits, sizeof digits);
  int issuer = issuer_of(digits, count);
  if (issuer == 0 || !nw_luhn(digits, count) || is_dull(digits, count))
    return nw_refuse(probe, refuse(probe, layout, end, 1));
  int context = nw_context_find(probe, probe->at, NW_CONTEXT_CARD, hit);
  if (!context && separator == 0 && nw_context_next(probe, probe->at, NW_CONTEXT_NOT_CARD))
    return nw_refuse(probe, refuse_word(probe, end));
  hit->start = probe->at;
  hit->end = nw_chain_text(probe->chain, end);
  if (issuer == 1 && !context && (count < 15 || !nw_field_is(probe, hit->start, hit->end)))
    return nw_refuse(probe, refuse(probe, layout, end, 1));
  hit->validator = "luhn";
  hit->score_ppm = context || separator != 0 ? NW_SCORE_PROVEN : NW_SCORE_SHAPE;
  return 1;
}

/* Digits in front make it the inside of a number: "99 4111 1111 1111 1111" goes on, but "0 4111111111111111 2" is a row of three,
 * whatever follows: what stands to the right may be another item, and be gone after an edit. */
static int is_inside(const unsigned char *layout, unsigned char joined) {
  if (joined == ' ') return layout[1] == ' ' && nw_group_digits(layout[0]) < 12;
  return joined == '-' || joined == '.';
}

int nw_card_verify(nw_probe *probe, nw_hit *hit) {
  enum { SIXTEEN_SYMBOLS = 7, NINETEEN_SYMBOLS = 9 };
  const unsigned char *layout = nw_chain_layout(probe->chain);
  if (is_inside(layout, nw_chain_joined(probe))) return 0;
  const unsigned char *end = nw_card_layout(layout);
  if (end == NULL) return nw_refuse(probe, refuse_layout(probe, layout));
  if (verify_until(probe, hit, end)) return 1;
  /* Three digits behind sixteen may be a verification value. */
  return end - layout == NINETEEN_SYMBOLS && verify_until(probe, hit, layout + SIXTEEN_SYMBOLS);
}
