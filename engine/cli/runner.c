#include "cli/runner.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/hash.h"
#include "base/slice.h"
#include "cli/input.h"

enum { BATCH_LINES = 256, BATCH_BYTES = 256 << 10, BATCHES_A_JOB = 4, JOBS_MAX = 256 };

typedef struct part { size_t at, len; uint8_t is; } part;  /* in the batch's `text` */

typedef struct item {
  size_t            line_at, line_len, line_number;
  uint32_t          file_index;
  int               code, stale;
  newel_case_status status;
  part              err, id, report[NEWEL_REPORT_COUNT], blessed;
} item;

typedef enum batch_state { BATCH_FREE, BATCH_READY, BATCH_TAKEN, BATCH_DONE } batch_state;

typedef struct batch {
  nw_buf      lines, text;
  NW_VEC(item) items;
  batch_state state;
} batch;

typedef struct crew {
  nw_runner      *runner;
  char *const    *files;
  batch          *ring;
  size_t          ring_count, fill, take, drain;  /* indices that only grow; modulo ring_count they are places */
  pthread_mutex_t lock;
  pthread_cond_t  ready, done;
  int             closing;
  newel_regress **runs;   /* one a worker */
  unsigned        started;
  /* the main thread's */
  nw_hash_set     ids;
  uint32_t        ids_of;
  int             exit_code, stopped;
} crew;

/* ---- a batch, judged by a worker -------------------------------------------------------------------------- */

static part keep(batch *b, newel_slice text) {
  part kept = {b->text.len, text.len, 1};
  nw_buf_add_slice(&b->text, text);
  return kept;
}

static void render(crew *c, newel_regress *run, batch *b, item *it) {
  for (unsigned kind = 0; kind < NEWEL_REPORT_COUNT; kind++) {
    if ((c->runner->reports >> kind & 1u) == 0 || !newel_regress_reports_case(run, (newel_report)kind)) continue;
    size_t at = b->text.len;
    int code = newel_regress_write_case(run, (newel_report)kind, nw_buf_write, &b->text, NULL);
    if (code != NEWEL_OK) b->text.failed = 1;
    it->report[kind] = (part){at, b->text.len - at, 1};
  }
  if (c->runner->bless && it->status == NEWEL_CASE_FAILED) {
    size_t at = b->text.len;
    if (newel_regress_bless(run, nw_buf_write, &b->text, NULL) != NEWEL_OK) b->text.failed = 1;
    it->blessed = (part){at, b->text.len - at, 1};
  }
}

static void judge_item(crew *c, newel_regress *run, batch *b, item *it) {
  newel_case_result result;
  newel_error err;
  newel_regress_place(run, newel_slice_of(c->files[it->file_index]), it->file_index, it->line_number);
  it->code = newel_regress_case(run, nw_slice(b->lines.data + it->line_at, it->line_len), &result, &err);
  if (it->code != NEWEL_OK) {
    while (b->text.len % sizeof(void *) != 0) nw_buf_add_char(&b->text, '\0');
    it->err = keep(b, nw_slice((const char *)&err, sizeof err));
    return;
  }
  it->status = result.status;
  it->stale = result.stale;
  it->id = keep(b, result.id);
  render(c, run, b, it);
}

static void judge_batch(crew *c, newel_regress *run, batch *b) {
  for (size_t i = 0; i < b->items.count && !nw_interrupted(); i++) {
    judge_item(c, run, b, &b->items.at[i]);
    if (c->runner->fail_fast && b->items.at[i].code == NEWEL_OK && b->items.at[i].status == NEWEL_CASE_FAILED) break;
  }
}

typedef struct hand { crew *c; newel_regress *run; } hand;

static void *work(void *user) {
  hand *h = user;
  crew *c = h->c;
  newel_regress *run = h->run;
  (void)pthread_mutex_lock(&c->lock);
  for (;;) {
    while (c->take == c->fill && !c->closing) (void)pthread_cond_wait(&c->ready, &c->lock);
    if (c->take == c->fill) break;
    batch *b = &c->ring[c->take++ % c->ring_count];
    b->state = BATCH_TAKEN;
    (void)pthread_mutex_unlock(&c->lock);
    judge_batch(c, run, b);
    (void)pthread_mutex_lock(&c->lock);
    b->state = BATCH_DONE;
    (void)pthread_cond_signal(&c->done);
  }
  (void)pthread_mutex_unlock(&c->lock);
  return NULL;
}

/* ---- a batch, taken in by the main thread ----------------------------------------------------------------- */

static newel_slice slice_of(const batch *b, part p) { return p.is ? nw_slice(b->text.data + p.at, p.len) : nw_slice(NULL, 0); }

/* 1 when the id stands in its file for the first time. */
static int is_new_id(crew *c, const item *it, newel_slice id, newel_error *err) {
  uint64_t hash = 14695981039346656037u;
  if (c->ids_of != it->file_index) nw_hash_set_clear(&c->ids);
  c->ids_of = it->file_index;
  for (size_t i = 0; i < id.len; i++) hash = (hash ^ (unsigned char)id.data[i]) * 1099511628211u;
  int added = nw_hash_set_add(&c->ids, hash);
  if (added > 0) return 1;
  memset(err, 0, sizeof *err);
  err->code = added < 0 ? NEWEL_E_NOMEM : NEWEL_E_FORMAT;
  err->line = err->column = 1;
  nw_buf text;
  nw_buf_init(&text, c->runner->cli->alloc);
  if (added < 0) nw_buf_add_text(&text, "out of memory");
  else nw_buf_addf(&text, "the id '%.*s' stands in this file before", (int)(id.len > 80 ? 80 : id.len), id.data);
  size_t len = text.len < sizeof err->message ? text.len : sizeof err->message - 1;
  if (!text.failed) memcpy(err->message, text.data, len);
  nw_buf_free(&text);
  return 0;
}

static void take_item(crew *c, const batch *b, const item *it) {
  newel_error err;
  nw_case_done done = {.file = c->files[it->file_index], .file_index = it->file_index, .line_number = it->line_number,
                       .line = nw_slice(b->lines.data + it->line_at, it->line_len), .code = it->code, .status = it->status,
                       .stale = it->stale, .id = slice_of(b, it->id), .blessed = slice_of(b, it->blessed)};
  if (it->code != NEWEL_OK && it->err.is) {
    memcpy(&err, b->text.data + it->err.at, sizeof err);
    done.err = &err;
  } else if (it->status != NEWEL_CASE_FILTERED && !is_new_id(c, it, done.id, &err)) {
    done.code = err.code;
    done.err = &err;
  }
  for (unsigned kind = 0; kind < NEWEL_REPORT_COUNT; kind++) done.part[kind] = slice_of(b, it->report[kind]);
  int code = c->runner->each(c->runner->user, &done);
  if (code != 0) c->exit_code = code, c->stopped = 1;
}

static void take_batch(crew *c, batch *b) {
  if (b->text.failed && !c->stopped) c->exit_code = nw_say("out of memory"), c->stopped = 1;
  for (size_t i = 0; i < b->items.count && !c->stopped && !nw_interrupted(); i++) take_item(c, b, &b->items.at[i]);
  nw_buf_clear(&b->lines);
  nw_buf_clear(&b->text);
  b->items.count = 0;
  b->state = BATCH_FREE;
}

/* Takes in finished batches from the oldest on; with `all` waits for every one, else for a free place in the ring. */
static void drain(crew *c, int all) {
  (void)pthread_mutex_lock(&c->lock);
  while (c->drain < c->fill) {
    batch *b = &c->ring[c->drain % c->ring_count];
    if (b->state != BATCH_DONE && !all && c->fill - c->drain < c->ring_count) break;
    while (b->state != BATCH_DONE) (void)pthread_cond_wait(&c->done, &c->lock);
    (void)pthread_mutex_unlock(&c->lock);
    take_batch(c, b);
    (void)pthread_mutex_lock(&c->lock);
    c->drain++;
  }
  (void)pthread_mutex_unlock(&c->lock);
}

static void hand_over(crew *c) {
  batch *b = &c->ring[c->fill % c->ring_count];
  if (b->items.count == 0) return;
  if (c->started == 0) {  /* one job: no thread */
    judge_batch(c, c->runs[0], b);
    take_batch(c, b);
    return;
  }
  (void)pthread_mutex_lock(&c->lock);
  b->state = BATCH_READY;
  c->fill++;
  (void)pthread_cond_signal(&c->ready);
  (void)pthread_mutex_unlock(&c->lock);
  drain(c, 0);
}

/* ---- reading ---------------------------------------------------------------------------------------------- */

uint64_t nw_runner_hash(newel_slice line) { return nw_hash64(line.data, line.len, 11); }

static int add_line(crew *c, uint32_t file_index, size_t number, newel_slice line) {
  batch *b = &c->ring[c->fill % c->ring_count];
  item it = {.line_at = b->lines.len, .line_len = line.len, .line_number = number, .file_index = file_index};
  nw_buf_add_slice(&b->lines, line);
  if (b->lines.failed || !nw_vec_push(&c->runner->cli->alloc, &b->items, it)) return nw_say("out of memory");
  if (b->items.count >= BATCH_LINES || b->lines.len >= BATCH_BYTES) hand_over(c);
  return 0;
}

static void run_file(crew *c, uint32_t index) {
  nw_runner *runner = c->runner;
  nw_input input;
  nw_lines lines;
  newel_slice line;
  nw_read got = NW_READ_END;
  uint64_t cases = 0;
  if (nw_input_open(&input, c->files[index]) != 0) {
    c->exit_code = NW_EXIT_ERROR;
    return;
  }
  nw_lines_init(&lines, runner->cli->alloc, &input, NULL);
  while (!c->stopped && (got = nw_lines_next(&lines, &line)) == NW_READ_OK) {
    cases++;
    if (runner->hash_most != 0 && nw_runner_hash(line) > runner->hash_most) continue;
    if (add_line(c, index, lines.number, line) != 0) c->exit_code = NW_EXIT_ERROR, c->stopped = 1;
  }
  if (!c->stopped && (got == NW_READ_FAILED || got == NW_READ_INTERRUPTED)) c->exit_code = nw_exit_of_read(got);
  nw_lines_free(&lines);
  nw_input_close(&input);
  hand_over(c);
  drain(c, 1);
  if (c->stopped || nw_interrupted() || runner->file_ends == NULL) return;
  int code = runner->file_ends(runner->user, c->files[index], cases);
  if (code != 0) c->exit_code = code;
}

/* ---- the crew --------------------------------------------------------------------------------------------- */

static int open_crew(crew *c, nw_runner *runner, char *const *files) {
  newel_error err;
  const nw_alloc *alloc = &runner->cli->alloc;
  memset(c, 0, sizeof *c);
  c->runner = runner;
  c->files = files;
  c->ring_count = runner->jobs == 1 ? 1 : (size_t)BATCHES_A_JOB * runner->jobs;
  c->ids.alloc = *alloc;
  c->ids_of = UINT32_MAX;
  (void)pthread_mutex_init(&c->lock, NULL);
  (void)pthread_cond_init(&c->ready, NULL);
  (void)pthread_cond_init(&c->done, NULL);
  c->ring = nw_zalloc(alloc, c->ring_count * sizeof *c->ring);
  c->runs = nw_zalloc(alloc, runner->jobs * sizeof *c->runs);
  if (c->ring == NULL || c->runs == NULL) return nw_say("out of memory");
  for (size_t i = 0; i < c->ring_count; i++) {
    nw_buf_init(&c->ring[i].lines, *alloc);
    nw_buf_init(&c->ring[i].text, *alloc);
  }
  for (unsigned i = 0; i < runner->jobs; i++)
    if (newel_regress_open(&c->runs[i], runner->engine, runner->guard, &runner->options, &err) != NEWEL_OK) return nw_say_error(&err);
  return 0;
}

static void close_crew(crew *c) {
  const nw_alloc *alloc = &c->runner->cli->alloc;
  for (unsigned i = 0; c->runs != NULL && i < c->runner->jobs; i++) newel_regress_free(c->runs[i]);
  for (size_t i = 0; c->ring != NULL && i < c->ring_count; i++) {
    nw_buf_free(&c->ring[i].lines);
    nw_buf_free(&c->ring[i].text);
    nw_vec_free(alloc, &c->ring[i].items);
  }
  if (c->ring != NULL) nw_free(alloc, c->ring, c->ring_count * sizeof *c->ring);
  if (c->runs != NULL) nw_free(alloc, c->runs, c->runner->jobs * sizeof *c->runs);
  nw_hash_set_free(&c->ids);
  (void)pthread_cond_destroy(&c->done);
  (void)pthread_cond_destroy(&c->ready);
  (void)pthread_mutex_destroy(&c->lock);
}

static int merge_runs(crew *c) {
  newel_error err;
  for (unsigned i = 1; i < c->runner->jobs; i++)
    if (newel_regress_merge(c->runs[0], c->runs[i], &err) != NEWEL_OK) return nw_say_error(&err);
  c->runner->sum = c->runs[0];
  c->runs[0] = NULL;
  return 0;
}

int nw_runner_run(nw_runner *runner, char *const *files, size_t file_count) {
  pthread_t threads[JOBS_MAX];
  hand hands[JOBS_MAX];
  crew c;
  runner->sum = NULL;
  int code = open_crew(&c, runner, files);
  if (code != 0) goto done;
  for (unsigned i = 0; runner->jobs > 1 && i < runner->jobs; i++) {
    hands[i] = (hand){&c, c.runs[i]};
    if (pthread_create(&threads[i], NULL, work, &hands[i]) != 0) break;  /* fewer threads do the same */
    c.started++;
  }
  for (size_t i = 0; i < file_count && !c.stopped && !nw_interrupted(); i++) run_file(&c, (uint32_t)i);
  (void)pthread_mutex_lock(&c.lock);
  c.closing = 1;
  (void)pthread_cond_broadcast(&c.ready);
  (void)pthread_mutex_unlock(&c.lock);
  for (unsigned i = 0; i < c.started; i++) (void)pthread_join(threads[i], NULL);
  code = merge_runs(&c);
  if (code == 0) code = nw_interrupted() ? NW_EXIT_INTERRUPTED : c.exit_code;
done:
  close_crew(&c);
  return code;
}

unsigned nw_jobs(const nw_cli *cli) {
  const char *text = cli->args.value[NW_OPT_JOBS];
  char *end;
  if (text == NULL) {
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1u : online > 64 ? 64u : (unsigned)online;
  }
  unsigned long jobs = strtoul(text, &end, 10);
  if (*text != '\0' && nw_is_digit((unsigned char)*text) && *end == '\0' && jobs >= 1 && jobs <= JOBS_MAX) return (unsigned)jobs;
  (void)nw_say("--jobs is '%s', expected a number from 1 to %d", text, JOBS_MAX);
  return 0;
}
