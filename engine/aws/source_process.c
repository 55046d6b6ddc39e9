/* credential_process: a program of the user's own that prints keys.
 *
 *   credential_process = /opt/bin/keys --account "my account"
 *   {"Version": 1, "AccessKeyId": "…", "SecretAccessKey": "…", "SessionToken": "…", "Expiration": "2026-03-01T12:00:00Z"}
 *
 * No shell runs: the line is cut at blanks; quotes and backslashes keep them, and a variable or a pipe is a word like any other.
 * Source: AWS SDKs and Tools Reference Guide, "Process credential provider". */
#include "aws/credentials.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"

enum { WORDS = 64, RUN_MS = 60000 };

/* Cuts `text` into words in place of a copy (NUL-ended). 1, or 0 for an open quote or too many words. */
static int cut_words(char *text, char *argv[WORDS + 1]) {
  size_t count = 0;
  char *in = text, *out = text;
  for (;;) {
    while (nw_is_space((unsigned char)*in)) in++;
    if (*in == '\0') break;
    if (count == WORDS) return 0;
    argv[count++] = out;
    for (char quote = '\0'; *in != '\0' && (quote != '\0' || !nw_is_space((unsigned char)*in)); in++) {
      if (*in == '\\' && quote != '\'' && in[1] != '\0') *out++ = *++in;
      else if (quote == '\0' && (*in == '"' || *in == '\'')) quote = *in;
      else if (*in == quote) quote = '\0';
      else *out++ = *in;
      if (in[1] == '\0' && quote != '\0') return 0;
    }
    int more = *in != '\0';
    *out++ = '\0';
    if (!more) break;
    in++;
  }
  argv[count] = NULL;
  return count > 0;
}

static int version_holds(nw_resolver *r, newel_slice text) {
  nw_arena arena;
  nw_json_node *root = NULL;
  int64_t version = 0;
  nw_arena_init(&arena, r->alloc);
  int ok = nw_json_parse(&root, &arena, text, 100, NULL) == NEWEL_OK && root->type == NW_JSON_T_OBJECT;
  const nw_json_node *node = ok ? nw_json_member(root, "Version") : NULL;
  ok = node != NULL && nw_json_int(node, &version) && version == 1;
  nw_arena_free(&arena);
  return ok;
}

static int read_output(nw_resolver *r, const nw_plan_step *step, newel_slice text, nw_identity *out, newel_error *err) {
  static const nw_json_names names = { "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId" };
  int code = nw_resolver_json(r, text, NULL, &names, "process", "credential_process", out, err);
  if (code == NEWEL_OK && !version_holds(r, text))
    return nw_fail(err, NEWEL_E_CREDENTIALS, "credential_process of profile \"%.*s\" printed no \"Version\": 1",
                   (int)step->profile.len, step->profile.data);
  return code;
}

int nw_source_process(nw_resolver *r, const nw_plan_step *step, nw_identity *out, newel_error *err) {
  nw_buf line, output;
  char *argv[WORDS + 1];
  nw_buf_init_secret(&line, r->alloc);
  nw_buf_init_secret(&output, r->alloc);
  nw_buf_add_slice(&line, step->command);
  nw_buf_add_char(&line, '\0');
  uint64_t now = r->world->now_ms(r->world->user), left = r->deadline_ms > now ? r->deadline_ms - now : 0;
  int code, status = -1;
  if (line.failed) {
    code = nw_fail_nomem(err);
  } else if (!cut_words(line.data, argv)) {
    code = nw_fail(err, NEWEL_E_CREDENTIALS, "credential_process of profile \"%.*s\" has an open quote or too many words",
                   (int)step->profile.len, step->profile.data);
  } else {
    status = r->world->run(r->world->user, argv, left < RUN_MS ? left : RUN_MS, &output);
    code = output.failed ? nw_fail_nomem(err)
           : status == 0 ? read_output(r, step, nw_buf_slice(&output), out, err)
           : status == -2 ? nw_fail(err, NEWEL_E_CREDENTIALS, "credential_process of profile \"%.*s\" did not end in time",
                                    (int)step->profile.len, step->profile.data)
                          : nw_fail_advice(err, NEWEL_E_CREDENTIALS, "run the command by hand; it is run without a shell",
                                           "credential_process of profile \"%.*s\" ended with status %d", (int)step->profile.len,
                                           step->profile.data, status);
  }
  nw_buf_free(&line);
  nw_buf_free(&output);
  return code;
}
