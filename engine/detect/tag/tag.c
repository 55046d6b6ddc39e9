/* Features, and the walk: see tag.h. */
#include "detect/cue/cue.h"
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

/* ---- in steps: most questions are answered by one of the first ---- */

/* What the token itself says. */
static inline unsigned own_rows(const nw_tag_token *t, uint32_t *rows) {
  unsigned n = 0;
  rows[n++] = row_of(0, 0, 0, 0);
  rows[n++] = row_of(1, t->kind, 0, 0);
  rows[n++] = row_of(9, t->word, 0, 0);
  rows[n++] = row_of(11, t->tail, 0, 0);
  return n;
}

/* … with the one in front of it. */
static inline unsigned last_rows(const nw_tag_token *t, uint32_t *rows) {
  const uint32_t k = t->kind, last = t[-1].kind;
  unsigned n = 0;
  rows[n++] = row_of(3, last, k, 0);
  rows[n++] = row_of(12, t->tail, last, 0);
  rows[n++] = row_of(13, t[-1].word, 0, 0);
  rows[n++] = row_of(14, t[-1].word, k, 0);
  return n;
}

/* … with the one behind it. */
static inline unsigned next_rows(const nw_tag_token *t, uint32_t *rows) {
  const uint32_t k = t->kind, next = t[1].kind, last = t[-1].kind;
  unsigned n = 0;
  rows[n++] = row_of(2, k, next, 0);
  rows[n++] = row_of(4, last, k, next);
  rows[n++] = row_of(10, t->word, next, 0);
  rows[n++] = row_of(15, t[-1].word, k, next);
  rows[n++] = row_of(20, t[1].word, k, 0);
  rows[n++] = row_of(23, t[1].tail, k, 0);
  rows[n++] = row_of(24, t[-1].word, t[1].word, k);
  return n;
}

/* … with the second in front. */
static inline unsigned second_rows(const nw_tag_token *t, uint32_t *rows) {
  const uint32_t k = t->kind, last = t[-1].kind;
  unsigned n = 0;
  rows[n++] = row_of(6, t[-2].kind, last, k);
  rows[n++] = row_of(16, t[-2].word, t[-1].word, 0);
  rows[n++] = row_of(17, t[-2].word, t[-1].word, k);
  rows[n++] = row_of(18, t[-2].word, last, k);
  return n;
}

/* … with all the others of the window. */
static unsigned rest_rows(const nw_tag_token *t, uint32_t *rows) {
  const uint32_t k = t->kind, next = t[1].kind, last = t[-1].kind;
  unsigned n = 0;
  rows[n++] = row_of(5, k, next, t[2].kind);
  rows[n++] = row_of(7, pair(last, k), next, t[2].kind);
  rows[n++] = row_of(8, pair(k, next), t[2].kind, t[3].kind);
  rows[n++] = row_of(19, t[-3].word, t[-2].kind, k);
  rows[n++] = row_of(21, t[1].word, t[2].word, k);
  rows[n++] = row_of(22, t[2].word, k, next);
  rows[n++] = row_of(25, t[3].word, k, 0);
  return n;
}

unsigned nw_tag_features(const nw_tag_view *view, const nw_tag_walk *walk, uint32_t rows[NW_TAG_FEATURES]) {
  const nw_tag_token *t = &view->at[NW_TAG_BACK];
  unsigned n = own_rows(t, rows);
  n += last_rows(t, rows + n);
  n += next_rows(t, rows + n);
  n += second_rows(t, rows + n);
  n += rest_rows(t, rows + n);
  return walk == NULL ? n : n + walk_features(walk, t, rows + n);
}

/* ---- sums ---- */

static inline int32_t sum_of(const nw_tag_model *model, nw_tag_lane lane, const uint32_t *rows, unsigned count) {
  const int8_t *weights = model->weights + (size_t)lane * NW_TAG_ROWS;
  int32_t sum = 0;
  for (unsigned i = 0; i < count; i++) sum += weights[rows[i]];
  return sum;
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

/* What a walk took; `solid`: up to the last of it that is no small word. */
typedef struct span { size_t end, solid; unsigned capitals, numbers; } span;

/* From the begin on, as long as it goes on. The window moves. */
static span walk_to_end(const nw_tag_model *model, nw_tag_view *view, unsigned entity) {
  const nw_tag_lane on = entity == NW_ENTITY_NAME ? NW_TAG_NAME_ON : NW_TAG_ADDRESS_ON;
  const unsigned tokens_max = entity == NW_ENTITY_NAME ? NW_TAG_NAME_TOKENS : NW_TAG_ADDRESS_TOKENS;
  const nw_tag_token *token = &view->at[NW_TAG_BACK];
  nw_tag_walk walk = { 0, 0, 0, 0 };
  uint32_t rows[NW_TAG_FEATURES];
  span taken = { token->end, token->end, 0, 0 };
  for (;;) {
    nw_tag_walk_on(&walk, token);
    taken.capitals += nw_tag_is_capital(token) ? 1u : 0u;
    if (nw_tag_may_end(token, entity)) taken.end = token->end;
    if (nw_tag_is_capital(token) || nw_tag_is_number(token)) taken.solid = token->end;
    nw_tag_step(view);
    if (walk.tokens == tokens_max || !nw_tag_may_hold(token, entity)) break;
    if (nw_tag_is_other(view, token, entity)) {
      taken.end = taken.solid;
      break;
    }
    if (sum_of(model, on, rows, nw_tag_features(view, &walk, rows)) < model->cut[on]) break;
  }
  taken.numbers = walk.numbers;
  return taken;
}

/* The least sums behind a step from which a begin still comes up to its cut; `far`: of an address that is far from numbers. docs/models.md
 * says how few they lose. */
typedef struct tag_least { int32_t name, address, far; } tag_least;
static const tag_least own_least = { -80, -64, -44 }, last_least = { -72, -56, -30 }, next_least = { -68, -36, -20 },
                       second_least = { -32, -16, 0 };

/* A question that is being answered. */
typedef struct question {
  const nw_tag_model *model;
  nw_tag_view  view;
  nw_tag_wish  wish;
  int          named;  /* names were wished for */
  int32_t      name, address;  /* the sums so far */
  int          waits;  /* an address is none if it is far from numbers, which is unknown */
} question;

/* Sets the entity that the sums speak for; returns their lane. */
static nw_tag_lane choose(const question *q, nw_tagged *out) {
  const nw_tag_model *model = q->model;
  int32_t name = q->wish.names ? q->name - model->cut[NW_TAG_NAME] : INT32_MIN;
  int32_t address = q->wish.addresses ? q->address - model->cut[NW_TAG_ADDRESS] : INT32_MIN;
  nw_tag_lane lane = address > name ? NW_TAG_ADDRESS : NW_TAG_NAME;
  out->sum = lane == NW_TAG_NAME ? q->name : q->address;
  out->score_ppm = ppm_of(model->ppm[lane], out->sum);
  out->sure = out->sum >= model->sure[lane];
  if (out->sum >= model->cut[lane]) out->entity = lane == NW_TAG_NAME ? (int)NW_ENTITY_NAME : (int)NW_ENTITY_ADDRESS;
  return lane;
}

static inline void add_up(question *q, const uint32_t *rows, unsigned count) {
  if (q->named) q->name += sum_of(q->model, NW_TAG_NAME, rows, count);
  q->address += sum_of(q->model, NW_TAG_ADDRESS, rows, count);
}

/* Adds what a step tells. 0: nothing begins here. */
static inline int is_possible(question *q, const uint32_t *rows, unsigned count, const tag_least *least) {
  nw_tag_wish *wish = &q->wish;
  add_up(q, rows, count);
  if (wish->known >= 0) return 1;
  wish->names &= q->name >= least->name;
  wish->addresses &= q->address >= (wish->far == NW_TAG_FAR ? least->far : least->address);
  q->waits |= (wish->far == NW_TAG_UNKNOWN) & (q->address < least->far);
  return wish->names | wish->addresses;
}

/* May something begin behind this token? Not inside a word, not in what an edit left. */
static int is_open(const nw_tag_token *last, size_t pos) { return last->end <= pos && !nw_tag_is_fence(last); }

/* Step by step. 0: nothing begins, as far as the steps that were taken tell. */
static int weigh(question *q) {
  const nw_tag_token *t = &q->view.at[NW_TAG_BACK];
  uint32_t rows[NW_TAG_FEATURES];
  if (!is_possible(q, rows, own_rows(t, rows), &own_least)) return 0;
  nw_tag_read(&q->view, -1);
  if (!is_open(t - 1, t->start) || !is_possible(q, rows, last_rows(t, rows), &last_least)) return 0;
  nw_tag_read(&q->view, 1);
  if (!is_possible(q, rows, next_rows(t, rows), &next_least)) return 0;
  nw_tag_read(&q->view, -2);
  if (!is_possible(q, rows, second_rows(t, rows), &second_least)) return 0;
  nw_tag_read(&q->view, -3);
  nw_tag_read(&q->view, 2);
  nw_tag_read(&q->view, 3);
  add_up(q, rows, rest_rows(t, rows));
  return 1;
}

void nw_tag_ask(const nw_tag_model *model, nw_probe *probe, size_t pos, nw_tag_wish wish, nw_tagged *out) {
  question q;
  q.model = model;
  q.name = q.address = 0;
  q.waits = wish.alone && wish.far == NW_TAG_UNKNOWN;
  *out = (nw_tagged){ .start = pos, .end = pos, .entity = -1, .sum = INT32_MIN };
  nw_tag_open(&q.view, probe, pos, probe->at + nw_entity_at(NW_ENTITY_NAME)->lookahead_bytes - 1);
  const nw_tag_token *token = &q.view.at[NW_TAG_BACK];
  wish.names = wish.names && nw_tag_may_begin(token, NW_ENTITY_NAME);
  wish.addresses = wish.addresses && !(wish.alone && wish.far == NW_TAG_FAR) && nw_tag_may_begin(token, NW_ENTITY_ADDRESS);
  q.wish = wish;
  q.named = wish.names;
  if (token->start != pos || !(wish.names || wish.addresses || wish.known >= 0) || !weigh(&q)) return;
  nw_tag_lane lane = NW_TAG_NAME;
  if (q.wish.names || q.wish.addresses) lane = choose(&q, out);
  if (out->entity == (int)NW_ENTITY_ADDRESS && nw_tag_is_other(&q.view, token, NW_ENTITY_ADDRESS)) out->entity = -1;
  if (out->entity < 0 && wish.known < 0) return;
  if (lane == NW_TAG_ADDRESS && q.waits) probe->touched = 1;  /* a known name is refuted by that sum, too */
  span taken = walk_to_end(model, &q.view, (unsigned)(out->entity < 0 ? wish.known : out->entity));
  out->end = taken.end;
  out->bare_number = taken.capitals == 0;
  out->is_street = taken.capitals > 0 && taken.numbers > 0;
}
