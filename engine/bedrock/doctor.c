/* The report, and the checks that come first: is there a region, are there keys, whose are they, is the clock right?
 *
 *   settings ► credentials ► GetCallerIdentity (STS; its Date tells the clock) ► guardrail ► model
 *
 * A check that fails does not end the examination; those that cannot be made without it say "skipped". */
#include "bedrock/doctor.h"

#include <stdarg.h>
#include <stdio.h>

#include "aws/time.h"
#include "aws/xml.h"
#include "base/error.h"
#include "base/slice.h"

enum { CALL_MS = 20000, NODES = 20000, SKEW_WARNS_S = 60, SKEW_FAILS_S = 240, NAME_WIDTH = 12, LINE_BYTES = 900, ENDS_SOON_S = 900 };

#define TEXT_OF(slice) (int)(slice).len, (slice).data == NULL ? "" : (slice).data

/* ---- the report ---- */

static const char *const words[] = { "ok", "warning", "failed", "skipped" };
static const char *const colors[] = { "\033[32m", "\033[33m", "\033[31m", "\033[2m" };

static void put(nw_doctor *d, const char *text) {
  if (d->code == NEWEL_OK && d->write(d->user, text, strlen(text)) != 0)
    d->code = nw_fail(d->err, NEWEL_E_IO, "the report could not be written");
}

static void put_lines(nw_doctor *d, const char *name, nw_check status, const char *advice, const char *found) {
  char line[LINE_BYTES + 256];
  const int color = d->render == NEWEL_RENDER_COLOR;
  snprintf(line, sizeof line, "%s%-8s%s %-*s %s\n", color ? colors[status] : "", words[status], color ? "\033[0m" : "", NAME_WIDTH, name,
           found);
  put(d, line);
  if (advice[0] == '\0' || status == NW_CHECK_OK) return;
  snprintf(line, sizeof line, "%*s-> %s\n", NAME_WIDTH + 10, "", advice);
  put(d, line);
}

static void put_json(nw_doctor *d, const char *name, nw_check status, const char *advice, const char *found) {
  nw_json_writer *w = &d->json;
  nw_json_object(w);
  nw_json_key_cstr(w, "name", name);
  nw_json_key_cstr(w, "status", words[status]);
  nw_json_key_cstr(w, "found", found);
  if (advice[0] != '\0' && status != NW_CHECK_OK) nw_json_key_cstr(w, "advice", advice);
  nw_json_close(w);
}

void nw_doctor_say(nw_doctor *d, const char *name, nw_check status, const char *advice, const char *found, ...) {
  char text[LINE_BYTES];
  va_list args;
  va_start(args, found);
  (void)vsnprintf(text, sizeof text, found, args);
  va_end(args);
  if (d->code != NEWEL_OK) return;
  d->failed += status == NW_CHECK_FAILED;
  for (char *c = text; *c != '\0'; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7F) *c = ' ';
  if (d->render == NEWEL_RENDER_JSON) put_json(d, name, status, advice, text);
  else put_lines(d, name, status, advice, text);
}

void nw_doctor_say_error(nw_doctor *d, const char *name, const newel_error *err) {
  nw_doctor_say(d, name, NW_CHECK_FAILED, err->advice, "%s", err->message);
}

newel_slice nw_doctor_member(const nw_json_node *object, const char *name) {
  const nw_json_node *found = object == NULL || object->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(object, name);
  int has_text = found != NULL && found->type != NW_JSON_T_NULL && found->type != NW_JSON_T_OBJECT && found->type != NW_JSON_T_ARRAY;
  return has_text ? found->text : nw_slice(NULL, 0);
}

/* ---- calls ---- */

static uint32_t left_ms(const nw_doctor *d) {
  uint64_t now = d->client->world.now_ms(d->client->world.user), left = d->deadline_ms > now ? d->deadline_ms - now : 0;
  return left > CALL_MS ? CALL_MS : left == 0 ? 1 : (uint32_t)left;
}

static void end_with(nw_doctor *d, int code, const newel_error *err) {
  if (code != NEWEL_E_NOMEM && code != NEWEL_E_CANCELLED) return;
  d->code = code;
  if (d->err != NULL) *d->err = *err;
}

static int pass_by(void *user, newel_slice name, newel_slice payload) { return (void)user, (void)name, (void)payload, 0; }

static int streams(const char *operation) {
  size_t i = 0;
  while (newel_operation_at(i).name != NULL && strcmp(newel_operation_at(i).name, operation) != 0) i++;
  return newel_operation_at(i).streams;
}

int nw_doctor_call(nw_doctor *d, const char *operation, const nw_buf *params, newel_error *err) {
  newel_call_options options = NEWEL_CALL_OPTIONS_INIT;
  nw_json_node *root = NULL;
  d->answer = NULL;
  if (d->code != NEWEL_OK) return d->code;
  options.deadline_ms = left_ms(d);
  options.cancel = d->options->cancel;
  if (streams(operation)) options.on_event = pass_by;
  int code = params->failed ? nw_fail_nomem(err)
                            : newel_client_call(d->client, newel_slice_of(operation), nw_buf_slice(params), &options, d->body, err);
  if (code == NEWEL_OK && newel_body_json(d->body).len > 0) code = nw_json_parse(&root, &d->arena, newel_body_json(d->body), NODES, err);
  d->answer = root;
  end_with(d, code, err);
  return code;
}

/* ---- settings ---- */

static void check_region(nw_doctor *d) {
  const nw_aws_config *c = &d->client->config;
  const newel_slice none = { NULL, 0 };
  nw_endpoint endpoint;
  nw_doctor_say(d, "region", NW_CHECK_OK, "", "%.*s (%.*s), profile %.*s", TEXT_OF(c->region), TEXT_OF(c->region_source),
                TEXT_OF(c->profile));
  if (nw_aws_config_endpoint(&endpoint, c, NW_SERVICE_BEDROCK_RUNTIME, none, NULL) != NEWEL_OK) return;
  nw_doctor_say(d, "endpoint", NW_CHECK_OK, "", "%.*s://%.*s%.*s%s%s", TEXT_OF(endpoint.scheme), TEXT_OF(endpoint.host),
                TEXT_OF(endpoint.path), c->urls[NW_SERVICE_BEDROCK_RUNTIME].len > 0 ? ", set by you" : "",
                c->proxy.len > 0 ? ", through a proxy" : "");
}

static void time_left(char *out, size_t size, int64_t seconds) {
  if (seconds < 120) snprintf(out, size, "%lld seconds", (long long)(seconds < 0 ? 0 : seconds));
  else if (seconds < 7200) snprintf(out, size, "%lld minutes", (long long)(seconds / 60));
  else snprintf(out, size, "%lld hours", (long long)(seconds / 3600));
}

static void say_keys(nw_doctor *d, const nw_identity *identity) {
  char hold[64] = "for ever";
  int64_t left = identity->expires_s - d->client->world.now_s(d->client->world.user);
  newel_slice id = identity->key.key_id, end = id.len > 8 ? nw_slice(id.data + id.len - 4, 4) : NW_LIT("?");
  if (identity->expires_s > 0) time_left(hold, sizeof hold, left);
  nw_check status = identity->expires_s > 0 && left < ENDS_SOON_S ? NW_CHECK_WARNING : NW_CHECK_OK;
  nw_doctor_say(d, "credentials", status, "renew them: sign in again, or see why their source does not",
                "%s, key \xE2\x80\xA6%.*s, hold %s%s%s%.*s", identity->source, TEXT_OF(end),
                identity->expires_s > 0 ? "for " : "", hold, identity->account_id.len > 0 ? ", account " : "",
                TEXT_OF(identity->account_id));
}

/* 1 when there are keys of AWS (a Bedrock API key alone tells no account). */
static int check_credentials(nw_doctor *d) {
  const nw_aws_config *c = &d->client->config;
  nw_identity identity;
  newel_error err = { 0 };
  if (c->bearer.len > 0) {
    nw_doctor_say(d, "credentials", NW_CHECK_OK, "", "a Bedrock API key (%.*s); InvokeAgent and Retrieve need AWS credentials beside it",
                  TEXT_OF(c->bearer_source));
    return 0;
  }
  nw_identity_init(&identity, d->client->alloc);
  int code = nw_aws_identity(d->client->aws, left_ms(d), &identity, &err);
  if (code == NEWEL_OK) say_keys(d, &identity);
  else nw_doctor_say_error(d, "credentials", &err);
  end_with(d, code, &err);
  nw_identity_free(&identity);
  return code == NEWEL_OK;
}

/* ---- who we are, and what time it is ---- */

static void check_clock(nw_doctor *d, const nw_http_response *response) {
  int64_t theirs, ours = d->client->world.now_s(d->client->world.user);
  if (!nw_time_parse_http(nw_http_header_of(response->headers.at, response->headers.count, "date"), &theirs)) {
    nw_doctor_say(d, "clock", NW_CHECK_SKIPPED, "", "no answer of AWS told the time");
    return;
  }
  int64_t off = ours - theirs, by = off < 0 ? -off : off;
  nw_check status = by >= SKEW_FAILS_S ? NW_CHECK_FAILED : by >= SKEW_WARNS_S ? NW_CHECK_WARNING : NW_CHECK_OK;
  if (by <= 1) nw_doctor_say(d, "clock", NW_CHECK_OK, "", "as that of AWS");
  else
    nw_doctor_say(d, "clock", status, "set the clock of this machine (NTP): signatures are refused from five minutes on",
                  "%lld seconds %s that of AWS", (long long)by, off >= 0 ? "ahead of" : "behind");
}

static void check_caller(nw_doctor *d) {
  static const nw_http_header headers[] = { { { "Content-Type", 12 }, { "application/x-www-form-urlencoded; charset=utf-8", 48 } } };
  const nw_aws_request request = { .service = NW_SERVICE_STS, .method = NW_LIT("POST"), .path = NW_LIT("/"), .headers = headers,
                                   .header_count = 1, .body = NW_LIT("Action=GetCallerIdentity&Version=2011-06-15"),
                                   .cancel = d->options->cancel };
  nw_aws_answer answer;
  newel_error err = { 0 };
  nw_aws_answer_init(&answer, d->client->alloc);
  int code = nw_aws_send(d->client->aws, &request, left_ms(d), &answer, &err);
  const newel_slice xml = nw_buf_slice(&answer.response.body), arn = nw_xml_text(xml, "Arn"), account = nw_xml_text(xml, "Account");
  if (code == NEWEL_OK && arn.len > 0)
    nw_doctor_say(d, "identity", NW_CHECK_OK, "", "%.*s, account %.*s", TEXT_OF(arn), TEXT_OF(account));
  else if (code == NEWEL_OK) nw_doctor_say(d, "identity", NW_CHECK_WARNING, "is the endpoint of STS right?", "sts gave no identity");
  else nw_doctor_say_error(d, "identity", &err);
  end_with(d, code, &err);
  check_clock(d, &answer.response);
  nw_aws_answer_free(&answer);
}

/* ---- all of it ---- */

static void examine(nw_doctor *d) {
  check_region(d);
  int has_keys = check_credentials(d), has_bearer = d->client->config.bearer.len > 0;
  if (has_keys) check_caller(d);
  else nw_doctor_say(d, "identity", NW_CHECK_SKIPPED, "", has_bearer ? "an API key does not tell whose it is" : "there are no credentials");
  if (has_keys || has_bearer) {
    nw_doctor_guardrail(d);
    nw_doctor_model(d);
  } else {
    nw_doctor_say(d, "guardrail", NW_CHECK_SKIPPED, "", "there are no credentials");
    nw_doctor_say(d, "model", NW_CHECK_SKIPPED, "", "there are no credentials");
  }
}

static void write_report(nw_doctor *d) {
  if (d->render != NEWEL_RENDER_JSON) {
    examine(d);
    return;
  }
  nw_json_writer_init(&d->json, d->write, d->user, 0);
  nw_json_object(&d->json);
  nw_json_key(&d->json, "checks");
  nw_json_array(&d->json);
  examine(d);
  nw_json_close(&d->json);
  nw_json_key_bool(&d->json, "healthy", d->failed == 0);
  nw_json_close(&d->json);
  nw_json_newline(&d->json);
  if (nw_json_writer_end(&d->json) != 0 && d->code == NEWEL_OK) d->code = nw_fail(d->err, NEWEL_E_IO, "the report could not be written");
}

int newel_client_doctor(newel_client *client, const newel_doctor_options *options, newel_render render, newel_write_fn write, void *user,
                        size_t *failed, newel_error *err) {
  const newel_doctor_options none = NEWEL_DOCTOR_OPTIONS_INIT;
  nw_error_clear(err);
  if (options == NULL) options = &none;
  if (client == NULL || write == NULL || failed == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_doctor: 'client', 'write' or 'failed' is NULL");
  if (options->size != sizeof *options || (render != NEWEL_RENDER_TEXT && render != NEWEL_RENDER_COLOR && render != NEWEL_RENDER_JSON))
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_client_doctor: options.size or 'render' is none that it takes");
  nw_doctor *d = nw_zalloc(&client->alloc, sizeof *d);
  if (d == NULL) return nw_fail_nomem(err);
  *d = (nw_doctor){ .client = client, .options = options, .render = render, .write = write, .user = user, .err = err };
  d->deadline_ms = client->world.now_ms(client->world.user) + (options->deadline_ms > 0 ? options->deadline_ms : client->deadline_ms);
  nw_arena_init(&d->arena, client->alloc);
  d->code = newel_body_open(&d->body, client->engine, err);
  if (d->code == NEWEL_OK) write_report(d);
  int code = d->code;
  *failed = d->failed;
  newel_body_free(d->body);
  nw_arena_free(&d->arena);
  nw_free(&client->alloc, d, sizeof *d);
  return code;
}
