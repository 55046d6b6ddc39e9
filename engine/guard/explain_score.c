/* guard/explain_score.c - why a text has the scores it has: the window that carried each, what its inputs gave, and its words.
 *
 *   INSULTS        0.965  hit     bytes 0..39
 *                  inputs  INSULTS, short window +3.21, insult words +0.80, ...
 *                  words   idiot +88, stupid +61, you +12
 *
 * Inputs are in logits (their weight times their value); words in points: the sums of the table rows of their features. */
#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"
#include "detect/content/content.h"
#include "guard/guard.h"
#include "json/writer.h"

enum { TOP = 5, WORDS = 400, WORD_BYTES = NW_CONTENT_CHUNK_BYTES };

typedef struct top_window { nw_content_worst worst; nw_content_window window; size_t start, end; uint8_t view; } top_window;
typedef struct word { size_t start, end; int32_t points; } word;

typedef struct score_explainer {
  nw_content_model   model;
  nw_content_weigher weigher;
  top_window         top[NW_CONTENT_OUTPUTS];
  newel_slice        text;
  word               words[WORDS];
  size_t             word_count;
  unsigned           output;   /* whose words are gathered */
} score_explainer;

static unsigned head_of(unsigned output) { return output < NW_CONTENT_HEADS ? output : NW_LANE_ANY; }

static void take_window(void *self, const nw_content_window *window, unsigned view) {
  score_explainer *x = self;
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) {
    top_window *top = &x->top[k];
    int32_t sum = nw_content_output_logit(&x->model, k, window->reach, window->input);
    if (!nw_content_may_worsen(&top->worst, sum) ||
        !nw_content_worsen(&top->worst, sum, nw_content_mended(&x->model.stage[window->reach], k, sum, window->input))) continue;
    top->window = *window;
    top->view = (uint8_t)view;
    nw_content_tight(&x->weigher, window, view, head_of(k), &top->start, &top->end);
  }
}

/* ---- words ---- */

static void take_word(void *self, const nw_content_token *token) {
  score_explainer *x = self;
  const top_window *top = &x->top[x->output];
  unsigned head = head_of(x->output);
  int32_t points = 0;
  if (!(token->views & (top->view ? NW_VIEW_B : NW_VIEW_A))) return;
  if (token->start < top->start || token->end > top->end) return;
  uint32_t features[NW_CONTENT_TOKEN_FEATURES];
  unsigned count = nw_content_features(token, NW_FRESH_ALL, features);
  for (unsigned i = 0; i < count; i++) points += x->model.table[(size_t)features[i] * NW_CONTENT_LANES + head];
  if (x->word_count > 0 && x->words[x->word_count - 1].start == token->start) x->words[x->word_count - 1].points += points;
  else if (x->word_count < WORDS) x->words[x->word_count++] = (word){ token->start, token->end, points };
}

static void end_chunk(void *self) { (void)self; }

static void gather_words(score_explainer *x, unsigned output) {
  nw_content_reader reader;
  x->output = output;
  x->word_count = 0;
  nw_content_read_begin(&reader, take_word, end_chunk, x);
  nw_content_read(&reader, (const unsigned char *)x->text.data, x->text.len, 0, 0);
  nw_content_read_end(&reader);
  for (size_t i = 1; i < x->word_count; i++) {  /* the most points first */
    word w = x->words[i];
    size_t to = i;
    while (to > 0 && x->words[to - 1].points < w.points) x->words[to] = x->words[to - 1], to--;
    x->words[to] = w;
  }
}

/* ---- inputs ---- */

static void input_name(char *out, size_t size, unsigned reach, unsigned input) {
  static const char *const lists[NW_LEX_CLASSES] = { "sexual", "slur", "insult", "profanity", "violence", "crime", "weapon", "attack",
                                                     "request", "group" };
  static const char *const rest[NW_CONTENT_REACHES][6] = {
    { "length", "capitals", "other scripts", "very short", "text so far", "share of the text" },
    { "length", "capitals", "other scripts", "very short", "how long", "a few words" },
  };
  if (input < NW_CONTENT_HEADS) (void)snprintf(out, size, "%s", nw_content_names[input]);
  else if (input < 2 * NW_CONTENT_HEADS) (void)snprintf(out, size, "%s in a short window", nw_content_names[input - NW_CONTENT_HEADS]);
  else if (input < 2 * NW_CONTENT_HEADS + 2 * NW_LEX_CLASSES)
    (void)snprintf(out, size, "%s words%s", lists[(input - 2 * NW_CONTENT_HEADS) / 2], input % 2 ? ", two or more" : "");
  else (void)snprintf(out, size, "%s", rest[reach][input - 2 * NW_CONTENT_HEADS - 2 * NW_LEX_CLASSES]);
}

/* What an input gives, in millionths of a logit. */
static int64_t gives(const score_explainer *x, unsigned output, unsigned input) {
  int64_t product = (int64_t)x->model.out[output].weight[x->top[output].window.reach][input] * x->top[output].window.input[input];
  return product * 1000000 / ((int64_t)NW_CONTENT_INPUT_ONE * NW_CONTENT_WEIGHT_ONE);
}

/* The inputs that give most, either way. */
static unsigned top_inputs(const score_explainer *x, unsigned output, unsigned found[TOP]) {
  unsigned count = 0;
  for (unsigned i = 0; i < NW_CONTENT_INPUTS; i++) {
    int64_t value = gives(x, output, i), size = value < 0 ? -value : value;
    unsigned to = count < TOP ? count++ : TOP;
    if (size == 0) {
      if (to < TOP) count--;
      continue;
    }
    for (; to > 0; to--) {
      int64_t other = gives(x, output, found[to - 1]);
      if ((other < 0 ? -other : other) >= size) break;
      if (to < TOP) found[to] = found[to - 1];
    }
    if (to < TOP) found[to] = i;
  }
  return count;
}

/* ---- writing ---- */

static const char *band_name(const nw_content_output *out, uint32_t ppm) {
  if (ppm >= out->cut[NW_CUT_LOW]) return "hit";
  if (ppm >= out->cut[NW_CUT_MEDIUM]) return "unsure from MEDIUM on";
  return ppm >= out->cut[NW_CUT_HIGH] ? "unsure at HIGH" : "clear";
}

static void output_json(nw_json_writer *w, score_explainer *x, unsigned k) {
  const top_window *top = &x->top[k];
  uint32_t ppm = top->worst.seen ? nw_content_ppm(&x->model, k, top->worst.logit) : 0;
  unsigned found[TOP], count = top->worst.seen ? top_inputs(x, k, found) : 0;
  char name[64];
  nw_json_object(w);
  nw_json_key(w, "category"), nw_json_cstr(w, nw_content_names[k]);
  nw_json_key(w, "score"), nw_json_fixed(w, ppm);
  nw_json_key(w, "band"), nw_json_cstr(w, band_name(&x->model.out[k], ppm));
  nw_json_key(w, "start"), nw_json_uint(w, top->worst.seen ? top->start : 0);
  nw_json_key(w, "end"), nw_json_uint(w, top->worst.seen ? top->end : 0);
  nw_json_key(w, "disguised"), nw_json_bool(w, top->view);
  nw_json_key(w, "inputs");
  nw_json_object(w);
  for (unsigned i = 0; i < count; i++) {
    input_name(name, sizeof name, top->window.reach, found[i]);
    nw_json_key(w, name), nw_json_fixed(w, gives(x, k, found[i]));
  }
  nw_json_close(w);
  gather_words(x, k);
  nw_json_key(w, "words");
  nw_json_array(w);
  for (size_t i = 0; i < x->word_count && i < TOP && x->words[i].points > 0; i++) {
    nw_json_object(w);
    nw_json_key(w, "start"), nw_json_uint(w, x->words[i].start);
    nw_json_key(w, "end"), nw_json_uint(w, x->words[i].end);
    nw_json_key(w, "points"), nw_json_uint(w, (uint64_t)x->words[i].points);
    nw_json_close(w);
  }
  nw_json_close(w);
  nw_json_close(w);
}

static void output_text(nw_buf *out, score_explainer *x, unsigned k) {
  const top_window *top = &x->top[k];
  uint32_t ppm = top->worst.seen ? nw_content_ppm(&x->model, k, top->worst.logit) : 0;
  unsigned found[TOP], count = top->worst.seen ? top_inputs(x, k, found) : 0;
  char name[64];
  nw_buf_addf(out, "%-14s %u.%03u  %s", nw_content_names[k], ppm / 1000000, ppm % 1000000 / 1000, band_name(&x->model.out[k], ppm));
  if (top->worst.seen)
    nw_buf_addf(out, ", bytes %zu..%zu%s", top->start, top->end,
                top->view ? ", disguised" : "");
  nw_buf_add_char(out, '\n');
  for (unsigned i = 0; i < count; i++) {
    int64_t milli = gives(x, k, found[i]) / 1000;
    int64_t size = milli < 0 ? -milli : milli;
    input_name(name, sizeof name, top->window.reach, found[i]);
    nw_buf_addf(out, "%s%s %c%d.%02d", i == 0 ? "    inputs  " : ", ", name, milli < 0 ? '-' : '+', (int)(size / 1000),
                (int)(size % 1000 / 10));
  }
  if (count > 0) nw_buf_add_char(out, '\n');
  gather_words(x, k);
  for (size_t i = 0; i < x->word_count && i < TOP && x->words[i].points > 0; i++) {
    const word *w = &x->words[i];
    nw_buf_addf(out, "%s%.*s +%d", i == 0 ? "    words   " : ", ", (int)(w->end - w->start), x->text.data + w->start, (int)w->points);
  }
  if (x->word_count > 0 && x->words[0].points > 0) nw_buf_add_char(out, '\n');
}

static int write_all(score_explainer *x, const nw_alloc *alloc, newel_render how, newel_write_fn write, void *user, newel_error *err) {
  if (how == NEWEL_RENDER_JSON) {
    nw_json_writer w;
    nw_json_writer_init(&w, write, user, 1);
    nw_json_object(&w);
    nw_json_key(&w, "schema"), nw_json_cstr(&w, "newel.score/1");
    nw_json_key(&w, "scores");
    nw_json_array(&w);
    for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) output_json(&w, x, k);
    nw_json_close(&w);
    nw_json_close(&w);
    nw_json_newline(&w);
    return nw_json_writer_end(&w) == 0 ? NEWEL_OK : nw_fail(err, NEWEL_E_IO, "newel_explain_score: writing failed");
  }
  nw_buf out;
  nw_buf_init(&out, *alloc);
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) output_text(&out, x, k);
  int code = out.failed ? nw_fail_nomem(err) : NEWEL_OK;
  if (code == NEWEL_OK && write(user, out.data, out.len) != 0) code = nw_fail(err, NEWEL_E_IO, "newel_explain_score: writing failed");
  nw_buf_free(&out);
  return code;
}

int newel_explain_score(newel_engine *engine, newel_slice text, newel_render how, newel_write_fn write, void *user, newel_error *err) {
  nw_error_clear(err);
  if (engine == NULL || write == NULL || (text.data == NULL && text.len > 0))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_explain_score: 'engine', 'text' or 'write' is NULL");
  newel_slice file = engine->content_model;
  if (file.len == 0) file.data = (const char *)nw_content_built_in(&file.len);
  score_explainer *x = nw_zalloc(&engine->alloc, sizeof *x);
  if (x == NULL) return nw_fail_nomem(err);
  x->text = text;
  int code = nw_content_model_read(&x->model, (const unsigned char *)file.data, file.len, err);
  if (code == NEWEL_OK) {
    nw_content_weigh_begin(&x->weigher, &x->model, take_window, x);
    nw_content_weigh(&x->weigher, (const unsigned char *)text.data, text.len, 0, 0);
    nw_content_weigh_end(&x->weigher);
    code = write_all(x, &engine->alloc, how, write, user, err);
  }
  nw_free(&engine->alloc, x, sizeof *x);
  return code;
}
