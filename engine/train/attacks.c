/* train/attacks.c - see attacks.h. */
#include <string.h>

#include "base/hash.h"
#include "base/error.h"
#include "base/slice.h"
#include "detect/attack/known.h"
#include "train/attacks.h"

typedef struct template { size_t first, count; newel_slice name; unsigned family; } template;
/* A shingle of the templates. `family` 0: of several. */
typedef struct entry { uint64_t shingle; uint16_t family; uint8_t used, dropped; } entry;

struct nw_attack_trainer {
  nw_alloc           alloc;
  nw_arena           names;
  NW_VEC(template)   templates;
  NW_VEC(uint64_t)   shingles;   /* of the templates */
  NW_VEC(uint64_t)   benign;
  nw_shingles        reading;
  int                attack, failed;
  entry             *map;
  size_t             capacity;   /* a power of two */
  newel_slice        family[NW_KNOWN_FAMILIES];
  nw_attack_figures  figures;
};

int nw_attack_trainer_new(nw_attack_trainer **out, const nw_alloc *alloc, newel_error *err) {
  nw_attack_trainer *t = *out = nw_zalloc(alloc, sizeof *t);
  if (t == NULL) return nw_fail_nomem(err);
  t->alloc = *alloc;
  nw_arena_init(&t->names, *alloc);
  t->figures.families = 1;
  return NEWEL_OK;
}

void nw_attack_trainer_free(nw_attack_trainer *t) {
  if (t == NULL) return;
  nw_alloc alloc = t->alloc;
  nw_arena_free(&t->names);
  nw_vec_free(&alloc, &t->templates);
  nw_vec_free(&alloc, &t->shingles);
  nw_vec_free(&alloc, &t->benign);
  nw_free(&alloc, t->map, t->capacity * sizeof *t->map);
  nw_free(&alloc, t, sizeof *t);
}

nw_attack_figures nw_attack_trainer_figures(const nw_attack_trainer *t) { return t->figures; }

/* ---- reading ---- */

static void take_word(void *self, const nw_attack_word *word) {
  nw_attack_trainer *t = self;
  nw_shingles_roll(&t->reading, word->sense.hash, word->start);
  if (!nw_shingles_has(&t->reading)) return;
  const uint64_t shingle = nw_mix64(t->reading.sum);
  int kept = t->attack ? nw_vec_push(&t->alloc, &t->shingles, shingle) : nw_vec_push(&t->alloc, &t->benign, shingle);
  if (!kept) t->failed = 1;
}

/* What evidence says: "JAILBREAK, known as itw-jailbreak:009b774b93833d". */
static newel_slice named(nw_arena *arena, newel_slice id) {
  static const char kind[] = "JAILBREAK, known as ";
  char *to = nw_arena_alloc(arena, sizeof kind - 1 + id.len);
  if (to == NULL) return (newel_slice){ NULL, 0 };
  memcpy(to, kind, sizeof kind - 1);
  memcpy(to + sizeof kind - 1, id.data, id.len);
  return (newel_slice){ to, sizeof kind - 1 + id.len };
}

int nw_attack_trainer_add(nw_attack_trainer *t, newel_slice name, newel_slice text, int attack, newel_error *err) {
  nw_attack_words words;
  template of = { t->shingles.count, 0, { NULL, 0 }, 0 };
  if (attack) of.name = named(&t->names, name);
  else of.name = nw_slice("", 0);
  if (of.name.data == NULL) return nw_fail_nomem(err);
  memset(&t->reading, 0, sizeof t->reading);
  t->attack = attack;
  nw_attack_words_begin(&words, take_word, t);
  nw_attack_words_push(&words, (const unsigned char *)text.data, text.len, 0, 0);
  nw_attack_words_end(&words);
  of.count = t->shingles.count - of.first;
  if (!attack) t->figures.benign++;
  if (t->failed || (attack && !nw_vec_push(&t->alloc, &t->templates, of))) return nw_fail_nomem(err);
  return NEWEL_OK;
}

/* ---- families ---- */

/* Where the shingle is, or would be. */
static entry *place_of(const nw_attack_trainer *t, uint64_t shingle) {
  size_t at = (size_t)(shingle >> 20) & (t->capacity - 1);
  while (t->map[at].used && t->map[at].shingle != shingle) at = (at + 1) & (t->capacity - 1);
  return &t->map[at];
}

/* The family that has most of the template's shingles, if it has half of them; else a new one. */
static int choose_family(nw_attack_trainer *t, template *of, newel_error *err) {
  size_t shared[NW_KNOWN_FAMILIES] = { 0 };
  unsigned most = 0;
  for (size_t i = 0; i < of->count; i++) {
    const entry *known = place_of(t, t->shingles.at[of->first + i]);
    if (known->used && known->family != 0 && ++shared[known->family] > shared[most]) most = known->family;
  }
  of->family = most;
  if (most != 0 && 2 * shared[most] >= of->count) return NEWEL_OK;
  if (t->figures.families == NW_KNOWN_FAMILIES) return nw_fail(err, NEWEL_E_LIMIT, "more than %d families", NW_KNOWN_FAMILIES);
  of->family = (unsigned)t->figures.families++;
  t->family[of->family] = of->name;
  return NEWEL_OK;
}

static void fill_family(nw_attack_trainer *t, const template *of) {
  for (size_t i = 0; i < of->count; i++) {
    entry *to = place_of(t, t->shingles.at[of->first + i]);
    if (to->used) {
      if (to->family != of->family) to->family = 0;
      continue;
    }
    *to = (entry){ t->shingles.at[of->first + i], (uint16_t)of->family, 1, 0 };
    t->figures.shingles++;
  }
}

static int make_families(nw_attack_trainer *t, newel_error *err) {
  t->capacity = 64;
  while (t->capacity < 2 * t->shingles.count) t->capacity *= 2;
  t->map = nw_zalloc(&t->alloc, t->capacity * sizeof *t->map);
  if (t->map == NULL) return nw_fail_nomem(err);
  for (size_t i = 0; i < t->templates.count; i++) {
    template *of = &t->templates.at[i];
    if (of->count == 0) continue;
    int code = choose_family(t, of, err);
    if (code != NEWEL_OK) return code;
    fill_family(t, of);
    t->figures.templates++;
  }
  for (size_t i = 0; i < t->benign.count; i++) {
    entry *at = place_of(t, t->benign.at[i]);
    t->figures.dropped += at->used && !at->dropped;
    at->dropped = at->used;
  }
  return t->figures.templates > 0 ? NEWEL_OK : nw_fail(err, NEWEL_E_FORMAT, "no attack with words among the texts");
}

/* ---- the file ---- */

static void add_u32(nw_buf *file, uint32_t value) {
  unsigned char bytes[4];
  for (unsigned i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(value >> (8 * i));
  nw_buf_add(file, (const char *)bytes, sizeof bytes);
}

static void put(uint32_t *slots, unsigned bits, const entry *of) {
  size_t mask = ((size_t)1 << bits) - 1, at = (size_t)(of->shingle >> 40) & mask;
  uint32_t tag = (uint32_t)(of->shingle >> 8) | 1u << NW_KNOWN_FAMILY_BITS;
  while (slots[at] != 0) at = (at + 1) & mask;
  slots[at] = (tag & ~(uint32_t)(NW_KNOWN_FAMILIES - 1)) | of->family;
}

static void add_names(const nw_attack_trainer *t, nw_buf *file, size_t *bytes) {
  *bytes = 1;
  for (size_t f = 0; f < t->figures.families; f++) {
    if (file != NULL) add_u32(file, f == 0 ? 0 : (uint32_t)*bytes);
    *bytes += f == 0 ? 0 : t->family[f].len + 1;
  }
}

static int write_file(const nw_attack_trainer *t, nw_buf *file, newel_error *err) {
  unsigned bits = 6;
  size_t names;
  while ((size_t)1 << bits < t->figures.shingles + t->figures.shingles / 4) bits++;
  uint32_t *slots = nw_zalloc(&t->alloc, ((size_t)1 << bits) * sizeof *slots);
  if (slots == NULL) return nw_fail_nomem(err);
  for (size_t i = 0; i < t->capacity; i++)
    if (t->map[i].used && !t->map[i].dropped) put(slots, bits, &t->map[i]);
  add_names(t, NULL, &names);
  nw_buf_add(file, NW_KNOWN_MAGIC, 8);
  add_u32(file, bits);
  add_u32(file, (uint32_t)t->figures.families);
  add_u32(file, (uint32_t)names);
  add_names(t, file, &names);
  for (size_t i = 0; i < (size_t)1 << bits; i++) add_u32(file, slots[i]);
  nw_buf_add(file, "", 1);
  for (size_t f = 1; f < t->figures.families; f++) {
    nw_buf_add(file, t->family[f].data, t->family[f].len);
    nw_buf_add(file, "", 1);
  }
  nw_free(&t->alloc, slots, ((size_t)1 << bits) * sizeof *slots);
  return file->failed ? nw_fail_nomem(err) : NEWEL_OK;
}

int nw_attack_trainer_learn(nw_attack_trainer *t, nw_buf *file, newel_error *err) {
  int code = make_families(t, err);
  return code == NEWEL_OK ? write_file(t, file, err) : code;
}
