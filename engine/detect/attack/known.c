/* detect/attack/known.c - see known.h. */
#include <stddef.h>
#include <string.h>

#include "base/hash.h"
#include "detect/attack/known.h"

extern const unsigned char nw_model_attacks[];
extern const unsigned nw_model_attacks_len;
extern const char nw_model_attacks_digest[];

/* ---- the table ---- */

static uint32_t u32_at(const unsigned char *p) { return (uint32_t)nw_load_few(p, 4); }

int nw_known_read(nw_known_table *table, const unsigned char *file, size_t len) {
  memset(table, 0, sizeof *table);
  if (len < NW_KNOWN_HEADER_BYTES || memcmp(file, NW_KNOWN_MAGIC, 8) != 0) return 0;
  uint32_t bits = u32_at(file + 8), families = u32_at(file + 12), names = u32_at(file + 16);
  if (bits > 24 || families == 0 || families > NW_KNOWN_FAMILIES || names == 0 || names > len) return 0;
  if (len != NW_KNOWN_HEADER_BYTES + 4 * (size_t)families + 4 * ((size_t)1 << bits) + names || file[len - 1] != 0) return 0;
  table->offsets = file + NW_KNOWN_HEADER_BYTES;
  table->slots = table->offsets + 4 * (size_t)families;
  table->names = table->slots + 4 * ((size_t)1 << bits);
  table->slot_bits = bits;
  table->families = families;
  for (uint32_t f = 0; f < families; f++)
    if (u32_at(table->offsets + 4 * (size_t)f) >= names) return 0;
  for (size_t at = 0; at >> bits == 0; at++) {
    const uint32_t slot = u32_at(table->slots + 4 * at);
    const unsigned hint = nw_known_hint((uint64_t)slot << 8);
    if (slot != 0) table->hint[hint / 64] |= 1ULL << hint % 64;
  }
  return 1;
}

nw_known_table nw_known_built_in(void) {
  nw_known_table table;
  (void)nw_known_read(&table, nw_model_attacks, nw_model_attacks_len);
  return table;
}

const char *nw_known_name(const nw_known_table *table, unsigned family) {
  return family < table->families ? (const char *)table->names + u32_at(table->offsets + 4 * (size_t)family) : "";
}

int nw_known_find(const nw_known_table *table, uint64_t shingle) {
  if (table->families == 0) return -1;
  size_t mask = ((size_t)1 << table->slot_bits) - 1, at = (size_t)(shingle >> 40) & mask;
  uint32_t tag = (uint32_t)(shingle >> 8) | 1u << NW_KNOWN_FAMILY_BITS, slot;
  for (size_t tried = 0; tried <= mask && (slot = u32_at(table->slots + 4 * at)) != 0; tried++, at = (at + 1) & mask)
    if ((slot ^ tag) >> NW_KNOWN_FAMILY_BITS == 0) return (int)(slot & (NW_KNOWN_FAMILIES - 1));
  return -1;
}

const char *nw_known_digest(void) { return nw_model_attacks_digest; }

/* ---- windows ---- */

void nw_known_begin(nw_known *known, const nw_known_table *table) {
  memset(known, 0, offsetof(nw_known, ring));
  known->table = table;
}

/* The family that most matches of the window vote for; 0 where all are what several families have. */
static unsigned nearest(const nw_known *known) {
  unsigned family = 0, most = 0;
  for (unsigned i = 0; i < known->count; i++) {
    unsigned votes = 0;
    for (unsigned k = 0; k < known->count; k++) votes += known->ring[k].family == known->ring[i].family;
    if (known->ring[i].family != 0 && votes > most) most = votes, family = known->ring[i].family;
  }
  return family;
}

void nw_known_forget(nw_known *known) {
  const uint64_t number = known->shingles.count;
  unsigned gone = 0;
  while (gone < known->count && known->ring[gone].number + NW_KNOWN_WINDOW <= number) gone++;
  if (gone == 0 && known->count == NW_KNOWN_RING) gone = 1;
  if (gone == 0) return;
  known->count -= gone;
  memmove(known->ring, known->ring + gone, known->count * sizeof *known->ring);
}

void nw_known_look(nw_known *known, const nw_attack_word *word) {
  const uint64_t shingle = nw_mix64(known->shingles.sum);
  int family = nw_known_find(known->table, shingle);
  if (family < 0) return;
  for (unsigned i = 0; i < known->count; i++)
    if (known->ring[i].shingle == shingle) return;
  const size_t start = known->shingles.starts[known->shingles.count % NW_SHINGLE_WORDS];
  known->ring[known->count++] = (nw_known_match){ shingle, known->shingles.count, start, word->end, (uint16_t)family };
  if (known->count <= known->best) return;
  known->best = known->count;
  known->start = known->ring[0].start;
  known->end = word->end;
  if (known->best >= NW_KNOWN_CUT) known->family = nearest(known);
}

size_t nw_known_live(const nw_known *known) {
  size_t open = known->shingles.count < NW_SHINGLE_WORDS ? 0 : known->shingles.starts[known->shingles.count % NW_SHINGLE_WORDS];
  if (known->shingles.count > 0 && known->shingles.count < NW_SHINGLE_WORDS) open = known->shingles.starts[0];
  if (known->count > 0) return known->ring[0].start;
  return known->shingles.count == 0 ? SIZE_MAX : open;
}
