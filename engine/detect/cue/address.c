/* Postal addresses: a street with its number, then what belongs to it.
 *
 *   "8387 Church Blvd" ", Austin, TX 78701"      a number first: nw_cue_address_number, then the tail
 *   "Hauptstraße 12" ", 10115 Berlin"            a street's word first: nw_cue_address_word
 *   "P.O. Box 1956" ", Reno, NV 89501"           a cue first: nw_cue_address
 *
 * A lone city or country is none. Behind "address:" anything with a number and a name counts.
 */
#include "detect/cue/cue.h"

static int is_letter(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c >= 0xC3); }

static nw_cursor cursor_at(nw_probe *probe, size_t pos) { return nw_cursor_at(probe, pos, NW_ENTITY_ADDRESS); }

/* A city behind a comma counts when the sentence ends there: "at 5 Elm Street, John said" is a street. */
static int ends_phrase(nw_probe *probe, size_t pos) {
  int c = nw_probe_at(probe, pos), next = nw_probe_at(probe, pos + 1);
  if (c < 0 || c == '\n' || c == '\r' || c == '"' || c == ')' || c == ';' || c == ']' || c == '<' || c == '?' || c == '!')
    return 1;
  return (c == '.' || c == ',') && !is_letter(next);
}

/* Moves over tails: unit, city, state, code. `*proof`: one of them was a unit ("Apt. 12"). */
static size_t over_tails(nw_probe *probe, size_t pos, int *proof) {
  *proof = 0;
  for (int i = 0; i < 4; i++) {
    nw_cursor cursor = cursor_at(probe, pos);
    int kind = nw_cue_tail_scan(&cursor);
    if (kind == 0 || is_letter(nw_probe_at(probe, cursor.pos))) break;
    if (kind == 2 && !ends_phrase(probe, cursor.pos)) break;
    if (kind == 3) *proof = 1;
    pos = cursor.pos;
  }
  return pos;
}

/* `form` 2: a street that is one only with a unit behind it. */
static int close_hit(nw_probe *probe, size_t start, size_t street_end, int form, nw_hit *hit) {
  int proof;
  hit->start = start;
  hit->end = over_tails(probe, street_end, &proof);
  hit->score_ppm = hit->end > street_end ? NW_SCORE_SHAPE : NW_SCORE_WEAK;
  return form == 1 || proof;
}

/* "$5 Main Street", "1.5 Drive", "#3 Way": the number is another's. */
static int is_free_before(nw_probe *probe, size_t start) {
  int c = nw_probe_before(probe, start, 1);
  return !(c == '$' || c == '.' || c == '/' || c == '-' || c == '%' || c == '_' || c == '@');
}

/* ---- the word in front of a house number ---- */

/* What it ends with, or is: "Hauptstraße", "Kungsgatan", "útja". */
static const char street_endings[][8] = {
  "straße", "strasse", "str", "straat", "steeg", "laan", "plein", "gracht", "kade", "dreef", "weg", "platz", "allee", "gasse", "damm",
  "ufer", "markt", "ring", "gatan", "gata", "gränd", "vägen", "veien", "vej", "gade", "stræde", "bakken", "braut", "vegur", "katu", "kuja",
  "polku", "utca", "útja", "körút", "tér", "vei", "plads", "allé", "caddesi", "sokak", "gate"
};
static const char street_words[][8] = {
  "u", "út", "utca", "útja", "tér", "körút", "gate", "cad", "sok", "via", "rue", "calle", "rua", "ul"
};

/* Does a word of `len` bytes end with one of `endings` behind `front` bytes at least, or with all of it if `front` is 0? `last`: its last
 * eight bytes, small letters of ASCII, the last one highest. */
static int ends_with_one(uint64_t last, size_t len, const char (*endings)[8], size_t count, size_t front) {
  for (size_t i = 0; i < count; i++) {
    uint64_t ending = nw_load_few((const unsigned char *)endings[i], 8);
    unsigned beyond = (unsigned)__builtin_clzll(ending) / 8;
    if (last >> 8 * beyond == ending && (front == 0 ? len == 8 - beyond : len >= front + 8 - beyond)) return 1;
  }
  return 0;
}

/* The last word of [start, end) that is no number names a street, or the first one does ("Via Verbano 62"). */
static int names_street(nw_probe *probe, size_t start, size_t end) {
  size_t word = end, from;
  while (word > start && nw_probe_at(probe, word - 1) != ' ') word--;         /* the number */
  while (word > start && !is_letter(nw_probe_at(probe, word - 1)) && nw_probe_at(probe, word - 1) < 0x80) word--;
  for (from = word; from > start && nw_probe_at(probe, from - 1) != ' ';) from--;
  uint64_t last = 0;
  size_t len = word - from;
  for (size_t at = len > 8 ? word - 8 : from; at < word; at++)
    last = last >> 8 | (uint64_t)nw_to_lower((unsigned)nw_probe_at(probe, at)) << 56;
  return ends_with_one(last, len, street_endings, sizeof street_endings / sizeof street_endings[0], 3) ||
         ends_with_one(last, len, street_words, sizeof street_words / sizeof street_words[0], 0);
}

/* ---- at a number, at a word ---- */

int nw_cue_address_number(nw_probe *probe, nw_hit *hit) {
  if (!is_free_before(probe, probe->at)) return 0;
  nw_cursor cursor = cursor_at(probe, probe->at), house = cursor;
  if (nw_cue_house_scan(&house) && !is_letter(nw_probe_at(probe, house.pos))) {
    int form = names_street(probe, probe->at, house.pos) ? 1 : 2;
    if (close_hit(probe, probe->at, house.pos, form, hit)) return 1;
  }
  if (!nw_cue_street_scan(&cursor) || is_letter(nw_probe_at(probe, cursor.pos))) return 0;
  return close_hit(probe, probe->at, cursor.pos, 1, hit);
}

int nw_cue_address_word(nw_probe *probe, nw_hit *hit) {
  if (!is_free_before(probe, probe->at)) return 0;
  nw_cursor cursor = cursor_at(probe, probe->at);
  if (!nw_cue_street_word_scan(&cursor)) return 0;
  size_t end = cursor.pos;
  if (is_letter(nw_probe_at(probe, end)) && nw_probe_at(probe, end - 2) == ' ') end -= 2;  /* "Kerkstraat 44 bus 3": no "44 b" */
  if (is_letter(nw_probe_at(probe, end))) return 0;
  return close_hit(probe, probe->at, end, names_street(probe, probe->at, end) ? 1 : 2, hit);
}

/* "flat 3, 12 Baker Street": the unit belongs to the street behind it. */
static int unit_hit(nw_probe *probe, size_t pos, nw_hit *hit) {
  nw_cursor cursor = cursor_at(probe, pos);
  if (nw_cue_mail_scan(&cursor)) return close_hit(probe, probe->at, cursor.pos, 1, hit);
  cursor = cursor_at(probe, pos);
  if (!nw_cue_box_scan(&cursor)) return 0;
  size_t at = cursor.pos;
  if (is_letter(nw_probe_at(probe, at))) at++;
  if (nw_probe_at(probe, at) == ',') at++;
  if (nw_probe_at(probe, at) != ' ') return 0;
  cursor = cursor_at(probe, at + 1);
  if (!nw_cue_street_scan(&cursor) || is_letter(nw_probe_at(probe, cursor.pos))) return 0;
  return close_hit(probe, probe->at, cursor.pos, 1, hit);
}

static int free_hit(nw_probe *probe, size_t pos, nw_hit *hit) {
  nw_cue_gap gap;
  if (!nw_cue_gap_scan(probe, pos, NW_ENTITY_ADDRESS, &gap)) return 0;
  if (gap.sign && nw_cue_uncased_address(probe, gap.start, hit)) return 1;
  nw_cursor cursor = cursor_at(probe, gap.start);
  if (!nw_cue_free_scan(&cursor) || is_letter(nw_probe_at(probe, cursor.pos))) return 0;
  return close_hit(probe, gap.start, cursor.pos, 1, hit);
}

int nw_cue_address(nw_probe *probe, size_t pos, const nw_cue *cue, nw_hit *hit) {
  if (cue->how == NW_CUE_LIVES) return free_hit(probe, pos, hit);
  if (cue->how == NW_CUE_UNIT) return unit_hit(probe, pos, hit);
  if (nw_probe_before(probe, probe->at, 1) == '/') return 0;
  nw_cursor cursor = cursor_at(probe, pos);
  int found = cue->how == NW_CUE_BOX ? nw_cue_box_scan(&cursor) : nw_cue_street_after_scan(&cursor);
  if (!found || is_letter(nw_probe_at(probe, cursor.pos))) return 0;
  return close_hit(probe, probe->at, cursor.pos, 1, hit);
}
