/* Every vector of the event stream: messages whole, and their bytes one at a time; what is wrong must be told by its name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/eventstream.h"
#include "base/slice.h"
#include "json/tree.h"
#include "shared.h"
#include "tally.h"

static newel_slice member(const nw_json_node *node, const char *key) {
  const nw_json_node *found = node == NULL ? NULL : nw_json_member(node, key);
  return found == NULL ? nw_slice(NULL, 0) : found->text;
}

static int hex_is(newel_slice bytes, newel_slice hex, int dashes) {
  static const char digits[] = "0123456789abcdef";
  size_t at = 0;
  for (size_t i = 0; i < bytes.len; i++) {
    if (dashes && at < hex.len && hex.data[at] == '-') at++;
    unsigned char c = (unsigned char)bytes.data[i];
    if (at + 2 > hex.len || hex.data[at] != digits[c >> 4] || hex.data[at + 1] != digits[c & 15]) return 0;
    at += 2;
  }
  return at == hex.len;
}

static int header_is(const nw_event_header *h, const nw_json_node *want) {
  static const char *const types[] = { "bool_true", "bool_false", "byte",   "short",     "integer",
                                       "long",      "byte_array", "string", "timestamp", "uuid" };
  const nw_json_node *value = nw_json_member(want, "value");
  int64_t number;
  if (!nw_slice_eq(h->name, member(want, "name")) || !nw_slice_is(member(want, "type"), types[h->type])) return 0;
  switch (h->type) {
    case NW_EVENT_TRUE:
    case NW_EVENT_FALSE: return nw_slice_is(value->text, h->number ? "true" : "false");
    case NW_EVENT_STRING: return nw_slice_eq(h->bytes, value->text);
    case NW_EVENT_BYTES: return hex_is(h->bytes, member(value, "hex"), 0);
    case NW_EVENT_UUID: return hex_is(h->bytes, value->text, 1);
    default: return nw_json_int(value, &number) && number == h->number;
  }
}

static void check_decoded(const nw_event_message *m, const nw_json_node *want, const char *name) {
  const nw_json_node *headers = nw_json_member(want, "headers");
  int ok = headers != NULL && headers->count == m->header_count && hex_is(m->payload, member(want, "payload_hex"), 0);
  const nw_json_node *h = headers == NULL ? NULL : headers->first;
  for (size_t i = 0; ok && h != NULL; i++, h = h->next) ok = header_is(&m->headers[i], h);
  tally_check_in(ok, name, "the message differs");
}

/* A message of a stream: headers are all strings. */
static void check_message(const nw_event_message *m, const nw_json_node *want, const char *name) {
  const nw_json_node *headers = nw_json_member(want, "headers");
  int ok = headers != NULL && headers->count == m->header_count && nw_slice_eq(m->payload, member(want, "payload"));
  for (const nw_json_node *h = ok ? headers->first : NULL; h != NULL; h = h->next) {
    char key[64];
    snprintf(key, sizeof key, "%.*s", (int)h->key.len, h->key.data);
    ok = ok && nw_slice_eq(nw_event_string(m, key), h->text);
  }
  tally_check_in(ok, name, "a message of the stream differs");
}

static void check_again(const nw_event_message *m, newel_slice bytes, size_t at, size_t end, const char *name) {
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  tally_check_in(nw_event_encode(&out, m->headers, m->header_count, m->payload) && at + out.len <= end &&
                 nw_slice_eq(nw_buf_slice(&out), nw_slice(bytes.data + at, out.len)),
                 name, "encoding it again gives other bytes");
  nw_buf_free(&out);
}

/* `step` bytes at a time; 0: all at once. */
static void run(const nw_json_node *root, newel_slice bytes, const char *name, size_t step) {
  const nw_json_node *decoded = nw_json_member(root, "decoded"), *messages = nw_json_member(root, "messages");
  const nw_json_node *next = messages == NULL ? NULL : messages->first;
  nw_event_decoder d;
  nw_event_message m;
  size_t count = 0, done = 0;
  nw_event_open(&d, nw_alloc_of(NULL));
  for (size_t at = 0; at < bytes.len;) {
    size_t len = step == 0 || step > bytes.len - at ? bytes.len - at : step;
    nw_event_push(&d, bytes.data + at, len);
    at += len;
    while (nw_event_next(&d, &m)) {
      if (decoded != NULL && count == 0) check_decoded(&m, decoded, name);
      if (next != NULL) check_message(&m, next, name);
      if (next != NULL) next = next->next;
      if (step == 0) check_again(&m, bytes, done, bytes.len, name);
      done = at - (d.in.len - d.taken);
      count++;
    }
  }
  newel_slice expect = member(root, "expect"), error = member(root, "error");
  nw_event_error got = nw_event_finish(&d);
  if (nw_slice_is(expect, "ok") || nw_slice_is(expect, "event")) tally_check_in(got == NW_EVENT_OK, name, nw_event_error_name(got));
  if (nw_slice_is(expect, "incomplete")) tally_check_in(got == NW_EVENT_TRUNCATED, name, nw_event_error_name(got));
  if (nw_slice_is(expect, "error")) {
    int crc_first = strncmp(name, "rs_invalid_header_", strlen("rs_invalid_header_")) == 0 && got == NW_EVENT_MESSAGE_CRC;
    tally_check_in(crc_first || nw_slice_is(error, nw_event_error_name(got)), name, nw_event_error_name(got));
  }
  if (messages != NULL) tally_check_in(count == messages->count, name, "the number of messages differs");
  nw_event_close(&d);
}

static void run_case(const char *folder, const char *name) {
  char base[256], bin[300];
  snprintf(base, sizeof base, "%.*s", (int)(strlen(name) - strlen(".json")), name);
  snprintf(bin, sizeof bin, "%s.bin", base);
  newel_slice text = shared_file(folder, name, NULL), bytes = shared_file(folder, bin, NULL);
  nw_arena arena;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  nw_json_node *root = NULL;
  if (text.data == NULL || bytes.data == NULL || nw_json_parse(&root, &arena, text, 100000, NULL) != NEWEL_OK) {
    tally_check_in(0, name, "the case cannot be read");
  } else {
    const size_t steps[] = { 0, 1, 7 };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) run(root, bytes, base, steps[i]);
  }
  nw_arena_free(&arena);
  free((void *)text.data);
  free((void *)bytes.data);
}

int main(void) {
  static const char *const folders[] = { "codec", "composed-negative", "bedrock-composed", "events" };
  for (size_t f = 0; f < sizeof folders / sizeof *folders; f++) {
    char path[64];
    shared_data data;
    snprintf(path, sizeof path, "aws/eventstream/%s", folders[f]);
    if (!shared_open(&data, path)) return shared_skip("aws/eventstream");
    for (size_t i = 0; i < data.count; i++)
      if (strstr(data.names[i], ".json") != NULL) run_case(data.folder, data.names[i]);
    shared_close(&data);
  }
  return tally_end();
}
