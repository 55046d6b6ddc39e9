/* wire.c - what newel_client_call sends and what it makes of an answer, as JSON lines: against_botocore.py holds it against
 * botocore.
 *
 *   in   {"operation":"GetGuardrail","parameters":{…},"time_s":1772368560,"answer":{"status":200,"headers":[["a","b"]],"body":"<base64>"}}
 *   out  {"code":"NEWEL_OK","error":"","message":"","method":"GET","scheme":"https","host":"…","path":"…","query":"…",
 *         "headers":[["X-Amz-Date","…"]],"body":"<base64>","json":{…} or null,"events":[["messageStart",{…}]]}
 *
 * Nothing leaves the machine: the world of the client is made of constants. A streamed body is handed over in pieces of seven
 * bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"
#include "bedrock/answer.h"
#include "bedrock/client.h"
#include "json/tree.h"
#include "json/writer.h"

typedef struct machine {
  int64_t             time_s;
  uint64_t            now_ms;
  uint32_t            seed;
  const nw_json_node *answer;  /* NULL: 200 and {} */
  nw_json_writer     *out;
  int                 sent;
} machine;

static nw_buf line_out;

/* ---- a machine of constants ---- */

static const char *env(void *user, const char *name) { (void)user, (void)name; return NULL; }
static int read_file(void *user, const char *path, size_t most, nw_buf *out) { (void)user, (void)path, (void)most, (void)out; return 0; }
static int write_file(void *user, const char *path, newel_slice text) { (void)user, (void)path, (void)text; return 0; }
static int run(void *user, char *const argv[], uint64_t timeout_ms, nw_buf *out) {
  (void)user, (void)argv, (void)timeout_ms, (void)out;
  return -1;
}
static int64_t now_s(void *user) { return ((machine *)user)->time_s; }
static uint64_t now_ms(void *user) { return ((machine *)user)->now_ms; }
static void sleep_ms(void *user, uint64_t ms) { ((machine *)user)->now_ms += ms; }
static uint32_t next_random(void *user) {
  machine *m = user;
  return m->seed = m->seed * 1664525u + 1013904223u;
}

/* ---- base64 ---- */

static int digit_of(char c) {
  if (nw_is_upper((unsigned char)c)) return c - 'A';
  if (nw_is_lower((unsigned char)c)) return c - 'a' + 26;
  if (nw_is_digit((unsigned char)c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static void decode(nw_buf *out, newel_slice text) {
  uint32_t bits = 0;
  int have = 0;
  for (size_t i = 0; i < text.len && digit_of(text.data[i]) >= 0; i++) {
    bits = bits << 6 | (uint32_t)digit_of(text.data[i]);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    nw_buf_add_char(out, (char)(unsigned char)(bits >> have & 0xff));
  }
}

static void write_base64(nw_json_writer *w, newel_slice bytes) {
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  nw_base64_add(&text, bytes);
  nw_json_text(w, nw_buf_slice(&text));
  nw_buf_free(&text);
}

/* ---- sending ---- */

static void write_request(nw_json_writer *w, const nw_http_request *r) {
  nw_json_key_text(w, "method", r->method);
  nw_json_key_text(w, "scheme", r->scheme);
  nw_json_key_text(w, "host", r->host);
  nw_json_key_text(w, "path", r->path);
  nw_json_key_text(w, "query", r->query);
  nw_json_key(w, "headers");
  nw_json_array(w);
  for (size_t i = 0; i < r->header_count; i++) {
    nw_json_array(w);
    nw_json_text(w, r->headers[i].name);
    nw_json_text(w, r->headers[i].value);
    nw_json_close(w);
  }
  nw_json_close(w);
  nw_json_key(w, "body");
  write_base64(w, r->body);
}

static void read_headers(const nw_json_node *list, nw_http_response *response) {
  for (const nw_json_node *pair = list == NULL ? NULL : list->first; pair != NULL; pair = pair->next) {
    nw_http_header header = { pair->first->text, pair->first->next->text };
    (void)nw_vec_push(&response->head.alloc, &response->headers, header);
  }
}

static nw_http_failure give_body(const nw_http_call *call, nw_http_response *response, newel_slice body) {
  if (call->on_body == NULL || response->status != 200) {
    nw_buf_add_slice(&response->body, body);
    return NW_HTTP_NONE;
  }
  for (size_t at = 0; at < body.len; at += 7)
    if (call->on_body(call->user, response, body.data + at, body.len - at < 7 ? body.len - at : 7) != 0) return NW_HTTP_STOPPED;
  return NW_HTTP_NONE;
}

static nw_http_failure send(void *user, const nw_http_call *call, nw_http_response *response, newel_error *err) {
  machine *m = user;
  nw_buf body;
  (void)err;
  if (m->sent++ == 0) write_request(m->out, call->request);
  response->status = 200;
  response->headers.count = 0;
  nw_buf_clear(&response->body);
  if (m->answer == NULL) return give_body(call, response, NW_LIT("{}"));
  int64_t status = 200;
  (void)nw_json_int(nw_json_member(m->answer, "status"), &status);
  response->status = (int)status;
  read_headers(nw_json_member(m->answer, "headers"), response);
  nw_buf_init(&body, nw_alloc_of(NULL));
  decode(&body, nw_json_member(m->answer, "body")->text);
  nw_http_failure failure = give_body(call, response, nw_buf_slice(&body));
  nw_buf_free(&body);
  return failure;
}

/* ---- one line ---- */

typedef struct events { nw_buf text; } events;

static int on_event(void *user, newel_slice name, newel_slice payload) {
  nw_buf *text = &((events *)user)->text;
  nw_buf_add_text(text, text->len == 1 ? "[\"" : ",[\"");
  nw_json_escape(text, name);
  nw_buf_add_text(text, "\",");
  nw_buf_add_slice(text, payload);
  nw_buf_add_char(text, ']');
  return 0;
}

static int streams(newel_slice operation) {
  for (size_t i = 0; newel_operation_at(i).name != NULL; i++)
    if (nw_slice_is(operation, newel_operation_at(i).name)) return newel_operation_at(i).streams;
  return 0;
}

static void write_outcome(nw_json_writer *w, int code, const newel_body *body, const newel_error *err, events *got) {
  newel_slice json = newel_body_json(body);
  nw_json_key_cstr(w, "code", newel_code_name(code));
  nw_json_key_text(w, "error", newel_body_error(body));
  nw_json_key_cstr(w, "message", code == NEWEL_OK ? "" : err->message);
  nw_json_key(w, "json");
  if (json.len > 0) nw_json_raw(w, json);
  else nw_json_null(w);
  nw_json_key(w, "events");
  nw_buf_add_char(&got->text, ']');
  nw_json_raw(w, nw_buf_slice(&got->text));
  nw_json_close(w);
  nw_json_newline(w);
  (void)nw_json_writer_end(w);
}

static void answer_line(newel_client *client, newel_body *body, machine *m, newel_slice line) {
  nw_json_node *root = NULL;
  nw_arena arena;
  newel_error err;
  nw_json_writer w;
  events got;
  newel_call_options options = NEWEL_CALL_OPTIONS_INIT;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  nw_buf_init(&got.text, nw_alloc_of(NULL));
  nw_buf_add_char(&got.text, '[');
  if (nw_json_parse(&root, &arena, line, 10000000, &err) != NEWEL_OK) {
    fprintf(stderr, "wire: %s\n", err.message);
    exit(1);
  }
  newel_slice operation = nw_json_member(root, "operation")->text;
  const nw_json_node *parameters = nw_json_member(root, "parameters");
  m->answer = nw_json_member(root, "answer");
  m->sent = 0;
  m->out = &w;
  (void)nw_json_int(nw_json_member(root, "time_s"), &m->time_s);
  if (streams(operation)) {
    options.on_event = on_event;
    options.user = &got;
  }
  nw_json_writer_init(&w, nw_buf_write, &line_out, 0);
  nw_json_object(&w);
  int code = newel_client_call(client, operation, nw_slice(line.data + parameters->start, parameters->end - parameters->start), &options,
                               body, &err);
  write_outcome(&w, code, body, &err, &got);
  nw_buf_free(&got.text);
  nw_arena_free(&arena);
}

int main(void) {
  machine m = { .now_ms = 1000, .seed = 7 };
  nw_world world = { &m, env, read_file, write_file, run, now_s, now_ms, sleep_ms, next_random, send };
  newel_client_options options = NEWEL_CLIENT_OPTIONS_INIT;
  newel_engine *engine;
  newel_client *client;
  newel_body *body;
  newel_error err;
  char *line = NULL;
  size_t size = 0;
  options.region = NW_LIT("us-east-1");
  options.key_id = NW_LIT("AKIDEXAMPLE");
  options.secret = NW_LIT("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  options.session_token = NW_LIT("session/token+EXAMPLE==");
  options.max_attempts = 1;
  if (newel_engine_open(&engine, NULL, &err) != NEWEL_OK || nw_client_open_in(&client, engine, &world, &options, &err) != NEWEL_OK ||
      newel_body_open(&body, engine, &err) != NEWEL_OK) {
    fprintf(stderr, "wire: %s\n", err.message);
    return 1;
  }
  nw_buf_init(&line_out, nw_alloc_of(NULL));
  for (ssize_t len; (len = getline(&line, &size, stdin)) > 0;) {
    nw_buf_clear(&line_out);
    answer_line(client, body, &m, nw_slice(line, (size_t)len));
    fwrite(line_out.data, 1, line_out.len, stdout);
    fflush(stdout);
  }
  free(line);
  nw_buf_free(&line_out);
  newel_body_free(body);
  newel_client_free(client);
  newel_engine_free(engine);
  return 0;
}
