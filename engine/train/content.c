/* train/content.c - newel_train: from labelled lines to a model file. See train.h. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "base/engine.h"
#include "json/tree.h"
#include "train/attacks.h"
#include "train/tagger.h"
#include "train/train.h"

struct newel_train {
  nw_alloc            alloc;
  newel_train_options options;
  nw_train_set        set;
  nw_arena            arena;  /* the line in hand */
  nw_content_model    model;
  int8_t             *table;
  size_t              texts;  /* rows that were added; behind them those that training makes of them */
  nw_tagger_trainer  *tagger;  /* what is trained, where it is not the content judge: this, … */
  nw_attack_trainer  *attacks; /* … or this */
  int                 done;
};

enum { TABLE_BYTES = NW_CONTENT_BUCKETS * NW_CONTENT_LANES };

__attribute__((format(printf, 2, 3)))
static void tell(const newel_train *t, const char *form, ...) {
  char line[256];
  va_list arguments;
  if (t->options.progress == NULL) return;
  va_start(arguments, form);
  (void)vsnprintf(line, sizeof line, form, arguments);
  va_end(arguments);
  t->options.progress(t->options.user, line);
}

int newel_train_open(newel_train **out, newel_engine *engine, const newel_train_options *options, newel_error *err) {
  static const newel_train_options defaults = NEWEL_TRAIN_OPTIONS_INIT;
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (out == NULL || engine == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_train_open: 'out' or 'engine' is NULL");
  if (options == NULL) options = &defaults;
  if (options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_train_open: options.size is %zu, expected %zu", options->size, sizeof *options);
  const char *judge = options->judge == NULL ? "content" : options->judge;
  int is_tagger = strcmp(judge, "tagger") == 0, is_attacks = strcmp(judge, "attacks") == 0;
  if (!is_tagger && !is_attacks && strcmp(judge, "content") != 0)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_train_open: options.judge is '%s', expected content, tagger or attacks", judge);
  if (options->held > 9) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_train_open: options.held is %u, expected 0 to 9", options->held);
  newel_train *t = nw_zalloc(&engine->alloc, sizeof *t);
  if (t == NULL) return nw_fail_nomem(err);
  t->alloc = t->set.alloc = engine->alloc;
  t->options = *options;
  nw_buf_init(&t->set.texts, t->alloc);
  nw_arena_init(&t->arena, t->alloc);
  t->table = nw_zalloc(&t->alloc, TABLE_BYTES);
  int code = t->table == NULL ? nw_fail_nomem(err) : NEWEL_OK;
  if (code == NEWEL_OK && is_tagger) code = nw_tagger_trainer_new(&t->tagger, &t->alloc, err);
  if (code == NEWEL_OK && is_attacks) code = nw_attack_trainer_new(&t->attacks, &t->alloc, err);
  if (code != NEWEL_OK) {
    newel_train_free(t);
    return code;
  }
  *out = t;
  return NEWEL_OK;
}

void newel_train_free(newel_train *t) {
  if (t == NULL) return;
  nw_vec_free(&t->alloc, &t->set.rows);
  nw_vec_free(&t->alloc, &t->set.features);
  nw_vec_free(&t->alloc, &t->set.windows);
  nw_vec_free(&t->alloc, &t->set.words);
  nw_buf_free(&t->set.texts);
  nw_arena_free(&t->arena);
  nw_tagger_trainer_free(t->tagger);
  nw_attack_trainer_free(t->attacks);
  nw_free(&t->alloc, t->table, TABLE_BYTES);
  nw_free(&t->alloc, t, sizeof *t);
}

/* ---- lines ---- */

static int label_of(const nw_json_node *labels, const char *name) {
  int64_t value;
  const nw_json_node *node = labels == NULL ? NULL : nw_json_member(labels, name);
  if (node == NULL || !nw_json_int(node, &value) || (value != 0 && value != 1)) return NW_TRAIN_UNKNOWN;
  return (int)value;
}

/* ANY is told by the others: a text that violates one violates some. Attacks on the prompt are no content. */
static void complete_any(nw_train_row *row) {
  int clean = 1;
  for (unsigned k = 0; k + 1 < NW_CONTENT_SIX; k++) {
    if (row->label[k] == 1) row->label[NW_LANE_ANY] = 1;
    if (row->label[k] != 0) clean = 0;
  }
  if (clean && row->label[NW_LANE_ANY] == NW_TRAIN_UNKNOWN) row->label[NW_LANE_ANY] = 0;
}

/* One in ten is held back, by the hash of its group: the tenth `held`. */
static uint8_t fold_of(newel_slice group, unsigned held) {
  enum { PARTS = 20, TENTH = 2 };
  uint64_t part = nw_hash64(group.data, group.len, 0x4E57) % ((uint64_t)PARTS * NW_TRAIN_FOLDS);
  return part / NW_TRAIN_FOLDS / TENTH == held ? NW_TRAIN_HELD : (uint8_t)(part % NW_TRAIN_FOLDS);
}

/* Of a long text that violates nothing no part does: parts as long as windows are learnt from, too, so that a short window has to say
 * something, and a text is not the worse for its length. They have features, and no windows. */
static int add_parts(newel_train *t, const nw_train_row *whole, newel_slice text) {
  enum { PART = 200, LONG = 300 };
  if (text.len < LONG) return 1;
  for (unsigned k = 0; k < NW_CONTENT_SIX; k++)
    if (whole->label[k] != 0) return 1;
  for (size_t from = 0, len; from + PART / 2 < whole->text_len; from += len) {
    nw_train_row part = *whole;
    len = whole->text_len - from < PART ? whole->text_len - from : PART;
    while (from + len < whole->text_len && text.data[from + len] != ' ' && len < 2 * PART) len++;
    part.text_len = 0;
    if (!nw_train_features(&t->set, &part, (const unsigned char *)text.data + from, len) ||
        !nw_vec_push(&t->alloc, &t->set.rows, part)) return 0;
  }
  return 1;
}

static int add_row(newel_train *t, const nw_json_node *line, unsigned flags, newel_error *err) {
  nw_train_set *set = &t->set;
  const nw_json_node *text = nw_json_member(line, "text"), *group = nw_json_member(line, "grp");
  const nw_json_node *labels = nw_json_member(line, "labels");
  nw_train_row row = { 0 };
  if (text == NULL || text->type != NW_JSON_T_STRING) return nw_fail(err, NEWEL_E_FORMAT, "a row has no \"text\" that is a string");
  if (labels == NULL || labels->type != NW_JSON_T_OBJECT) return nw_fail(err, NEWEL_E_FORMAT, "a row has no \"labels\" that is an object");
  if (set->texts.len + text->text.len > UINT32_MAX || set->features.count + 4 * text->text.len > UINT32_MAX)
    return nw_fail(err, NEWEL_E_LIMIT, "more than 4 GB of texts");
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) row.label[k] = (uint8_t)label_of(labels, nw_content_names[k]);
  complete_any(&row);
  row.fold = fold_of(group != NULL && group->type == NW_JSON_T_STRING ? group->text : text->text, t->options.held);
  row.reference = (flags & NEWEL_TRAIN_REFERENCE) != 0;
  row.extra = (flags & NEWEL_TRAIN_EXTRA) != 0;
  row.text_at = (uint32_t)set->texts.len;
  row.text_len = (uint32_t)(text->text.len < NW_TRAIN_TEXT_BYTES ? text->text.len : NW_TRAIN_TEXT_BYTES);
  nw_buf_add(&set->texts, text->text.data, row.text_len);
  if (set->texts.failed || !nw_train_features(set, &row, (const unsigned char *)text->text.data, text->text.len) ||
      !nw_vec_push(&t->alloc, &set->rows, row) || !add_parts(t, &row, text->text)) return nw_fail_nomem(err);
  return NEWEL_OK;
}

/* A row for the table of known attacks; what is held back, or not labelled, stays out. */
static int add_attack_row(newel_train *t, const nw_json_node *line, newel_error *err) {
  const nw_json_node *text = nw_json_member(line, "text"), *group = nw_json_member(line, "grp"), *id = nw_json_member(line, "id");
  int label = label_of(nw_json_member(line, "labels"), "PROMPT_ATTACK");
  if (text == NULL || text->type != NW_JSON_T_STRING) return nw_fail(err, NEWEL_E_FORMAT, "a row has no \"text\" that is a string");
  if (label == NW_TRAIN_UNKNOWN) return NEWEL_OK;
  if (label == 1 && (id == NULL || id->type != NW_JSON_T_STRING)) return NEWEL_OK;  /* a hit could not name it */
  newel_slice kind = group != NULL && group->type == NW_JSON_T_STRING ? group->text : text->text;
  if (fold_of(kind, t->options.held) == NW_TRAIN_HELD) return NEWEL_OK;
  return nw_attack_trainer_add(t->attacks, label == 1 ? id->text : nw_slice("", 0), text->text, label == 1, err);
}

int newel_train_add(newel_train *t, newel_slice line, unsigned flags, newel_error *err) {
  enum { NODES = 1000 };
  nw_json_node *root;
  nw_error_clear(err);
  if (t == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_train_add: 'train' is NULL");
  if (t->done) return nw_fail(err, NEWEL_E_STATE, "newel_train_add: the training has run");
  if (t->tagger != NULL) return nw_tagger_trainer_add(t->tagger, line, err);
  nw_arena_reset(&t->arena);
  int code = nw_json_parse(&root, &t->arena, line, NODES, err);
  if (code != NEWEL_OK) return code;
  if (root->type != NW_JSON_T_OBJECT) return nw_fail(err, NEWEL_E_FORMAT, "a row is no JSON object");
  return t->attacks != NULL ? add_attack_row(t, root, err) : add_row(t, root, flags, err);
}

/* ---- lexicon: "name: word, two words, …"; names of nw_lex_names ---- */

static const char *const lex_names[NW_LEX_COUNT] = {
  "sexual", "slur", "insult", "profanity", "violence", "crime", "weapon", "attack", "request", "group",
  "en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "id", "vi", "sv"
};

/* The hash of an entry is that of the token, or pair of tokens, that a text would have. */
typedef struct entry_hash { uint32_t word, pair; unsigned tokens; } entry_hash;

static void take_entry(void *self, const nw_content_token *token) {
  entry_hash *hash = self;
  if (!(token->views & NW_VIEW_A) || token->sign) return;
  hash->tokens++;
  hash->word = token->word;
  hash->pair = token->pair;
}

static void end_entry(void *self) { (void)self; }

static int add_entry(newel_train *t, newel_slice entry, unsigned list) {
  nw_content_reader reader;
  entry_hash hash = { 0, 0, 0 };
  nw_content_read_begin(&reader, take_entry, end_entry, &hash);
  nw_content_read(&reader, (const unsigned char *)entry.data, entry.len, 0, 0);
  nw_content_read_end(&reader);
  if (hash.tokens == 0 || hash.tokens > 2) return hash.tokens == 0;
  return nw_content_lex_add(&t->model, hash.tokens == 2 ? hash.pair : hash.word, list);
}

static newel_slice trim(newel_slice s) {
  while (s.len > 0 && (unsigned char)s.data[0] <= ' ') s.data++, s.len--;
  while (s.len > 0 && (unsigned char)s.data[s.len - 1] <= ' ') s.len--;
  return s;
}

/* Cuts the part up to `sign` off `rest`. */
static newel_slice cut(newel_slice *rest, char sign) {
  const char *at = rest->len == 0 ? NULL : memchr(rest->data, sign, rest->len);
  newel_slice part = { rest->data, at == NULL ? rest->len : (size_t)(at - rest->data) };
  size_t taken = at == NULL ? rest->len : part.len + 1;
  rest->data += taken;
  rest->len -= taken;
  return trim(part);
}

extern const unsigned char nw_lexicon[];
extern const unsigned nw_lexicon_len;

static int read_lexicon(newel_train *t, newel_error *err) {
  newel_slice rest = t->options.lexicon.len > 0 ? t->options.lexicon : nw_slice((const char *)nw_lexicon, nw_lexicon_len);
  for (unsigned number = 1; rest.len > 0; number++) {
    newel_slice line = cut(&rest, '\n'), words = line, name;
    unsigned list = 0;
    if (line.len == 0 || line.data[0] == '#') continue;
    name = cut(&words, ':');
    while (list < NW_LEX_COUNT && !nw_slice_is(name, lex_names[list])) list++;
    if (list == NW_LEX_COUNT)
      return nw_fail(err, NEWEL_E_FORMAT, "lexicon, line %u: no list is called '%.*s'", number, (int)name.len, name.data);
    while (words.len > 0) {
      newel_slice word = cut(&words, ',');
      if (word.len > 0 && !add_entry(t, word, list))
        return nw_fail(err, NEWEL_E_FORMAT, "lexicon, line %u: '%.*s' is more than two words, or the lists are full", number,
                       (int)word.len, word.data);
    }
  }
  return NEWEL_OK;
}

/* ---- stages ---- */

static void set_idf_lane(newel_train *t) {
  for (size_t b = 0; b < NW_CONTENT_BUCKETS; b++) t->table[b * NW_CONTENT_LANES + NW_LANE_IDF2] = (int8_t)t->set.idf2[b];
}

static int first_stage(newel_train *t, unsigned fold, float *weight) {
  for (unsigned head = 0; head < NW_CONTENT_HEADS; head++) {
    if (!nw_train_head(&t->set, head, fold, weight)) return 0;
    nw_train_quantize(head, weight, &t->model, t->table);
  }
  return 1;
}

static void take_window(void *self, const nw_content_window *window, unsigned view) {
  nw_train_set *set = self;
  nw_train_window out;
  memcpy(out.input, window->input, sizeof out.input);
  out.view = (uint8_t)view, out.script = (uint8_t)window->script, out.language = (uint8_t)window->language;
  out.reach = window->reach, out.blocks = window->blocks, out.worst = window->reach == NW_CONTENT_WIDE;
  if (!nw_vec_push(&set->alloc, &set->windows, out)) set->failed = 1;
}

/* Lets go of the spots of a row that no head finds worst among those of the same length. */
static void prune_spots(nw_train_set *set, nw_train_row *row) {
  nw_train_window *windows = set->windows.at + row->window;
  uint32_t kept = 0;
  for (unsigned head = 0; head < NW_CONTENT_HEADS; head++) {
    uint32_t worst[NW_CONTENT_RING];
    memset(worst, 0xFF, sizeof worst);
    for (uint32_t i = 0; i < row->windows; i++) {
      if (windows[i].reach == NW_CONTENT_WIDE) continue;
      uint32_t *at = &worst[windows[i].blocks];
      if (*at == UINT32_MAX || windows[i].input[head] > windows[*at].input[head]) *at = i;
    }
    for (unsigned b = 0; b < NW_CONTENT_RING; b++)
      if (worst[b] != UINT32_MAX) windows[worst[b]].worst = 1;
  }
  for (uint32_t i = 0; i < row->windows; i++)
    if (windows[i].worst) windows[kept++] = windows[i];
  set->windows.count -= row->windows - kept;
  row->windows = kept;
}

/* A part of a row's text; `at` is moved on, as if it all stood in one text. */
static void weigh_part(nw_content_weigher *w, const nw_train_set *set, const nw_train_row *row, size_t most, size_t *at) {
  size_t len = row->text_len < most ? row->text_len : most;
  nw_content_weigh(w, (const unsigned char *)set->texts.data + row->text_at, len, *at, 1);
  *at += len + 1;
}

/* Weighs a row; with `around` as it would be between benign texts. */
static void weigh_row(nw_train_set *set, nw_content_weigher *w, const nw_content_model *model, nw_train_row *row,
                      const nw_train_row *const around[2]) {
  enum { AROUND_BYTES = 300 };
  size_t at = 0;
  row->window = (uint32_t)set->windows.count;
  nw_content_weigh_begin(w, model, take_window, set);
  if (around[0] != NULL) weigh_part(w, set, around[0], AROUND_BYTES, &at);
  weigh_part(w, set, row, NW_TRAIN_TEXT_BYTES, &at);
  if (around[1] != NULL) weigh_part(w, set, around[1], AROUND_BYTES, &at);
  nw_content_weigh_end(w);
  row->windows = (uint32_t)(set->windows.count - row->window);
  prune_spots(set, row);
}

/* The `n`-th benign text of the fold, counted around; NULL: there is none. */
static const nw_train_row *benign_row(const nw_train_set *set, unsigned fold, size_t rows, size_t n) {
  for (size_t i = 0; i < rows; i++) {
    const nw_train_row *row = &set->rows.at[(n + i) % rows];
    int benign = row->reference && row->label[NW_LANE_ANY] == 0 && row->label[NW_LANE_ANY - 1] == 0;
    if (row->fold == fold && row->text_len > 0 && benign) return row;
  }
  return NULL;
}

/* Weighs the rows of a fold with the model as it is. Every third is weighed again between benign texts, as a row of its own without
 * features: the second stage learns that a window may be all there is to see, and cuts hold for long texts, too. */
static int weigh_fold(newel_train *t, unsigned fold) {
  enum { SHORT_BYTES = 1000, EVERY = 3 };
  static const nw_train_row *const alone[2] = { NULL, NULL };
  nw_train_set *set = &t->set;
  nw_content_weigher *w = nw_malloc(&t->alloc, sizeof *w);
  if (w == NULL) return 0;
  nw_content_heads_build(&t->model);
  for (size_t r = 0; r < t->texts && !set->failed; r++) {
    if (set->rows.at[r].fold != fold || set->rows.at[r].text_len == 0) continue;
    weigh_row(set, w, &t->model, &set->rows.at[r], alone);
    nw_train_row padded = set->rows.at[r];
    if (fold == NW_TRAIN_HELD || r % EVERY != 0 || padded.text_len > SHORT_BYTES) continue;
    const nw_train_row *around[2] = { benign_row(set, fold, t->texts, r * 7919), benign_row(set, fold, t->texts, r * 104729 + 1) };
    padded.count = 0;
    weigh_row(set, w, &t->model, &padded, around);
    if (!nw_vec_push(&t->alloc, &set->rows, padded)) set->failed = 1;
  }
  nw_free(&t->alloc, w, sizeof *w);
  return !set->failed;
}

/* Texts of a script or language, by label 0 and 1, and benign ones as people write them to a model: without those it is not known how
 * often it would be wrong. */
enum { CALM = 2 };

static int is_enough(const uint32_t seen[3]) {
  enum { OF_EACH = 60, ALTOGETHER = 2000 };
  return seen[0] >= OF_EACH && seen[1] >= OF_EACH && seen[CALM] >= OF_EACH && seen[0] + seen[1] >= ALTOGETHER;
}

/* What an output has seen enough of. */
static void note_languages(newel_train *t, unsigned output) {
  uint32_t scripts[NW_SCRIPT_COUNT][3] = { { 0 } }, languages[NW_LEX_LANGUAGES][3] = { { 0 } };
  nw_content_output *out = &t->model.out[output];
  for (size_t r = 0; r < t->set.rows.count; r++) {
    const nw_train_row *row = &t->set.rows.at[r];
    unsigned label = row->label[output];
    if (row->fold == NW_TRAIN_HELD || row->windows == 0) continue;
    const nw_train_window *first = &t->set.windows.at[row->window];
    int latin = first->script == NW_SCRIPT_LATIN, calm = row->reference && label != 1;
    scripts[first->script][CALM] += calm ? 1 : 0;
    languages[first->language][CALM] += calm && latin ? 1 : 0;
    if (label == NW_TRAIN_UNKNOWN) continue;
    scripts[first->script][label]++;
    languages[first->language][label] += latin ? 1 : 0;
  }
  for (unsigned s = 0; s < NW_SCRIPT_COUNT; s++)
    if (is_enough(scripts[s])) out->scripts |= 1u << s;
  for (unsigned l = 0; l < NW_LEX_LANGUAGES; l++)
    if (is_enough(languages[l])) out->languages |= 1u << l;
}

static int second_stage(newel_train *t) {
  for (unsigned output = 0; output < NW_CONTENT_OUTPUTS; output++) {
    for (unsigned reach = 0; reach < NW_CONTENT_REACHES; reach++) {
      if (!nw_train_second(&t->set, output, reach, &t->model)) return 0;
      if (output < NW_CONTENT_TREED && !nw_train_trees(&t->set, output, reach, &t->model)) return 0;
      if (reach == NW_CONTENT_SPOT) nw_train_doubt(output, &t->model);
    }
    if (!nw_train_calibrate(&t->set, output, &t->model)) return 0;
    note_languages(t, output);
  }
  return 1;
}

/* How well rows of `fold` (or all that are not held back) are told apart; with `raw` by the first stage alone. */
static int tell_figures(newel_train *t, int held) {
  const nw_train_set *set = &t->set;
  nw_train_scored *scored = nw_malloc(&t->alloc, (set->rows.count + 1) * sizeof *scored);
  if (scored == NULL) return 0;
  tell(t, "%-14s %9s %9s %8s %9s", held ? "held back" : "cross-fitted", "positive", "negative", "AUROC", "TPR@1%");
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) {
    size_t n = 0, positives = 0;
    for (size_t r = 0; r < set->rows.count; r++) {
      const nw_train_row *row = &set->rows.at[r];
      if (row->label[k] > 1 || row->windows == 0 || (row->fold == NW_TRAIN_HELD) != held) continue;
      scored[n++] = (nw_train_scored){ nw_train_logit(set, row, k, &t->model), row->label[k] };
      positives += row->label[k];
    }
    nw_train_sort(scored, n);
    tell(t, "%-14s %9zu %9zu %8.4f %9.3f", nw_content_names[k], positives, n - positives, nw_train_auroc(scored, n),
         nw_train_tpr(scored, n, 0.01));
  }
  nw_free(&t->alloc, scored, (set->rows.count + 1) * sizeof *scored);
  return 1;
}

static int check_labels(const newel_train *t, newel_error *err) {
  for (unsigned k = 0; k < NW_CONTENT_OUTPUTS; k++) {
    size_t seen[3] = { 0, 0, 0 };
    for (size_t r = 0; r < t->set.rows.count; r++)
      if (t->set.rows.at[r].fold != NW_TRAIN_HELD) seen[t->set.rows.at[r].label[k]]++;
    if (seen[0] == 0 || seen[1] == 0)
      return nw_fail(err, NEWEL_E_FORMAT, "%s has %zu texts with label 1 and %zu with label 0; both are needed", nw_content_names[k],
                     seen[1], seen[0]);
  }
  return NEWEL_OK;
}

static int train_all(newel_train *t) {
  float *weight = nw_malloc(&t->alloc, (NW_CONTENT_BUCKETS + 1) * sizeof *weight);
  if (weight == NULL) return 0;
  int good = 1;
  nw_train_idf(&t->set);
  good = !t->set.failed;
  set_idf_lane(t);
  for (unsigned fold = 0; good && fold < NW_TRAIN_FOLDS; fold++) {
    tell(t, "first stage without part %u of %d", fold + 1, NW_TRAIN_FOLDS);
    good = first_stage(t, fold, weight) && weigh_fold(t, fold);
  }
  if (good) tell(t, "first stage on all parts");
  if (good) good = first_stage(t, NW_TRAIN_HELD, weight) && weigh_fold(t, NW_TRAIN_HELD);
  if (good) tell(t, "second stage, calibration, cuts");
  if (good) good = second_stage(t) && tell_figures(t, 0) && tell_figures(t, 1);
  nw_free(&t->alloc, weight, (NW_CONTENT_BUCKETS + 1) * sizeof *weight);
  return good;
}

/* ---- the tagger, and known attacks ---- */

static void tell_tagger(const newel_train *t) {
  static const char *const questions[NW_TAG_LANES] = { "a name begins", "a name goes on", "an address begins", "an address goes on" };
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++) {
    nw_tagger_figures f = nw_tagger_trainer_figures(t->tagger, (nw_tag_lane)lane);
    tell(t, "%s: %llu questions learnt, %llu held back: yes %llu right, %llu wrong, %llu missed", questions[lane],
         (unsigned long long)f.learnt, (unsigned long long)f.asked, (unsigned long long)f.right_yes, (unsigned long long)f.wrong_yes,
         (unsigned long long)f.missed);
  }
}

static void tell_attacks(const newel_train *t) {
  nw_attack_figures f = nw_attack_trainer_figures(t->attacks);
  tell(t, "%zu templates in %zu families, %zu shingles, of which %zu left for %zu benign texts", f.templates, f.families - 1, f.shingles,
       f.dropped, f.benign);
}

/* The judges that are no content judge. */
static int run_other(newel_train *t, newel_write_fn write, void *user, newel_error *err) {
  nw_buf file;
  nw_buf_init(&file, t->alloc);
  int code = t->tagger != NULL ? nw_tagger_trainer_learn(t->tagger, 0, &file, err) : nw_attack_trainer_learn(t->attacks, &file, err);
  if (code == NEWEL_OK && t->tagger != NULL) tell_tagger(t);
  if (code == NEWEL_OK && t->attacks != NULL) tell_attacks(t);
  if (code == NEWEL_OK && write(user, file.data, file.len) != 0)
    code = nw_fail(err, NEWEL_E_IO, "the model could not be written");
  nw_buf_free(&file);
  return code;
}

int newel_train_run(newel_train *t, newel_write_fn write, void *user, newel_error *err) {
  nw_error_clear(err);
  if (t == NULL || write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_train_run: 'train' or 'write' is NULL");
  if (t->done) return nw_fail(err, NEWEL_E_STATE, "newel_train_run: the training has run");
  if (t->tagger != NULL || t->attacks != NULL) {
    t->done = 1;
    return run_other(t, write, user, err);
  }
  int code = check_labels(t, err);
  if (code == NEWEL_OK) code = read_lexicon(t, err);
  if (code != NEWEL_OK) return code;
  t->done = 1;
  t->model.table = t->table;
  t->texts = t->set.rows.count;
  tell(t, "%zu texts, %zu features", t->set.rows.count, t->set.features.count);
  if (!nw_train_known(&t->set, &t->model) || !train_all(t)) return nw_fail_nomem(err);
  return nw_content_model_write(&t->model, &t->alloc, write, user, err);
}
