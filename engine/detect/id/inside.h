/* detect/id/inside.h - inside: what is compiled of the rows, and one way of taking groups, which rows are asked about.
 *
 *   table.c    the rows of grammar/ids, and the sets that find them
 *   group.c    the groups behind an event, read once
 *   place.c    what stands there: the ways of taking groups that some row may read
 *   ask.c      a way and the rows of its length: layout, form, checks, words in front
 */
#ifndef NW_ID_INSIDE_H
#define NW_ID_INSIDE_H

#include "base/eight.h"
#include "detect/id/id.h"

#define WEAK   NW_STRENGTH_WEAK
#define MEDIUM NW_STRENGTH_MEDIUM
#define STRONG NW_STRENGTH_STRONG

typedef struct nw_id_row {
  unsigned    entity;
  const char *pattern, *layouts;
  nw_strength strength;
  unsigned    context;
  uint16_t    checks[NW_CHECKS_MAX];
} nw_id_row;

enum {
  NW_ID_ROW_COUNT = 0
#define ENTITY(...)
#define ID(...) + 1
#include "ids.def"
#undef ENTITY
#undef ID
};
_Static_assert(NW_ID_ROW_COUNT < UINT16_MAX, "a row is 16 bits");
extern const nw_id_row nw_id_rows[NW_ID_ROW_COUNT];

enum { NW_ID_VALUE = 0x3F, NW_ID_NONE = 0x3F, NW_ID_DIGIT = 0x40, NW_ID_SMALL = 0x80 };  /* of nw_ids.value */

/* What may stand at each place of a pattern: a bit a value. */
typedef struct nw_id_form {
  uint64_t place[NW_COMPACT_MAX];
  uint64_t letter_needed, digit_needed;  /* by place: quick answers */
  uint64_t layouts;                      /* a filter: its layouts, hashed */
  unsigned len;
  int      any_digits;                   /* any digits will do */
} nw_id_form;

/* Rows by their place in `order`, a bit each. */
enum {
  NW_ID_ROW_WORDS = (NW_ID_ROW_COUNT + 63) / 64,
  NW_ID_VALUES = 36, NW_ID_HEAD_PLACES = 4, NW_ID_CONCEPTS = 64, NW_ID_LAYOUT_BITS = 64, NW_ID_BEGUN_BITS = 4096
};
typedef struct nw_id_row_set { uint64_t word[NW_ID_ROW_WORDS]; } nw_id_row_set;

struct nw_ids {
  nw_id_form      forms[NW_ID_ROW_COUNT];
  uint16_t        order[NW_ID_ROW_COUNT];                /* by length, digits only before others, STRONG first */
  uint16_t        first[NW_COMPACT_MAX + 2][2];          /* rows of a length, [1] from the first one that takes letters */
  nw_context_mask contexts[NW_COMPACT_MAX + 1];          /* the sets that rows of a length ask for */
  uint64_t        concepts[NW_COMPACT_MAX + 1];          /* and the concepts that these use */
  uint64_t        layouts[NW_COMPACT_MAX + 1];           /* a filter: printed layouts of a length, hashed */
  uint64_t        begun[NW_ID_BEGUN_BITS / 64];          /* a filter: what printed layouts begin with, group by group, hashed */
  nw_context_mask any_context;                           /* the sets that rows of any length ask for */
  uint64_t        any_concept;
  uint64_t        lone;                                  /* concepts that one entity only uses */
  uint64_t        fronts[2][NW_COMPACT_MAX + 1];         /* by the first group: the lengths of ids that begin so; [1] letters */
  uint64_t        heads[NW_ID_HEAD_PLACES][NW_ID_VALUES]; /* the lengths of ids that have the value at the place */
  nw_id_row_set   begins[2][NW_ID_VALUES];               /* by the value at the first and the second place */
  nw_id_row_set   all_strong, named[NW_CONTEXT_COUNT];    /* what speaks for them */
  nw_id_row_set   conceived[NW_ID_CONCEPTS], printed[NW_ID_LAYOUT_BITS];
  uint8_t         value[256];                            /* of a byte: its value, NW_ID_DIGIT, NW_ID_SMALL; NW_ID_NONE */
  uint16_t        count;
  uint16_t        longest;                               /* compact form of a row that is on */
};

/* A layout is hashed symbol by symbol; the bit of what is read so far. */
static inline unsigned nw_id_hash_on(unsigned hash, char symbol) { return hash * 31 + (unsigned char)symbol; }
static inline uint64_t nw_id_layout_bit(unsigned hash) { return (uint64_t)1 << (hash ^ hash >> 7) % 64; }

static inline unsigned nw_id_begun_place(unsigned hash) { return (hash ^ hash >> 12) % NW_ID_BEGUN_BITS; }
static inline int nw_id_is_begun(const nw_ids *ids, unsigned hash) {
  return ids->begun[nw_id_begun_place(hash) / 64] >> nw_id_begun_place(hash) % 64 & 1;
}

/* ---- one way of taking groups ---- */

enum { NW_ID_ONE = 1, NW_ID_SEVERAL };  /* values in a field */
enum { NW_ID_LAYOUT_BYTES = 2 * NW_ID_TAKE };

typedef struct nw_id_taken {
  nw_compact      compact;
  uint64_t        letters;               /* by place */
  char            layout[NW_ID_LAYOUT_BYTES];
  unsigned        layout_len, hash;
  uint64_t        layout_bit;            /* see nw_id_form */
  size_t          start, end;
  unsigned        groups;
  int             lower, field;
  int             loose;                 /* what follows may be more of it: place.c */
  int             broken;                /* over a line end */
  int             glued;                 /* its label stands in front without a blank */
} nw_id_taken;

typedef struct nw_id_search {
  const nw_ids   *ids;
  nw_probe       *probe;
  const uint8_t  *bare;
  nw_id_report_fn report;
  void           *to;
  int             concepts;              /* the second round: concepts speak, not own words */
  unsigned        found;
  uint64_t        done[(NW_ENTITY_COUNT + 63) / 64];  /* entities that were found */
} nw_id_search;

/* ---- the rows of a length ---- */

/* The rows that a value of a length may be of by its first two characters. */
typedef struct nw_id_range { unsigned first, end; const nw_id_row_set *begin, *second; } nw_id_range;

static inline nw_id_range nw_id_range_of(const nw_ids *ids, unsigned len, int letters, unsigned first, unsigned second) {
  return (nw_id_range){ ids->first[len][letters], ids->first[len + 1][0], &ids->begins[0][first], &ids->begins[1][second] };
}

/* Those that stand in word `w` of sets of rows. */
static inline uint64_t nw_id_rows_in(const nw_id_range *r, unsigned w) {
  uint64_t found = r->begin->word[w] & r->second->word[w];
  if (w * 64 < r->first) found &= UINT64_MAX << r->first % 64;
  return r->end - w * 64 < 64 ? found & (((uint64_t)1 << r->end % 64) - 1) : found;
}

/* ---- group.c ---- */

static inline int nw_id_is_joint(unsigned c) { return c == ' ' || c == '-' || c == '.' || c == '/'; }
/* A number that is broken there goes on in the next line; such a joint is '\n' in a layout, which nobody prints. */
static inline int nw_id_is_line_end(int c) { return c == '\n' || c == '\r'; }
/* Reads the digits that eight bytes begin with; how many. What stands behind them in `value` is no matter. */
static inline unsigned nw_id_digits_of(const unsigned char *text, unsigned char value[8]) {
  for (unsigned i = 0; i < 8; i++) value[i] = (unsigned char)(text[i] - '0');
  return nw_eight_run(nw_eight_no_digits(nw_eight(text)));
}

/* Makes the groups begin at the event. */
void nw_id_seek(nw_groups *groups, size_t at);
/* Group `i` behind the event, read when it is asked for. NULL: there is none, or the window ends before it can be told
 * (`touched`). */
const nw_group *nw_id_group_at(const nw_ids *ids, nw_groups *groups, nw_probe *probe, unsigned i);

/* ---- ask.c ---- */

/* "Steuer-ID: 36 57 42 61 809": groups that nobody prints, behind the name of the number, are read where a check digit holds.
 * So is what a line end breaks. */
int nw_id_is_one_joint(const nw_id_taken *t);
/* Some row of them has this form; `letters`: the places of letters among the `value`s. */
int nw_id_has_form_in(const nw_ids *ids, const nw_id_range *r, uint64_t letters, const unsigned char *value);
/* Asks the rows of the length; only the STRONG ones when neither a word nor the layout can speak for another. */
void nw_id_ask_length(nw_id_search *s, const nw_id_taken *t);
/* A word of a row stands in front, or somebody asks for it, and the number is not as long or not made as the row wants. */
void nw_id_refuse_form(nw_id_search *s, const nw_id_taken *t);

#endif
