/* verb_push.c - `newel push`: the policy becomes a guardrail, and newel.lock says which. */
#include <stdio.h>

#include "base/slice.h"
#include "cli/cloud/cloud.h"
#include "cli/cloud/lock_file.h"
#include "cli/load.h"
#include "json/writer.h"

/* A request of a dry run: one JSON object a line. */
static void show_request(void *user, newel_slice operation, newel_slice parameters) {
  nw_cli *cli = user;
  nw_json_writer w;
  nw_json_writer_init(&w, nw_out_write, &cli->out, 0);
  nw_json_object(&w);
  nw_json_key_text(&w, "operation", operation);
  nw_json_key_raw(&w, "parameters", parameters);
  nw_json_close(&w);
  nw_json_newline(&w);
  (void)nw_json_writer_end(&w);
}

static void show_json(nw_cli *cli, const newel_lock_entry *entry, const newel_push *done) {
  nw_json_writer w;
  nw_json_writer_init(&w, nw_out_write, &cli->out, 1);
  nw_json_object(&w);
  nw_json_key_text(&w, "name", entry->name);
  nw_json_key_text(&w, "account", entry->account);
  nw_json_key_text(&w, "region", entry->region);
  nw_json_key_text(&w, "id", entry->id);
  nw_json_key_text(&w, "arn", entry->arn);
  nw_json_key_text(&w, "version", entry->version);
  nw_json_key_text(&w, "projection", entry->projection);
  nw_json_key_bool(&w, "created", done->created);
  nw_json_key_bool(&w, "updated", done->updated);
  nw_json_key_bool(&w, "published", done->published);
  nw_json_key_uint(&w, "changes", done->changes);
  nw_json_close(&w);
  nw_json_newline(&w);
  (void)nw_json_writer_end(&w);
}

static void show_text(nw_cli *cli, const newel_lock_entry *entry, const newel_push *done) {
  nw_out *out = &cli->out;
  nw_out_printf(out, "guardrail '%.*s' (%.*s, %.*s): ", (int)entry->name.len, entry->name.data, (int)entry->id.len,
                entry->id.data, (int)entry->region.len, entry->region.data);
  if (done->created) nw_out_text(out, "created");
  else if (done->updated) nw_out_printf(out, "%zu changes", done->changes);
  else nw_out_text(out, "no changes");
  nw_out_printf(out, done->published ? ", version %.*s published\n" : ", version %.*s\n", (int)entry->version.len,
                entry->version.data);
}

static int write_stderr(void *user, const char *data, size_t len) {
  (void)user;
  return fwrite(data, 1, len, stderr) == len ? 0 : -1;
}

/* What Bedrock would refuse (W0801, W0803) is refused here, with its line; --yes lets an account with higher quotas try. */
static int check_quotas(const nw_cli *cli, const newel_diagnostics *diags) {
  size_t found = 0;
  for (size_t i = 0; i < newel_diagnostics_total(diags); i++) {
    newel_diagnostic one = newel_diagnostics_at(diags, i);
    found += nw_slice_is(one.code, "W0801") || nw_slice_is(one.code, "W0803");
  }
  if (found == 0 || nw_given(cli, NW_OPT_YES)) return 0;
  (void)newel_diagnostics_write(diags, cli->err_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT, write_stderr, NULL, NULL);
  (void)nw_say("nothing was sent: Bedrock would refuse it (W0801, W0803); --yes sends it all the same");
  return NW_EXIT_POLICY;
}

static int push(nw_cli *cli, nw_cloud *cloud, const nw_loaded *loaded, nw_lock_file *file) {
  newel_guardrail_options options = NEWEL_GUARDRAIL_OPTIONS_INIT;
  newel_push done;
  newel_error err;
  nw_cloud_guardrail(&options, cloud, cli);
  options.dry_run = nw_given(cli, NW_OPT_DRY_RUN);
  options.draft_only = nw_given(cli, NW_OPT_DRAFT);
  options.guard_id = newel_slice_of(newel_guard_id(loaded->guard));
  options.on_request = show_request;
  int failed = newel_guardrail_push(cloud->client, loaded->policy, file->lock, &options, &done, &err);
  int code = options.dry_run ? 0 : nw_lock_file_save(file);  /* after a failure too: what was made must not be lost */
  if (failed != NEWEL_OK) return nw_say_error(&err);
  if (code != 0) return code;
  if (!options.dry_run && nw_given(cli, NW_OPT_JSON)) show_json(cli, &done.entry, &done);
  else if (!options.dry_run) show_text(cli, &done.entry, &done);
  else if (!done.created && !done.updated && !done.published) (void)fprintf(stderr, "newel: nothing would be sent\n");
  return 0;
}

int nw_verb_push(nw_cli *cli) {
  nw_loaded loaded;
  nw_lock_file file;
  nw_cloud cloud;
  int code = nw_load(cli, &loaded);
  if (code == 0 && loaded.of_policy != NULL) code = check_quotas(cli, loaded.of_policy);
  if (code == 0) {
    code = nw_lock_file_open(&file, cli, loaded.engine);
    if (code == 0) {
      code = nw_cloud_open(&cloud, cli, loaded.engine);
      if (code == 0) code = push(cli, &cloud, &loaded, &file);
      nw_cloud_close(&cloud);
    }
    nw_lock_file_close(&file);
  }
  nw_unload(&loaded);
  return code;
}
