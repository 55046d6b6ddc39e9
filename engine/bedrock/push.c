/* newel_guardrail_push: from a policy to a published version of its guardrail.
 *
 *   find ─ none ► CreateGuardrail ──────────────┐
 *     └─ there ► GetGuardrail ─ differs ► UpdateGuardrail ─► wait for READY ► TagResource ─┐
 *                         └──── the same ─────────────────────────────────────────────────┤
 *   lock ◄ wait for READY ◄ CreateGuardrailVersion ◄ differs ─ GetGuardrail of the last version ◄┘
 *
 * Every step looks at what is there first, so a push that was broken off is finished by the next one, and one more does nothing.
 * The lock has an entry from the moment that there is a guardrail. */
#include <stdio.h>

#include "base/error.h"
#include "base/slice.h"
#include "bedrock/guardrail.h"

enum { CONFLICT_PAUSE_MS = 2000, VERSION_DIGITS = 8, PAGES_MOST = 1000 };

typedef struct pusher {
  nw_guardrail_session s;
  const newel_policy  *policy;
  newel_lock          *lock;
  nw_projection        wanted;
  char                 hash[65];
  newel_slice          version;   /* the last one that was published; "" */
  newel_push           done;
} pusher;

/* ---- the entry of the lock ---- */

/* "arn:aws:bedrock:us-east-1:123456789012:guardrail/abc": the part after `colons` colons. */
static newel_slice arn_part(newel_slice arn, unsigned colons) {
  size_t at = 0, end;
  for (; at < arn.len && colons > 0; at++) colons -= arn.data[at] == ':';
  for (end = at; end < arn.len && arn.data[end] != ':';) end++;
  return nw_slice(arn.data + at, end - at);
}

static int put_lock(pusher *p, newel_slice version) {
  newel_lock_entry entry;
  newel_slice arn = p->s.live.arn;
  if (p->s.o.dry_run) return NEWEL_OK;
  entry.name = p->wanted.name;
  entry.region = arn_part(arn, 3);
  entry.account = arn_part(arn, 4);
  entry.id = p->s.live.id;
  entry.arn = arn;
  entry.version = version;
  entry.projection = newel_slice_of(p->hash);
  return newel_lock_put(p->lock, &entry, p->s.err);
}

/* A guardrail without an entry gets one; an entry keeps its version until another one is published. */
static int put_draft(pusher *p) {
  newel_slice arn = p->s.live.arn;
  size_t count = newel_lock_find(p->lock, p->wanted.name, arn_part(arn, 3), arn_part(arn, 4), NULL);
  return count > 0 ? NEWEL_OK : put_lock(p, NW_LIT("DRAFT"));
}

/* ---- comparing ---- */

static int count_changes(pusher *p, size_t *count) {
  nw_changes changes;
  if (!nw_projection_diff(&changes, &p->s.arena, &p->s.live, &p->wanted)) return nw_fail_nomem(p->s.err);
  *count = changes.count;
  return NEWEL_OK;
}

/* ---- create, update ---- */

static void tag(nw_json_writer *w, const char *key, newel_slice value) {
  nw_json_object(w);
  nw_json_key_cstr(w, "key", key);
  nw_json_key_text(w, "value", value);
  nw_json_close(w);
}

static void write_tags(pusher *p) {
  nw_json_writer *w = &p->s.w;
  nw_json_key(w, "tags");
  nw_json_array(w);
  for (size_t i = 0; i < p->wanted.tag_count; i++) tag(w, p->wanted.tags[i].key.data, p->wanted.tags[i].value);
  tag(w, "newel:policy-id", newel_slice_of(newel_policy_id(p->policy)));
  if (p->s.o.guard_id.len > 0) tag(w, "newel:guard-id", p->s.o.guard_id);
  nw_json_close(w);
}

static int create(pusher *p) {
  const nw_json_node *root = NULL;
  nw_session_step(&p->s, "creating the guardrail ", p->wanted.name);
  nw_session_begin(&p->s);
  nw_projection_write(&p->s.w, &p->wanted, NEWEL_EXPORT_BEDROCK);
  write_tags(p);
  int code = nw_session_change(&p->s, "CreateGuardrail");
  p->done.created = code == NEWEL_OK;
  p->done.changes = p->wanted.rule_count;
  if (code != NEWEL_OK || p->s.o.dry_run) return code;
  code = nw_session_answer(&p->s, &root);
  if (code != NEWEL_OK) return code;
  const nw_json_node *id = nw_json_member(root, "guardrailId"), *arn = nw_json_member(root, "guardrailArn");
  if (id == NULL || arn == NULL)
    return nw_fail(p->s.err, NEWEL_E_REMOTE, "CreateGuardrail's answer has no guardrailId and guardrailArn");
  p->s.id = p->s.live.id = id->text;
  p->s.live.arn = arn->text;
  code = put_draft(p);
  return code == NEWEL_OK ? nw_session_wait(&p->s, nw_slice("", 0), 0) : code;
}

static int is_conflict(const pusher *p, int code) {
  return code == NEWEL_E_REMOTE && nw_slice_is(newel_body_error(p->s.body), "ConflictException");
}

/* Somebody else is changing it: wait until they are done, and try again until the deadline. */
static int after_conflict(pusher *p) {
  nw_session_step(&p->s, "waiting: the guardrail is being changed by somebody else", nw_slice("", 0));
  int code = nw_session_pause(&p->s, CONFLICT_PAUSE_MS, NW_LIT("being changed by somebody else"));
  return code == NEWEL_OK ? nw_session_wait(&p->s, nw_slice("", 0), 1) : code;
}

static int update(pusher *p) {
  for (;;) {
    nw_session_step(&p->s, "updating DRAFT of ", p->s.id);
    nw_session_begin(&p->s);
    nw_session_member(&p->s, "guardrailIdentifier", p->s.id);
    nw_projection_write(&p->s.w, &p->wanted, NEWEL_EXPORT_BEDROCK);
    int code = nw_session_change(&p->s, "UpdateGuardrail");
    p->done.updated = code == NEWEL_OK;
    if (code == NEWEL_OK) return p->s.o.dry_run ? NEWEL_OK : nw_session_wait(&p->s, nw_slice("", 0), 0);
    if (is_conflict(p, code)) code = after_conflict(p);
    if (code != NEWEL_OK) return code;
  }
}

static int set_tags(pusher *p) {
  nw_session_begin(&p->s);
  nw_session_member(&p->s, "resourceARN", p->s.live.arn);
  write_tags(p);
  return nw_session_change(&p->s, "TagResource");
}

/* Makes DRAFT what the policy says. A guardrail that FAILED is written again, whatever it says that it is. */
static int make_draft(pusher *p) {
  if (p->s.id.len == 0) return create(p);
  int code = nw_session_wait(&p->s, nw_slice("", 0), 1);
  if (code == NEWEL_OK) code = put_draft(p);
  if (code == NEWEL_OK) code = count_changes(p, &p->done.changes);
  if (code != NEWEL_OK) return code;
  if (p->done.changes > 0 || nw_slice_is(p->s.live.status, "FAILED")) {
    code = update(p);
    if (code == NEWEL_OK) code = set_tags(p);
  }
  return code;
}

/* ---- versions ---- */

/* Digits of a version as a number; 0 for DRAFT. */
static unsigned long number_of(newel_slice version) {
  unsigned long number = 0;
  if (version.len > VERSION_DIGITS) return 0;
  for (size_t i = 0; i < version.len; i++) {
    if (!nw_is_digit((unsigned char)version.data[i])) return 0;
    number = number * 10 + (unsigned long)(version.data[i] - '0');
  }
  return number;
}

static int last_on_page(pusher *p, newel_slice *next) {
  const nw_json_node *root = NULL;
  nw_session_begin(&p->s);
  nw_session_member(&p->s, "guardrailIdentifier", p->s.id);
  if (next->len > 0) nw_session_member(&p->s, "nextToken", *next);
  int code = nw_session_call(&p->s, "ListGuardrails");
  if (code == NEWEL_OK) code = nw_session_answer(&p->s, &root);
  if (code != NEWEL_OK) return code;
  const nw_json_node *list = nw_json_member(root, "guardrails"), *token = nw_json_member(root, "nextToken");
  for (const nw_json_node *item = list == NULL ? NULL : list->first; item != NULL; item = item->next) {
    const nw_json_node *version = nw_json_member(item, "version");
    if (version != NULL && number_of(version->text) > number_of(p->version)) p->version = version->text;
  }
  *next = token != NULL && token->type == NW_JSON_T_STRING ? token->text : nw_slice("", 0);
  return NEWEL_OK;
}

static int find_last_version(pusher *p) {
  newel_slice next = { "", 0 };
  int code = NEWEL_OK;
  for (unsigned page = 0; code == NEWEL_OK && page < PAGES_MOST; page++) {
    code = last_on_page(p, &next);
    if (next.len == 0) return code;
  }
  return code == NEWEL_OK ? nw_fail(p->s.err, NEWEL_E_LIMIT, "the list of versions has no end") : code;
}

static int fail_publish(pusher *p, int code) {
  newel_slice name = newel_body_error(p->s.body);
  if (code != NEWEL_E_REMOTE || !nw_slice_is(name, "ServiceQuotaExceededException")) return code;
  char advice[160];
  (void)snprintf(advice, sizeof advice, "delete one that nobody uses: newel guardrails delete %.*s --version N", (int)p->s.id.len,
                 p->s.id.data);
  return nw_fail_advice(p->s.err, code, advice,
                        "no version was published: the guardrail has as many as it may (DRAFT is up to date)");
}

static int publish(pusher *p) {
  const nw_json_node *root = NULL;
  nw_session_step(&p->s, "publishing a version of ", p->s.id);
  for (;;) {
    nw_session_begin(&p->s);
    nw_session_member(&p->s, "guardrailIdentifier", p->s.id);
    nw_session_member(&p->s, "description", newel_slice_of(p->hash));
    int code = nw_session_change(&p->s, "CreateGuardrailVersion");
    p->done.published = code == NEWEL_OK;
    if (code == NEWEL_OK && p->s.o.dry_run) return code;
    if (code == NEWEL_OK) break;
    if (!is_conflict(p, code)) return fail_publish(p, code);
    code = after_conflict(p);
    if (code != NEWEL_OK) return code;
  }
  int code = nw_session_answer(&p->s, &root);
  if (code != NEWEL_OK) return code;
  const nw_json_node *version = nw_json_member(root, "version");
  if (version == NULL || number_of(version->text) == 0)
    return nw_fail(p->s.err, NEWEL_E_REMOTE, "CreateGuardrailVersion's answer has no version");
  p->version = version->text;
  code = nw_session_wait(&p->s, p->version, 0);
  return code == NEWEL_OK ? put_lock(p, p->version) : code;
}

/* Publishes where the last version is another than DRAFT. Which of them the lock names is not asked: another machine may have
 * pushed. */
static int make_version(pusher *p) {
  size_t changes = 1;
  if (p->s.o.draft_only) return NEWEL_OK;
  if (p->s.id.len == 0) {
    p->s.id = NW_LIT("(the new guardrail)");  /* of a dry run */
    return publish(p);
  }
  int code = find_last_version(p);
  if (code == NEWEL_OK && p->version.len > 0) {
    code = nw_session_get(&p->s, p->version);
    if (code == NEWEL_OK) code = count_changes(p, &changes);
    if (code == NEWEL_OK && changes == 0) code = put_lock(p, p->version);
  }
  return code == NEWEL_OK && changes > 0 ? publish(p) : code;
}

/* ---- the function ---- */

static int prepare(pusher *p) {
  newel_error *err = p->s.err;
  if (!nw_projection_of_policy(&p->wanted, &p->s.arena, p->policy)) return nw_fail_nomem(err);
  if (p->wanted.rule_count == 0) return nw_fail_no_place(err);
  return nw_projection_hash(&p->wanted, p->hash) ? NEWEL_OK : nw_fail_nomem(err);
}

int newel_guardrail_push(newel_client *client, const newel_policy *policy, newel_lock *lock,
                         const newel_guardrail_options *options, newel_push *done, newel_error *err) {
  newel_error local;
  pusher p;
  memset(&p, 0, sizeof p);
  if (err == NULL) err = &local;
  nw_error_clear(err);
  if (done != NULL) memset(done, 0, sizeof *done);
  if (policy == NULL || lock == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guardrail_push: 'policy' or 'lock' is NULL");
  p.policy = policy;
  p.lock = lock;
  p.version = nw_slice("", 0);
  int code = nw_session_open(&p.s, client, options, err);
  if (code == NEWEL_OK) code = prepare(&p);
  if (code == NEWEL_OK) code = nw_session_find(&p.s, p.wanted.name, lock);
  if (code == NEWEL_OK) code = make_draft(&p);
  if (code == NEWEL_OK) code = make_version(&p);
  newel_slice arn = p.s.live.arn;
  if (arn.len > 0) (void)newel_lock_find(lock, p.wanted.name, arn_part(arn, 3), arn_part(arn, 4), &p.done.entry);
  if (done != NULL) *done = p.done;
  nw_session_close(&p.s);
  return code;
}
