/* verb_models.c - `newel models`: foundation models of the region, as a table.
 *
 *   newel models --provider Amazon --streaming nova
 *   id                          provider  in          out   stream  inference
 *   amazon.nova-lite-v1:0       Amazon    TEXT,IMAGE  TEXT  yes     ON_DEMAND */
#include "base/slice.h"
#include "cli/cloud/answer.h"
#include "cli/color.h"
#include "json/writer.h"

enum { COLUMNS = 6 };

typedef struct row { newel_slice cell[COLUMNS]; } row;

typedef struct models {
  nw_cli        *cli;
  nw_arena       arena;
  NW_VEC(row)    rows;
  nw_json_writer w;
  int            failed;
} models;

static int keep_row(void *user, const newel_model *model) {
  models *m = user;
  newel_slice lifecycle = nw_slice_is(model->lifecycle, "ACTIVE") ? nw_slice(NULL, 0) : model->lifecycle;
  const newel_slice cells[COLUMNS] = {model->id,
                                      model->provider,
                                      model->inputs,
                                      model->outputs,
                                      model->streams ? NW_LIT("yes") : NW_LIT("no"),
                                      lifecycle.len > 0 ? lifecycle : model->inference};
  row kept;
  for (size_t i = 0; i < COLUMNS; i++) {
    kept.cell[i] = nw_arena_copy(&m->arena, cells[i]);
    if (kept.cell[i].data == NULL) m->failed = 1;
  }
  if (!m->failed && !nw_vec_push(&m->cli->alloc, &m->rows, kept)) m->failed = 1;
  return m->failed;
}

static int write_json_row(void *user, const newel_model *model) {
  models *m = user;
  nw_json_writer *w = &m->w;
  nw_json_object(w);
  nw_json_key_text(w, "id", model->id);
  nw_json_key_text(w, "arn", model->arn);
  nw_json_key_text(w, "name", model->name);
  nw_json_key_text(w, "provider", model->provider);
  nw_json_key_text(w, "inputs", model->inputs);
  nw_json_key_text(w, "outputs", model->outputs);
  nw_json_key_text(w, "inference", model->inference);
  nw_json_key_text(w, "customizations", model->customizations);
  nw_json_key_text(w, "lifecycle", model->lifecycle);
  nw_json_key_bool(w, "streams", model->streams);
  nw_json_close(w);
  return 0;
}

static void write_table(models *m) {
  static const char *const heads[COLUMNS] = {"id", "provider", "in", "out", "stream", "inference"};
  nw_out *out = &m->cli->out;
  size_t width[COLUMNS];
  for (size_t i = 0; i < COLUMNS; i++) {
    width[i] = newel_slice_of(heads[i]).len;
    for (size_t r = 0; r < m->rows.count; r++)
      if (nw_text_columns(m->rows.at[r].cell[i]) > width[i]) width[i] = nw_text_columns(m->rows.at[r].cell[i]);
  }
  for (size_t r = 0; r <= m->rows.count; r++)
    for (size_t i = 0; i < COLUMNS; i++) {
      newel_slice cell = r == 0 ? newel_slice_of(heads[i]) : m->rows.at[r - 1].cell[i];
      nw_show_text(out, cell, " ");
      if (i + 1 < COLUMNS) nw_out_repeat(out, ' ', width[i] - nw_text_columns(cell) + 2);
      else nw_out_text(out, "\n");
    }
}

static int list(models *m, const newel_models *request, nw_cloud *cloud) {
  newel_error err;
  int json = nw_given(m->cli, NW_OPT_JSON);
  nw_json_writer_init(&m->w, nw_out_write, &m->cli->out, 0);
  if (json) nw_json_array(&m->w);
  int code = newel_client_models(cloud->client, request, &cloud->call, json ? write_json_row : keep_row, m, cloud->body, &err);
  if (code != NEWEL_OK) return nw_say_call(code, &err, cloud->body);
  if (m->failed) return nw_say("out of memory");
  if (json) {
    nw_json_close(&m->w);
    nw_json_newline(&m->w);
    (void)nw_json_writer_end(&m->w);
  } else if (m->rows.count == 0) (void)nw_say("no model fits; the list is the region's: see --region");
  else write_table(m);
  return 0;
}

int nw_verb_models(nw_cli *cli) {
  models m = {.cli = cli};
  newel_models request = NEWEL_MODELS_INIT;
  nw_cloud cloud;
  if (cli->args.file_count > 1) return nw_say("one WORD at most, a part of an id or a name");
  nw_arena_init(&m.arena, cli->alloc);
  request.word = newel_slice_of(cli->args.file_count == 1 ? cli->args.files[0] : NULL);
  request.provider = newel_slice_of(cli->args.value[NW_OPT_PROVIDER]);
  request.input = newel_slice_of(cli->args.value[NW_OPT_INPUT]);
  request.output = newel_slice_of(cli->args.value[NW_OPT_OUTPUT]);
  request.inference = newel_slice_of(cli->args.value[NW_OPT_INFERENCE]);
  request.streaming = nw_given(cli, NW_OPT_STREAMING);
  request.active = nw_given(cli, NW_OPT_ACTIVE);
  int code = nw_cloud_open(&cloud, cli, NULL);
  if (code == 0) code = list(&m, &request, &cloud);
  nw_cloud_close(&cloud);
  nw_vec_free(&cli->alloc, &m.rows);
  nw_arena_free(&m.arena);
  return code;
}
