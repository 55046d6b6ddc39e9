/* policy/lock.c - newel.lock (newel/lock.h). Entries are kept in order of name, account and region, so that the file's bytes do
 * not depend on the order of pushes and a diff shows the one that changed. One arena holds everything; what is replaced stays
 * in it until the end. */
#include "newel/lock.h"

#include "base/engine.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"
#include "json/writer.h"

enum { LOCK_VERSION = 1, MAX_NODES = 100000 };
enum { NAME_CHARS = 50, ID_CHARS = 64, ACCOUNT_DIGITS = 12, HASH_DIGITS = 64, VERSION_DIGITS = 8 };

struct newel_lock {
  nw_alloc alloc;
  nw_arena arena;
  NW_VEC(newel_lock_entry) entries;
};

/* The members of an entry, in the order in which they are written. */
static const struct { const char *key; size_t offset; } members[] = {
  { "name", offsetof(newel_lock_entry, name) },       { "account", offsetof(newel_lock_entry, account) },
  { "region", offsetof(newel_lock_entry, region) },   { "id", offsetof(newel_lock_entry, id) },
  { "arn", offsetof(newel_lock_entry, arn) },         { "version", offsetof(newel_lock_entry, version) },
  { "projection", offsetof(newel_lock_entry, projection) } };
enum { MEMBERS = sizeof members / sizeof *members };

static newel_slice *member_of(newel_lock_entry *entry, size_t i) {
  return (newel_slice *)(void *)((char *)entry + members[i].offset);
}

/* ---- what an entry must be ---- */

static int all_of(newel_slice text, size_t least, size_t most, int (*fits)(unsigned c)) {
  if (text.len < least || text.len > most) return 0;
  for (size_t i = 0; i < text.len; i++)
    if (!fits((unsigned char)text.data[i])) return 0;
  return 1;
}

static int is_name_char(unsigned c) { return nw_is_alnum(c) || c == '-' || c == '_'; }
static int is_id_char(unsigned c) { return nw_is_digit(c) || nw_is_lower(c); }
static int is_region_char(unsigned c) { return is_id_char(c) || c == '-'; }
static int is_hash_char(unsigned c) { return nw_is_digit(c) || c - 'a' < 6u; }

static int is_version(newel_slice text) {
  return nw_slice_is(text, "DRAFT") || (all_of(text, 1, VERSION_DIGITS, nw_is_digit) && text.data[0] != '0');
}

/* "arn:PARTITION:bedrock:REGION:ACCOUNT:guardrail/ID", its parts those of the entry. */
static int arn_fits(const newel_lock_entry *e) {
  newel_slice rest = e->arn;
  const newel_slice tail[] = { NW_LIT(":bedrock:"), e->region, NW_LIT(":"), e->account, NW_LIT(":guardrail/"), e->id };
  if (rest.len < 4 || memcmp(rest.data, "arn:", 4) != 0) return 0;
  rest = nw_slice(rest.data + 4, rest.len - 4);
  while (rest.len > 0 && is_region_char((unsigned char)*rest.data)) rest = nw_slice(rest.data + 1, rest.len - 1);
  for (size_t i = 0; i < sizeof tail / sizeof *tail; i++) {
    if (rest.len < tail[i].len || memcmp(rest.data, tail[i].data, tail[i].len) != 0) return 0;
    rest = nw_slice(rest.data + tail[i].len, rest.len - tail[i].len);
  }
  return rest.len == 0;
}

/* NULL, or what is wrong. */
static const char *fault_of(const newel_lock_entry *e) {
  if (!all_of(e->name, 1, NAME_CHARS, is_name_char)) return "'name' is no name of a guardrail";
  if (!all_of(e->account, ACCOUNT_DIGITS, ACCOUNT_DIGITS, nw_is_digit)) return "'account' has not 12 digits";
  if (!all_of(e->region, 1, NAME_CHARS, is_region_char)) return "'region' is no region";
  if (!all_of(e->id, 1, ID_CHARS, is_id_char)) return "'id' is no id of a guardrail";
  if (!arn_fits(e)) return "'arn' is not the ARN of this region, account and id";
  if (!is_version(e->version)) return "'version' is neither a number nor DRAFT";
  if (!all_of(e->projection, HASH_DIGITS, HASH_DIGITS, is_hash_char)) return "'projection' has not 64 hex digits";
  return NULL;
}

/* ---- entries in order ---- */

static int order(const newel_lock_entry *a, const newel_lock_entry *b) {
  int by = nw_slice_cmp(a->name, b->name);
  if (by == 0) by = nw_slice_cmp(a->account, b->account);
  return by != 0 ? by : nw_slice_cmp(a->region, b->region);
}

/* Puts a checked entry; 1 added, 0 replaced, -1 no memory. */
static int put(newel_lock *lock, const newel_lock_entry *entry) {
  newel_lock_entry copy = *entry;
  size_t at = 0;
  for (size_t i = 0; i < MEMBERS; i++) {
    *member_of(&copy, i) = nw_arena_copy(&lock->arena, *member_of(&copy, i));
    if (member_of(&copy, i)->data == NULL) return -1;
  }
  while (at < lock->entries.count && order(&lock->entries.at[at], &copy) < 0) at++;
  if (at < lock->entries.count && order(&lock->entries.at[at], &copy) == 0) return lock->entries.at[at] = copy, 0;
  if (!nw_vec_push(&lock->alloc, &lock->entries, copy)) return -1;
  memmove(&lock->entries.at[at + 1], &lock->entries.at[at], (lock->entries.count - 1 - at) * sizeof copy);
  lock->entries.at[at] = copy;
  return 1;
}

/* ---- reading ---- */

static int fail_at(newel_error *err, newel_slice text, size_t offset, int code, const char *what) {
  uint32_t line, column;
  nw_line_column(text, offset, &line, &column);
  (void)nw_fail_advice(err, code, "`newel push` writes this file; take it from version control, or push again", "newel.lock: %s",
                       what);
  nw_fail_at(err, "newel.lock", line, column, offset);
  return code;
}

static int read_entry(newel_lock *lock, newel_slice text, const nw_json_node *node, newel_error *err) {
  newel_lock_entry entry;
  size_t known = 0;
  memset(&entry, 0, sizeof entry);
  for (size_t i = 0; node->type == NW_JSON_T_OBJECT && i < MEMBERS; i++) {
    const nw_json_node *member = nw_json_member(node, members[i].key);
    if (member == NULL || member->type != NW_JSON_T_STRING) continue;
    *member_of(&entry, i) = member->text;
    known++;
  }
  if (known != MEMBERS || node->count != MEMBERS)
    return fail_at(err, text, node->start, NEWEL_E_FORMAT,
                   "an entry has the texts name, account, region, id, arn, version, projection");
  const char *fault = fault_of(&entry);
  if (fault != NULL) return fail_at(err, text, node->start, NEWEL_E_FORMAT, fault);
  int added = put(lock, &entry);
  if (added < 0) return nw_fail_nomem(err);
  return added ? NEWEL_OK : fail_at(err, text, node->start, NEWEL_E_FORMAT, "the guardrail stands twice");
}

static int read_lock(newel_lock *lock, newel_slice text, const nw_json_node *root, newel_error *err) {
  const nw_json_node *version = nw_json_member(root, "newel_lock"), *list = nw_json_member(root, "guardrails");
  int64_t number = 0;
  int code = NEWEL_OK;
  if (root->type != NW_JSON_T_OBJECT || version == NULL || !nw_json_int(version, &number))
    return fail_at(err, text, root->start, NEWEL_E_FORMAT, "the member 'newel_lock' is missing");
  if (number != LOCK_VERSION)
    return fail_at(err, text, version->start, NEWEL_E_UNSUPPORTED, "a version that this newel does not know");
  if (list == NULL || list->type != NW_JSON_T_ARRAY || root->count != 2)
    return fail_at(err, text, root->start, NEWEL_E_FORMAT, "it has the members 'newel_lock' and 'guardrails', a list");
  for (const nw_json_node *node = list->first; code == NEWEL_OK && node != NULL; node = node->next)
    code = read_entry(lock, text, node, err);
  return code;
}

int newel_lock_parse(newel_lock **out, newel_engine *engine, newel_slice text, newel_error *err) {
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (out == NULL || engine == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "out and engine must not be NULL");
  newel_lock *lock = nw_zalloc(&engine->alloc, sizeof *lock);
  if (lock == NULL) return nw_fail_nomem(err);
  lock->alloc = engine->alloc;
  nw_arena_init(&lock->arena, engine->alloc);
  int code = NEWEL_OK;
  if (text.len > 0) {
    nw_json_node *root = NULL;
    code = nw_json_parse(&root, &lock->arena, text, MAX_NODES, err);
    if (code == NEWEL_OK) code = read_lock(lock, text, root, err);
    else if (err != NULL && code != NEWEL_E_NOMEM) nw_fail_at(err, "newel.lock", err->line, err->column, err->offset);
  }
  if (code == NEWEL_OK) *out = lock;
  else newel_lock_free(lock);
  return code;
}

void newel_lock_free(newel_lock *lock) {
  if (lock == NULL) return;
  nw_alloc alloc = lock->alloc;
  nw_vec_free(&alloc, &lock->entries);
  nw_arena_free(&lock->arena);
  nw_free(&alloc, lock, sizeof *lock);
}

/* ---- asking ---- */

size_t newel_lock_count(const newel_lock *lock) { return lock == NULL ? 0 : lock->entries.count; }

newel_lock_entry newel_lock_at(const newel_lock *lock, size_t index) {
  newel_lock_entry none;
  memset(&none, 0, sizeof none);
  return index < newel_lock_count(lock) ? lock->entries.at[index] : none;
}

static int fits(newel_slice wanted, newel_slice found) { return wanted.len == 0 || nw_slice_eq(wanted, found); }

size_t newel_lock_find(const newel_lock *lock, newel_slice name, newel_slice region, newel_slice account,
                       newel_lock_entry *entry) {
  size_t count = 0;
  if (entry != NULL) memset(entry, 0, sizeof *entry);
  for (size_t i = 0; i < newel_lock_count(lock); i++) {
    const newel_lock_entry *e = &lock->entries.at[i];
    if (!fits(name, e->name) || !fits(region, e->region) || !fits(account, e->account)) continue;
    if (count++ == 0 && entry != NULL) *entry = *e;
  }
  return count;
}

/* ---- changing and writing ---- */

int newel_lock_put(newel_lock *lock, const newel_lock_entry *entry, newel_error *err) {
  nw_error_clear(err);
  if (lock == NULL || entry == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "lock and entry must not be NULL");
  const char *fault = fault_of(entry);
  if (fault != NULL) return nw_fail(err, NEWEL_E_FORMAT, "newel.lock: %s", fault);
  return put(lock, entry) < 0 ? nw_fail_nomem(err) : NEWEL_OK;
}

size_t newel_lock_remove(newel_lock *lock, newel_slice arn) {
  size_t kept = 0, count = newel_lock_count(lock);
  for (size_t i = 0; i < count; i++)
    if (!nw_slice_eq(lock->entries.at[i].arn, arn)) lock->entries.at[kept++] = lock->entries.at[i];
  if (lock != NULL) lock->entries.count = kept;
  return count - kept;
}

int newel_lock_write(const newel_lock *lock, newel_write_fn write, void *user, newel_error *err) {
  nw_json_writer w;
  nw_error_clear(err);
  if (lock == NULL || write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "lock and write must not be NULL");
  nw_json_writer_init(&w, write, user, 1);
  nw_json_object(&w);
  nw_json_key_uint(&w, "newel_lock", LOCK_VERSION);
  nw_json_key(&w, "guardrails");
  nw_json_array(&w);
  for (size_t i = 0; i < lock->entries.count; i++) {
    nw_json_object(&w);
    for (size_t m = 0; m < MEMBERS; m++) nw_json_key_text(&w, members[m].key, *member_of(&lock->entries.at[i], m));
    nw_json_close(&w);
  }
  nw_json_close(&w);
  nw_json_close(&w);
  nw_json_newline(&w);
  return nw_json_writer_end(&w) == 0 ? NEWEL_OK : nw_fail(err, NEWEL_E_IO, "the output could not be written");
}
