#include "bedrock/params.h"

#include "base/error.h"
#include "base/slice.h"
#include "bedrock/answer.h"

void nw_params_open(nw_params *p, newel_client *client) {
  p->client = client;
  nw_buf_init_secret(&p->text, client->alloc);
  nw_json_writer_init(&p->w, nw_buf_write, &p->text, 0);
  nw_json_object(&p->w);
}

void nw_params_drop(nw_params *p) {
  if (p->text.data != NULL) nw_wipe(p->text.data, p->text.capacity);
  nw_buf_free(&p->text);
}

void nw_params_string(nw_params *p, const char *key, newel_slice text) {
  if (key != NULL) nw_json_key(&p->w, key);
  nw_json_text(&p->w, text);
}

void nw_params_text(nw_params *p, const char *key, newel_slice text) {
  if (text.len > 0) nw_params_string(p, key, text);
}

void nw_params_uint(nw_params *p, const char *key, uint64_t value) {
  nw_json_key_uint(&p->w, key, value);
}

void nw_params_flag(nw_params *p, const char *key, int value) {
  nw_json_key_bool(&p->w, key, value);
}

void nw_params_raw(nw_params *p, const char *key, newel_slice json) {
  if (key != NULL) nw_json_key(&p->w, key);
  nw_json_raw(&p->w, json);
}

void nw_params_blob(nw_params *p, const char *key, newel_slice bytes) {
  nw_buf text;
  nw_buf_init_secret(&text, p->client->alloc);
  nw_base64_add(&text, bytes);
  if (text.failed) p->w.failed = 1;
  nw_params_string(p, key, nw_buf_slice(&text));
  if (text.data != NULL) nw_wipe(text.data, text.capacity);
  nw_buf_free(&text);
}

void nw_params_object(nw_params *p, const char *key) {
  if (key != NULL) nw_json_key(&p->w, key);
  nw_json_object(&p->w);
}

void nw_params_array(nw_params *p, const char *key) {
  if (key != NULL) nw_json_key(&p->w, key);
  nw_json_array(&p->w);
}

void nw_params_close(nw_params *p) { nw_json_close(&p->w); }

int nw_params_call(nw_params *p, const char *operation, const newel_call_options *options, newel_body *body, newel_error *err) {
  nw_json_close(&p->w);
  int failed = nw_json_writer_end(&p->w) != 0 || p->text.failed;
  int code = failed ? nw_fail_nomem(err)
                    : newel_client_call(p->client, newel_slice_of(operation), nw_buf_slice(&p->text), options, body, err);
  nw_params_drop(p);
  return code;
}

int nw_check_request(const char *function, const void *client, const void *request, size_t size, size_t expected,
                     newel_error *err) {
  nw_error_clear(err);
  if (client == NULL || request == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "%s: 'client' or 'request' is NULL", function);
  if (size != expected) return nw_fail(err, NEWEL_E_ARGUMENT, "%s: request.size is %zu, expected %zu", function, size, expected);
  return NEWEL_OK;
}
