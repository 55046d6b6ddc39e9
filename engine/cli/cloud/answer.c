#include "cli/cloud/answer.h"

#include <string.h>

#include "base/slice.h"
#include "cli/input.h"
#include "json/writer.h"

/* ---- options ---- */

static int is_version(newel_slice text) {
  if (nw_slice_is(text, "DRAFT")) return 1;
  for (size_t i = 0; i < text.len; i++)
    if (!nw_is_digit((unsigned char)text.data[i])) return 0;
  return text.len >= 1 && text.len <= 8 && text.data[0] != '0';
}

int nw_guardrail_option(const nw_cli *cli, newel_guardrail_ref *out) {
  const char *text = cli->args.value[NW_OPT_GUARDRAIL];
  memset(out, 0, sizeof *out);
  if (text == NULL) return 0;
  const char *colon = strrchr(text, ':');
  if (colon == NULL || colon == text || !is_version(newel_slice_of(colon + 1)))
    return nw_say("option '--guardrail' is '%s', expected ID:VERSION or ARN:VERSION, the version a number or DRAFT", text);
  out->id = nw_slice(text, (size_t)(colon - text));
  out->version = newel_slice_of(colon + 1);
  return 0;
}

int nw_params_option(const nw_cli *cli, nw_option_id id, nw_buf *out) {
  const char *text = cli->args.value[id];
  if (text == NULL) return 0;
  if (text[0] != '@') {
    nw_buf_add_text(out, text);
    return out->failed ? nw_say("out of memory") : 0;
  }
  nw_read got = nw_input_load(text + 1, out);
  return got == NW_READ_OK ? 0 : nw_exit_of_read(got);
}

long nw_count_option(const nw_cli *cli, nw_option_id id, long most) {
  const char *text = cli->args.value[id];
  long value = 0;
  if (text == NULL) return 0;
  for (const char *c = text; *c != '\0' && value >= 0; c++)
    value = nw_is_digit((unsigned char)*c) && value <= most ? value * 10 + (*c - '0') : -1;
  if (value >= 1 && value <= most) return value;
  (void)nw_say("option '--%s' is '%s', expected a number from 1 to %ld", nw_options[id].name, text, most);
  return -1;
}

int nw_text_arguments(const nw_cli *cli, nw_buf *out) {
  for (int i = 0; i < cli->args.file_count; i++) {
    if (i > 0) nw_buf_add_char(out, ' ');
    nw_buf_add_text(out, cli->args.files[i]);
  }
  if (cli->args.file_count > 0) return out->failed ? nw_say("out of memory") : 0;
  nw_read got = nw_input_load("-", out);
  if (got != NW_READ_OK) return nw_exit_of_read(got);
  if (out->len > 0 && out->data[out->len - 1] == '\n') out->len--;
  return 0;
}

/* ---- answers ---- */

void nw_write_answer(nw_cli *cli, const newel_body *body) {
  nw_out_slice(&cli->out, newel_body_json(body));
  nw_out_text(&cli->out, "\n");
}

void nw_write_event(nw_cli *cli, newel_slice name, newel_slice payload) {
  nw_json_writer w;
  nw_json_writer_init(&w, nw_out_write, &cli->out, 0);
  nw_json_object(&w);
  nw_json_key_text(&w, "event", name);
  nw_json_key(&w, "payload");
  if (payload.len > 0) nw_json_raw(&w, payload);
  else nw_json_null(&w);
  nw_json_close(&w);
  nw_json_newline(&w);
  (void)nw_json_writer_end(&w);
  nw_out_flush(&cli->out);
}

int nw_say_call(int code, const newel_error *err, const newel_body *body) {
  if (code == NEWEL_E_CANCELLED) return nw_interrupted() ? NW_EXIT_INTERRUPTED : NW_EXIT_ERROR;
  int exit_code = nw_say_error(err);
  newel_slice id = newel_body_request_id(body);
  if (id.len > 0)
    (void)nw_say("request id %.*s, %u attempt%s", (int)id.len, id.data, newel_body_attempts(body),
                 newel_body_attempts(body) == 1 ? "" : "s");
  return exit_code;
}

newel_slice nw_text_member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = nw_typed_member(node, key, NW_JSON_T_STRING);
  return found == NULL ? nw_slice(NULL, 0) : found->text;
}

const nw_json_node *nw_typed_member(const nw_json_node *node, const char *key, nw_json_type type) {
  const nw_json_node *found = node == NULL || node->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(node, key);
  return found != NULL && found->type == type ? found : NULL;
}

/* Does any "action" below the node say this word? Depth is bounded by the JSON reader. */
static int says_action(const nw_json_node *node, const char *word) {
  if (nw_slice_is(nw_text_member(node, "action"), word)) return 1;
  for (const nw_json_node *child = node->first; child != NULL; child = child->next)
    if (says_action(child, word)) return 1;
  return 0;
}

nw_outcome nw_outcome_of(int intervened, const nw_json_node *trace) {
  if (!intervened) return NW_OUTCOME_PASSED;
  if (trace == NULL || says_action(trace, "BLOCKED") || !says_action(trace, "ANONYMIZED")) return NW_OUTCOME_BLOCKED;
  return NW_OUTCOME_MASKED;
}

int nw_say_outcome(nw_outcome outcome) {
  if (outcome == NW_OUTCOME_BLOCKED) (void)nw_say("the guardrail blocked it");
  if (outcome == NW_OUTCOME_MASKED) (void)nw_say("the guardrail masked parts of it");
  return outcome == NW_OUTCOME_BLOCKED ? NW_EXIT_DENIED : 0;
}

/* ---- base64 ---- */

static unsigned value_of(char c) {
  if (nw_is_upper((unsigned char)c)) return (unsigned)(c - 'A');
  if (nw_is_lower((unsigned char)c)) return (unsigned)(c - 'a') + 26;
  if (nw_is_digit((unsigned char)c)) return (unsigned)(c - '0') + 52;
  return c == '+' ? 62 : c == '/' ? 63 : 64;
}

void nw_base64_decode(nw_buf *out, newel_slice text) {
  unsigned bits = 0, have = 0;
  for (size_t i = 0; i < text.len && value_of(text.data[i]) < 64; i++) {
    bits = (bits << 6 | value_of(text.data[i])) & 0xffff;
    have += 6;
    if (have < 8) continue;
    have -= 8;
    nw_buf_add_char(out, (char)(unsigned char)(bits >> have & 0xff));
  }
}
