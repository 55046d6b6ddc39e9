/* Asking for a guardrail, and what is made of the answer without changing anything: newel_guardrail_get, _plan, _pull. */
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/guardrail.h"

/* The session's answer, as the caller's. */
static int give(newel_body *to, nw_guardrail_session *s) {
  newel_body swap = *to;
  *to = *s->body;
  *s->body = swap;
  return NEWEL_OK;
}

int newel_guardrail_get(newel_client *client, newel_slice name, const newel_lock *lock, const newel_guardrail_options *options,
                        newel_body *body, newel_error *err) {
  newel_error local;
  nw_guardrail_session s;
  if (err == NULL) err = &local;
  nw_error_clear(err);
  if (body == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guardrail_get: 'body' is NULL");
  nw_buf_clear(&body->json);
  int code = nw_session_open(&s, client, options, err);
  if (code == NEWEL_OK) code = nw_session_find(&s, name, lock);
  if (code == NEWEL_OK && s.id.len > 0) {
    code = nw_session_get(&s, s.o.version);
    (void)give(body, &s);
  }
  nw_session_close(&s);
  return code;
}

int newel_guardrail_plan(newel_client *client, const newel_policy *policy, const newel_lock *lock,
                         const newel_guardrail_options *options, newel_render how, newel_write_fn write, void *user,
                         size_t *changes, newel_error *err) {
  newel_body *body = NULL;
  nw_error_clear(err);
  if (changes != NULL) *changes = 0;
  if (client == NULL || policy == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guardrail_plan: 'client' or 'policy' is NULL");
  int code = newel_body_open(&body, client->engine, err);
  if (code == NEWEL_OK) code = newel_guardrail_get(client, newel_policy_name(policy), lock, options, body, err);
  if (code == NEWEL_OK) code = newel_policy_compare(policy, newel_body_json(body), how, write, user, changes, err);
  newel_body_free(body);
  return code;
}

int newel_guardrail_pull(newel_client *client, newel_slice name, const newel_lock *lock, const newel_guardrail_options *options,
                         newel_write_fn write, void *user, newel_diagnostics **diagnostics, newel_error *err) {
  newel_body *body = NULL;
  nw_error_clear(err);
  if (diagnostics != NULL) *diagnostics = NULL;
  if (client == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guardrail_pull: 'client' is NULL");
  int code = newel_body_open(&body, client->engine, err);
  if (code == NEWEL_OK) code = newel_guardrail_get(client, name, lock, options, body, err);
  if (code == NEWEL_OK && newel_body_json(body).len == 0)
    code =
        nw_fail_advice(err, NEWEL_E_REMOTE, "`newel guardrails list` shows what there is", "there is no guardrail '%.*s' in %.*s",
                       (int)name.len, name.data, (int)client->config.region.len, client->config.region.data);
  if (code == NEWEL_OK)
    code = newel_policy_import(client->engine, NEWEL_IMPORT_BEDROCK, newel_body_json(body), "the guardrail", write, user,
                               diagnostics, err);
  newel_body_free(body);
  return code;
}
