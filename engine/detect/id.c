#include "detect/id.h"

#include <string.h>

#include "base/eight.h"
#include "detect/field.h"
#include "detect/miss.h"

/* ---- rows ---- */

#define WEAK   NW_STRENGTH_WEAK
#define MEDIUM NW_STRENGTH_MEDIUM
#define STRONG NW_STRENGTH_STRONG

typedef struct id_row {
  unsigned    entity;
  const char *pattern, *layouts;
  nw_strength strength;
  unsigned    context;
  uint16_t    checks[NW_CHECKS_MAX];
} id_row;

static const id_row rows[] = {
#define ENTITY(...)
#define ID(NAME, pattern, layouts, strength, context, ...) \
  { NW_ENTITY_##NAME, pattern, layouts, strength, NW_CONTEXT_##context, { __VA_ARGS__ } },
#include "ids.def"
#undef ENTITY
#undef ID
};
enum { ROW_COUNT = sizeof rows / sizeof rows[0] };
_Static_assert(sizeof rows / sizeof rows[0] < UINT16_MAX, "a row is 16 bits");

enum { DIGITS = 0x3FF, LAYOUT_BYTES = 2 * NW_ID_TAKE, VALUE = 0x3F, NONE = 0x3F, DIGIT = 0x40, SMALL = 0x80 };
static const uint64_t LETTERS = (uint64_t)0x3FFFFFF << 10;

/* What may stand at each place of a pattern: a bit a value. */
typedef struct form {
  uint64_t place[NW_COMPACT_MAX];
  uint64_t letter_needed, digit_needed;  /* by place: quick answers */
  uint64_t layouts;                      /* a filter: its layouts, hashed */
  unsigned len;
  int      any_digits;                   /* any digits will do */
} form;

/* Rows by their place in `order`, a bit each. */
enum { ROW_WORDS = (ROW_COUNT + 63) / 64, VALUES = 36, CONCEPTS = 64, LAYOUT_BITS = 64, BEGUN_BITS = 4096, HEAD_PLACES = 4 };
typedef struct row_set { uint64_t word[ROW_WORDS]; } row_set;
static void put_row(row_set *set, unsigned at) { set->word[at / 64] |= (uint64_t)1 << at % 64; }

struct nw_ids {
  form            forms[ROW_COUNT];
  uint16_t        order[ROW_COUNT];              /* by length, digits only before others, STRONG first */
  uint16_t        first[NW_COMPACT_MAX + 2][2];  /* rows of a length, [1] from the first one that takes letters */
  nw_context_mask contexts[NW_COMPACT_MAX + 1];  /* the sets that rows of a length ask for */
  uint64_t        concepts[NW_COMPACT_MAX + 1];  /* and the concepts that these use */
  uint64_t        layouts[NW_COMPACT_MAX + 1];   /* a filter: printed layouts of a length, hashed */
  uint64_t        begun[BEGUN_BITS / 64];        /* a filter: what printed layouts begin with, group by group, hashed */
  uint64_t        lone;                          /* concepts that one entity only uses */
  uint64_t        fronts[2][NW_COMPACT_MAX + 1]; /* by the first group: the lengths of ids that begin so; [1] it has letters */
  uint64_t        heads[HEAD_PLACES][VALUES];    /* the lengths of ids that have the value at the place */
  row_set         begins[2][VALUES];             /* by the value at the first and the second place */
  row_set         all_strong, named[NW_CONTEXT_COUNT], conceived[CONCEPTS], printed[LAYOUT_BITS];  /* what speaks for them */
  uint8_t         value[256];                    /* of a byte: its value, DIGIT, SMALL; NONE */
  uint16_t        count;
  uint16_t        longest;                       /* compact form of a row that is on */
};

size_t nw_ids_bytes(void) { return sizeof(nw_ids); }

int nw_id_has(unsigned entity) {
  for (unsigned i = 0; i < ROW_COUNT; i++)
    if (rows[i].entity == entity) return 1;
  return 0;
}

/* ---- build ---- */

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

static void add_places(form *f, uint64_t set, unsigned times) {
  for (; times > 0 && f->len < NW_COMPACT_MAX; times--) {
    if (!(set & DIGITS)) f->letter_needed |= (uint64_t)1 << f->len;
    if (!(set & LETTERS)) f->digit_needed |= (uint64_t)1 << f->len;
    f->place[f->len++] = set;
  }
}

static void read_pattern(form *f, const char *p) {
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

static int takes_any_digits(const form *f) {
  for (unsigned i = 0; i < f->len; i++)
    if ((f->place[i] & DIGITS) != DIGITS) return 0;
  return 1;
}

static int takes_letters(const form *f) {
  for (unsigned i = 0; i < f->len; i++)
    if (f->place[i] & LETTERS) return 1;
  return 0;
}

/* A layout is hashed symbol by symbol; the bit of what is read so far. */
static unsigned hash_on(unsigned hash, char symbol) { return hash * 31 + (unsigned char)symbol; }
static uint64_t bit_of(unsigned hash) { return (uint64_t)1 << (hash ^ hash >> 7) % 64; }

static unsigned begun_place(unsigned hash) { return (hash ^ hash >> 12) % BEGUN_BITS; }
static int is_begun(const nw_ids *ids, unsigned hash) { return ids->begun[begun_place(hash) / 64] >> begun_place(hash) % 64 & 1; }

/* The bit of a layout, which is noted group by group. */
static uint64_t note_layout(nw_ids *ids, const char *layout, size_t len) {
  unsigned hash = 0;
  for (size_t i = 0; i < len; i++) {
    hash = hash_on(hash, layout[i]);
    ids->begun[begun_place(hash) / 64] |= (uint64_t)1 << begun_place(hash) % 64;
  }
  return bit_of(hash);
}

static void add_layouts(nw_ids *ids, unsigned row) {
  for (const char *p = rows[row].layouts; *p != '\0';) {
    size_t len = strcspn(p, "|"), mark = *p == '?';
    uint64_t bit = note_layout(ids, p + mark, len - mark);
    ids->forms[row].layouts |= bit;
    if (rows[row].strength != NW_STRENGTH_WEAK && !mark) ids->layouts[ids->forms[row].len] |= bit;
    p += len + (p[len] == '|');
  }
}

/* The row may be read when the first group has so many places; [letters]. In groups that nobody prints, when a check proves it. */
static void add_fronts(nw_ids *ids, unsigned row) {
  const form *f = &ids->forms[row];
  int letters = takes_letters(f), proven = 0;
  uint64_t bit = (uint64_t)1 << f->len, fronts = bit;
  for (unsigned i = 0; i < NW_CHECKS_MAX; i++) proven |= nw_check_proves((nw_check_id)rows[row].checks[i]) & 1;
  if (proven) fronts = 2 * bit - 1;
  for (const char *p = rows[row].layouts; *p != '\0';) {
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
  const id_row *row = &rows[ids->order[at]];
  const form *f = &ids->forms[ids->order[at]];
  for (unsigned place = 0; place < 2; place++)
    for (unsigned value = 0; value < VALUES; value++)
      if (f->len <= place || (f->place[place] >> value & 1u)) put_row(&ids->begins[place][value], at);
  for (unsigned place = 0; place < HEAD_PLACES; place++)
    for (unsigned value = 0; value < VALUES; value++)
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
    for (unsigned i = 0; i < ROW_COUNT; i++) {
      if (!on[rows[i].entity] || ids->forms[i].len != len || takes_letters(&ids->forms[i]) != letters) continue;
      if ((rows[i].strength == STRONG) != strong) continue;
      ids->order[ids->count++] = (uint16_t)i;
      nw_context_put(&ids->contexts[len], rows[i].context);
      ids->concepts[len] |= contexts->concepts[rows[i].context];
      add_layouts(ids, i);
      add_fronts(ids, i);
    }
  }
}

static void fill_values(uint8_t value[256]) {
  for (unsigned c = 0; c < 256; c++) {
    int alnum = nw_is_alnum(c);
    value[c] = (uint8_t)(alnum ? value_of(c) | (nw_is_digit(c) ? DIGIT : 0u) | (nw_is_lower(c) ? SMALL : 0u) : NONE);
  }
}

/* "passport" before nine digits is that of a dozen countries, unless the policy has one of them only. */
static uint64_t lone_concepts(const nw_context_table *contexts, const uint8_t *on) {
  uint64_t used = 0, shared = 0, uses = 0;
  for (unsigned i = 0; i < ROW_COUNT; i++) {  /* the rows of an entity stand together */
    if (!on[rows[i].entity]) continue;
    uses |= contexts->concepts[rows[i].context];
    if (i + 1 < ROW_COUNT && rows[i + 1].entity == rows[i].entity) continue;
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
  for (unsigned i = 0; i < ROW_COUNT; i++) {
    read_pattern(&ids->forms[i], rows[i].pattern);
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

/* ---- groups ---- */

/* "(3)" or "[3]" behind a number: its check character, in Hong Kong. */
static int is_bracketed(nw_probe *probe, size_t pos) {
  int inside = nw_probe_at(probe, pos + 1), close = nw_probe_at(probe, pos + 2);
  return inside >= 0 && nw_is_alnum((unsigned)inside) && (close == ')' || close == ']');
}

/* The joint at `pos`: its symbol and length; 0 when there is none. */
static unsigned char joint_at(nw_probe *probe, size_t pos, unsigned *len) {
  int c = nw_probe_at(probe, pos);
  *len = 1;
  if (c == ' ' || c == '-' || c == '.' || c == '/') return (unsigned char)c;
  if (c == '(' || c == '[') return is_bracketed(probe, pos) ? '(' : 0;
  if (c == 0xC2) {
    *len = 2;
    return nw_probe_at(probe, pos + 1) == 0xA0 ? ' ' : 0;
  }
  if (c != 0xE2 || nw_probe_at(probe, pos + 1) != 0x80) return 0;
  *len = 3;
  c = nw_probe_at(probe, pos + 2);
  return c >= 0x90 && c <= 0x93 ? '-' : c == 0xAF ? ' ' : 0;
}

/* A group behind a blank is a digit, or one of up to four capitals: words of a sentence are none. */
static int may_follow(nw_probe *probe, size_t pos, unsigned char joint) {
  int c = nw_probe_at(probe, pos);
  if (nw_is_digit_at(c)) return 1;
  if (c < 0 || !nw_is_alpha((unsigned)c)) return 0;
  if (joint != ' ') return 1;
  unsigned n = 0;
  while (n < 5 && (c = nw_probe_at(probe, pos + n)) >= 0 && nw_is_upper((unsigned)c)) n++;
  return n > 0 && n < 5 && (c < 0 || !nw_is_lower((unsigned)c));
}

/* Groups are read up to this length at least: that of a UUID's four first, so that more can be seen to know one. */
enum { UUID_CHARS = 20 };
static unsigned longest_of(const nw_ids *ids) { return ids->longest > UUID_CHARS ? ids->longest : UUID_CHARS; }

/* Reads one group at `pos`; 0 when the window ended inside it. No id that is on has more than `longest` characters. */
static int read_group(const nw_ids *ids, nw_groups *groups, nw_probe *probe, size_t pos) {
  const nw_scan *scan = probe->scan;
  const unsigned char *text = scan->data + (pos - scan->base);
  nw_group *group = &groups->group[groups->count];
  unsigned first = groups->count == 0 ? 0 : (unsigned)group[-1].first + group[-1].len, longest = longest_of(ids), len = 0, seen = 0;
  unsigned joint_len;
  size_t left = scan->end - pos;
  group->at = pos;
  group->letters = 0;
  for (unsigned v; len <= longest && len < left && (v = ids->value[text[len]]) != NONE; len++) {
    if (len == longest) continue;
    groups->value[first + len] = (unsigned char)(v & VALUE);
    group->letters |= (uint64_t)!(v & DIGIT) << len;
    seen |= v;
  }
  probe->work += len + 1;
  group->lower = (seen & SMALL) != 0;
  group->digits = (seen & DIGIT) != 0;
  if (len > longest) {
    groups->closed = 1;  /* too long for any id: it counts as no group */
    return 1;
  }
  group->joint = joint_at(probe, pos + len, &joint_len);
  if (group->joint != 0 && !may_follow(probe, pos + len + joint_len, group->joint)) group->joint = 0;
  if (probe->touched) return 0;
  group->first = (uint16_t)first;
  group->len = (uint8_t)len;
  group[1].at = pos + len + joint_len;
  group[1].digits = group->joint != 0 && nw_is_digit_at(nw_probe_at(probe, group[1].at));  /* until it is read */
  groups->count++;
  groups->closed = group->joint == 0;
  return 1;
}

static void forget_front(nw_groups *groups) {
  unsigned rest = groups->count - groups->head, base = groups->group[groups->head].first;
  memmove(groups->group, groups->group + groups->head, (rest + 1) * sizeof groups->group[0]);
  unsigned used = rest > 0 ? groups->group[rest - 1].first + groups->group[rest - 1].len - base : 0;
  memmove(groups->value, groups->value + base, used);
  for (unsigned i = 0; i < rest; i++) groups->group[i].first = (uint16_t)(groups->group[i].first - base);
  groups->head = 0;
  groups->count = rest;
}

/* Makes the groups begin at the event. */
static void seek(nw_groups *groups, size_t at) {
  while (groups->head < groups->count && groups->group[groups->head].at < at) groups->head++;
  int known = groups->head < groups->count && groups->group[groups->head].at == at;
  if (!known) {
    groups->head = groups->count = 0;
    groups->closed = 0;
    groups->group[0].at = at;
  }
  if (groups->head > NW_ID_GROUPS / 2) forget_front(groups);
}

/* Group `i` behind the event, read when it is asked for. NULL: there is none, or the window ends before it can be told
 * (`touched`). */
static const nw_group *group_at(const nw_ids *ids, nw_groups *groups, nw_probe *probe, unsigned i) {
  while (groups->head + i >= groups->count) {
    size_t at = groups->group[groups->count].at;
    if (groups->closed || groups->count == NW_ID_GROUPS) return NULL;
    if (groups->count > groups->head && at >= probe->at + NW_ID_LOOKAHEAD - NW_COMPACT_MAX - 8) return NULL;
    if (!read_group(ids, groups, probe, at)) return NULL;
  }
  return &groups->group[groups->head + i];
}

/* ---- one way of taking groups ---- */

enum { ONE = 1, SEVERAL };  /* values in a field */

typedef struct taken {
  nw_compact      compact;
  uint64_t        letters;               /* by place */
  char            layout[LAYOUT_BYTES];
  unsigned        layout_len, hash;
  uint64_t        layout_bit;            /* see form */
  size_t          start, end;
  unsigned        groups;
  int             lower, field;
  int             loose;                 /* see ending_of */
  int             glued;                 /* its label stands in front without a blank */
} taken;

typedef struct search {
  const nw_ids   *ids;
  nw_probe       *probe;
  const uint8_t  *bare;
  nw_id_report_fn report;
  void           *to;
  int             concepts;              /* the second round: concepts speak, not own words */
  unsigned        found;
  uint64_t        done[(NW_ENTITY_COUNT + 63) / 64];  /* entities that were found */
} search;

static char length_char(unsigned len) { return (char)(len < 10 ? '0' + len : 'A' + len - 10); }

/* 2: the layout is evidence, 1: it may be read, 0: it is none of the row's. */
static int layout_of(const id_row *row, const form *f, const taken *t) {
  if (t->groups == 1) return 1;
  if (!(f->layouts & t->layout_bit)) return 0;
  for (const char *p = row->layouts; *p != '\0'; p += *p == '|') {
    unsigned n = 0, mark = *p == '?';
    for (p += mark; n < t->layout_len && p[n] == t->layout[n];) n++;
    if (n == t->layout_len && (p[n] == '|' || p[n] == '\0')) return mark ? 1 : 2;
    while (*p != '|' && *p != '\0') p++;
  }
  return 0;
}

/* `letters`: the places of letters among the `value`s. */
static int form_holds(const form *f, uint64_t letters, const unsigned char *value) {
  if ((f->letter_needed & ~letters) != 0 || (f->digit_needed & letters) != 0) return 0;
  if (letters == 0 && f->any_digits) return 1;
  for (unsigned i = 0; i < f->len; i++)
    if (!(f->place[i] >> value[i] & 1u)) return 0;
  return 1;
}

/* `proof`: 1 a check digit, 2 (or 3) a rule that chance seldom meets. */
static int checks_hold(const id_row *row, const taken *t, int *proof) {
  *proof = 0;
  for (unsigned i = 0; i < NW_CHECKS_MAX; i++) {
    if (!nw_check_holds((nw_check_id)row->checks[i], &t->compact)) return 0;
    *proof |= nw_check_proves((nw_check_id)row->checks[i]);
  }
  return 1;
}

/* What a field says of a form without a proof: letters where the form has them and five digits and more, or the groups that such
 * a number is printed in. Digits in one piece may be anything, and so may words. */
static int speaks_in_field(const id_row *row, const form *f, const taken *t, int layout) {
  enum { LEAST = 8, LEAST_DIGITS = 5 };
  unsigned digits = t->compact.len - (unsigned)__builtin_popcountll(t->letters);
  if (t->compact.len < LEAST || digits < LEAST_DIGITS) return 0;
  if (t->groups > 1) return layout == 2 || row->strength == MEDIUM;
  return f->letter_needed != 0;
}

/* A word in front of the id that names it. In the second round its concept does, where no other word stands between and, for a
 * form without a check, no other type of the policy can be meant. An order or a part nearer than the word takes the number for itself. */
static int is_named(search *s, const id_row *row, const taken *t, int proof, nw_hit *hit) {
  const nw_context *context = nw_context_at(s->probe, t->start);
  if (row->context == NW_CONTEXT_NONE) return 0;
  uint64_t among = proof && row->strength != WEAK ? UINT64_MAX : s->ids->lone;
  if (s->concepts) return nw_context_concept(s->probe, t->start, row->context, among, hit);
  if (!nw_context_in(&context->has, row->context)) return 0;
  int near = nw_context_in(&context->nearest, row->context);
  if (!near && (row->strength == WEAK || nw_context_in(&context->nearest, NW_CONTEXT_NOT_ID))) return 0;
  return nw_context_find(s->probe, t->start, row->context, hit);
}

/* "Steuer-ID: 36 57 42 61 809": groups that nobody prints, behind the name of the number, are read where a check digit holds. */
static int is_one_joint(const taken *t) {
  for (unsigned i = 1; i < t->layout_len; i += 2)
    if (t->layout[i] != t->layout[1] || (t->layout[i] != ' ' && t->layout[i] != '-')) return 0;
  return 1;
}

/* The first check of the row that does not hold, or `none`. */
static nw_check_id failed_check(const id_row *row, const taken *t) {
  for (unsigned i = 0; i < NW_CHECKS_MAX; i++)
    if (!nw_check_holds((nw_check_id)row->checks[i], &t->compact)) return (nw_check_id)row->checks[i];
  return NW_CHECK_none;
}

/* No finding, though the form holds: tells what was missing. */
NW_MISS_COLD static void refuse(search *s, const id_row *row, const form *f, const taken *t) {
  const nw_context *context = nw_context_at(s->probe, t->start);
  nw_miss miss = { .start = t->start, .end = t->end, .entity = row->entity, .context = row->context, .what = "a longer code" };
  nw_check_id failed = failed_check(row, t);
  int layout = layout_of(row, f, t), named = row->context != NW_CONTEXT_NONE && nw_context_in(&context->has, row->context);
  const char *validator = nw_entity_at(row->entity)->validator;
  if (nw_check_proves(failed)) miss.missing |= NW_MISS_BIT(CHECK), miss.check = *validator ? validator : nw_check_name(failed);
  else if (failed != NW_CHECK_none) miss.missing |= NW_MISS_BIT(PREFIX), miss.what = nw_check_name(failed);
  miss.unnamed = !named;
  if (layout == 0) miss.missing |= NW_MISS_BIT(LAYOUT);
  if (t->loose && !named) miss.missing |= NW_MISS_BIT(JOINED);
  if (named && row->strength == WEAK && !nw_context_in(&context->nearest, row->context)) miss.missing |= NW_MISS_BIT(OTHER_WORD);
  if (!named && row->strength != STRONG && !(row->strength == MEDIUM && layout == 2)) {
    miss.missing |= NW_MISS_BIT(CONTEXT);
    if (miss.missing == NW_MISS_BIT(CONTEXT)) miss.missing |= NW_MISS_BIT(ANY);
  }
  nw_miss_add(s->probe, miss);
}

/* The entity has a form of `len` places. */
static int has_length(const nw_ids *ids, unsigned entity, unsigned len) {
  for (unsigned i = ids->first[len][0]; i < ids->first[len + 1][0]; i++)
    if (rows[ids->order[i]].entity == entity) return 1;
  return 0;
}

/* A word of the row stands in front, or somebody asks for it, and the number is not as long or not made as the row wants. */
NW_MISS_COLD static void refuse_form(search *s, const taken *t) {
  const nw_context *context = nw_context_at(s->probe, t->start);
  for (unsigned i = 0; i < s->ids->count; i++) {
    const id_row *row = &rows[s->ids->order[i]];
    unsigned want = s->ids->forms[s->ids->order[i]].len, got = t->compact.len;
    int asked = s->probe->scan->misses->entity == row->entity;
    int named = row->context != NW_CONTEXT_NONE && nw_context_in(&context->adjacent, row->context);
    if (!named && !asked) continue;
    if (want == got ? form_holds(&s->ids->forms[s->ids->order[i]], t->letters, t->compact.value)
                    : has_length(s->ids, row->entity, got)) continue;
    if (!asked && (want > got + 2 || got > want + 2)) continue;
    nw_probe_miss(s->probe, .start = t->start, .end = t->end, .entity = row->entity, .context = row->context, .want = want,
                  .got = got, .missing = (want == got ? NW_MISS_BIT(FORM) : NW_MISS_BIT(LENGTH)) | (named ? 0 : NW_MISS_BIT(CONTEXT)),
                  .what = "letters and digits stand in other places");
  }
}

/* Zeros and ones alone: a row of bits passes one check digit in ten. */
static int is_bits(const taken *t) {
  for (unsigned i = 0; i < t->compact.len; i++)
    if (t->compact.value[i] > 1) return 0;
  return 1;
}

/* Asks one row; reports what it finds. */
static void ask(search *s, const id_row *row, const form *f, const taken *t) {
  if ((s->done[row->entity / 64] >> row->entity % 64 & 1u) || !form_holds(f, t->letters, t->compact.value)) return;
  int layout = layout_of(row, f, t), proof;
  if ((layout == 0 && !(is_one_joint(t) && nw_context_next(s->probe, t->start, row->context))) || !checks_hold(row, t, &proof) ||
      (layout == 0 && !(proof & 1))) {
    if (nw_miss_wanted(s->probe)) refuse(s, row, f, t);
    return;
  }
  nw_hit hit = { .entity = row->entity, .start = t->start, .end = t->end, .validator = "", .limit = -1 };
  int context = is_named(s, row, t, proof, &hit);
  if (s->concepts && !context) return;
  if (t->glued && !(context && (proof & 1) && nw_context_next(s->probe, t->start, row->context))) return;
  if (((t->loose || is_bits(t)) && !context) || (t->lower && !context && layout != 2 && t->field != ONE)) {
    if (nw_miss_wanted(s->probe)) refuse(s, row, f, t);
    return;
  }
  int enough = row->strength == STRONG || context || (row->strength == MEDIUM && layout == 2);
  int field = !enough && t->field && (proof ? row->strength == MEDIUM : t->field == ONE && speaks_in_field(row, f, t, layout));
  if (!enough && !field && !s->bare[row->entity]) {
    if (nw_miss_wanted(s->probe)) refuse(s, row, f, t);
    return;
  }
  hit.bare = !enough && !field;
  hit.validator = nw_entity_at(row->entity)->validator;
  if ((proof & 1) && (context || row->strength == STRONG)) hit.score_ppm = NW_SCORE_PROVEN;
  else if (row->strength == STRONG || (context && layout == 2)) hit.score_ppm = NW_SCORE_SHAPE;
  else hit.score_ppm = enough ? NW_SCORE_CONTEXT : field && proof ? NW_SCORE_FIELD : NW_SCORE_WEAK;
  s->done[row->entity / 64] |= (uint64_t)1 << row->entity % 64;
  s->found++;
  s->report(s->to, &hit);
}

/* The rows that a value of a length may be of by its first two characters. */
typedef struct range { unsigned first, end; const row_set *begin, *second; } range;

static range range_of(const nw_ids *ids, unsigned len, int letters, unsigned first, unsigned second) {
  return (range){ ids->first[len][letters], ids->first[len + 1][0], &ids->begins[0][first], &ids->begins[1][second] };
}

/* Those that stand in word `w` of sets of rows. */
static uint64_t rows_in(const range *r, unsigned w) {
  uint64_t found = r->begin->word[w] & r->second->word[w];
  if (w * 64 < r->first) found &= UINT64_MAX << r->first % 64;
  return r->end - w * 64 < 64 ? found & (((uint64_t)1 << r->end % 64) - 1) : found;
}

/* Some row of them has this form. */
static int has_form_in(const nw_ids *ids, const range *r, uint64_t letters, const unsigned char *value) {
  for (unsigned w = r->first / 64; w * 64 < r->end; w++)
    for (uint64_t left = rows_in(r, w); left != 0; left &= left - 1)
      if (form_holds(&ids->forms[ids->order[w * 64 + (unsigned)__builtin_ctzll(left)]], letters, value)) return 1;
  return 0;
}

static int has_rows_in(const range *r) {
  uint64_t found = 0;
  for (unsigned w = r->first / 64; w * 64 < r->end; w++) found |= rows_in(r, w);
  return found != 0;
}

/* Who is asked: rows that are STRONG or that a word or the layout may speak for, as most are not; only STRONG ones; all. */
typedef enum asked { SPEAKING, ONLY_STRONG, EVERYONE } asked;

/* The first of these that stand in word `w` of sets of rows. */
static uint64_t speaking(const search *s, const nw_context *context, const taken *t, unsigned w) {
  const nw_ids *ids = s->ids;
  uint64_t found = 0;
  if (s->concepts) {
    for (uint64_t left = context->nearest.lane[0] & s->probe->contexts->all; left != 0; left &= left - 1)
      found |= ids->conceived[__builtin_ctzll(left)].word[w];
    return found;
  }
  for (unsigned lane = 0; lane < NW_CONTEXT_LANES && !context->empty; lane++)
    for (uint64_t left = context->has.lane[lane]; left != 0; left &= left - 1)
      found |= ids->named[lane * 64 + (unsigned)__builtin_ctzll(left)].word[w];
  if (t->groups > 1) found |= ids->printed[__builtin_ctzll(t->layout_bit)].word[w];
  return found | ids->all_strong.word[w];
}

static void ask_rows(search *s, const taken *t, const range *r, asked whom) {
  const nw_ids *ids = s->ids;
  const nw_context *context = whom == SPEAKING ? nw_context_at(s->probe, t->start) : NULL;
  for (unsigned w = r->first / 64; w * 64 < r->end; w++) {
    uint64_t left = rows_in(r, w);
    if (left != 0 && whom != EVERYONE) left &= context != NULL ? speaking(s, context, t, w) : ids->all_strong.word[w];
    for (; left != 0; left &= left - 1) {
      unsigned row = ids->order[w * 64 + (unsigned)__builtin_ctzll(left)];
      s->probe->work++;
      ask(s, &rows[row], &ids->forms[row], t);
    }
  }
}

/* The rows of the length; only the STRONG ones when neither a word nor the layout can speak for another. */
static void ask_length(search *s, const taken *t) {
  const nw_ids *ids = s->ids;
  unsigned len = t->compact.len;
  range r = range_of(ids, len, t->letters != 0, t->compact.value[0], t->compact.value[1]);
  if (!has_rows_in(&r)) return;
  if (s->concepts && !(nw_context_at(s->probe, t->start)->nearest.lane[0] & ids->concepts[len])) return;
  int printed = t->groups > 1 && !t->loose && (ids->layouts[len] & t->layout_bit) != 0;
  if (nw_miss_wanted(s->probe) || (!s->concepts && (t->field || s->bare[NW_ENTITY_COUNT]))) ask_rows(s, t, &r, EVERYONE);
  /* Groups that are no printed layout of any row need a word; so does one group. */
  else if (printed || s->concepts || nw_context_meet(&nw_context_at(s->probe, t->start)->has, &ids->contexts[len]))
    ask_rows(s, t, &r, SPEAKING);
  else ask_rows(s, t, &r, ONLY_STRONG);
}

/* ---- the place ---- */

/* What stands in front makes it a part of something longer. */
static int is_joined(nw_probe *probe, unsigned char *joint) {
  int before = nw_probe_before(probe, probe->at, 1), second;
  *joint = 0;
  if (before < 0 || nw_probe_is_free(probe, probe->at)) return 0;
  if (before == '_' || before == '$' || before == '+' || before == '@' || before == '%') return 1;
  second = nw_probe_before(probe, probe->at, 2);
  if (before == '.' || before == '-') return second >= 0 && (nw_is_alnum((unsigned)second) || before == '-');
  if (before == ' ' && nw_is_digit_at(second)) *joint = ' ';
  return 0;
}

typedef enum ending { GOES_ON, LOOSE, ENDS } ending;

/* How the id ends behind `group`. LOOSE: what follows may be more of it ("123456789-A"), so a word must name it. */
static ending ending_of(nw_probe *probe, const nw_group *group, size_t end) {
  int c = nw_probe_at(probe, end);
  if (nw_is_word(c) || c == '@' || c == '%') return GOES_ON;
  /* "91.198.174" of "91.198.174.192": dots between numbers go on. */
  int dotted = group->len <= 3 && group->joint == '.' && nw_probe_before(probe, group->at, 1) == '.';
  if (dotted && nw_is_digit_at(nw_probe_at(probe, end + 1))) return GOES_ON;
  return group->joint == 0 || group->joint == ' ' || group->joint == '/' ? ENDS : LOOSE;
}

static int has_rows(const nw_ids *ids, size_t len) { return ids->first[len][0] != ids->first[len + 1][0]; }

/* The group in front of the two bytes at `p` is all that an id may take: nothing is joined to it, or it stands between two other
 * numbers (`joint`: a blank in front; cuts_a_row). 0: that takes a closer look. */
static int is_single(const unsigned char *p, unsigned char joint) {
  switch (p[0]) {
    case ' ': return nw_is_digit(p[1]) ? joint == ' ' : !nw_is_upper(p[1]);
    case '-': case '.': case '/': return !nw_is_alnum(p[1]);
    case '(': case '[': return 0;
    default: return p[0] < 0x80;
  }
}

/* "4 digits 4 digits 4 digits": a table of equal numbers holds no id that begins or ends inside of it. `next` stands behind `last`
 * where that is known: "123 45 6789 378282246310005" are two items. */
static int cuts_a_row(const taken *t, unsigned char joint, const nw_group *last, const nw_group *next) {
  enum { MOST_DIGITS = 12 };
  if (t->groups < 2 || t->layout[1] != ' ') return 0;
  int goes_on = last->joint == ' ' && last[1].digits && (next == NULL || next->len <= MOST_DIGITS);
  return goes_on || joint == ' ';
}

/* "550e8400-e29b-41d4-a716-446655440000" */
static int is_uuid(const nw_ids *ids, nw_groups *groups, nw_probe *probe) {
  static const uint8_t lens[] = { 8, 4, 4, 4, 12 };
  for (unsigned i = 0; i < sizeof lens; i++) {
    const nw_group *group = group_at(ids, groups, probe, i);
    if (group == NULL || group->len != lens[i]) return 0;
  }
  return 1;
}

static void add_symbol(taken *t, char symbol) {
  t->layout[t->layout_len++] = symbol;
  t->hash = hash_on(t->hash, symbol);
}

static void take_group(taken *t, const nw_group *group) {
  if (t->groups > 0) add_symbol(t, (char)group[-1].joint);
  add_symbol(t, length_char(group->len));
  t->letters |= group->letters << t->compact.len;
  t->compact.len += group->len;
  t->lower |= group->lower;
  t->end = group->at + group->len + (t->groups > 0 && group[-1].joint == '(');
  t->groups++;
}

/* Only there a value may be a field, or one of several. */
static int is_near_begin(const nw_scan *scan, size_t pos) {
  return pos - scan->base <= NW_FIELD_LIST_BYTES || pos - scan->from <= NW_FIELD_MARGIN;
}

/* One value is all that is there; of several, any may be this one: "GL0285191 EU4488929" are one or two. */
static void note_field(nw_probe *probe, taken *way, unsigned ways) {
  if (!is_near_begin(probe->scan, way->start)) return;
  taken *longest = &way[ways - 1];
  int one = nw_field_is(probe, longest->start, longest->end), several = (!one || ways > 1) &&
      nw_field_lists(probe, longest->start, longest->end);
  for (unsigned i = 0; several && i < ways; i++) way[i].field = SEVERAL;
  if (one) longest->field = ONE;
}

/* The lengths of ids whose first group may have such places: so many, with letters or without, and these at first. A field is told by all
 * groups of it. */
static uint64_t lengths_of(const search *s, unsigned len, int letters, const unsigned char *value) {
  const nw_ids *ids = s->ids;
  uint64_t lengths = ids->fronts[letters][len];
  for (unsigned place = 0; place < HEAD_PLACES && place < len && !is_near_begin(s->probe->scan, s->probe->at); place++)
    lengths &= ids->heads[place][value[place]];
  return lengths;
}

/* Some layout begins with these groups, or a word in front may name a number that nobody prints so; see `ask`. */
static int is_layout(const search *s, const taken *t) {
  return t->groups == 1 || is_begun(s->ids, t->hash) || is_near_begin(s->probe->scan, t->start) || nw_miss_wanted(s->probe) ||
         (is_one_joint(t) && !nw_context_at(s->probe, t->start)->empty);
}

/* The ways of taking groups that some row may read; sets `touched` when the window ends before they are all told. */
static unsigned ways_of(const search *s, nw_groups *groups, unsigned char joint, taken way[NW_ID_TAKE]) {
  const nw_ids *ids = s->ids;
  nw_probe *probe = s->probe;
  const nw_group *first = &groups->group[groups->head], *group = first;
  taken t = { .compact = { groups->value + first->first, 0 }, .start = probe->at };
  unsigned ways = 0, most = joint == ' ' && first->joint == ' ' ? 1 : NW_ID_TAKE;  /* cuts_a_row */
  uint64_t digits = lengths_of(s, first->len, 0, t.compact.value), lettered = lengths_of(s, first->len, 1, t.compact.value);
  for (unsigned i = 0; i < most && group != NULL && t.compact.len + group->len <= NW_COMPACT_MAX; i++) {
    take_group(&t, group);
    if (!is_layout(s, &t)) break;
    uint64_t lens = (t.letters != 0 ? lettered : digits) >> t.compact.len;
    if (nw_miss_wanted(probe)) lens |= has_rows(ids, t.compact.len) ? 3 : 2;
    int goes_on = lens > 1 && i + 1 < most, asks = (lens & 1) && i > 0 && group->joint == ' ';
    const nw_group *next = goes_on || asks ? group_at(ids, groups, probe, i + 1) : NULL;
    if (lens & 1) {
      ending end = ending_of(probe, group, t.end);
      t.loose = end == LOOSE;
      t.layout_bit = bit_of(t.hash);
      if (end != GOES_ON && !cuts_a_row(&t, joint, group, next)) way[ways++] = t;
    }
    if (lens <= 1 || probe->touched) break;
    group = next;
  }
  return ways;
}

/* How many letters a word without a blank has in front of its number: "PESEL44051401359". 0: it is none. */
static unsigned glued_letters(const unsigned char *value, unsigned len) {
  enum { LEAST_LETTERS = 2, LEAST_DIGITS = 6, LETTER = 10 };
  unsigned letters = 0;
  while (letters < len && value[letters] >= LETTER) letters++;
  if (letters < LEAST_LETTERS || len < letters + LEAST_DIGITS) return 0;
  for (unsigned i = 0; i < LEAST_DIGITS; i++)
    if (value[letters + i] >= LETTER) return 0;
  return letters;
}

static unsigned is_glued(const nw_groups *groups, const nw_group *group) {
  return group->joint != 0 ? 0 : glued_letters(groups->value + group->first, group->len);
}

/* "my id code is030594W903B": the word names the number or leads to one that does, and its check digit proves it. */
static void ask_glued(search *s, const nw_groups *groups, const nw_group *first) {
  nw_group group = *first;
  unsigned letters = is_glued(groups, first);
  if (letters == 0) return;
  group.at += letters;
  group.first = (uint16_t)(group.first + letters);
  group.len = (uint8_t)(group.len - letters);
  group.lower = 0;
  group.letters >>= letters;
  taken t = { .compact = { groups->value + group.first, 0 }, .start = group.at, .glued = 1 };
  if (group.len > NW_COMPACT_MAX) return;
  take_group(&t, &group);
  t.layout_bit = bit_of(t.hash);
  s->concepts = 0;
  if (has_rows(s->ids, group.len) && ending_of(s->probe, first, t.end) == ENDS) ask_length(s, &t);
}

static void ask_ways(search *s, taken *way, unsigned ways) {
  note_field(s->probe, way, ways);
  if (nw_miss_wanted(s->probe)) refuse_form(s, &way[ways - 1]);
  for (unsigned i = ways; i > 0; i--) ask_length(s, &way[i - 1]);
  /* Nobody's own word: a concept may name it, "Steuernummer" before an Italian tax number. */
  s->concepts = s->found == 0 && nw_context_conceptual(s->probe, s->probe->at);
  for (unsigned i = s->concepts ? ways : 0; i > 0; i--) ask_length(s, &way[i - 1]);
}

/* ---- most places ---- */

/* Some row is STRONG, or a word stands in front that may name one, or the text may be a field. */
static int may_speak(const search *s, const range *r, size_t pos) {
  const nw_scan *scan = s->probe->scan;
  uint64_t strong = 0;
  for (unsigned w = r->first / 64; w * 64 < r->end; w++) strong |= rows_in(r, w) & s->ids->all_strong.word[w];
  return strong != 0 || s->bare[NW_ENTITY_COUNT] || is_near_begin(scan, pos) || !nw_context_at(s->probe, pos)->empty;
}

/* Reads the digits that eight bytes begin with; how many. What stands behind them in `value` is no matter. */
static unsigned digits_of(const unsigned char *text, unsigned char value[8]) {
  for (unsigned i = 0; i < 8; i++) value[i] = (unsigned char)(text[i] - '0');
  return nw_eight_run(nw_eight_no_digits(nw_eight(text)));
}

/* 0: what the first group is says that no row reads it: its length, and where nothing is joined to it its first characters and the words
 * in front. */
static int may_begin(const search *s, unsigned char joint) {
  const nw_ids *ids = s->ids;
  nw_probe *probe = s->probe;
  const unsigned char *text = probe->scan->data + (probe->at - probe->scan->base);
  size_t left = probe->scan->end - probe->at;
  uint64_t letters = 0;
  unsigned char value[NW_COMPACT_MAX + 1];
  size_t len = left < sizeof(uint64_t) ? 0 : digits_of(text, value);
  for (unsigned v; len < left && len <= NW_COMPACT_MAX && (v = ids->value[text[len]]) != NONE; len++) {
    value[len] = (unsigned char)(v & VALUE);
    letters |= (uint64_t)!(v & DIGIT) << len;
  }
  probe->work += len;
  if (len == left || nw_miss_wanted(probe)) return 1;
  if (len > NW_COMPACT_MAX || ids->fronts[0][len] == 0) return 0;
  if (nw_is_alpha(text[0]) && glued_letters(value, (unsigned)len) > 0) return 1;
  uint64_t lengths = lengths_of(s, (unsigned)len, letters != 0, value);
  if (lengths == 0) return 0;
  if (len + 1 == left || !is_single(text + len, joint)) return 1;
  if (!(lengths >> len & 1)) return 0;
  range r = range_of(ids, (unsigned)len, letters != 0, value[0], value[len > 1]);
  return has_form_in(ids, &r, letters, value) && may_speak(s, &r, probe->at);
}

/* What stands there is long enough, and stands free. */
__attribute__((noinline)) static void verify_groups(search *s, nw_groups *groups, unsigned char joint) {
  const nw_ids *ids = s->ids;
  nw_probe *probe = s->probe;
  taken way[NW_ID_TAKE];
  seek(groups, probe->at);
  const nw_group *first = group_at(ids, groups, probe, 0);
  if (first == NULL) return;
  if (is_uuid(ids, groups, probe)) {
    nw_probe_miss(probe, .start = probe->at, .end = first[4].at + first[4].len, .entity = NW_ENTITY_COUNT,
                  .missing = NW_MISS_BIT(VETO), .what = "a UUID", .unnamed = 1);
    return;
  }
  unsigned ways = probe->touched ? 0 : ways_of(s, groups, joint, way);
  first = &groups->group[groups->head];
  if (probe->touched || (ways == 0 && !is_glued(groups, first))) return;
  if (ways > 0) ask_ways(s, way, ways);
  if (s->found == 0) ask_glued(s, groups, first);
}

void nw_ids_verify(const nw_ids *ids, nw_groups *groups, nw_probe *probe, const uint8_t *bare, nw_id_report_fn report, void *to) {
  unsigned char joint;
  search s = { .ids = ids, .probe = probe, .bare = bare, .report = report, .to = to };
  if (!is_joined(probe, &joint) && may_begin(&s, joint)) verify_groups(&s, groups, joint);
}
