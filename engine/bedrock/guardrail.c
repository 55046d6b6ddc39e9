/* Sessions: calls under one deadline, finding and waiting (bedrock/guardrail.h). */
#include "bedrock/guardrail.h"

#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"

enum { DEADLINE_MS = 300000, PAUSE_FIRST_MS = 250, PAUSE_MOST_MS = 4000, PIECE_MS = 50, NODES_MOST = 1000000, PAGES_MOST = 1000,
       STEP_BYTES = 160 };

/* ---- open, close ---- */

static uint64_t now_ms(const nw_guardrail_session *s) { return s->client->world.now_ms(s->client->world.user); }

int nw_session_open(nw_guardrail_session *s, newel_client *client, const newel_guardrail_options *options, newel_error *err) {
  static const newel_guardrail_options none = NEWEL_GUARDRAIL_OPTIONS_INIT;
  memset(s, 0, sizeof *s);
  s->err = err;
  if (client == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "the client is NULL");
  s->client = client;
  nw_arena_init(&s->arena, client->alloc);
  nw_buf_init(&s->request, client->alloc);
  s->o = options != NULL ? *options : none;
  s->id = nw_slice("", 0);
  if (s->o.size != sizeof s->o)
    return nw_fail(err, NEWEL_E_ARGUMENT, "options.size is %zu, expected %zu", s->o.size, sizeof s->o);
  s->deadline_ms = now_ms(s) + (s->o.deadline_ms > 0 ? s->o.deadline_ms : DEADLINE_MS);
  return newel_body_open(&s->body, client->engine, err);
}

void nw_session_close(nw_guardrail_session *s) {
  if (s->client == NULL) return;
  newel_body_free(s->body);
  nw_buf_free(&s->request);
  nw_arena_free(&s->arena);
}

/* ---- calls ---- */

void nw_session_begin(nw_guardrail_session *s) {
  nw_buf_clear(&s->request);
  nw_json_writer_init(&s->w, nw_buf_write, &s->request, 0);
  nw_json_object(&s->w);
}

void nw_session_member(nw_guardrail_session *s, const char *key, newel_slice value) {
  nw_json_key_text(&s->w, key, value);
}

static int end_request(nw_guardrail_session *s) {
  nw_json_close(&s->w);
  return nw_json_writer_end(&s->w) == 0 ? NEWEL_OK : nw_fail_nomem(s->err);
}

static int fail_late(nw_guardrail_session *s, newel_slice status) {
  return nw_fail_advice(s->err, NEWEL_E_NETWORK, "run it again: it goes on where it stopped",
                        "out of time: the guardrail is %.*s", (int)status.len, status.data);
}

int nw_session_call(nw_guardrail_session *s, const char *operation) {
  newel_call_options call = NEWEL_CALL_OPTIONS_INIT;
  int code = end_request(s);
  uint64_t now = now_ms(s);
  if (code != NEWEL_OK) return code;
  if (now >= s->deadline_ms) return fail_late(s, NW_LIT("not asked in time"));
  call.deadline_ms = (uint32_t)(s->deadline_ms - now);
  call.cancel = s->o.cancel;
  return newel_client_call(s->client, newel_slice_of(operation), nw_buf_slice(&s->request), &call, s->body, s->err);
}

int nw_session_change(nw_guardrail_session *s, const char *operation) {
  if (!s->o.dry_run) return nw_session_call(s, operation);
  int code = end_request(s);
  if (code == NEWEL_OK && s->o.on_request != NULL)
    s->o.on_request(s->o.user, newel_slice_of(operation), nw_buf_slice(&s->request));
  return code;
}

int nw_session_answer(nw_guardrail_session *s, const nw_json_node **root) {
  nw_json_node *made = NULL;
  int code = nw_json_parse(&made, &s->arena, newel_body_json(s->body), NODES_MOST, s->err);
  *root = made;
  return code;
}

void nw_session_step(nw_guardrail_session *s, const char *what, newel_slice more) {
  char text[STEP_BYTES];
  if (s->o.on_step == NULL) return;
  (void)snprintf(text, sizeof text, "%s%.*s", what, (int)more.len, more.len == 0 ? "" : more.data);
  s->o.on_step(s->o.user, text);
}

/* ---- finding ---- */

static newel_slice member_text(const nw_json_node *node, const char *key) {
  const nw_json_node *member = node == NULL ? NULL : nw_json_member(node, key);
  return member != NULL && member->type == NW_JSON_T_STRING ? member->text : nw_slice("", 0);
}

/* One page of guardrails; `next` is its token, "" after the last. */
static int find_on_page(nw_guardrail_session *s, newel_slice name, newel_slice *next) {
  const nw_json_node *root = NULL;
  nw_session_begin(s);
  nw_json_key_uint(&s->w, "maxResults", 100);
  if (next->len > 0) nw_session_member(s, "nextToken", *next);
  int code = nw_session_call(s, "ListGuardrails");
  if (code == NEWEL_OK) code = nw_session_answer(s, &root);
  if (code != NEWEL_OK) return code;
  const nw_json_node *list = nw_json_member(root, "guardrails");
  for (const nw_json_node *item = list == NULL ? NULL : list->first; item != NULL; item = item->next)
    if (nw_slice_eq(member_text(item, "name"), name)) s->id = member_text(item, "id");
  *next = member_text(root, "nextToken");
  return NEWEL_OK;
}

static int find_in_list(nw_guardrail_session *s, newel_slice name) {
  newel_slice next = { "", 0 };
  int code = NEWEL_OK;
  for (unsigned page = 0; code == NEWEL_OK && page < PAGES_MOST; page++) {
    code = find_on_page(s, name, &next);
    if (s->id.len > 0 || next.len == 0) return code;
  }
  return code == NEWEL_OK ? nw_fail(s->err, NEWEL_E_LIMIT, "the list of guardrails has no end") : code;
}

int nw_session_find(nw_guardrail_session *s, newel_slice name, const newel_lock *lock) {
  newel_lock_entry entry;
  newel_slice region = s->client->config.region, any = { NULL, 0 };
  s->is_named = 1;
  if (s->o.guardrail.len > 0) {
    s->id = s->o.guardrail;
    return NEWEL_OK;
  }
  size_t count = newel_lock_find(lock, name, region, any, &entry);
  if (count > 1)
    return nw_fail_advice(s->err, NEWEL_E_ARGUMENT, "name the guardrail by its ARN, or keep a lock file for each account",
                          "newel.lock has '%.*s' in %zu accounts of %.*s", (int)name.len, name.data, count, (int)region.len,
                          region.data);
  if (count == 1) {
    s->id = entry.id;
    return NEWEL_OK;
  }
  s->is_named = 0;
  return find_in_list(s, name);
}

/* ---- asking, waiting ---- */

int nw_session_get(nw_guardrail_session *s, newel_slice version) {
  nw_session_begin(s);
  nw_session_member(s, "guardrailIdentifier", s->id);
  if (version.len > 0) nw_session_member(s, "guardrailVersion", version);
  int code = nw_session_call(s, "GetGuardrail");
  if (code == NEWEL_E_REMOTE && s->is_named && nw_slice_is(newel_body_error(s->body), "ResourceNotFoundException"))
    return nw_fail_advice(s->err, code, "take its entry out of newel.lock to have a new one made, or name another",
                          "guardrail '%.*s'%s%.*s is not there", (int)s->id.len, s->id.data, version.len > 0 ? " version " : "",
                          (int)version.len, version.len > 0 ? version.data : "");
  if (code != NEWEL_OK) return code;
  /* The projection's texts are the arena's: the body is used again. */
  newel_slice kept = nw_arena_copy(&s->arena, newel_body_json(s->body));
  return kept.data == NULL ? nw_fail_nomem(s->err)
                           : nw_projection_parse(&s->live, &s->arena, kept, "GetGuardrail's answer", s->err);
}

int nw_session_pause(nw_guardrail_session *s, uint64_t ms, newel_slice status) {
  const nw_world *world = &s->client->world;
  for (uint64_t slept = 0; slept < ms; slept += PIECE_MS) {
    if (s->o.cancel != NULL && *s->o.cancel)
      return nw_fail(s->err, NEWEL_E_CANCELLED, "stopped while the guardrail is %.*s", (int)status.len, status.data);
    if (now_ms(s) >= s->deadline_ms) return fail_late(s, status);
    world->sleep_ms(world->user, PIECE_MS);
  }
  return NEWEL_OK;
}

/* The first text of a list of the answer. */
static newel_slice first_of(const nw_json_node *root, const char *key) {
  const nw_json_node *list = nw_json_member(root, key);
  const nw_json_node *item = list == NULL ? NULL : list->first;
  return item != NULL && item->type == NW_JSON_T_STRING ? item->text : nw_slice("", 0);
}

static int fail_failed(nw_guardrail_session *s) {
  const nw_json_node *root = NULL;
  int code = nw_session_answer(s, &root);
  if (code != NEWEL_OK) return code;
  newel_slice why = first_of(root, "statusReasons"), advice = first_of(root, "failureRecommendations");
  char text[sizeof s->err->advice];
  (void)snprintf(text, sizeof text, "%.*s", (int)advice.len, advice.data);
  return nw_fail_advice(s->err, NEWEL_E_REMOTE, text, "guardrail '%.*s' FAILED: %.*s", (int)s->id.len, s->id.data, (int)why.len,
                        why.len == 0 ? "Bedrock gives no reason" : why.data);
}

int nw_session_wait(nw_guardrail_session *s, newel_slice version, int may_fail) {
  newel_slice told = { "", 0 };
  for (uint64_t pause = PAUSE_FIRST_MS;; pause = pause * 2 > PAUSE_MOST_MS ? PAUSE_MOST_MS : pause * 2) {
    int code = nw_session_get(s, version);
    if (code != NEWEL_OK || nw_slice_is(s->live.status, "READY")) return code;
    if (nw_slice_is(s->live.status, "FAILED")) return may_fail ? NEWEL_OK : fail_failed(s);
    if (nw_slice_is(s->live.status, "DELETING"))
      return nw_fail(s->err, NEWEL_E_REMOTE, "guardrail '%.*s' is being deleted", (int)s->id.len, s->id.data);
    if (!nw_slice_eq(told, s->live.status)) nw_session_step(s, "waiting: the guardrail is ", s->live.status);
    told = s->live.status;
    code = nw_session_pause(s, pause, s->live.status);
    if (code != NEWEL_OK) return code;
  }
}
