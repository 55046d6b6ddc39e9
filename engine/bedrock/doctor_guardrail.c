/* Is the guardrail there, ready, of a version that can be called, and may we call it?
 *
 *   newel.lock, or ListGuardrails (a name becomes an id) ► GetGuardrail ► ApplyGuardrail with two words
 *   a policy that escalates without a guardrail: InvokeGuardrailChecks with two words */
#include "base/error.h"
#include "base/slice.h"
#include "bedrock/doctor.h"
#include "policy/model.h"

enum { PAGES_MOST = 10 };

#define TEXT_OF(slice) (int)(slice).len, (slice).data == NULL ? "" : (slice).data

static void begin(nw_json_writer *w, nw_buf *params, nw_alloc alloc) {
  nw_buf_init_secret(params, alloc);
  nw_json_writer_init(w, nw_buf_write, params, 0);
  nw_json_object(w);
}

static void end(nw_json_writer *w, nw_buf *params) {
  nw_json_close(w);
  if (nw_json_writer_end(w) != 0) params->failed = 1;
}

/* ---- which one ---- */

/* The guardrail of a page that has this name, id or ARN: its id. */
static newel_slice id_in_page(const nw_doctor *d, newel_slice wanted) {
  const nw_json_node *list = d->answer == NULL || d->answer->type != NW_JSON_T_OBJECT ? NULL : nw_json_member(d->answer, "guardrails");
  const nw_json_node *item = list == NULL || list->type != NW_JSON_T_ARRAY ? NULL : list->first;
  for (; item != NULL; item = item->next)
    if (nw_slice_eq(nw_doctor_member(item, "name"), wanted) || nw_slice_eq(nw_doctor_member(item, "id"), wanted) ||
        nw_slice_eq(nw_doctor_member(item, "arn"), wanted))
      return nw_doctor_member(item, "id");
  return nw_slice(NULL, 0);
}

static int list_page(nw_doctor *d, newel_slice token, newel_error *err) {
  nw_json_writer w;
  nw_buf params;
  begin(&w, &params, d->client->alloc);
  nw_json_key_uint(&w, "maxResults", 1000);
  if (token.len > 0) nw_json_key_text(&w, "nextToken", token);
  end(&w, &params);
  int code = nw_doctor_call(d, "ListGuardrails", &params, err);
  nw_buf_free(&params);
  return code;
}

/* Without the permission to list, what was named may still be an id. */
static void find_guardrail(nw_doctor *d, newel_slice wanted) {
  newel_slice token = { NULL, 0 };
  newel_error err = { 0 };
  int code = NEWEL_OK;
  for (int page = 0; page < PAGES_MOST && d->guardrail.len == 0; page++) {
    code = list_page(d, token, &err);
    if (code != NEWEL_OK) break;
    d->guardrail = id_in_page(d, wanted);
    token = nw_doctor_member(d->answer, "nextToken");
    if (token.len == 0) break;
  }
  if (code != NEWEL_OK) {
    nw_doctor_say(d, "list", NW_CHECK_WARNING, err.advice, "%s; \"%.*s\" is taken for an id", err.message, TEXT_OF(wanted));
    d->guardrail = wanted;
  } else if (d->guardrail.len == 0) {
    nw_doctor_say(d, "guardrail", NW_CHECK_FAILED, "make it with `newel push`, or name another region, account or guardrail",
                  "there is no guardrail \"%.*s\" in %.*s", TEXT_OF(wanted), TEXT_OF(d->client->config.region));
  }
}

/* 1 when newel.lock knows it: its id, and its version where none is named. */
static int find_locked(nw_doctor *d, newel_slice wanted) {
  const newel_slice any = { NULL, 0 };
  newel_lock_entry entry;
  if (d->options->lock == NULL || newel_lock_find(d->options->lock, wanted, d->client->config.region, any, &entry) != 1) return 0;
  d->guardrail = entry.id;
  if (d->version.len == 0) d->version = entry.version;
  nw_doctor_say(d, "lock", NW_CHECK_OK, "", "\"%.*s\" is %.*s, version %.*s", TEXT_OF(wanted), TEXT_OF(entry.id), TEXT_OF(entry.version));
  return 1;
}

/* ---- how it is ---- */

/* The first of a list of strings. */
static newel_slice first_of(const nw_json_node *object, const char *name) {
  const nw_json_node *list = object == NULL ? NULL : nw_json_member(object, name);
  return list == NULL || list->type != NW_JSON_T_ARRAY || list->first == NULL ? nw_slice(NULL, 0) : list->first->text;
}

static void say_guardrail(nw_doctor *d) {
  const newel_slice status = nw_doctor_member(d->answer, "status"), reason = first_of(d->answer, "statusReasons"),
                    name = nw_doctor_member(d->answer, "name"), version = nw_doctor_member(d->answer, "version");
  if (nw_slice_is(status, "READY"))
    nw_doctor_say(d, "guardrail", NW_CHECK_OK, "", "\"%.*s\" (%.*s), version %.*s, READY", TEXT_OF(name), TEXT_OF(d->guardrail),
                  TEXT_OF(version));
  else
    nw_doctor_say(d, "guardrail", NW_CHECK_FAILED,
                  nw_slice_is(status, "FAILED") ? "correct what it names, then `newel push` again" : "wait until it is READY",
                  "\"%.*s\" (%.*s), version %.*s, is %.*s%s%.*s", TEXT_OF(name), TEXT_OF(d->guardrail), TEXT_OF(version),
                  TEXT_OF(status), reason.len > 0 ? ": " : "", TEXT_OF(reason));
  if (nw_slice_is(version, "DRAFT"))
    nw_doctor_say(d, "version", NW_CHECK_WARNING, "publish a version (`newel push`) and name it: a number never changes",
                  "DRAFT changes with every edit");
}

static int get_guardrail(nw_doctor *d) {
  nw_json_writer w;
  nw_buf params;
  newel_error err = { 0 };
  begin(&w, &params, d->client->alloc);
  nw_json_key_text(&w, "guardrailIdentifier", d->guardrail);
  if (!nw_slice_is(d->version, "DRAFT")) nw_json_key_text(&w, "guardrailVersion", d->version);
  end(&w, &params);
  int code = nw_doctor_call(d, "GetGuardrail", &params, &err);
  nw_buf_free(&params);
  if (code == NEWEL_OK) say_guardrail(d);
  else nw_doctor_say_error(d, "guardrail", &err);
  return code;
}

/* ---- may we call it ---- */

static void write_block(nw_json_writer *w, const char *inside) {
  nw_json_key(w, "content");
  nw_json_array(w);
  nw_json_object(w);
  nw_json_key(w, "text");
  if (inside != NULL) {
    nw_json_object(w);
    nw_json_key(w, inside);
  }
  nw_json_cstr(w, "newel doctor");
  if (inside != NULL) nw_json_close(w);
  nw_json_close(w);
  nw_json_close(w);
}

static void say_judge(nw_doctor *d, const char *name, nw_buf *params) {
  newel_error err = { 0 };
  int code = nw_doctor_call(d, name, params, &err);
  if (code == NEWEL_OK) nw_doctor_say(d, "judging", NW_CHECK_OK, "", "%s answers", name);
  else nw_doctor_say_error(d, "judging", &err);
  nw_buf_free(params);
}

static void probe_apply(nw_doctor *d) {
  nw_json_writer w;
  nw_buf params;
  begin(&w, &params, d->client->alloc);
  nw_json_key_text(&w, "guardrailIdentifier", d->guardrail);
  nw_json_key_text(&w, "guardrailVersion", d->version);
  nw_json_key_text(&w, "source", NW_LIT("INPUT"));
  write_block(&w, "text");
  end(&w, &params);
  say_judge(d, "ApplyGuardrail", &params);
}

static void probe_checks(nw_doctor *d) {
  nw_json_writer w;
  nw_buf params;
  begin(&w, &params, d->client->alloc);
  nw_json_key(&w, "messages");
  nw_json_array(&w);
  nw_json_object(&w);
  nw_json_key_text(&w, "role", NW_LIT("user"));
  write_block(&w, NULL);
  nw_json_close(&w);
  nw_json_close(&w);
  nw_json_key_raw(&w, "checks", NW_LIT("{\"contentFilter\":{\"categories\":[{\"category\":\"HATE\"}]}}"));
  end(&w, &params);
  say_judge(d, "InvokeGuardrailChecks", &params);
}

void nw_doctor_guardrail(nw_doctor *d) {
  const newel_policy *policy = d->options->policy;
  const nw_escalation *escalation = policy != NULL && policy->escalation.present ? &policy->escalation : NULL;
  newel_slice wanted = d->options->guardrail;
  d->version = d->options->version;
  if (wanted.len == 0 && escalation != NULL) wanted = escalation->guardrail;
  if (d->version.len == 0 && escalation != NULL) d->version = escalation->version;
  if (wanted.len > 0) {
    if (!find_locked(d, wanted)) find_guardrail(d, wanted);
    if (d->version.len == 0) d->version = NW_LIT("DRAFT");
    if (d->guardrail.len > 0 && get_guardrail(d) == NEWEL_OK) probe_apply(d);
  } else if (escalation != NULL) {
    probe_checks(d);
  } else {
    nw_doctor_say(d, "guardrail", NW_CHECK_SKIPPED, "name one with --guardrail, or a policy that escalates with -p", "none is named");
  }
}
