/* bedrock/align.c - see bedrock/align.h. */
#include "bedrock/align.h"

#include "base/slice.h"

enum { WAYS_MOST = 64, NO_STATE = -1, LITERAL = -1 };

/* "Up to here the output is read, and that is `at` in the sent text." */
typedef struct state {
  size_t  at;
  int32_t before;   /* the state it came from */
  int32_t mask;     /* what was read: a mask, or LITERAL */
  uint8_t ways;     /* 1, or 2 for more */
} state;

typedef struct aligner {
  const nw_alloc *alloc;
  newel_slice     sent, output;
  const nw_mask  *masks;
  size_t          count;
  NW_VEC(state)   states;
  size_t          layer;    /* first state of the newest layer */
  int             failed;
} aligner;

static int starts_with(newel_slice text, size_t at, newel_slice piece) {
  return piece.len <= text.len - at && (piece.len == 0 || memcmp(text.data + at, piece.data, piece.len) == 0);
}

/* "{NAME}" at `at` of the output? Its length, or 0. */
static size_t mask_at(newel_slice output, size_t at, newel_slice mask) {
  if (output.data[at] != '{' || mask.len == 0 || output.len - at < mask.len + 2) return 0;
  if (output.data[at + 1 + mask.len] != '}' || memcmp(output.data + at + 1, mask.data, mask.len) != 0) return 0;
  return mask.len + 2;
}

static void reach(aligner *a, size_t first, size_t at, int32_t before, int32_t mask) {
  uint8_t ways = before == NO_STATE ? 1 : a->states.at[before].ways;
  for (size_t i = first; i < a->states.count; i++) {
    if (a->states.at[i].at != at) continue;
    a->states.at[i].ways = 2;
    return;
  }
  state next = { at, before, mask, ways };
  if (!nw_vec_push(a->alloc, &a->states, next)) a->failed = 1;
}

/* From every state of the newest layer over a literal piece of the output. */
static void step_literal(aligner *a, newel_slice piece) {
  size_t from = a->layer, to = a->states.count;
  for (size_t i = from; i < to && !a->failed; i++) {
    size_t at = a->states.at[i].at;
    if (starts_with(a->sent, at, piece)) reach(a, to, at + piece.len, (int32_t)i, LITERAL);
  }
  a->layer = to;
}

/* … and over "{NAME}", which is a mask of any match of NAME, or stood in the text. */
static void step_mask(aligner *a, newel_slice piece) {
  size_t from = a->layer, to = a->states.count;
  newel_slice name = nw_slice(piece.data + 1, piece.len - 2);
  for (size_t i = from; i < to && !a->failed; i++) {
    size_t at = a->states.at[i].at;
    if (starts_with(a->sent, at, piece)) reach(a, to, at + piece.len, (int32_t)i, LITERAL);
    for (size_t m = 0; m < a->count && !a->failed; m++) {
      const nw_mask *mask = &a->masks[m];
      if (mask->match.len == 0 || !nw_slice_eq(mask->mask, name) || !starts_with(a->sent, at, mask->match)) continue;
      reach(a, to, at + mask->match.len, (int32_t)i, (int32_t)m);
    }
  }
  a->layer = to;
}

static size_t any_mask_at(const aligner *a, size_t at) {
  size_t longest = 0;
  for (size_t m = 0; m < a->count; m++) {
    size_t len = mask_at(a->output, at, a->masks[m].mask);
    if (len > longest) longest = len;
  }
  return longest;
}

/* Reads the output piece by piece. 0 when no way is left, or too many. */
static int read_output(aligner *a) {
  size_t at = 0, literal = 0;
  reach(a, 0, 0, NO_STATE, LITERAL);
  while (at <= a->output.len && !a->failed) {
    size_t len = at < a->output.len && a->output.data[at] == '{' ? any_mask_at(a, at) : 0;
    if (at < a->output.len && len == 0) {
      at++;
      continue;
    }
    if (at > literal) step_literal(a, nw_slice(a->output.data + literal, at - literal));
    if (at == a->output.len) return 1;
    if (a->states.count > a->layer) step_mask(a, nw_slice(a->output.data + at, len));
    if (a->states.count == a->layer || a->states.count - a->layer > WAYS_MOST) return 0;
    literal = at += len;
  }
  return 0;
}

/* The state that has read both texts whole, when there is one and one way to it. */
static int32_t only_end(const aligner *a) {
  for (size_t i = a->layer; i < a->states.count; i++)
    if (a->states.at[i].at == a->sent.len) return a->states.at[i].ways == 1 ? (int32_t)i : NO_STATE;
  return NO_STATE;
}

static int collect(aligner *a, int32_t end, nw_alignment *out) {
  size_t first = out->places.count;
  for (int32_t s = end; s != NO_STATE; s = a->states.at[s].before) {
    const state *here = &a->states.at[s];
    if (here->mask == LITERAL) continue;
    nw_aligned place = { (uint32_t)here->mask, a->states.at[here->before].at, here->at };
    if (!nw_vec_push(a->alloc, &out->places, place)) return -1;
  }
  for (size_t i = first, j = out->places.count; i + 1 < j; i++) {  /* they came from the end */
    nw_aligned swap = out->places.at[i];
    out->places.at[i] = out->places.at[--j];
    out->places.at[j] = swap;
  }
  return 1;
}

int nw_align(const nw_alloc *alloc, newel_slice sent, newel_slice output, const nw_mask *masks, size_t count, nw_alignment *out) {
  aligner a = { alloc, sent, output, masks, count, { NULL, 0, 0 }, 0, 0 };
  int result = 0;
  if (read_output(&a)) {
    int32_t end = only_end(&a);
    if (end != NO_STATE) result = collect(&a, end, out);
  }
  if (a.failed) result = -1;
  nw_vec_free(alloc, &a.states);
  return result;
}
