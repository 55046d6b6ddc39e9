/* Every case of AWS's signing suite, of its double encoding, and of 14 Bedrock-shaped requests that botocore and the JavaScript
 * SDK sign alike: canonical request, string to sign and Authorization, byte for byte. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/sign.h"
#include "aws/time.h"
#include "base/slice.h"
#include "json/tree.h"
#include "shared.h"

static int passed, failed;

static void same(const char *name, const char *what, newel_slice got, newel_slice want) {
  if (nw_slice_eq(got, want)) {
    passed++;
    return;
  }
  failed++;
  printf("%s: %s differs\n--- got\n%.*s\n--- want\n%.*s\n", name, what, (int)got.len, got.data, (int)want.len, want.data);
}

static newel_slice member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL ? NULL : nw_json_member(node, key);
  return found == NULL ? nw_slice(NULL, 0) : found->text;
}

static nw_sign_key key_of(const nw_json_node *credentials) {
  nw_sign_key key = { member(credentials, "access_key_id"), member(credentials, "secret_access_key"),
                      member(credentials, "token") };
  return key;
}

static nw_sign_scope scope_of(const nw_json_node *context) {
  nw_sign_scope scope = { member(context, "region"), member(context, "service"), 0, 0 };
  if (!nw_time_parse(member(context, "timestamp"), &scope.time_s)) printf("a timestamp is not read\n");
  scope.path_as_it_is = nw_slice_is(member(context, "normalize"), "false");
  return scope;
}

/* A request as it stands on the wire: request line, headers (folded lines go on the one before), blank line, body. */
typedef struct wire { nw_http_request request; nw_http_header headers[32]; nw_buf values[32]; } wire;

static newel_slice line_of(newel_slice text, size_t *at) {
  const char *end = memchr(text.data + *at, '\n', text.len - *at);
  newel_slice line = nw_slice(text.data + *at, (end == NULL ? text.len : (size_t)(end - text.data)) - *at);
  *at += line.len + (end != NULL);
  if (line.len > 0 && line.data[line.len - 1] == '\r') line.len--;
  return line;
}

static newel_slice until(newel_slice text, char c) {
  const char *end = memchr(text.data, c, text.len);
  return nw_slice(text.data, end == NULL ? text.len : (size_t)(end - text.data));
}

/* The request line's target may hold spaces: it reaches to the last one. */
static void read_target(wire *out, newel_slice line) {
  out->request.method = until(line, ' ');
  newel_slice target =
      nw_slice(line.data + out->request.method.len + 1, line.len - out->request.method.len - 1 - strlen(" HTTP/1.1"));
  out->request.path = until(target, '?');
  size_t used = out->request.path.len + (out->request.path.len < target.len);
  out->request.query = nw_slice(target.data + used, target.len - used);
}

static void read_wire(wire *out, newel_slice text) {
  size_t at = 0;
  memset(out, 0, sizeof *out);
  read_target(out, line_of(text, &at));
  while (at < text.len) {
    newel_slice line = line_of(text, &at);
    if (line.len == 0) break;
    if (nw_is_blank((unsigned char)line.data[0])) {
      nw_buf *value = &out->values[out->request.header_count - 1];
      nw_buf_add_char(value, '\n');
      nw_buf_add_slice(value, line);
      continue;
    }
    newel_slice name = until(line, ':');
    newel_slice value = nw_slice(line.data + name.len + 1, line.len - name.len - 1);
    if (nw_slice_is(name, "Host")) {
      out->request.host = value;
      continue;
    }
    size_t i = out->request.header_count++;
    out->headers[i].name = name;
    nw_buf_init(&out->values[i], nw_alloc_of(NULL));
    nw_buf_add_slice(&out->values[i], value);
  }
  for (size_t i = 0; i < out->request.header_count; i++) out->headers[i].value = nw_buf_slice(&out->values[i]);
  out->request.headers = out->headers;
  out->request.body = nw_slice(text.data + at, text.len - at);
}

static void free_wire(wire *w) {
  for (size_t i = 0; i < sizeof w->values / sizeof *w->values; i++)
    if (w->values[i].data != NULL) nw_buf_free(&w->values[i]);
}

static void check_file(const char *folder, const char *name, const char *file, newel_slice got, const char *what) {
  newel_slice want = shared_file(folder, name, file);
  while (want.len > 0 && want.data[want.len - 1] == '\n' && got.len < want.len) want.len--;
  same(name, what, got, want);
  free((void *)want.data);
}

/* The signature alone stands in a file of its own; ours ends the Authorization. */
static void check_signature(const char *folder, const char *name, newel_slice authorization) {
  newel_slice tail = nw_slice(authorization.data + authorization.len - 64, 64);
  check_file(folder, name, "header-signature.txt", tail, "signature");
}

static void run_suite_case(const char *folder, const char *name, nw_signed *out) {
  nw_arena arena;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  nw_json_node *context = NULL;
  newel_slice text = shared_file(folder, name, "context.json"), request = shared_file(folder, name, "request.txt");
  wire w;
  read_wire(&w, request);
  nw_sign_key key;
  nw_sign_scope scope;
  if (text.data != NULL && nw_json_parse(&context, &arena, text, 1000, NULL) == NEWEL_OK) {
    key = key_of(nw_json_member(context, "credentials"));
    scope = scope_of(context);
    if (nw_slice_is(member(context, "sign_body"), "true")) {
      newel_slice hash = shared_file(folder, name, "header-canonical-request.txt");
      w.headers[w.request.header_count].name = NW_LIT("x-amz-content-sha256");
      nw_buf *value = &w.values[w.request.header_count];
      nw_buf_init(value, nw_alloc_of(NULL));
      nw_buf_add(value, hash.data + hash.len - 64, 64);
      w.headers[w.request.header_count++].value = nw_buf_slice(value);
      free((void *)hash.data);
    }
    if (nw_sign(out, &w.request, &key, &scope, NULL) != NEWEL_OK) failed++;
    check_file(folder, name, "header-canonical-request.txt", nw_buf_slice(&out->canonical), "canonical request");
    check_file(folder, name, "header-string-to-sign.txt", nw_buf_slice(&out->to_sign), "string to sign");
    check_signature(folder, name, nw_buf_slice(&out->authorization));
  } else {
    failed++;
    printf("%s: no context\n", name);
  }
  free_wire(&w);
  free((void *)text.data);
  free((void *)request.data);
  nw_arena_free(&arena);
}

static void run_generated_case(const char *folder, const char *name, nw_signed *out) {
  nw_arena arena;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  nw_json_node *root = NULL;
  newel_slice text = shared_file(folder, name, NULL);
  nw_http_header headers[16];
  size_t count = 0;
  if (nw_json_parse(&root, &arena, text, 10000, NULL) != NEWEL_OK) {
    failed++;
  } else {
    const nw_json_node *r = nw_json_member(root, "request");
    for (const nw_json_node *h = nw_json_member(r, "headers")->first; h != NULL; h = h->next)
      headers[count++] = (nw_http_header){ h->key, h->text };
    nw_http_request request = {
      member(r, "method"),   NW_LIT("https"), member(r, "host"), member(r, "path"), member(r, "query"), headers, count,
      member(r, "body_utf8")
    };
    nw_sign_key key = key_of(nw_json_member(root, "credentials"));
    nw_sign_scope scope = scope_of(root);
    if (nw_sign(out, &request, &key, &scope, NULL) != NEWEL_OK) failed++;
    same(name, "canonical request", nw_buf_slice(&out->canonical), member(root, "canonical_request"));
    same(name, "string to sign", nw_buf_slice(&out->to_sign), member(root, "string_to_sign"));
    same(name, "Authorization", nw_buf_slice(&out->authorization), member(root, "authorization"));
    same(name, "date", newel_slice_of(out->date), member(root, "x_amz_date"));
  }
  free((void *)text.data);
  nw_arena_free(&arena);
}

/* The double-encoded case has no context.json; the README of the data names its scope. */
static void run_double_encode(nw_signed *out) {
  shared_data data;
  if (!shared_open(&data, "aws/sigv4/double-encode/double-url-encode")) {
    failed++;
    return;
  }
  shared_close(&data);
  newel_slice text = shared_file(data.folder, "request.txt", NULL);
  wire w;
  read_wire(&w, text);
  nw_sign_key key = { NW_LIT("AKIDEXAMPLE"), NW_LIT("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), { NULL, 0 } };
  nw_sign_scope scope = { NW_LIT("us-east-2"), NW_LIT("lambda"), 0, 0 };
  if (!nw_time_parse(NW_LIT("20210511T154045Z"), &scope.time_s)) failed++;
  /* Its X-Amz-Date stands in the request; the signer adds its own. */
  w.request.header_count = 0;
  if (nw_sign(out, &w.request, &key, &scope, NULL) != NEWEL_OK) failed++;
  char folder[1024];
  snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(data.folder, '/') - data.folder), data.folder);
  check_file(folder, "double-url-encode", "header-canonical-request.txt", nw_buf_slice(&out->canonical), "canonical request");
  check_file(folder, "double-url-encode", "header-string-to-sign.txt", nw_buf_slice(&out->to_sign), "string to sign");
  free_wire(&w);
  free((void *)text.data);
}

int main(void) {
  shared_data suite, generated;
  if (!shared_open(&suite, "aws/sigv4/suite")) return shared_skip("aws/sigv4");
  nw_signed out;
  nw_signed_init(&out, nw_alloc_of(NULL));
  for (size_t i = 0; i < suite.count; i++) run_suite_case(suite.folder, suite.names[i], &out);
  shared_close(&suite);
  run_double_encode(&out);
  if (shared_open(&generated, "aws/sigv4/bedrock-generated"))
    for (size_t i = 0; i < generated.count; i++) run_generated_case(generated.folder, generated.names[i], &out);
  shared_close(&generated);
  nw_signed_free(&out);
  printf("%d passed, %d failed\n", passed, failed);
  return failed > 0;
}
