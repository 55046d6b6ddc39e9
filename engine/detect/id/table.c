/* The rows of ids, and what finds them: sets of rows by first characters, by the words that name them, by how they are printed.
 *
 *   ID(IE_PPS, "7D 1L", "7 1", …)    seven digits and a letter: it is in begins[0][0] … [9], in named[PPS] and printed["7 1"]
 *
 * Cost of a build: some 600 rows, 0.2 ms.
 */
#include <string.h>

#include "detect/id/inside.h"

const nw_id_row nw_id_rows[NW_ID_ROW_COUNT] = {
#define ENTITY(...)
#define ID(NAME, pattern, layouts, strength, context, ...) \
  { NW_ENTITY_##NAME, pattern, layouts, strength, NW_CONTEXT_##context, { __VA_ARGS__ } },
#include "ids.def"
#undef ENTITY
#undef ID
};

enum { DIGITS = 0x3FF };
static const uint64_t LETTERS = (uint64_t)0x3FFFFFF << 10;

size_t nw_ids_bytes(void) { return sizeof(nw_ids); }

int nw_id_has(unsigned entity) {
  for (unsigned i = 0; i < NW_ID_ROW_COUNT; i++)
    if (nw_id_rows[i].entity == entity) return 1;
  return 0;
}

/* ---- build ---- */

static void put_row(nw_id_row_set *set, unsigned at) { set->word[at / 64] |= (uint64_t)1 << at % 64; }

static unsigned value_of(unsigned c) { return nw_is_digit(c) ? c - '0' : nw_to_upper(c) - 'A' + 10; }

/* "[A-HJ0-9]" behind the bracket; returns what follows the closing one. */
static const char *read_class(const char *p, uint64_t *set) {
  for (*set = 0; *p != ']' && *p != '\0'; p++) {
    unsigned low = value_of((unsigned char)*p), high = low;
    if (p[1] == '-' && p[2] != ']') high = value_of((unsigned char)p[2]), p += 2;
    for (; low <= high; low++) *set |= (uint64_t)1 << low;
  }
  return p + (*p == ']');
}

static void add_places(nw_id_form *f, uint64_t set, unsigned times) {
  for (; times > 0 && f->len < NW_COMPACT_MAX; times--) {
    if (!(set & DIGITS)) f->letter_needed |= (uint64_t)1 << f->len;
    if (!(set & LETTERS)) f->digit_needed |= (uint64_t)1 << f->len;
    f->place[f->len++] = set;
  }
}

static void read_pattern(nw_id_form *f, const char *p) {
  memset(f, 0, sizeof *f);
  while (*p != '\0') {
    unsigned times = 0;
    uint64_t set;
    while (nw_is_digit((unsigned char)*p)) times = times * 10 + (unsigned)(*p++ - '0');
    if (times == 0) times = 1;
    switch (*p++) {
      case 'D': add_places(f, DIGITS, times); break;
      case 'L': add_places(f, LETTERS, times); break;
      case 'X': add_places(f, DIGITS | LETTERS, times); break;
      case '[': p = read_class(p, &set), add_places(f, set, times); break;
      case '\'':
        while (*p != '\'' && *p != '\0') add_places(f, (uint64_t)1 << value_of((unsigned char)*p++), 1);
        p += *p == '\'';
        break;
      default: return;
    }
  }
}

static int takes_any_digits(const nw_id_form *f) {
  for (unsigned i = 0; i < f->len; i++)
    if ((f->place[i] & DIGITS) != DIGITS) return 0;
  return 1;
}

static int takes_letters(const nw_id_form *f) {
  for (unsigned i = 0; i < f->len; i++)
    if (f->place[i] & LETTERS) return 1;
  return 0;
}

/* The bit of a layout, which is noted group by group. */
static uint64_t note_layout(nw_ids *ids, const char *layout, size_t len) {
  unsigned hash = 0;
  for (size_t i = 0; i < len; i++) {
    hash = nw_id_hash_on(hash, layout[i]);
    ids->begun[nw_id_begun_place(hash) / 64] |= (uint64_t)1 << nw_id_begun_place(hash) % 64;
  }
  return nw_id_layout_bit(hash);
}

static void add_layouts(nw_ids *ids, unsigned row) {
  for (const char *p = nw_id_rows[row].layouts; *p != '\0';) {
    size_t len = strcspn(p, "|"), mark = *p == '?';
    uint64_t bit = note_layout(ids, p + mark, len - mark);
    ids->forms[row].layouts |= bit;
    if (nw_id_rows[row].strength != NW_STRENGTH_WEAK && !mark) ids->layouts[ids->forms[row].len] |= bit;
    p += len + (p[len] == '|');
  }
}

/* The row may be read when the first group has so many places; [letters]. In groups that nobody prints, when a check proves it. */
static void add_fronts(nw_ids *ids, unsigned row) {
  const nw_id_form *f = &ids->forms[row];
  int letters = takes_letters(f), proven = 0;
  uint64_t bit = (uint64_t)1 << f->len, fronts = bit;
  for (unsigned i = 0; i < NW_CHECKS_MAX; i++) proven |= nw_check_proves((nw_check_id)nw_id_rows[row].checks[i]) & 1;
  if (proven) fronts = 2 * bit - 1;
  for (const char *p = nw_id_rows[row].layouts; *p != '\0';) {
    p += *p == '?';
    fronts |= (uint64_t)1 << (nw_is_digit((unsigned char)*p) ? *p - '0' : *p - 'A' + 10);
    p += strcspn(p, "|");
    p += *p == '|';
  }
  for (unsigned len = 0; len <= f->len; len++) {
    if (!(fronts >> len & 1u)) continue;
    ids->fronts[0][len] |= bit;
    if (letters) ids->fronts[1][len] |= bit;
  }
}

/* Where the row at `at` of the order is found by its first characters and by what speaks for it. */
static void index_row(nw_ids *ids, const nw_context_table *contexts, unsigned at) {
  const nw_id_row *row = &nw_id_rows[ids->order[at]];
  const nw_id_form *f = &ids->forms[ids->order[at]];
  for (unsigned place = 0; place < 2; place++)
    for (unsigned value = 0; value < NW_ID_VALUES; value++)
      if (f->len <= place || (f->place[place] >> value & 1u)) put_row(&ids->begins[place][value], at);
  for (unsigned place = 0; place < NW_ID_HEAD_PLACES; place++)
    for (unsigned value = 0; value < NW_ID_VALUES; value++)
      if (f->len <= place || (f->place[place] >> value & 1u)) ids->heads[place][value] |= (uint64_t)1 << f->len;
  if (row->strength == STRONG) put_row(&ids->all_strong, at);
  put_row(&ids->named[row->context], at);
  for (unsigned bit = 0; bit < 64; bit++) {
    if (contexts->concepts[row->context] >> bit & 1u) put_row(&ids->conceived[bit], at);
    if (row->strength != WEAK && (f->layouts >> bit & 1u)) put_row(&ids->printed[bit], at);
  }
}

static void add_rows(nw_ids *ids, const nw_context_table *contexts, const uint8_t *on, unsigned len, int letters) {
  for (int strong = 1; strong >= 0; strong--) {
    for (unsigned i = 0; i < NW_ID_ROW_COUNT; i++) {
      if (!on[nw_id_rows[i].entity] || ids->forms[i].len != len || takes_letters(&ids->forms[i]) != letters) continue;
      if ((nw_id_rows[i].strength == STRONG) != strong) continue;
      ids->order[ids->count++] = (uint16_t)i;
      nw_context_put(&ids->contexts[len], nw_id_rows[i].context);
      nw_context_put(&ids->any_context, nw_id_rows[i].context);
      ids->concepts[len] |= contexts->concepts[nw_id_rows[i].context];
      ids->any_concept |= contexts->concepts[nw_id_rows[i].context];
      add_layouts(ids, i);
      add_fronts(ids, i);
    }
  }
}

static void fill_values(uint8_t value[256]) {
  for (unsigned c = 0; c < 256; c++) {
    int alnum = nw_is_alnum(c);
    unsigned kind = nw_is_digit(c) ? NW_ID_DIGIT : nw_is_lower(c) ? NW_ID_SMALL : 0u;
    value[c] = (uint8_t)(alnum ? value_of(c) | kind : NW_ID_NONE);
  }
}

/* "passport" before nine digits is that of a dozen countries, unless the policy has one of them only. */
static uint64_t lone_concepts(const nw_context_table *contexts, const uint8_t *on) {
  uint64_t used = 0, shared = 0, uses = 0;
  for (unsigned i = 0; i < NW_ID_ROW_COUNT; i++) {  /* the rows of an entity stand together */
    if (!on[nw_id_rows[i].entity]) continue;
    uses |= contexts->concepts[nw_id_rows[i].context];
    if (i + 1 < NW_ID_ROW_COUNT && nw_id_rows[i + 1].entity == nw_id_rows[i].entity) continue;
    shared |= used & uses;
    used |= uses;
    uses = 0;
  }
  return used & ~shared;
}

void nw_ids_build(nw_ids *ids, const nw_context_table *contexts, const uint8_t on[NW_ENTITY_COUNT]) {
  memset(ids, 0, sizeof *ids);
  fill_values(ids->value);
  ids->lone = lone_concepts(contexts, on);
  for (unsigned i = 0; i < NW_ID_ROW_COUNT; i++) {
    read_pattern(&ids->forms[i], nw_id_rows[i].pattern);
    ids->forms[i].any_digits = takes_any_digits(&ids->forms[i]);
  }
  for (unsigned len = 0; len <= NW_COMPACT_MAX; len++) {
    for (int letters = 0; letters < 2; letters++) {
      ids->first[len][letters] = ids->count;
      add_rows(ids, contexts, on, len, letters);
      if (ids->count > ids->first[len][letters]) ids->longest = (uint16_t)len;
    }
  }
  ids->first[NW_COMPACT_MAX + 1][0] = ids->count;
  for (unsigned at = 0; at < ids->count; at++) index_row(ids, contexts, at);
}

int nw_ids_take_letters(const nw_ids *ids) {
  for (unsigned len = 0; len <= NW_COMPACT_MAX; len++)
    if (ids->first[len][1] < ids->first[len + 1][0]) return 1;
  return 0;
}
