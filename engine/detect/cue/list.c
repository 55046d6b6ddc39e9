/* The large list of names: fingerprints of 41,000 names and 54,000 words that are none (grammar/tables/names.h; names.py tells what is
 * in it and how it is cut).
 *
 *   "Yesenia" -> hash -> bucket of some six slots -> the slot with its print -> GIVEN | SURE
 *
 * A word that is in no list has the print of a name once in about 3,000 times, of anything once in about 1,400: evidence, not proof.
 * Cost: one multiplication a byte, then one cache line of counts and one of slots.
 */
#include "detect/cue/cue.h"
#include "tables/names.h"

static uint32_t hash_of(const unsigned char *text, size_t len) {
  uint32_t hash = NW_NAME_SEED;
  for (size_t i = 0; i < len; i++) {
    unsigned c = text[i];
    if (nw_is_alpha(c)) c |= 0x20;
    else if (c >= 0x80 && c <= 0x9E && i > 0 && text[i - 1] == 0xC3) c += 0x20;
    hash = (hash ^ c) * NW_NAME_PRIME;
  }
  return hash;
}

/* Counts are digits: eight of them are added up by one multiplication. */
unsigned nw_name_kinds_hashed(uint32_t hash, size_t len) {
  if (len < 3 || len > NW_CUE_WORD_BYTES) return 0;
  hash = (hash ^ hash >> 15) * 0x2C1B3C6Du;
  hash ^= hash >> 13;
  unsigned bucket = hash >> 18, print = hash >> 5 & 0x1FFF, shift = bucket % 8 * 8;
  const char *row = &names_counts[bucket / NAMES_ROW][bucket % NAMES_ROW / 8 * 8];
  uint64_t counts = nw_load_few((const unsigned char *)row, 8) - 0x3030303030303030ULL;
  unsigned slot = names_first[bucket / 8] + (unsigned)((counts & (((uint64_t)1 << shift) - 1)) * 0x0101010101010101ULL >> 56);
  unsigned end = slot + (unsigned)(counts >> shift & 0xFF);
  for (; slot < end; slot++)
    if ((unsigned)names_slots[slot] >> 3 == print) return names_slots[slot] & 7u;
  return 0;
}

unsigned nw_name_kinds(const unsigned char *text, size_t len) {
  return len < 3 || len > NW_CUE_WORD_BYTES ? 0 : nw_name_kinds_hashed(hash_of(text, len), len);
}

const char *nw_names_digest(void) { return NAMES_DIGEST; }
