/* Questions from records, AdaGrad in integers, cuts and confidence from what was held back: see tagger.h. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "json/tree.h"
#include "train/tagger.h"

enum {
  EPOCHS = 16, NODES_MAX = 100000, SPANS_MAX = 4096,
  ONE = 1 << 16,          /* weights, sums, errors: 1/65536 of a logit */
  STEP = ONE / 12,        /* of the first correction of a weight */
  SMALL = ONE / 50,       /* a smaller error corrects nothing */
  WEIGHT_MAX = 127 * ONE / NW_TAG_UNIT,
  SIGMOID_STEPS = 1024, SIGMOID_SHIFT = 10,  /* a table over [-8, 8) in steps of 1/64 */
  SURE_NAME = 40, SURE_ADDRESS = 52,  /* a begin over such a sum needs no other evidence: chosen on records that were held back */
  HELD_BACK = 10          /* one record in so many */
};

typedef struct question {
  size_t  first;          /* of its rows */
  uint8_t count, lane, yes, held;
} question;

typedef struct gold { size_t start, end; int entity, optional; } gold;

struct nw_tagger_trainer {
  nw_alloc alloc;
  nw_arena arena;                    /* of one record */
  NW_VEC(uint32_t) rows;
  NW_VEC(question) questions;
  int32_t  (*weights)[NW_TAG_LANES];
  uint64_t (*steps)[NW_TAG_LANES];   /* sum of the squares of errors, 1/65536 */
  uint32_t sigmoid[SIGMOID_STEPS];
  nw_tagger_figures figures[NW_TAG_LANES];
  uint64_t random;
};

/* ---- records ---- */

typedef struct record {
  newel_slice text;
  gold        spans[SPANS_MAX];
  size_t      count;
  int         asks[NW_TAG_LANES];  /* the record says something of this lane */
  int         held;
} record;

static int entity_of(const nw_json_node *type) {
  if (type == NULL) return -1;
  if (nw_slice_is(type->text, "NAME")) return NW_ENTITY_NAME;
  return nw_slice_is(type->text, "ADDRESS") ? (int)NW_ENTITY_ADDRESS : -1;
}

static int in_scope(const nw_json_node *scope, const char *type) {
  if (scope == NULL) return 1;
  for (const nw_json_node *node = scope->first; node != NULL; node = node->next)
    if (nw_slice_is(node->text, type)) return 1;
  return 0;
}

/* Parts of one thing that only blanks part are one: "12" "Elm Street". */
static int is_blank(newel_slice text, size_t from, size_t to) {
  while (from < to && text.data[from] == ' ') from++;
  return from == to;
}

static int read_span(record *r, const nw_json_node *span) {
  const nw_json_node *start = nw_json_member(span, "start"), *end = nw_json_member(span, "end");
  const nw_json_node *optional = nw_json_member(span, "optional");
  int64_t from = 0, to = 0;
  if (start == NULL || end == NULL || !nw_json_int(start, &from) || !nw_json_int(end, &to)) return 0;
  if (from < 0 || to < from || (uint64_t)to > r->text.len || r->count == SPANS_MAX) return 0;
  int entity = entity_of(nw_json_member(span, "type")), is_optional = optional != NULL && nw_slice_is(optional->text, "true");
  gold *last = r->count > 0 ? &r->spans[r->count - 1] : NULL;
  if (last != NULL && last->entity == entity && is_blank(r->text, last->end, (size_t)from)) last->end = (size_t)to;
  else if (entity >= 0 || is_optional) r->spans[r->count++] = (gold){ (size_t)from, (size_t)to, entity, is_optional };
  return 1;
}

static int read_record(record *r, const nw_json_node *root) {
  const nw_json_node *text = nw_json_member(root, "text"), *spans = nw_json_member(root, "spans");
  const nw_json_node *id = nw_json_member(root, "id"), *scope = nw_json_member(root, "scope");
  if (text == NULL || text->type != NW_JSON_T_STRING || spans == NULL || id == NULL) return 0;
  r->text = text->text;
  r->count = 0;
  r->held = nw_hash64(id->text.data, id->text.len, 0) % HELD_BACK == 0;
  r->asks[NW_TAG_NAME] = r->asks[NW_TAG_NAME_ON] = in_scope(scope, "NAME");
  r->asks[NW_TAG_ADDRESS] = r->asks[NW_TAG_ADDRESS_ON] = in_scope(scope, "ADDRESS");
  for (const nw_json_node *span = spans->first; span != NULL; span = span->next)
    if (!read_span(r, span)) return 0;
  return 1;
}

/* ---- questions ---- */

static int ask(nw_tagger_trainer *t, const record *r, nw_tag_lane lane, int yes, const uint32_t *rows, unsigned count) {
  question q = { t->rows.count, (uint8_t)count, (uint8_t)lane, (uint8_t)(yes != 0), (uint8_t)(r->held != 0) };
  if (!r->asks[lane]) return 1;
  for (unsigned i = 0; i < count; i++)
    if (!nw_vec_push(&t->alloc, &t->rows, rows[i])) return 0;
  return nw_vec_push(&t->alloc, &t->questions, q);
}

/* The span that covers the place, of the entity or one that may be found or not. */
static const gold *span_at(const record *r, size_t start, size_t end, int entity) {
  for (size_t i = 0; i < r->count; i++) {
    const gold *span = &r->spans[i];
    if (span->start < end && start < span->end && (span->entity == entity || span->optional)) return span;
  }
  return NULL;
}

/* "Does it begin here?" of one entity; `*begins`: it does. */
static int ask_begin(nw_tagger_trainer *t, const record *r, const nw_tag_view *view, int entity, nw_tag_lane lane, int *begins) {
  const nw_tag_token *token = &view->at[NW_TAG_BACK];
  uint32_t rows[NW_TAG_FEATURES];
  const gold *span = span_at(r, token->start, token->end, entity);
  *begins = span != NULL && !span->optional && token->start <= span->start;
  if (!nw_tag_may_begin(token, (unsigned)entity) || (span != NULL && !*begins)) return 1;
  return ask(t, r, lane, *begins, rows, nw_tag_features(view, NULL, rows));
}

/* "Does it go on?" for the tokens of a span and the one behind it. */
static int ask_on(nw_tagger_trainer *t, const record *r, nw_tag_view view, const gold *span, nw_tag_lane lane) {
  const nw_tag_token *token = &view.at[NW_TAG_BACK];
  nw_tag_walk walk = { 0, 0, 0, 0 };
  uint32_t rows[NW_TAG_FEATURES];
  for (int yes = 1; yes;) {
    nw_tag_walk_on(&walk, token);
    nw_tag_step(&view);
    if (!nw_tag_may_hold(token, (unsigned)span->entity)) return 1;
    yes = token->start < span->end;
    if (!ask(t, r, lane, yes, rows, nw_tag_features(&view, &walk, rows))) return 0;
  }
  return 1;
}

static int ask_token(nw_tagger_trainer *t, const record *r, const nw_tag_view *view) {
  static const struct { int entity; nw_tag_lane lane; } kinds[] = { { NW_ENTITY_NAME, NW_TAG_NAME },
                                                                    { NW_ENTITY_ADDRESS, NW_TAG_ADDRESS } };
  const nw_tag_token *token = &view->at[NW_TAG_BACK];
  for (unsigned i = 0; i < 2; i++) {
    int begins;
    if (!ask_begin(t, r, view, kinds[i].entity, kinds[i].lane, &begins)) return 0;
    if (!begins) continue;
    if (!ask_on(t, r, *view, span_at(r, token->start, token->end, kinds[i].entity), (nw_tag_lane)(kinds[i].lane + 1))) return 0;
  }
  return 1;
}

static int ask_record(nw_tagger_trainer *t, const record *r) {
  nw_scan scan = { .data = (const unsigned char *)r->text.data, .end = r->text.len, .final = 1 };
  nw_tag_view view;
  size_t lookahead = nw_entity_at(NW_ENTITY_NAME)->lookahead_bytes - 1;
  for (size_t pos = 0; pos < r->text.len;) {
    nw_probe probe = { .scan = &scan, .at = pos };
    nw_tag_look(&view, &probe, pos, pos + lookahead);
    const nw_tag_token *token = &view.at[NW_TAG_BACK];
    if (nw_tag_is_end(token)) break;
    if (token->start == pos && !ask_token(t, r, &view)) return 0;
    pos = token->start == pos ? token->end : token->start;  /* a question is asked where its token begins */
  }
  return 1;
}

int nw_tagger_trainer_add(nw_tagger_trainer *t, newel_slice line, newel_error *err) {
  nw_json_node *root;
  nw_arena_reset(&t->arena);
  int code = nw_json_parse(&root, &t->arena, line, NODES_MAX, err);
  if (code != NEWEL_OK) return code;
  record *r = nw_arena_alloc(&t->arena, sizeof *r);
  if (r == NULL) return nw_fail_nomem(err);
  if (!read_record(r, root))
    return nw_fail(err, NEWEL_E_FORMAT, "expected {\"id\", \"text\", \"spans\": [{\"start\", \"end\", \"type\"}]}");
  return ask_record(t, r) ? NEWEL_OK : nw_fail_nomem(err);
}

/* ---- learning ---- */

static uint64_t next_random(nw_tagger_trainer *t) {
  uint64_t z = t->random += 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/* 1 / (1 + e^-x) over [-8, 8), without a library: e^(-1/64) to the power of the step, in 1/2^32. */
static void fill_sigmoid(uint32_t table[SIGMOID_STEPS]) {
  const uint64_t root = 4228378656ULL, unit = (uint64_t)1 << 32;
  uint64_t power = unit;
  for (unsigned i = 0; i < SIGMOID_STEPS / 2; i++, power = power * root >> 32) {
    uint32_t above = (uint32_t)(unit * ONE / (unit + power));
    table[SIGMOID_STEPS / 2 + i] = above;
    table[SIGMOID_STEPS / 2 - 1 - i] = ONE - above;
  }
}

static int32_t chance_of(const nw_tagger_trainer *t, int64_t sum) {
  int64_t step = (sum >> SIGMOID_SHIFT) + SIGMOID_STEPS / 2;
  return (int32_t)t->sigmoid[step < 0 ? 0 : step >= SIGMOID_STEPS ? SIGMOID_STEPS - 1 : step];
}

static void correct(nw_tagger_trainer *t, const question *q, int64_t error) {
  const uint32_t *rows = t->rows.at + q->first;
  uint64_t square = (uint64_t)(error * error) >> 16;
  for (unsigned i = 0; i < q->count; i++) {
    uint64_t *steps = &t->steps[rows[i]][q->lane];
    int32_t *weight = &t->weights[rows[i]][q->lane];
    *steps += square;
    int64_t root = (int64_t)sqrt((double)(*steps << 16));  /* IEEE 754: exactly rounded, the same everywhere */
    int64_t moved = *weight + STEP * error / (root + 1);
    *weight = (int32_t)(moved > WEIGHT_MAX ? WEIGHT_MAX : moved < -WEIGHT_MAX ? -WEIGHT_MAX : moved);
  }
}

static void learn_one(nw_tagger_trainer *t, const question *q) {
  int64_t sum = 0;
  for (unsigned i = 0; i < q->count; i++) sum += t->weights[t->rows.at[q->first + i]][q->lane];
  int64_t error = (q->yes ? ONE : 0) - chance_of(t, sum);
  if (error > SMALL || error < -SMALL) correct(t, q, error);
}

static void shuffle(nw_tagger_trainer *t, uint32_t *order, size_t count) {
  for (size_t i = count; i > 1; i--) {
    size_t j = (size_t)(next_random(t) % i);
    uint32_t kept = order[i - 1];
    order[i - 1] = order[j];
    order[j] = kept;
  }
}

static int learn(nw_tagger_trainer *t, unsigned epochs) {
  size_t count = t->questions.count;
  uint32_t *order = nw_malloc(&t->alloc, (count + 1) * sizeof *order);
  if (order == NULL) return 0;
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
  for (unsigned epoch = 0; epoch < epochs; epoch++) {
    shuffle(t, order, count);
    for (size_t i = 0; i < count; i++)
      if (!t->questions.at[order[i]].held) learn_one(t, &t->questions.at[order[i]]);
  }
  nw_free(&t->alloc, order, (count + 1) * sizeof *order);
  return 1;
}

/* ---- the file ---- */

static int8_t rounded(int32_t weight) {
  int32_t half = ONE / NW_TAG_UNIT / 2;
  return (int8_t)((weight + (weight < 0 ? -half : half)) / (ONE / NW_TAG_UNIT));
}

static void add_weights(const nw_tagger_trainer *t, nw_buf *file) {
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++)
    for (size_t row = 0; row < NW_TAG_ROWS; row++) nw_buf_add_char(file, (char)rounded(t->weights[row][lane]));
}

static int32_t sum_of(const nw_tagger_trainer *t, const question *q) {
  int32_t sum = 0;
  for (unsigned i = 0; i < q->count; i++) sum += rounded(t->weights[t->rows.at[q->first + i]][q->lane]);
  return sum;
}

/* How often the sums around each knot were a yes, never falling: neighbours that would fall are put together. */
static void fit_knots(const uint64_t yes[NW_TAG_KNOTS], const uint64_t all[NW_TAG_KNOTS], uint32_t ppm[NW_TAG_KNOTS]) {
  for (unsigned to = 0; to < NW_TAG_KNOTS; to++) {
    uint64_t y = 0, a = 0;
    for (unsigned from = to + 1; from-- > 0;) {
      y += yes[from];
      a += all[from];
      uint32_t mean = (uint32_t)((y * 1000000 + 500000) / (a + 1));
      for (unsigned i = from; i <= to; i++) ppm[i] = mean;
      if (from == 0 || ppm[from - 1] <= mean) break;
    }
  }
}

static void calibrate(nw_tagger_trainer *t, nw_tag_model *model) {
  uint64_t yes[NW_TAG_LANES][NW_TAG_KNOTS] = { { 0 } }, all[NW_TAG_LANES][NW_TAG_KNOTS] = { { 0 } };
  memset(t->figures, 0, sizeof t->figures);
  for (size_t i = 0; i < t->questions.count; i++) {
    const question *q = &t->questions.at[i];
    nw_tagger_figures *f = &t->figures[q->lane];
    if (!q->held) { f->learnt++; continue; }
    int32_t sum = sum_of(t, q), knot = (sum + NW_TAG_KNOT_STEP * NW_TAG_KNOTS / 2) / NW_TAG_KNOT_STEP;
    unsigned k = knot < 0 ? 0 : knot >= NW_TAG_KNOTS ? NW_TAG_KNOTS - 1 : (unsigned)knot;
    yes[q->lane][k] += q->yes;
    all[q->lane][k]++;
    f->asked++;
    f->right_yes += q->yes && sum >= model->cut[q->lane];
    f->wrong_yes += !q->yes && sum >= model->cut[q->lane];
    f->missed += q->yes && sum < model->cut[q->lane];
  }
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++) fit_knots(yes[lane], all[lane], model->ppm[lane]);
}

int nw_tagger_trainer_learn(nw_tagger_trainer *t, unsigned epochs, nw_buf *file, newel_error *err) {
  unsigned char head[NW_TAG_HEAD_BYTES];
  nw_tag_model model = { .cut = { 0, 0, 0, 0 }, .sure = { SURE_NAME, 0, SURE_ADDRESS, 0 } };
  if (t->questions.count == 0) return nw_fail(err, NEWEL_E_FORMAT, "there is nothing to learn from");
  if (!learn(t, epochs == 0 ? EPOCHS : epochs)) return nw_fail_nomem(err);
  calibrate(t, &model);
  nw_tag_model_head(&model, head);
  nw_buf_add(file, (const char *)head, sizeof head);
  add_weights(t, file);
  return file->failed ? nw_fail_nomem(err) : NEWEL_OK;
}

/* ---- life ---- */

int nw_tagger_trainer_new(nw_tagger_trainer **out, const nw_alloc *alloc, newel_error *err) {
  nw_tagger_trainer *t = *out = nw_zalloc(alloc, sizeof *t);
  if (t == NULL) return nw_fail_nomem(err);
  t->alloc = *alloc;
  nw_arena_init(&t->arena, *alloc);
  fill_sigmoid(t->sigmoid);
  t->random = 20261123;
  t->weights = nw_zalloc(alloc, NW_TAG_ROWS * sizeof *t->weights);
  t->steps = nw_zalloc(alloc, NW_TAG_ROWS * sizeof *t->steps);
  if (t->weights != NULL && t->steps != NULL) return NEWEL_OK;
  nw_tagger_trainer_free(t);
  *out = NULL;
  return nw_fail_nomem(err);
}

void nw_tagger_trainer_free(nw_tagger_trainer *t) {
  if (t == NULL) return;
  nw_alloc alloc = t->alloc;
  if (t->weights != NULL) nw_free(&alloc, t->weights, NW_TAG_ROWS * sizeof *t->weights);
  if (t->steps != NULL) nw_free(&alloc, t->steps, NW_TAG_ROWS * sizeof *t->steps);
  nw_vec_free(&alloc, &t->rows);
  nw_vec_free(&alloc, &t->questions);
  nw_arena_free(&t->arena);
  nw_free(&alloc, t, sizeof *t);
}

nw_tagger_figures nw_tagger_trainer_figures(const nw_tagger_trainer *t, nw_tag_lane lane) { return t->figures[lane]; }
