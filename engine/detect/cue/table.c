/* The table of cues: the phrases of grammar/cues.def and grammar/names.def for the entities of a guard, by the hash of their
 * first words. Filters stand in front of it: a plain word costs one look by its first four letters (32 KB), one in ten another by its first
 * eight (8 KB).
 *
 *   "social security" -> first word "social", slot key("social"); the rest is compared in the text (gap.c)
 *   "the"             -> a slot without phrases: a capital letter makes no name of it
 *
 * Owner: immutable after build. Cost of a build: about 5,500 words, 0.3 ms.
 */
#include <string.h>

#include "base/eight.h"
#include "base/error.h"
#include "base/hash.h"
#include "detect/cue/cue.h"
#include "detect/lex/stop.h"
#include "text/fold.h"
#include "text/utf8.h"

typedef struct source {
  unsigned    entity;
  nw_cue_how  how;
  const char *phrases;
  char        between;
} source;

static const source sources[] = {
#define CUES(entity, how, language, phrases) { NW_ENTITY_##entity, NW_CUE_##how, phrases, '|' },
#include "cues.def"
#undef CUES
#define NAMES(how, language, names) { NW_ENTITY_NAME, NW_CUE_##how, names, ' ' },
#include "names.def"
#undef NAMES
};
enum { SOURCE_COUNT = sizeof sources / sizeof sources[0] };

static const char *const commons[] = {
#define COMMON(language, words) words,
#include "common.def"
#undef COMMON
};
enum { COMMON_COUNT = sizeof commons / sizeof commons[0] };

/* ---- which entities ---- */

int nw_cue_finds(unsigned entity) {
  if (entity == NW_ENTITY_AGE || entity == NW_ENTITY_ADDRESS) return 1;
  for (unsigned i = 0; i < SOURCE_COUNT; i++)
    if (sources[i].entity == entity) return 1;
  return 0;
}

static int wanted(const nw_cues *table, unsigned entity) { return table->first[entity] < table->first[entity + 1]; }

/* ---- build ---- */

static int is_upper_only(unsigned how) {
  return how == NW_CUE_TITLE || how == NW_CUE_HEAD || how == NW_CUE_CLOSE;
}

static size_t word_len(const char *text, size_t len) {
  size_t at = 0;
  while (at < len && (nw_is_alpha((unsigned char)text[at]) || (unsigned char)text[at] >= 0x80)) at++;
  return at;
}

static void set_bit(uint64_t *bits, unsigned bit) { bits[bit / 64] |= (uint64_t)1 << bit % 64; }

static void set_filter(nw_cues *table, uint64_t key, unsigned bits) {
  unsigned at = (unsigned)(key >> (64 - NW_CUE_FILTER_LOG));
  table->filter[at / 2] |= (uint8_t)(bits << at % 2 * 4);
}

/* The slot of a word, taken for it when it has none. */
static nw_cue_slot *slot_for(nw_cues *table, const char *word, size_t len) {
  uint64_t key = nw_cue_key(nw_load_le((const unsigned char *)word, len < 8 ? len : 8), len);
  nw_cue_slot *slot = (nw_cue_slot *)(uintptr_t)nw_cue_find(table, key, (const unsigned char *)word, len);
  if (slot != NULL) return slot;
  size_t at = nw_cue_slot_of(table, key);
  while (table->slots[at].word != NULL) at = (at + 1) & table->slot_mask;
  table->slots[at] = (nw_cue_slot){ .key = key, .word = word, .len = (uint8_t)len };
  return &table->slots[at];
}

/* What goes on behind the first word: a blank or an apostrophe and a letter, or anything. */
static void note_second(nw_cue_slot *slot, const nw_cue *cue) {
  int joint = cue->len > cue->first_len + 1 ? cue->text[cue->first_len] : 0;
  unsigned letter = joint == ' ' || joint == '\'' ? (unsigned char)cue->text[cue->first_len + 1] : 0;
  if (letter >= 0x80 || nw_is_alpha(letter)) slot->seconds |= 1u << (letter & 31);
  else slot->anything = 1;
}

/* Lists that are asked about words with a capital letter, or in front of one. */
static int is_list(unsigned how) {
  return how == NW_CUE_GIVEN || how == NW_CUE_EITHER || how == NW_CUE_WORD || how == NW_CUE_BEHIND;
}

static void add(nw_cues *table, const source *from, const char *text, size_t len) {
  nw_cue cue = { text, (uint8_t)len, (uint8_t)word_len(text, len), (uint8_t)from->entity, (uint8_t)from->how, 0 };
  nw_cue_slot *slot = slot_for(table, text, cue.first_len);
  if (cue.first_len == len) slot->alone |= 1u << cue.how;
  if (is_list(cue.how)) set_filter(table, slot->key, NW_CUE_LISTED);
  if (cue.how == NW_CUE_ENDING && len >= 3) set_bit(table->endings, nw_cue_ending_bit((const unsigned char *)text, len));
  if (cue.how >= NW_CUE_GIVEN) return;
  if (cue.first_len == len && len >= 3 && (unsigned char)text[len - 3] >= 0xE0)
    set_bit(table->label_ends, nw_cue_label_bit((const unsigned char *)text + len));
  table->cues[table->count++] = cue;
  note_second(slot, &cue);
  if (slot->last == 0) slot->first = (uint32_t)table->count;
  else table->cues[slot->last - 1].next = (uint32_t)table->count;
  slot->last = (uint32_t)table->count;
  set_filter(table, slot->key, is_upper_only(cue.how) ? NW_CUE_UPPER : NW_CUE_ANY);
}

/* Its first `most` letters, as nw_fronts has them; 0 when some of them are beyond ASCII: such words are always asked about. */
static uint64_t letters_of(const nw_cue_slot *slot, unsigned most) {
  uint64_t letters = 0;
  for (unsigned i = 0; i < slot->len && i < most; i++) {
    if (!nw_is_alpha((unsigned char)slot->word[i])) return 0;
    letters |= (uint64_t)((unsigned char)slot->word[i] & 31) << 8 * i;
  }
  return letters;
}

/* The word begins sentences. Where it is no name, nor a phrase by its capital letter, put_capital says no to it in front of small
 * letters: then the filter does. Where its place is taken, by words that came before, it does not. */
static void add_opener(nw_cues *table, const nw_cue_slot *slot) {
  enum { NAMES = 1 << NW_CUE_GIVEN | 1 << NW_CUE_EITHER, MOST = 8 };
  uint64_t letters = letters_of(slot, MOST), *two = table->fronts.commons[nw_common_place(letters)];
  if (slot->len > MOST || slot->alone & NAMES) return;
  if (slot->first != 0 && nw_cue_filter(table, slot->key) & NW_CUE_UPPER) return;
  if (two[0] == 0 || two[0] == letters) two[0] = letters;
  else if (two[1] == 0) two[1] = letters;
}

/* Adds a word that begins sentences; one that is a name, too, is no such word. */
static void add_common(nw_cues *table, const char *word, size_t len, nw_cue_how how) {
  if (nw_name_kinds((const unsigned char *)word, len) & NW_NAME_ANY) return;
  nw_cue_slot *slot = slot_for(table, word, len);
  slot->alone |= 1u << how;
  set_filter(table, slot->key, NW_CUE_LISTED);
  add_opener(table, slot);
}

/* Adds (or, without `table->cues`, counts) the words that begin sentences. */
static size_t each_common(nw_cues *table) {
  size_t count = 0;
  if (!table->tags) return 0;
  for (const char *word; (word = nw_stop_word(count)) != NULL; count++)
    if (table->cues != NULL) add_common(table, word, strlen(word), NW_CUE_COMMON);
  for (unsigned i = 0; i < COMMON_COUNT; i++) {
    for (const char *word = commons[i]; *word != '\0'; count++) {
      size_t len = strcspn(word, "|");
      if (table->cues != NULL) add_common(table, word, len, NW_CUE_OPENER);
      word += len + (word[len] == '|');
    }
  }
  return count;
}

/* A first word in any case leaves its letters in the filter. */
static void add_front(nw_fronts *fronts, const nw_cue_slot *slot) {
  enum { LETTERS = 26 };
  uint32_t front = (uint32_t)letters_of(slot, 4), head = nw_head_place(letters_of(slot, 8));
  if (letters_of(slot, 8) == 0) return;
  if (slot->len == 1) fronts->one |= 1u << front;
  for (uint32_t fourth = 0; fourth <= (slot->len == 2 ? LETTERS : 0); fourth++)
    fronts->four[nw_front_place(front | fourth << 24)] = 1;
  set_bit(fronts->eight, head);
  fronts->nexts[nw_next_place(head)] |= slot->anything ? UINT32_MAX : slot->seconds | 1;
}

/* So does a word that an address stands behind: the last seven letters that it has behind any beyond ASCII. */
static void add_lead(nw_fronts *fronts, const nw_cue_slot *slot) {
  enum { MOST = 7 };
  uint64_t letters = 0;
  unsigned count = 0;
  while (count < MOST && count < slot->len && nw_is_alpha((unsigned char)slot->word[slot->len - count - 1])) {
    letters = letters << 8 | ((unsigned char)slot->word[slot->len - count - 1] & 31);
    count++;
  }
  set_bit(fronts->leads, nw_lead_place(letters));
}

static void fill_fronts(nw_cues *table) {
  table->fronts.capitals = table->tags ? UINT64_MAX : 0;
  table->fronts.anywhere = table->names ? UINT64_MAX : 0;
  for (size_t i = 0; i <= table->slot_mask; i++) {
    const nw_cue_slot *slot = &table->slots[i];
    if (slot->alone >> NW_CUE_BEHIND & 1) add_lead(&table->fronts, slot);
    if (slot->first != 0 && nw_cue_filter(table, slot->key) & NW_CUE_ANY) add_front(&table->fronts, slot);
  }
}

/* Adds (or, without `table->cues`, counts) the phrases of a source. */
static size_t each_phrase(nw_cues *table, const source *from) {
  size_t count = 0;
  for (const char *text = from->phrases, *end; *text != '\0'; text = *end == '\0' ? end : end + 1) {
    end = strchr(text, from->between);
    if (end == NULL) end = text + strlen(text);
    if (end > text && table->cues != NULL) add(table, from, text, (size_t)(end - text));
    count += end > text;
  }
  return count;
}

static size_t each_source(nw_cues *table) {
  size_t count = 0;
  for (unsigned i = 0; i < SOURCE_COUNT; i++)
    if (wanted(table, sources[i].entity)) count += each_phrase(table, &sources[i]);
  return count;
}

static int fill(nw_cues *table, newel_error *err) {
  size_t count = each_source(table), slots = 64;
  while (slots < 2 * (count + each_common(table))) slots *= 2;
  table->slot_mask = slots - 1;
  table->slots = nw_zalloc(&table->alloc, slots * sizeof *table->slots);
  nw_cue *cues = nw_zalloc(&table->alloc, (count + 1) * sizeof *cues);
  table->cues = cues;
  table->capacity = count + 1;
  if (table->slots == NULL || cues == NULL) return nw_fail_nomem(err);
  (void)each_source(table);
  (void)each_common(table);
  fill_fronts(table);
  return NEWEL_OK;
}

static int check_rules(const nw_cue_rule *rules, size_t count, newel_error *err) {
  for (size_t i = 0; i < count; i++) {
    const nw_entity *entity = nw_entity_at(rules[i].entity);
    if (entity == NULL)
      return nw_fail(err, NEWEL_E_ARGUMENT, "rule %u: no entity %u", (unsigned)rules[i].rule, rules[i].entity);
    if (!nw_cue_finds(rules[i].entity)) return nw_fail(err, NEWEL_E_UNSUPPORTED, "entity '%s' has no cues", entity->name);
  }
  return NEWEL_OK;
}

static void lay_rules(nw_cues *table, const nw_cue_rule *rules, size_t count) {
  unsigned used = 0;
  for (unsigned entity = 0; entity < NW_ENTITY_COUNT; entity++) {
    table->first[entity] = used;
    for (size_t i = 0; i < count; i++) {
      if (rules[i].entity != entity) continue;
      table->rules[used++] = rules[i];
      if (rules[i].strictness == NW_STRICT_ANY) table->bare[entity] = table->bares = 1;
    }
  }
  table->first[NW_ENTITY_COUNT] = used;
  for (unsigned entity = 0; entity < NW_ENTITY_COUNT; entity++) table->on[entity] = (uint8_t)wanted(table, entity);
  /* a name inside an address is none, so names look for addresses too */
  if (wanted(table, NW_ENTITY_NAME)) table->on[NW_ENTITY_ADDRESS] = 1;
  table->names = table->on[NW_ENTITY_NAME];
  table->tags = table->names || wanted(table, NW_ENTITY_ADDRESS);
  table->numbers = wanted(table, NW_ENTITY_ADDRESS) || wanted(table, NW_ENTITY_NAME) || wanted(table, NW_ENTITY_AGE) ||
                   wanted(table, NW_ENTITY_CA_HEALTH_NUMBER) || wanted(table, NW_ENTITY_LICENSE_PLATE) ||
                   wanted(table, NW_ENTITY_DRIVER_ID) || table->bares;
}

int nw_cues_build(nw_cues **out, const nw_alloc *alloc, const nw_cue_rule *rules, size_t count, newel_error *err) {
  *out = NULL;
  int code = check_rules(rules, count, err);
  if (code != NEWEL_OK) return code;
  nw_cues *table = nw_zalloc(alloc, sizeof *table);
  if (table == NULL) return nw_fail_nomem(err);
  table->alloc = *alloc;
  table->machine = nw_machine_best();
  nw_tag_model_own(&table->tagger);
  table->rule_count = count + 1;
  table->rules = nw_zalloc(alloc, table->rule_count * sizeof *table->rules);
  code = NEWEL_E_NOMEM;
  if (table->rules == NULL) (void)nw_fail_nomem(err);
  else {
    lay_rules(table, rules, count);
    code = fill(table, err);
  }
  if (code == NEWEL_OK) *out = table;
  else nw_cues_free(table, alloc);
  return code;
}

void nw_cues_free(nw_cues *table, const nw_alloc *alloc) {
  if (table == NULL) return;
  if (table->cues != NULL) nw_free(alloc, table->cues, table->capacity * sizeof *table->cues);
  if (table->slots != NULL) nw_free(alloc, table->slots, (table->slot_mask + 1) * sizeof *table->slots);
  if (table->rules != NULL) nw_free(alloc, table->rules, table->rule_count * sizeof *table->rules);
  nw_free(alloc, table, sizeof *table);
}

/* ---- look-up ---- */

static int same_word(const nw_cue_slot *slot, const unsigned char *text, size_t len) {
  if (slot->len != len) return 0;
  for (size_t i = 8; i <= len; i++)  /* the key is the first eight bytes; the last of them is mixed with the length */
    if (nw_to_lower(text[i - 1]) != nw_to_lower((unsigned char)slot->word[i - 1])) return 0;
  return 1;
}

const nw_cue_slot *nw_cue_find(const nw_cues *table, uint64_t key, const unsigned char *text, size_t len) {
  for (size_t at = nw_cue_slot_of(table, key); table->slots[at].word != NULL; at = (at + 1) & table->slot_mask)
    if (table->slots[at].key == key && same_word(&table->slots[at], text, len)) return &table->slots[at];
  return NULL;
}

unsigned nw_cue_fold_word(const unsigned char *text, unsigned len, char folded[NW_CUE_FOLD_BYTES]) {
  enum { FULLWIDTH_COLON = 0xFF1A, FINAL_SIGMA = 0x3C2 };
  unsigned out = 0;
  for (unsigned at = 0; at < len && out <= NW_CUE_WORD_BYTES;) {
    uint32_t cp, lower[3];
    at += nw_utf8_decode(text + at, len - at, &cp);
    if (cp == NW_UTF8_BAD || cp == FULLWIDTH_COLON) break;
    (void)nw_fold_case(cp, lower);
    out += nw_utf8_encode(cp == FINAL_SIGMA ? cp : lower[0], folded + out);
  }
  return out;
}

void nw_cue_find_both(const nw_cues *table, const unsigned char *text, size_t len, const nw_cue_slot *both[2]) {
  const uint64_t eight = nw_cue_eight(text, len);
  both[0] = nw_cue_find(table, nw_cue_key(eight, len), text, len);
  both[1] = NULL;
  if (!(eight & NW_EIGHT_TOPS) || len > NW_CUE_WORD_BYTES) return;
  char folded[NW_CUE_FOLD_BYTES] = { 0 };
  const unsigned char *low = (const unsigned char *)folded;
  const unsigned low_len = nw_cue_fold_word(text, (unsigned)len, folded);
  if (low_len == 0 || low_len > NW_CUE_WORD_BYTES) return;
  const nw_cue_slot *slot = nw_cue_find(table, nw_cue_key(nw_cue_eight(low, low_len), low_len), low, low_len);
  if (slot != both[0]) both[1] = slot;
}

uint32_t nw_cue_word_kinds(const nw_cues *table, const unsigned char *text, size_t len) {
  const nw_cue_slot *both[2];
  if (len == 0) return 0;
  nw_cue_find_both(table, text, len, both);
  return (both[0] == NULL ? 0 : both[0]->alone) | (both[1] == NULL ? 0 : both[1]->alone);
}
