/* verb_train.c - `newel train JUDGE --data DIR --out FILE`: learns the weights of a local judge from labelled texts.
 *
 *   tagger    {"id", "text", "spans": [{"start", "end", "type"}]}: names and addresses (train/tagger.h)
 *
 * The same files give the same bytes. What was held back is printed on stderr. One thread.
 */
#include <inttypes.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/input.h"
#include "cli/runner.h"
#include "train/tagger.h"

/* A judge that can be trained: reads `paths`, fills `file`. */
typedef struct nw_trainee {
  const char *name;
  int       (*train)(nw_cli *cli, const nw_paths *paths, nw_buf *file);
} nw_trainee;

/* ---- tagger ----------------------------------------------------------------------------------------------- */

static int add_file(nw_cli *cli, nw_tagger_trainer *trainer, const char *path) {
  nw_input input;
  nw_lines lines;
  newel_slice line;
  newel_error err;
  int code = nw_input_open(&input, path);
  if (code != 0) return code;
  nw_lines_init(&lines, cli->alloc, &input, NULL);
  nw_read got;
  while (code == 0 && (got = nw_lines_next(&lines, &line)) != NW_READ_END) {
    if (got != NW_READ_OK) code = nw_exit_of_read(got);
    else if (nw_tagger_trainer_add(trainer, line, &err) != NEWEL_OK) code = nw_say("%s:%zu: %s", path, lines.number, err.message);
  }
  nw_lines_free(&lines);
  nw_input_close(&input);
  return code;
}

static void say_figures(const nw_tagger_trainer *trainer) {
  static const char *const questions[NW_TAG_LANES] = { "a name begins", "a name goes on", "an address begins", "an address goes on" };
  for (unsigned lane = 0; lane < NW_TAG_LANES; lane++) {
    nw_tagger_figures f = nw_tagger_trainer_figures(trainer, (nw_tag_lane)lane);
    (void)nw_say("%s: learnt from %" PRIu64 " questions; of %" PRIu64 " held back: yes %" PRIu64 " right, %" PRIu64 " wrong, %" PRIu64
                 " missed", questions[lane], f.learnt, f.asked, f.right_yes, f.wrong_yes, f.missed);
  }
}

static int train_tagger(nw_cli *cli, const nw_paths *paths, nw_buf *file) {
  nw_tagger_trainer *trainer;
  newel_error err;
  int code = 0;
  if (nw_tagger_trainer_new(&trainer, &cli->alloc, &err) != NEWEL_OK) return nw_say_error(&err);
  for (size_t i = 0; code == 0 && i < paths->list.count; i++) code = add_file(cli, trainer, paths->list.at[i]);
  if (code == 0 && nw_tagger_trainer_learn(trainer, 0, file, &err) != NEWEL_OK) code = nw_say_error(&err);
  if (code == 0) say_figures(trainer);
  nw_tagger_trainer_free(trainer);
  return code;
}

/* ---- the verb --------------------------------------------------------------------------------------------- */

static const nw_trainee trainees[] = { { "tagger", train_tagger } };

static const nw_trainee *trainee_of(const nw_cli *cli) {
  for (size_t i = 0; cli->args.file_count == 1 && i < sizeof trainees / sizeof trainees[0]; i++)
    if (strcmp(trainees[i].name, cli->args.files[0]) == 0) return &trainees[i];
  return NULL;
}

static int write_file(const char *path, const nw_buf *file) {
  nw_out out;
  int code = nw_out_create(&out, path, 0666);
  if (code != 0) return code;
  nw_out_slice(&out, nw_buf_slice(file));
  return nw_out_close(&out);
}

int nw_verb_train(nw_cli *cli) {
  const nw_trainee *trainee = trainee_of(cli);
  const char *data = cli->args.value[NW_OPT_DATA], *out = cli->args.value[NW_OPT_OUT];
  if (trainee == NULL) return nw_say("name one judge to train: newel train tagger");
  if (data == NULL || out == NULL) return nw_say("name the texts and the model: --data DIR --out FILE");
  char *folder = (char *)(uintptr_t)data;
  nw_paths paths = { .alloc = cli->alloc };
  nw_buf file;
  nw_buf_init(&file, cli->alloc);
  int code = nw_paths_of(&paths, cli, &folder, 1);
  if (code == 0) code = trainee->train(cli, &paths, &file);
  if (code == 0) code = write_file(out, &file);
  nw_buf_free(&file);
  nw_paths_free(&paths);
  return code;
}
