/* Features, and the walk: see tag.h. */
#include "detect/tag/tag.h"

/* ---- features ---- */

/* A row of weights for a template and what it saw. */
static uint32_t row_of(uint32_t template, uint32_t a, uint32_t b, uint32_t c) {
  uint32_t hash = (template * 0x9E3779B1u ^ a) * 0x85EBCA6Bu;
  hash = (hash ^ hash >> 15 ^ b) * 0xC2B2AE35u;
  hash = (hash ^ hash >> 13 ^ c) * 0x27D4EB2Fu;
  return (hash ^ hash >> 16) * 0x9E3779B1u >> (32 - NW_TAG_LOG);
}

static uint32_t pair(uint32_t a, uint32_t b) { return a * 0x01000193u ^ b; }

void nw_tag_walk_on(nw_tag_walk *walk, const nw_tag_token *token) {
  if (walk->tokens++ == 0) walk->first = token->kind;
  walk->lines += nw_tag_is_line(token) ? 1u : 0u;
  walk->numbers += nw_tag_is_number(token) ? 1u : 0u;
}

static unsigned most(unsigned value, unsigned top) { return value < top ? value : top; }

/* What a walk knows besides the window. */
static unsigned walk_features(const nw_tag_walk *walk, const nw_tag_token *t, uint32_t *rows) {
  unsigned n = 0;
  rows[n++] = row_of(40, most(walk->tokens, 8), t->kind, 0);
  rows[n++] = row_of(41, walk->first, t->kind, t[1].kind);
  rows[n++] = row_of(42, pair(most(walk->lines, 3), most(walk->numbers, 3)), t->kind, t[1].kind);
  rows[n++] = row_of(43, pair(most(walk->lines, 3), most(walk->numbers, 3)), t[-1].kind, t->kind);
  rows[n++] = row_of(44, walk->first, most(walk->tokens, 4), t->kind);
  return n;
}

unsigned nw_tag_features(const nw_tag_view *view, const nw_tag_walk *walk, uint32_t rows[NW_TAG_FEATURES]) {
  const nw_tag_token *t = &view->at[NW_TAG_BACK];
  const uint32_t k = t->kind, next = t[1].kind, last = t[-1].kind;
  const struct { uint32_t a, b, c; } seen[] = {
    { 0, 0, 0 },
    { k, 0, 0 }, { k, next, 0 }, { last, k, 0 }, { last, k, next }, { k, next, t[2].kind }, { t[-2].kind, last, k },
    { pair(last, k), next, t[2].kind }, { pair(k, next), t[2].kind, t[3].kind },
    { t->word, 0, 0 }, { t->word, next, 0 }, { t->tail, 0, 0 }, { t->tail, last, 0 },
    { t[-1].word, 0, 0 }, { t[-1].word, k, 0 }, { t[-1].word, k, next }, { t[-2].word, t[-1].word, 0 }, { t[-2].word, t[-1].word, k },
    { t[-2].word, last, k }, { t[-3].word, t[-2].kind, k },
    { t[1].word, k, 0 }, { t[1].word, t[2].word, k }, { t[2].word, k, next }, { t[1].tail, k, 0 }, { t[-1].word, t[1].word, k },
    { t[3].word, k, 0 },
  };
  unsigned n = 0;
  for (; n < sizeof seen / sizeof seen[0]; n++) rows[n] = row_of(n, seen[n].a, seen[n].b, seen[n].c);
  return walk == NULL ? n : n + walk_features(walk, t, rows + n);
}

/* ---- sums ---- */

static void add_up(const nw_tag_model *model, const uint32_t *rows, unsigned count, int32_t sums[NW_TAG_LANES]) {
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++) sums[lane] = 0;
  for (unsigned i = 0; i < count; i++) {
    const int8_t *row = model->rows + (size_t)rows[i] * NW_TAG_LANES;
    for (unsigned lane = 0; lane < NW_TAG_LANES; lane++) sums[lane] += row[lane];
  }
}

/* Between two knots as the straight line goes. */
static uint32_t ppm_of(const uint32_t knots[NW_TAG_KNOTS], int32_t sum) {
  enum { HALF = (NW_TAG_KNOTS - 1) / 2 * NW_TAG_KNOT_STEP };
  if (sum <= -HALF) return knots[0];
  if (sum >= HALF) return knots[NW_TAG_KNOTS - 1];
  uint32_t at = (uint32_t)(sum + HALF), knot = at / NW_TAG_KNOT_STEP, part = at % NW_TAG_KNOT_STEP;
  return (uint32_t)(((uint64_t)knots[knot] * (NW_TAG_KNOT_STEP - part) + (uint64_t)knots[knot + 1] * part) / NW_TAG_KNOT_STEP);
}

/* ---- the walk ---- */

/* What a walk took. */
typedef struct span { size_t end; unsigned capitals, numbers; } span;

/* From the begin on, as long as it goes on. The window moves. */
static span walk_to_end(const nw_tag_model *model, nw_tag_view *view, unsigned entity) {
  const nw_tag_lane on = entity == NW_ENTITY_NAME ? NW_TAG_NAME_ON : NW_TAG_ADDRESS_ON;
  const unsigned tokens_max = entity == NW_ENTITY_NAME ? NW_TAG_NAME_TOKENS : NW_TAG_ADDRESS_TOKENS;
  const nw_tag_token *token = &view->at[NW_TAG_BACK];
  nw_tag_walk walk = { 0, 0, 0, 0 };
  uint32_t rows[NW_TAG_FEATURES];
  int32_t sums[NW_TAG_LANES];
  span taken = { token->end, 0, 0 };
  for (;;) {
    nw_tag_walk_on(&walk, token);
    taken.capitals += nw_tag_is_capital(token) ? 1u : 0u;
    if (nw_tag_may_end(token, entity)) taken.end = token->end;
    nw_tag_step(view);
    if (walk.tokens == tokens_max || !nw_tag_may_hold(token, entity)) break;
    add_up(model, rows, nw_tag_features(view, &walk, rows), sums);
    if (sums[on] < model->cut[on]) break;
  }
  taken.numbers = walk.numbers;
  return taken;
}

/* Sets the entity that the sums speak for. */
static void choose(const nw_tag_model *model, const nw_tag_view *view, const int32_t *sums, nw_tag_wish wish, nw_tagged *out) {
  const nw_tag_token *token = &view->at[NW_TAG_BACK];
  int names = wish.names && nw_tag_may_begin(token, NW_ENTITY_NAME);
  int addresses = wish.addresses && nw_tag_may_begin(token, NW_ENTITY_ADDRESS);
  int32_t name = names ? sums[NW_TAG_NAME] - model->cut[NW_TAG_NAME] : INT32_MIN;
  int32_t address = addresses ? sums[NW_TAG_ADDRESS] - model->cut[NW_TAG_ADDRESS] : INT32_MIN;
  if (!names && !addresses) return;
  nw_tag_lane lane = address > name ? NW_TAG_ADDRESS : NW_TAG_NAME;
  out->sum = sums[lane];
  out->score_ppm = ppm_of(model->ppm[lane], out->sum);
  out->sure = out->sum >= model->sure[lane];
  if (out->sum >= model->cut[lane]) out->entity = lane == NW_TAG_NAME ? (int)NW_ENTITY_NAME : (int)NW_ENTITY_ADDRESS;
}

void nw_tag_ask(const nw_tag_model *model, nw_probe *probe, size_t pos, nw_tag_wish wish, nw_tagged *out) {
  nw_tag_view view;
  uint32_t rows[NW_TAG_FEATURES];
  int32_t sums[NW_TAG_LANES];
  size_t limit = probe->at + nw_entity_at(NW_ENTITY_NAME)->lookahead_bytes - 1;
  *out = (nw_tagged){ .start = pos, .end = pos, .entity = -1, .sum = INT32_MIN };
  nw_tag_look(&view, probe, pos, limit);
  const nw_tag_token *last = &view.at[NW_TAG_BACK - 1];
  if (view.at[NW_TAG_BACK].start != pos || last->end > pos || nw_tag_is_fence(last)) return;
  add_up(model, rows, nw_tag_features(&view, NULL, rows), sums);
  choose(model, &view, sums, wish, out);
  if (out->entity < 0 && wish.known < 0) return;
  span taken = walk_to_end(model, &view, (unsigned)(out->entity < 0 ? wish.known : out->entity));
  out->end = taken.end;
  out->bare_number = taken.capitals == 0;
  out->is_street = taken.capitals > 0 && taken.numbers > 0;
}
