/* The large list of names: fingerprints of 41,000 words (grammar/tables/names.h; names.py tells what is in it and how it is cut).
 *
 *   "Yesenia" -> hash -> bucket of two or three slots -> the slot with its print -> GIVEN | SURE
 *
 * A word that is in no list has the print of one in about 3,000 cases: the list is evidence, not proof.
 * Cost: one multiplication a byte, then one cache line of counts and one of slots.
 */
#include "detect/cue/cue.h"
#include "tables/names.h"

static uint32_t hash_of(const unsigned char *text, size_t len) {
  uint32_t hash = 2166136261u;
  unsigned before = 0;
  for (size_t i = 0; i < len; i++) {
    unsigned c = text[i];
    if (nw_is_upper(c) || (before == 0xC3 && c >= 0x80 && c <= 0x9E)) c += 0x20;
    hash = (hash ^ c) * 16777619u;
    before = c;
  }
  hash = (hash ^ hash >> 15) * 0x2C1B3C6Du;
  return hash ^ hash >> 13;
}

unsigned nw_name_kinds(const unsigned char *text, size_t len) {
  if (len < 3 || len > NW_CUE_WORD_BYTES) return 0;
  uint32_t hash = hash_of(text, len);
  unsigned bucket = hash >> 18, print = hash >> 5 & 0x1FFF, slot = names_first[bucket / 8];
  for (unsigned i = bucket & ~7u; i < bucket; i++) slot += (unsigned)(names_counts[i / NAMES_ROW][i % NAMES_ROW] - '0');
  unsigned end = slot + (unsigned)(names_counts[bucket / NAMES_ROW][bucket % NAMES_ROW] - '0');
  for (; slot < end; slot++)
    if ((unsigned)names_slots[slot] >> 3 == print) return names_slots[slot] & 7u;
  return 0;
}

const char *nw_names_digest(void) { return NAMES_DIGEST; }
