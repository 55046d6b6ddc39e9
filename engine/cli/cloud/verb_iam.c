/* verb_iam.c - `newel iam`: the least IAM policy for what a policy and a program use. No network. */
#include <string.h>

#include "cli/cloud/cloud.h"
#include "cli/cloud/lock_file.h"
#include "cli/load.h"

/* "judge,invoke" -> bits; 0 after saying which word is none. */
static unsigned uses_of(const char *words) {
  static const struct { const char *word; unsigned use; } uses[] = {
    { "judge", NEWEL_IAM_JUDGE }, { "invoke", NEWEL_IAM_INVOKE }, { "push", NEWEL_IAM_PUSH }, { "doctor", NEWEL_IAM_DOCTOR } };
  unsigned found = 0;
  while (*words != '\0') {
    size_t len = strcspn(words, ","), i = 0;
    while (i < sizeof uses / sizeof *uses && (strlen(uses[i].word) != len || memcmp(uses[i].word, words, len) != 0)) i++;
    if (i == sizeof uses / sizeof *uses) {
      (void)nw_say("option '--for' names '%.*s', expected judge, invoke, push, doctor with commas between", (int)len, words);
      return 0;
    }
    found |= uses[i].use;
    words += len + (words[len] == ',');
  }
  if (found == 0) (void)nw_say("option '--for' names nothing");
  return found;
}

static int print(nw_cli *cli, nw_loaded *loaded, newel_iam_options *options) {
  nw_lock_file file;
  int code = 0;
  if (loaded->policy != NULL) code = nw_lock_file_open(&file, cli, loaded->engine);
  if (code == 0 && loaded->policy != NULL) options->lock = file.lock;
  if (code == 0 && newel_policy_iam(loaded->policy, options, nw_out_write, &cli->out, &loaded->err) != NEWEL_OK)
    code = cli->out.failed ? NW_EXIT_ERROR : nw_say_error(&loaded->err);
  if (loaded->policy != NULL) nw_lock_file_close(&file);
  return code;
}

int nw_verb_iam(nw_cli *cli) {
  nw_loaded loaded;
  newel_iam_options options = NEWEL_IAM_OPTIONS_INIT;
  newel_slice version;  /* permissions do not look at it */
  memset(&loaded, 0, sizeof loaded);
  if (cli->args.file_count > 0) return nw_say("iam takes no FILE, found '%s'", cli->args.files[0]);
  if (nw_given(cli, NW_OPT_FOR) && (options.uses = uses_of(cli->args.value[NW_OPT_FOR])) == 0) return NW_EXIT_ERROR;
  if (!nw_given(cli, NW_OPT_FOR)) options.uses = nw_given(cli, NW_OPT_MODEL) ? NEWEL_IAM_JUDGE | NEWEL_IAM_INVOKE : NEWEL_IAM_JUDGE;
  options.region = newel_slice_of(cli->args.value[NW_OPT_REGION]);
  options.account = newel_slice_of(cli->args.value[NW_OPT_ACCOUNT]);
  nw_cut_guardrail(cli->args.value[NW_OPT_GUARDRAIL], &options.guardrail, &version);
  options.models = newel_slice_of(cli->args.value[NW_OPT_MODEL]);
  int code = nw_given(cli, NW_OPT_POLICY) ? nw_load(cli, &loaded) : 0;
  if (code == 0) code = print(cli, &loaded, &options);
  nw_unload(&loaded);
  return code;
}
