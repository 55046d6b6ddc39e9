/* train/refit.c - cuts from one's own traffic: what the local judge said, and what the judge that was asked answered.
 *
 *   {"segments":[{"rules":[{"rule":"content.HATE","score":0.31,"answered":true,"band":"clear",...}]}]}      a trace a line
 *
 * The scores of texts that the judge found clear give the cuts (0.1, 0.5 and 2 % of them exceed each), those that it found to violate give
 * the scores below which a clear is believed (10, 5 and 2 % of them lie there). The weights stay as they are. */
#include <string.h>

#include "base/engine.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"
#include "train/train.h"

enum { LEAST_CLEAR = 200, LEAST_HITS = 50, NODES = 100000 };

typedef NW_VEC(nw_train_scored) scored_list;
typedef struct refit { nw_alloc alloc; nw_arena arena; scored_list seen[NW_CONTENT_SIX][2]; } refit;

static int output_of(newel_slice rule) {
  static const char head[] = "content.";
  size_t len = sizeof head - 1;
  for (int k = 0; rule.len > len && memcmp(rule.data, head, len) == 0 && k < NW_CONTENT_SIX; k++)
    if (nw_slice_is(nw_slice(rule.data + len, rule.len - len), nw_content_names[k])) return k;
  return -1;
}

/* Takes what a trace says of one rule; 0: no memory. */
static int take_rule(refit *r, const nw_json_node *rule) {
  const nw_json_node *id = nw_json_member(rule, "rule"), *answered = nw_json_member(rule, "answered");
  const nw_json_node *score = nw_json_member(rule, "score"), *band = nw_json_member(rule, "band");
  int64_t ppm;
  int output = id == NULL || id->type != NW_JSON_T_STRING ? -1 : output_of(id->text);
  if (output < 0 || answered == NULL || !nw_slice_is(answered->text, "true") || band == NULL) return 1;
  if (score == NULL || !nw_json_ppm(score, &ppm) || ppm < 0 || ppm > 1000000) return 1;
  nw_train_scored one = { (int32_t)ppm, nw_slice_is(band->text, "hit") ? 1 : 0 };
  return nw_vec_push(&r->alloc, &r->seen[output][one.label], one);
}

static int take_trace(refit *r, newel_slice line, size_t number, newel_error *err) {
  nw_json_node *root;
  newel_error bad;
  nw_arena_reset(&r->arena);
  int code = nw_json_parse(&root, &r->arena, line, NODES, &bad);
  if (code == NEWEL_E_NOMEM) return nw_fail_nomem(err);
  if (code != NEWEL_OK || root->type != NW_JSON_T_OBJECT) return nw_fail(err, NEWEL_E_FORMAT, "line %zu is no trace", number);
  const nw_json_node *segments = nw_json_member(root, "segments");
  if (segments == NULL) return nw_fail(err, NEWEL_E_FORMAT, "line %zu is no trace: it has no segments", number);
  for (const nw_json_node *s = segments->first; s != NULL; s = s->next) {
    const nw_json_node *rules = s->type == NW_JSON_T_OBJECT ? nw_json_member(s, "rules") : NULL;
    for (const nw_json_node *rule = rules == NULL ? NULL : rules->first; rule != NULL; rule = rule->next)
      if (rule->type == NW_JSON_T_OBJECT && !take_rule(r, rule)) return nw_fail_nomem(err);
  }
  return NEWEL_OK;
}

static int take_lines(refit *r, newel_slice text, newel_error *err) {
  int code = NEWEL_OK;
  for (size_t number = 1; text.len > 0 && code == NEWEL_OK; number++) {
    const char *feed = memchr(text.data, '\n', text.len);
    newel_slice line = { text.data, feed == NULL ? text.len : (size_t)(feed - text.data) };
    size_t taken = feed == NULL ? text.len : line.len + 1;
    text.data += taken;
    text.len -= taken;
    if (line.len > 0) code = take_trace(r, line, number, err);
  }
  return code;
}

/* New cuts of one output, where enough was seen; returns how many kinds were refitted. */
static int set_cuts(refit *r, unsigned k, nw_content_model *model) {
  scored_list *clear = &r->seen[k][0], *hits = &r->seen[k][1];
  nw_train_sort(clear->at, clear->count);
  nw_train_sort(hits->at, hits->count);
  for (unsigned c = 0; c < NW_CUT_COUNT && clear->count >= LEAST_CLEAR; c++)
    model->out[k].cut[c] = nw_train_cut(clear->at, clear->count, c);
  for (unsigned c = 0; c < NW_CUT_COUNT && hits->count >= LEAST_HITS; c++)
    model->out[k].allow[c] = nw_train_allow(hits->at, hits->count, c);
  return (clear->count >= LEAST_CLEAR) + (hits->count >= LEAST_HITS);
}

int newel_train_refit(newel_engine *engine, newel_slice traces, newel_write_fn write, void *user, newel_error *err) {
  nw_error_clear(err);
  if (engine == NULL || write == NULL || (traces.data == NULL && traces.len > 0))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_train_refit: 'engine', 'traces' or 'write' is NULL");
  refit r = { .alloc = engine->alloc };
  newel_slice file = engine->content_model;
  nw_content_model *model = nw_zalloc(&r.alloc, sizeof *model);
  if (model == NULL) return nw_fail_nomem(err);
  nw_arena_init(&r.arena, r.alloc);
  if (file.len == 0) file.data = (const char *)nw_content_built_in(&file.len);
  int code = nw_content_model_read(model, (const unsigned char *)file.data, file.len, err), refitted = 0;
  if (code == NEWEL_OK) code = take_lines(&r, traces, err);
  for (unsigned k = 0; code == NEWEL_OK && k < NW_CONTENT_SIX; k++) refitted += set_cuts(&r, k, model);
  if (code == NEWEL_OK && refitted == 0)
    code = nw_fail(err, NEWEL_E_FORMAT, "no category has %d answers 'clear' or %d answers 'hit' in these traces: too few to refit",
                   LEAST_CLEAR, LEAST_HITS);
  if (code == NEWEL_OK) code = nw_content_model_write(model, &r.alloc, write, user, err);
  for (unsigned k = 0; k < NW_CONTENT_SIX; k++)
    for (unsigned label = 0; label < 2; label++) nw_vec_free(&r.alloc, &r.seen[k][label]);
  nw_arena_free(&r.arena);
  nw_free(&r.alloc, model, sizeof *model);
  return code;
}
