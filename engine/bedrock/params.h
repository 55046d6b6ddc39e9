/* bedrock/params.h - parameters of a call, written member by member.
 *
 *   nw_params p;
 *   nw_params_open(&p, client);                         {
 *   nw_params_text(&p, "modelId", model);                 "modelId": "…"        (nothing for an empty slice)
 *   nw_params_object(&p, "guardrailConfig"); …            "guardrailConfig": {
 *   nw_params_close(&p);                                  }
 *   return nw_params_call(&p, "Converse", options, body, err);          frees, whatever comes
 */
#ifndef NW_BEDROCK_PARAMS_H
#define NW_BEDROCK_PARAMS_H

#include "base/buf.h"
#include "bedrock/client.h"
#include "json/writer.h"

typedef struct nw_params {
  newel_client  *client;
  nw_buf         text;
  nw_json_writer w;
} nw_params;

void nw_params_open(nw_params *p, newel_client *client);
void nw_params_drop(nw_params *p);  /* wipes; for a call that is not made */
void nw_params_text(nw_params *p, const char *key, newel_slice text);
/* Always written, empty or not. */
void nw_params_string(nw_params *p, const char *key, newel_slice text);
void nw_params_uint(nw_params *p, const char *key, uint64_t value);
void nw_params_flag(nw_params *p, const char *key, int value);
void nw_params_raw(nw_params *p, const char *key, newel_slice json);
void nw_params_blob(nw_params *p, const char *key, newel_slice bytes);  /* base64 */
/* Opens an object or a list; `key` NULL inside a list. */
void nw_params_object(nw_params *p, const char *key);
void nw_params_array(nw_params *p, const char *key);
void nw_params_close(nw_params *p);
/* Ends the object and calls. */
int nw_params_call(nw_params *p, const char *operation, const newel_call_options *options, newel_body *body, newel_error *err);

/* 1 when the call streams: on_event is there. */
static inline int nw_wants_events(const newel_call_options *options) { return options != NULL && options->on_event != NULL; }
/* NEWEL_E_ARGUMENT for a NULL or a struct of another size. */
int nw_check_request(const char *function, const void *client, const void *request, size_t size, size_t expected,
                     newel_error *err);

#endif
