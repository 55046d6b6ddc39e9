/* Numbers and codes behind their cues, and two that are told by their shape: an age with "old", a health number of Ontario.
 *
 *   "CVV: 782"   three or four digits, and no digit, letter or sign behind them that makes more of it
 *   "OHIP 9241 370 878"  ten digits, Luhn
 */
#include <string.h>

#include "detect/cue/cue.h"
#include "detect/field.h"

static int is_alnum(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c >= 0xC3); }

/* Nothing that makes the value longer: "1234-5", "12.5", "50%". */
static int is_whole(nw_probe *probe, size_t end) {
  int c = nw_probe_at(probe, end), next = nw_probe_at(probe, end + 1);
  if (is_alnum(c) || c == '_' || c == '%') return 0;
  return !((c == '-' || c == '.' || c == ',' || c == '/' || c == ':') && nw_is_digit_at(next));
}

static unsigned digits_of(nw_probe *probe, size_t start, size_t end, unsigned char *digits, unsigned most) {
  unsigned count = 0;
  for (size_t at = start; at < end; at++) {
    int c = nw_probe_at(probe, at);
    if (!nw_is_digit_at(c)) continue;
    if (count < most) digits[count] = (unsigned char)(c - '0');
    count++;
  }
  return count;
}

/* ---- check digits ---- */

static int luhn_holds(const unsigned char *digits, unsigned count) {
  unsigned sum = 0;
  for (unsigned i = 0; i < count; i++) {
    unsigned value = digits[count - 1 - i] * (i % 2 + 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

/* British Columbia: 9, eight weighted digits, and the check digit modulo 11. */
static int bc_holds(const unsigned char d[10]) {
  static const unsigned char weights[8] = { 2, 4, 8, 5, 10, 9, 7, 3 };
  unsigned sum = 0;
  for (unsigned i = 0; i < 8; i++) sum += weights[i] * d[i + 1];
  return d[0] == 9 && (11 - sum % 11) == d[9];
}

/* ---- forms: the end of the value, or 0; `hit` gets validator and score ---- */

static size_t plain_digits(nw_probe *probe, size_t start, unsigned least, unsigned most) {
  size_t at = start;
  while (at <= start + most && nw_is_digit_at(nw_probe_at(probe, at))) at++;
  return at >= start + least && at <= start + most && is_whole(probe, at) ? at : 0;
}

static size_t scanned(nw_probe *probe, size_t start, unsigned entity, int (*scan)(nw_cursor *)) {
  nw_cursor cursor = nw_cursor_at(probe, start, entity);
  return scan(&cursor) && is_whole(probe, cursor.pos) ? cursor.pos : 0;
}

/* A code with letters: how many digits and letters stand in [start, end)? */
static void count_kinds(nw_probe *probe, size_t start, size_t end, unsigned *digits, unsigned *letters) {
  *digits = *letters = 0;
  for (size_t at = start; at < end; at++) {
    int c = nw_probe_at(probe, at);
    if (nw_is_digit_at(c)) ++*digits;
    else if (is_alnum(c)) ++*letters;
  }
}

static size_t account_end(nw_probe *probe, const nw_cue_gap *gap) {
  unsigned char digits[20];
  nw_cursor cursor = nw_cursor_at(probe, gap->start, NW_ENTITY_US_BANK_ACCOUNT_NUMBER);
  if (!nw_cue_digits_scan(&cursor) || !is_whole(probe, cursor.pos)) return 0;
  unsigned count = digits_of(probe, gap->start, cursor.pos, digits, sizeof digits);
  return count >= 6 && count <= 17 ? cursor.pos : 0;
}

static size_t expiry_end(nw_probe *probe, const nw_cue_gap *gap) {
  nw_cursor cursor = nw_cursor_at(probe, gap->start, NW_ENTITY_CREDIT_DEBIT_CARD_EXPIRY);
  int form = nw_cue_expiry_scan(&cursor);
  if (form == 0 || !is_whole(probe, cursor.pos) || (form == 3 && !gap->sign)) return 0;
  return cursor.pos;
}

/* "12 MAY 2024", "2024 BMW": days and years are no plates. */
static int is_time(nw_probe *probe, size_t start) {
  static const char months[] = "jan feb mar apr may jun jul aug sep oct nov dec mai okt dez ene abr ago dic fev avr gen mag giu "
                               "lug set ott";
  char letters[3];
  size_t at = start, n = 0;
  int first = nw_probe_at(probe, at), second = nw_probe_at(probe, at + 1);
  if (!nw_is_digit_at(first)) return 0;
  int century = (first == '1' && second == '9') || (first == '2' && second == '0');
  if (century && nw_is_digit_at(nw_probe_at(probe, at + 3))) return 1;
  for (at += 2; nw_probe_at(probe, at) == ' '; at++) {}
  for (int c; n < 3 && (c = nw_probe_at(probe, at + n)) >= 0 && nw_is_alpha((unsigned)c); n++)
    letters[n] = (char)nw_to_lower((unsigned)c);
  for (const char *month = months; n == 3; month += 4) {
    if (memcmp(month, letters, 3) == 0) return 1;
    if (month[3] == '\0') break;
  }
  return 0;
}

/* The layout of a country, and no day. */
static size_t plate_form_end(nw_probe *probe, size_t start) {
  size_t end = scanned(probe, start, NW_ENTITY_LICENSE_PLATE, nw_cue_plate_form_scan);
  return end == 0 || is_time(probe, start) ? 0 : end;
}

static size_t plate_end(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue) {
  unsigned digits, letters;
  if (cue->how == NW_CUE_FORM) return plate_form_end(probe, gap->start);
  size_t end = scanned(probe, gap->start, NW_ENTITY_LICENSE_PLATE, nw_cue_plate_scan);
  if (end == 0) return 0;
  count_kinds(probe, gap->start, end, &digits, &letters);
  return digits > 0 && letters > 0 && digits + letters >= 4 && digits + letters <= 10 ? end : 0;
}

static size_t driver_end(nw_probe *probe, const nw_cue_gap *gap) {
  unsigned digits, letters;
  size_t end = scanned(probe, gap->start, NW_ENTITY_DRIVER_ID, nw_cue_driver_scan);
  if (end == 0) return 0;
  count_kinds(probe, gap->start, end, &digits, &letters);
  return digits >= 4 && digits + letters >= 6 && digits + letters <= 20 ? end : 0;
}

static size_t health_end(nw_probe *probe, size_t start, nw_hit *hit) {
  unsigned char digits[12];
  nw_cursor cursor = nw_cursor_at(probe, start, NW_ENTITY_CA_HEALTH_NUMBER);
  int form = nw_cue_health_scan(&cursor);
  if (form == 0 || !is_whole(probe, cursor.pos)) return 0;
  unsigned count = digits_of(probe, start, cursor.pos, digits, 12);
  int proven = form == 1 && count == 10 && (bc_holds(digits) || luhn_holds(digits, 10));
  if (proven) hit->validator = digits[0] == 9 && bc_holds(digits) ? "mod11" : "luhn";
  hit->score_ppm = proven ? NW_SCORE_PROVEN : NW_SCORE_CONTEXT;
  return cursor.pos;
}

static size_t value_end(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit) {
  switch (cue->entity) {
    case NW_ENTITY_PIN: return plain_digits(probe, gap->start, 4, gap->sign ? 12 : 6);
    case NW_ENTITY_CREDIT_DEBIT_CARD_CVV: return plain_digits(probe, gap->start, 3, 4);
    case NW_ENTITY_CREDIT_DEBIT_CARD_EXPIRY: return expiry_end(probe, gap);
    case NW_ENTITY_US_BANK_ACCOUNT_NUMBER: return account_end(probe, gap);
    case NW_ENTITY_US_PASSPORT_NUMBER: return scanned(probe, gap->start, cue->entity, nw_cue_passport_scan);
    case NW_ENTITY_DATE_OF_BIRTH: return scanned(probe, gap->start, cue->entity, nw_cue_date_scan);
    case NW_ENTITY_MEDICAL_RECORD_NUMBER: return scanned(probe, gap->start, cue->entity, nw_cue_record_scan);
    case NW_ENTITY_LICENSE_PLATE: return plate_end(probe, gap, cue);
    case NW_ENTITY_DRIVER_ID: return driver_end(probe, gap);
    case NW_ENTITY_CA_HEALTH_NUMBER: return health_end(probe, gap->start, hit);
    default: return 0;
  }
}

int nw_cue_number(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit) {
  nw_cue_gap value = *gap;
  nw_cursor place = nw_cursor_at(probe, gap->start, cue->entity);
  if (cue->entity == NW_ENTITY_DATE_OF_BIRTH && nw_cue_birthplace_scan(&place)) value.start = place.pos;
  hit->start = value.start;
  hit->end = value_end(probe, &value, cue, hit);
  return hit->end > hit->start;
}

/* ---- by its place ---- */

/* "Plates: APP-456CV and KJA-999PZ": what stands between two of them. */
static int is_join(nw_probe *probe, size_t from, size_t to) {
  static const char *const joins[] = {
    ", ", "; ", " / ", " & ", "\n", " and ", " or ", " und ", " et ", " y ", " e ", " i ", " en ", " ve "
  };
  for (size_t i = 0; i < sizeof joins / sizeof joins[0]; i++) {
    size_t n = 0;
    while (from + n < to && joins[i][n] != '\0' && nw_probe_at(probe, from + n) == (unsigned char)joins[i][n]) n++;
    if (from + n == to && joins[i][n] == '\0') return 1;
  }
  return 0;
}

int nw_cue_plate_place(nw_probe *probe, nw_hit *hit) {
  hit->start = probe->at;
  hit->end = plate_form_end(probe, probe->at);
  if (hit->end == 0) return 0;
  if (probe->own_from > 0 && probe->own_from < probe->at && is_join(probe, probe->own_from, probe->at)) return 1;
  hit->score_ppm = NW_SCORE_WEAK;
  return nw_field_is(probe, hit->start, hit->end);
}

int nw_cue_driver_place(nw_probe *probe, nw_hit *hit) {
  hit->start = probe->at;
  hit->end = scanned(probe, probe->at, NW_ENTITY_DRIVER_ID, nw_cue_driver_form_scan);
  hit->score_ppm = NW_SCORE_WEAK;
  return hit->end > 0 && nw_field_is(probe, hit->start, hit->end);
}

/* ---- at a number ---- */

int nw_cue_health_number(nw_probe *probe, nw_hit *hit) {
  size_t end = probe->at + 12;  /* 1234 567 890 and a version code */
  int a = nw_probe_at(probe, probe->at + 4), b = nw_probe_at(probe, probe->at + 8);
  if ((a != ' ' && a != '-') || b != a || nw_probe_at(probe, end) != a) return 0;
  for (size_t i = 0; i < 12; i++)
    if (i != 4 && i != 8 && !nw_is_digit_at(nw_probe_at(probe, probe->at + i))) return 0;
  for (size_t i = 1; i <= 2; i++) {
    int c = nw_probe_at(probe, end + i);
    if (c < 0 || !nw_is_upper((unsigned)c)) return 0;
  }
  hit->start = probe->at;
  hit->end = end + 3;
  return health_end(probe, probe->at, hit) == hit->end && hit->score_ppm == NW_SCORE_PROVEN;
}

static int quantity(nw_probe *probe, size_t start) {
  int value = 0;
  for (size_t at = start; at < start + 3 && nw_is_digit_at(nw_probe_at(probe, at)); at++)
    value = value * 10 + nw_probe_at(probe, at) - '0';
  return value;
}

static nw_age_form age_form(nw_probe *probe, size_t start, size_t *end) {
  nw_cursor cursor = nw_cursor_at(probe, start, NW_ENTITY_AGE);
  nw_age_form form = nw_cue_age_scan(&cursor);
  if (form == NW_AGE_NONE || quantity(probe, start) > 130) return NW_AGE_NONE;
  int is_cjk = form == NW_AGE_OLD && nw_probe_at(probe, cursor.pos - 3) >= 0xE0;  /* no blank ends "34歳です" */
  if (!is_cjk && is_alnum(nw_probe_at(probe, cursor.pos))) return NW_AGE_NONE;
  *end = cursor.pos;
  if (form != NW_AGE_UNIT) return form;
  cursor = nw_cursor_at(probe, cursor.pos, NW_ENTITY_AGE);
  return nw_cue_old_scan(&cursor) && !is_alnum(nw_probe_at(probe, cursor.pos)) ? NW_AGE_OLD : NW_AGE_UNIT;
}

/* "40 years" old; "a 10 day old bug" is one too, and so it is reported. */
int nw_cue_age_number(nw_probe *probe, nw_hit *hit) {
  int before = nw_probe_before(probe, probe->at, 1);
  if (before == '.' || before == '$' || before == '-' || before == '/') return 0;
  hit->start = probe->at;
  return age_form(probe, probe->at, &hit->end) == NW_AGE_OLD;
}

/* "y es", "et souffre", "und nimmt": another statement, not what the time is of. */
static int is_and(nw_probe *probe, size_t pos) {
  static const char *const words[] = { "y ", "e ", "et ", "und ", "en ", "i ", "и ", "і " };
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    size_t n = 0;
    while (words[i][n] != 0 && nw_probe_at(probe, pos + n) == (unsigned char)words[i][n]) n++;
    if (words[i][n] == 0) return 1;
  }
  return 0;
}

/* Behind "turned", "I am": "5 minutes", "3 years of experience", "2 weeks pregnant", "3 года назад" are none. */
static int is_duration(nw_probe *probe, size_t end) {
  int c = nw_probe_at(probe, end), next = nw_probe_at(probe, end + 1);
  if (c == ' ' && (next == 0xD0 || next == 0xD1)) return !is_and(probe, end + 1);
  if (c != ' ' || next < 0 || !nw_is_lower((unsigned)next) || next == 'a' || next == 'o') return 0;
  return !is_and(probe, end + 1);
}

int nw_cue_age(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit) {
  nw_age_form form = age_form(probe, gap->start, &hit->end);
  if (form == NW_AGE_NONE || !nw_is_digit_at(nw_probe_at(probe, gap->start))) return 0;
  if (cue->how != NW_CUE_NEXT && form == NW_AGE_UNIT && is_duration(probe, hit->end)) return 0;
  if (form == NW_AGE_BARE) {
    int c = nw_probe_at(probe, hit->end), next = nw_probe_at(probe, hit->end + 1);
    if (!is_whole(probe, hit->end) || c == ':' || c == '-') return 0;
    if (cue->how != NW_CUE_NEXT && c == ' ' && next >= 0 && next != '\n') return 0;
  }
  hit->start = gap->start;
  return 1;
}

/* ---- bare shapes ---- */

static size_t bare_end(nw_probe *probe, unsigned entity, nw_hit *hit) {
  size_t at = probe->at, end;
  nw_cue_gap gap = { .start = at };
  switch (entity) {
    case NW_ENTITY_AGE: return age_form(probe, at, &end) == NW_AGE_UNIT ? end : 0;
    case NW_ENTITY_CREDIT_DEBIT_CARD_EXPIRY: return expiry_end(probe, &gap);
    case NW_ENTITY_US_BANK_ACCOUNT_NUMBER: return plain_digits(probe, at, 8, 17);
    case NW_ENTITY_US_PASSPORT_NUMBER: return scanned(probe, at, entity, nw_cue_passport_scan);
    case NW_ENTITY_DATE_OF_BIRTH: return scanned(probe, at, entity, nw_cue_date_scan);
    case NW_ENTITY_CA_HEALTH_NUMBER: return (end = health_end(probe, at, hit)) > 0 && hit->score_ppm == NW_SCORE_PROVEN ? end : 0;
    case NW_ENTITY_CREDIT_DEBIT_CARD_CVV: return plain_digits(probe, at, 3, 4);
    case NW_ENTITY_PIN: return plain_digits(probe, at, 4, 6);
    default: return 0;
  }
}

/* "-5", "1.5", "a/12": a part of something else. */
static int begins_free(nw_probe *probe, size_t start) {
  int c = nw_probe_before(probe, start, 1);
  return !(is_alnum(c) || c == '.' || c == '-' || c == '/' || c == '$' || c == '_' || c == ':' || c == ',');
}

int nw_cue_bare(nw_probe *probe, nw_hit *hit) {
  if (!begins_free(probe, probe->at)) return 0;
  hit->start = probe->at;
  hit->end = bare_end(probe, hit->entity, hit);
  hit->bare = 1;
  hit->score_ppm = NW_SCORE_WEAK;
  return hit->end > hit->start;
}
