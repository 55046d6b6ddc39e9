/* verb_train.c - `newel train content|tagger|attacks`: weights of a local judge from one's own labelled texts.
 *
 *   newel train content --data corpora/safety --sources sources.txt --out content.model
 *   newel train tagger --data corpora/names --out tagger.bin
 *
 * Every *.jsonl and *.jsonl.gz of the folder is read, in order of name; --sources picks some of them (engine/train/sources.txt has the
 * form). What it does and how good it gets is told on stderr. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "cli/cli.h"
#include "cli/gunzip.h"
#include "cli/input.h"
#include "cli/load.h"
#include "newel/train.h"

typedef struct train {
  nw_cli      *cli;
  nw_loaded    loaded;
  newel_train *to;
  nw_arena     arena;
  nw_buf       sources;       /* the file --sources */
  NW_VEC(const char *) names;  /* of the folder */
} train;

/* ---- sources ---- */

typedef enum use { USE_NONE, USE_TEXT, USE_REFERENCE, USE_EXTRA, USE_EXTRA_REFERENCE } use;
static const unsigned flags_of[] = { 0, 0, NEWEL_TRAIN_REFERENCE, NEWEL_TRAIN_EXTRA, NEWEL_TRAIN_EXTRA | NEWEL_TRAIN_REFERENCE };

static newel_slice word_of(newel_slice *line) {
  newel_slice word;
  while (line->len > 0 && (unsigned char)*line->data <= ' ') line->data++, line->len--;
  word = nw_slice(line->data, 0);
  while (word.len < line->len && (unsigned char)line->data[word.len] > ' ') word.len++;
  line->data += word.len;
  line->len -= word.len;
  return word;
}

static use use_of(newel_slice word, int all) {
  if (nw_slice_is(word, "ship")) return USE_TEXT;
  if (nw_slice_is(word, "reference")) return USE_REFERENCE;
  if (nw_slice_is(word, "extra")) return USE_EXTRA;
  if (nw_slice_is(word, "extra-reference")) return USE_EXTRA_REFERENCE;
  if (all && nw_slice_is(word, "research")) return USE_TEXT;
  return all && nw_slice_is(word, "research-reference") ? USE_REFERENCE : USE_NONE;
}

/* What becomes of the file `name`. Without --sources every file is used, and all that is benign in them is counted on. */
static use use_of_file(const train *t, const char *name) {
  newel_slice rest = nw_buf_slice(&t->sources), stem = newel_slice_of(name);
  const char *dot = strchr(name, '.');
  if (!nw_given(t->cli, NW_OPT_SOURCES)) return USE_REFERENCE;
  if (dot != NULL) stem.len = (size_t)(dot - name);
  while (rest.len > 0) {
    const char *feed = memchr(rest.data, '\n', rest.len);
    newel_slice line = { rest.data, feed == NULL ? rest.len : (size_t)(feed - rest.data) };
    rest.data += feed == NULL ? rest.len : line.len + 1;
    rest.len -= feed == NULL ? rest.len : line.len + 1;
    newel_slice word = word_of(&line), source = word_of(&line);
    if (nw_slice_eq(source, stem)) return use_of(word, nw_given(t->cli, NW_OPT_ALL_SOURCES));
  }
  return USE_NONE;
}

/* ---- files ---- */

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static int is_rows(const char *name) {
  size_t len = strlen(name);
  return (len > 6 && strcmp(name + len - 6, ".jsonl") == 0) || (len > 9 && strcmp(name + len - 9, ".jsonl.gz") == 0);
}

static int list_folder(train *t, const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL) return nw_say("%s: no folder that can be read", path);
  for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
    if (!is_rows(entry->d_name)) continue;
    newel_slice name = nw_arena_copy(&t->arena, newel_slice_of(entry->d_name));
    if (name.data == NULL || !nw_vec_push(&t->cli->alloc, &t->names, name.data)) {
      (void)closedir(folder);
      return nw_say("out of memory");
    }
  }
  (void)closedir(folder);
  if (t->names.count > 1) qsort(t->names.at, t->names.count, sizeof *t->names.at, by_name);
  return t->names.count > 0 ? 0 : nw_say("%s: no .jsonl or .jsonl.gz file in it", path);
}

static int add_lines(train *t, const char *name, newel_slice text, unsigned flags) {
  newel_error err;
  for (size_t number = 1; text.len > 0; number++) {
    const char *feed = memchr(text.data, '\n', text.len);
    newel_slice line = { text.data, feed == NULL ? text.len : (size_t)(feed - text.data) };
    size_t taken = feed == NULL ? text.len : line.len + 1;
    text.data += taken;
    text.len -= taken;
    if (line.len == 0) continue;
    if (newel_train_add(t->to, line, flags, &err) != NEWEL_OK) return nw_say("%s:%zu: %s", name, number, err.message);
  }
  return 0;
}

static int add_file(train *t, const char *folder, const char *name, use how) {
  nw_buf path, bytes, unpacked;
  nw_buf_init(&path, t->cli->alloc);
  nw_buf_init(&bytes, t->cli->alloc);
  nw_buf_init(&unpacked, t->cli->alloc);
  nw_buf_addf(&path, "%s/%s", folder, name);
  int code = path.failed ? nw_say("out of memory") : 0;
  if (code == 0) {
    nw_read got = nw_input_load(path.data, &bytes);
    if (got != NW_READ_OK) code = nw_exit_of_read(got);
  }
  if (code == 0 && nw_is_gzip(name)) code = nw_gunzip(name, nw_buf_slice(&bytes), &unpacked);
  if (code == 0)
    code = add_lines(t, name, nw_is_gzip(name) ? nw_buf_slice(&unpacked) : nw_buf_slice(&bytes), flags_of[how]);
  nw_buf_free(&path);
  nw_buf_free(&bytes);
  nw_buf_free(&unpacked);
  return code;
}

static int add_folder(train *t, const char *folder) {
  t->names.count = 0;
  int code = list_folder(t, folder);
  for (size_t i = 0; code == 0 && i < t->names.count; i++) {
    use how = use_of_file(t, t->names.at[i]);
    if (how != USE_NONE) code = add_file(t, folder, t->names.at[i], how);
  }
  return code;
}

/* ---- the verb ---- */

static void progress(void *user, const char *line) {
  (void)user;
  (void)fprintf(stderr, "%s\n", line);
}

/* Weights are written when they are whole: a training that fails leaves the file as it was. */
static int put_weights(nw_out *out, const nw_buf *weights, int done, const newel_error *err) {
  if (done == NEWEL_OK) return nw_out_replace(out, nw_buf_slice(weights));
  (void)nw_out_close(out);
  return nw_say_error(err);
}

static int run(train *t, const char *out_path) {
  nw_out out;
  nw_buf weights;
  newel_error err;
  int code = nw_out_reserve(&out, out_path, 0666);
  if (code != 0) return code;
  nw_buf_init(&weights, t->cli->alloc);
  int done = newel_train_run(t->to, nw_buf_write, &weights, &err);
  code = put_weights(&out, &weights, done, &err);
  nw_buf_free(&weights);
  return code;
}

static int read_sources(train *t) {
  if (!nw_given(t->cli, NW_OPT_SOURCES)) return 0;
  nw_read got = nw_input_load(t->cli->args.value[NW_OPT_SOURCES], &t->sources);
  return got == NW_READ_OK ? 0 : nw_exit_of_read(got);
}

/* --from-traces: new cuts for the weights that there are. */
static int refit(nw_cli *cli, const char *traces_path, const char *out_path) {
  nw_loaded loaded;
  nw_buf traces, weights;
  nw_out out;
  newel_error err;
  nw_buf_init(&traces, cli->alloc);
  nw_buf_init(&weights, cli->alloc);
  int code = nw_load_engine(cli, &loaded);
  nw_read got = code == 0 ? nw_input_load(traces_path, &traces) : NW_READ_OK;
  if (got != NW_READ_OK) code = nw_exit_of_read(got);
  if (code == 0 && (code = nw_out_reserve(&out, out_path, 0666)) == 0) {
    int done = newel_train_refit(loaded.engine, nw_buf_slice(&traces), nw_buf_write, &weights, &err);
    if (done == NEWEL_E_FORMAT) nw_fail_at(&err, traces_path, 0, 0, 0);
    code = put_weights(&out, &weights, done, &err);
  }
  nw_buf_free(&weights);
  nw_buf_free(&traces);
  nw_unload(&loaded);
  return code;
}

static const char *judge_of(const nw_cli *cli) {
  static const char *const judges[] = { "content", "tagger", "attacks" };
  for (size_t i = 0; cli->args.file_count > 0 && i < sizeof judges / sizeof judges[0]; i++)
    if (strcmp(cli->args.files[0], judges[i]) == 0) return judges[i];
  return NULL;
}

/* One file of documents to one table. */
static int train_lexicon(nw_cli *cli, const char *data, const char *out_path) {
  newel_train_options options = NEWEL_TRAIN_OPTIONS_INIT;
  nw_loaded loaded = { 0 };
  newel_error err;
  nw_buf text, weights;
  nw_out out;
  nw_buf_init(&text, cli->alloc);
  nw_buf_init(&weights, cli->alloc);
  options.progress = progress;
  int code = nw_load_engine(cli, &loaded);
  nw_read got = code == 0 ? nw_input_load(data, &text) : NW_READ_OK;
  if (got != NW_READ_OK) code = nw_exit_of_read(got);
  if (code == 0 && (code = nw_out_reserve(&out, out_path, 0666)) == 0) {
    int done = newel_train_lexicon(loaded.engine, nw_buf_slice(&text), &options, nw_buf_write, &weights, &err);
    code = put_weights(&out, &weights, done, &err);
  }
  nw_buf_free(&weights);
  nw_buf_free(&text);
  nw_unload(&loaded);
  return code;
}

/* The tenth that is held back, as a digit. 0: it is none. */
static int read_held(const nw_cli *cli, unsigned *held) {
  const char *digit = nw_given(cli, NW_OPT_HELD) ? cli->args.value[NW_OPT_HELD] : "0";
  *held = (unsigned)(unsigned char)digit[0] - '0';
  return *held <= 9 && digit[1] == '\0';
}

int nw_verb_train(nw_cli *cli) {
  train t = { .cli = cli };
  newel_train_options options = NEWEL_TRAIN_OPTIONS_INIT;
  newel_error err;
  const char *folder = cli->args.value[NW_OPT_DATA], *out = cli->args.value[NW_OPT_OUT];
  int lexicon = cli->args.file_count > 0 && strcmp(cli->args.files[0], "lexicon") == 0;
  options.judge = judge_of(cli);
  if (options.judge == NULL && !lexicon) return nw_say("say what to train: content, tagger, attacks or lexicon");
  if (nw_given(cli, NW_OPT_FROM_TRACES) && (lexicon || strcmp(options.judge, "content") != 0))
    return nw_say("--from-traces goes with: train content");
  if (nw_given(cli, NW_OPT_FROM_TRACES))
    return out == NULL ? nw_say("train --from-traces needs --out FILE") : refit(cli, cli->args.value[NW_OPT_FROM_TRACES], out);
  if (folder == NULL || out == NULL) return nw_say("train %s needs --data and --out FILE", lexicon ? "lexicon" : options.judge);
  if (lexicon) return train_lexicon(cli, folder, out);
  if (!read_held(cli, &options.held)) return nw_say("--held is '%s', expected a digit", cli->args.value[NW_OPT_HELD]);
  options.progress = progress;
  nw_arena_init(&t.arena, cli->alloc);
  nw_buf_init(&t.sources, cli->alloc);
  int code = nw_load_engine(cli, &t.loaded);
  if (code == 0) code = read_sources(&t);
  if (code == 0 && newel_train_open(&t.to, t.loaded.engine, &options, &err) != NEWEL_OK) code = nw_say_error(&err);
  if (code == 0) code = add_folder(&t, folder);
  for (int i = 1; code == 0 && i < cli->args.file_count; i++) code = add_folder(&t, cli->args.files[i]);
  if (code == 0) code = run(&t, out);
  newel_train_free(t.to);
  nw_vec_free(&cli->alloc, &t.names);
  nw_buf_free(&t.sources);
  nw_arena_free(&t.arena);
  nw_unload(&t.loaded);
  return code;
}
