/* detect/regex/witness.c - the search.
 *
 *   state   threads of both machines behind the text so far, was the last character one of a word, has the first machine matched yet?
 *   step    follow what takes no character (\b needs the next one), begin one more match of each, take the character
 *   goal    the first has matched, the second has not, at the end of the text
 *
 * Characters that no set of either machine tells apart are tried once, by the one that reads best.
 */
#include "detect/regex/witness.h"

#include <string.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/slice.h"
#include "detect/families.h"

enum { STATES_MOST = 20000, LENGTH_MOST = 200, TRIED_MOST = 2000, END = -1 };

typedef struct state {
  uint32_t from;      /* the state before */
  uint16_t length;
  char     taken;     /* the character between */
  uint8_t  matched;   /* the first machine has */
} state;

typedef struct search {
  const nw_alloc *alloc;
  nw_nfa     machine[2];
  nw_pattern *pattern[2];
  void       *scratch;
  size_t      words[2], row;      /* uint64_t of a state: threads of both machines */
  NW_VEC(state) states;
  NW_VEC(uint64_t) threads;       /* `row` a state */
  uint32_t   *slots;              /* of states, by hash; 0: free */
  size_t      slot_count;
  uint64_t   *now, *next;         /* one row each: the closure of the state in hand, and what comes of it */
  uint32_t   *stack;
  char        letters[128];
  size_t      letter_count;
  unsigned    tried;
  int         ignore_second;      /* it is not exact: PCRE2 says alone what it finds */
  int         no_memory;
} search;

static int is_word(int c) { return c >= 0 && (nw_is_alnum((unsigned)c) || c == '_'); }
static int has(const uint64_t *bits, size_t i) { return (int)(bits[i >> 6] >> (i & 63) & 1); }
static void put(uint64_t *bits, size_t i) { bits[i >> 6] |= UINT64_C(1) << (i & 63); }

/* ---- one step ---- */

static int holds(nw_nfa_assert check, int before, int begins, int next) {
  switch (check) {
    case NW_NFA_WORD_EDGE: return before != is_word(next);
    case NW_NFA_NO_WORD_EDGE: return before == is_word(next);
    case NW_NFA_BEGIN: return begins;
    case NW_NFA_END:
    default: return next == END;
  }
}

/* Adds to `bits` all that is reached without a character; 1 when MATCH is among it. */
static int close_over(search *s, const nw_nfa *m, uint64_t *bits, int before, int begins, int next) {
  size_t depth = 0;
  int matched = 0;
  for (uint32_t pc = 0; pc < m->code.count; pc++)
    if (has(bits, pc)) s->stack[depth++] = pc;
  while (depth > 0) {
    const nw_nfa_code *code = &m->code.at[s->stack[--depth]];
    uint32_t to[2], count = 0;
    if (code->op == NW_NFA_MATCH) matched = 1;
    if (code->op == NW_NFA_JUMP || code->op == NW_NFA_SPLIT) to[count++] = code->x;
    if (code->op == NW_NFA_SPLIT) to[count++] = code->y;
    if (code->op == NW_NFA_ASSERT && holds(code->check, before, begins, next)) to[count++] = (uint32_t)(code - m->code.at) + 1;
    for (uint32_t i = 0; i < count; i++) {
      if (has(bits, to[i])) continue;
      put(bits, to[i]);
      s->stack[depth++] = to[i];
    }
  }
  return matched;
}

static void advance(const nw_nfa *m, const uint64_t *bits, uint64_t *out, unsigned c) {
  for (uint32_t pc = 0; pc < m->code.count; pc++)
    if (has(bits, pc) && m->code.at[pc].op == NW_NFA_SET && (m->code.at[pc].set[c >> 6] >> (c & 63) & 1)) put(out, pc + 1);
}

/* ---- states ---- */

static size_t slot_of(const search *s, const uint64_t *row, uint8_t matched, int word) {
  uint64_t hash = nw_hash64((const char *)row, s->row * sizeof *row, (uint64_t)(matched * 2 + word));
  size_t i = (size_t)hash & (s->slot_count - 1);
  for (; s->slots[i] != 0; i = (i + 1) & (s->slot_count - 1)) {
    const state *other = &s->states.at[s->slots[i]];
    if (other->matched == matched && is_word(other->taken) == word &&
        memcmp(s->threads.at + s->slots[i] * s->row, row, s->row * sizeof *row) == 0)
      break;
  }
  return i;
}

static void add_state(search *s, uint32_t from, unsigned c, const uint64_t *row, uint8_t matched) {
  size_t slot = slot_of(s, row, matched, is_word((int)c));
  if (s->slots[slot] != 0 || s->states.count >= STATES_MOST) return;
  state made = { from, (uint16_t)(s->states.at[from].length + 1), (char)c, matched };
  if (!nw_vec_reserve(s->alloc, &s->threads, s->row) || !nw_vec_push(s->alloc, &s->states, made)) {
    s->no_memory = 1;
    return;
  }
  memcpy(s->threads.at + s->threads.count, row, s->row * sizeof *row);
  s->threads.count += s->row;
  s->slots[slot] = (uint32_t)s->states.count - 1;
}

/* Behind state `index` comes `c` (END: nothing). 1 when the state is a goal. */
static int follow(search *s, uint32_t index, int c) {
  state at = s->states.at[index];
  int before = index != 0 && is_word(at.taken), matched[2] = { at.matched, 0 };
  memcpy(s->now, s->threads.at + index * s->row, s->row * sizeof *s->now);
  memset(s->next, 0, s->row * sizeof *s->next);
  for (unsigned m = 0; m < 2; m++) {
    uint64_t *bits = s->now + (m == 0 ? 0 : s->words[0]);
    if (m == 1 && s->ignore_second) break;
    if (m == 0 && at.matched) continue;
    put(bits, 0);  /* a match may begin anywhere */
    if (close_over(s, &s->machine[m], bits, before, index == 0, c)) matched[m] = 1;
    if (c != END && !(m == 0 && matched[0])) advance(&s->machine[m], bits, s->next + (m == 0 ? 0 : s->words[0]), (unsigned)c);
  }
  if (matched[1]) return 0;  /* the second has found something: nothing mends that */
  if (c == END) return matched[0];
  add_state(s, index, (unsigned)c, s->next, (uint8_t)matched[0]);
  return 0;
}

/* ---- the last word ---- */

static int is_witness(search *s, uint32_t index, nw_buf *out) {
  char text[LENGTH_MOST + 1];
  size_t len = s->states.at[index].length;
  for (size_t i = len; i > 0; i--, index = s->states.at[index].from) text[i - 1] = s->states.at[index].taken;
  newel_slice made = nw_slice(text, len);
  s->tried++;
  if (nw_pattern_match(s->pattern[0], made, 0, s->scratch) != 1 || nw_pattern_match(s->pattern[1], made, 0, s->scratch) != 0) return 0;
  nw_buf_add_slice(out, made);
  return 1;
}

/* ---- characters ---- */

static int same_everywhere(const search *s, unsigned a, unsigned b) {
  if (is_word((int)a) != is_word((int)b)) return 0;
  for (unsigned m = 0; m < 2; m++)
    for (size_t i = 0; i < s->machine[m].code.count; i++) {
      const uint64_t *set = s->machine[m].code.at[i].set;
      if (s->machine[m].code.at[i].op == NW_NFA_SET && ((set[a >> 6] >> (a & 63) ^ set[b >> 6] >> (b & 63)) & 1)) return 0;
    }
  return 1;
}

static void choose_letters(search *s) {
  static const char order[] = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ -_.,:;/@#+=*!?'\"()[]{}<>|\\&%$^~`\n\t\r";
  for (size_t i = 0; i + 1 < sizeof order; i++) {
    size_t k = 0;
    while (k < s->letter_count && !same_everywhere(s, (unsigned char)s->letters[k], (unsigned char)order[i])) k++;
    if (k == s->letter_count) s->letters[s->letter_count++] = order[i];
  }
}

/* ---- the search ---- */

static nw_witness run(search *s, nw_buf *out) {
  for (uint32_t index = 0; index < s->states.count && !s->no_memory; index++) {
    if (follow(s, index, END) && is_witness(s, index, out)) return out->failed ? NW_WITNESS_NO_MEMORY : NW_WITNESS_FOUND;
    if (s->tried >= TRIED_MOST || s->states.count >= STATES_MOST) return NW_WITNESS_UNKNOWN;
    if (s->states.at[index].length >= LENGTH_MOST) return NW_WITNESS_UNKNOWN;
    for (size_t i = 0; i < s->letter_count; i++) (void)follow(s, index, (unsigned char)s->letters[i]);
  }
  if (s->no_memory) return NW_WITNESS_NO_MEMORY;
  return s->tried == 0 && s->machine[0].exact && !s->ignore_second ? NW_WITNESS_NONE : NW_WITNESS_UNKNOWN;
}

static int prepare(search *s, newel_slice finds, newel_slice finds_not) {
  const newel_slice patterns[2] = { finds, finds_not };
  newel_error err;
  int readable = 1;
  for (unsigned m = 0; m < 2; m++) {
    int made = nw_nfa_build(&s->machine[m], s->alloc, patterns[m]);
    if (made < 0 || nw_pattern_compile(&s->pattern[m], s->alloc, patterns[m], &err) != NEWEL_OK) return 0;
    if (made == 0 || !s->machine[m].exact) readable = made == 0 && m == 0 ? 0 : readable, s->ignore_second |= m == 1;
    if (made == 0) s->machine[m].code.count = 0;
    s->words[m] = (s->machine[m].code.count + 64) / 64;
  }
  size_t most = s->machine[0].code.count + s->machine[1].code.count + 1;
  s->row = s->words[0] + s->words[1];
  s->slot_count = 65536;
  s->slots = nw_zalloc(s->alloc, s->slot_count * sizeof *s->slots);
  s->now = nw_zalloc(s->alloc, 2 * s->row * sizeof *s->now);
  s->stack = nw_zalloc(s->alloc, most * sizeof *s->stack);
  state first = { 0, 0, 0, 0 };
  if (s->slots == NULL || s->now == NULL || s->stack == NULL || !nw_vec_push(s->alloc, &s->states, first) ||
      !nw_vec_reserve(s->alloc, &s->threads, s->row) || nw_regex_family.scratch_open(&s->scratch, s->alloc) != NEWEL_OK)
    return 0;
  memset(s->threads.at, 0, s->row * sizeof *s->threads.at);
  s->threads.count = s->row;
  s->next = s->now + s->row;
  choose_letters(s);
  if (!readable) s->tried = TRIED_MOST;
  return 1;
}

nw_witness nw_witness_find(nw_buf *out, const nw_alloc *alloc, newel_slice finds, newel_slice finds_not) {
  search s = { .alloc = alloc };
  nw_witness found = NW_WITNESS_NO_MEMORY;
  if (prepare(&s, finds, finds_not)) found = s.tried > 0 ? NW_WITNESS_UNKNOWN : run(&s, out);
  for (unsigned m = 0; m < 2; m++) {
    nw_nfa_free(&s.machine[m], alloc);
    nw_pattern_free(s.pattern[m], alloc);
  }
  if (s.scratch != NULL) nw_regex_family.scratch_free(s.scratch, alloc);
  nw_vec_free(alloc, &s.states);
  nw_vec_free(alloc, &s.threads);
  nw_free(alloc, s.slots, s.slot_count * sizeof *s.slots);
  nw_free(alloc, s.now, 2 * s.row * sizeof *s.now);
  nw_free(alloc, s.stack, (s.machine[0].code.count + s.machine[1].code.count + 1) * sizeof *s.stack);
  return found;
}
