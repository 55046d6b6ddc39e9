/* Each type owns the list of its digests, in the order of their numbers. One open-addressing table over all of them finds
 * a digest:
 *
 *   types   EMAIL: [d1, d2]   PHONE: [d3]
 *   table   … (EMAIL, 2) … (PHONE, 1) … (EMAIL, 1) …
 *
 * A slot counts only if its epoch is the scope's: clearing is one step, however large the table has grown. The table is a power
 * of two and at most half full; digests are random bits, so their first eight bytes are the hash.
 */
#include "vault/scope.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/slice.h"
#include "crypto/digest.h"
#include "json/tree.h"
#include "json/writer.h"

#define SCOPE_FORMAT "newel.scope/1"

enum { DIGEST_BYTES = 16, TABLE_FIRST_SLOTS = 64 };

typedef struct digest { unsigned char at[DIGEST_BYTES]; } digest;

typedef struct type_list {
  newel_slice name;  /* owned, `name.len` bytes */
  NW_VEC(digest) digests;
} type_list;

typedef struct slot {
  const type_list *type;
  uint32_t         number;
  uint32_t         epoch;
} slot;

struct newel_scope {
  const newel_engine *engine;
  NW_VEC(type_list *) types;  /* by name */
  slot               *table;
  size_t              slot_count, used;
  uint32_t            epoch;  /* of this filling; slots begin with 0, so never 0 */
  nw_buf              input;  /* what a digest is made from; wiped after each use */
};

static const nw_alloc *alloc_of(const newel_scope *scope) { return &scope->engine->alloc; }

int newel_scope_open(newel_scope **out, newel_engine *engine, newel_error *err) {
  nw_error_clear(err);
  if (out == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_scope_open: 'out' is NULL");
  *out = NULL;
  if (engine == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_scope_open: 'engine' is NULL");
  newel_scope *scope = nw_zalloc(&engine->alloc, sizeof *scope);
  if (scope == NULL) return nw_fail_nomem(err);
  scope->engine = engine;
  scope->epoch = 1;
  nw_buf_init(&scope->input, engine->alloc);
  *out = scope;
  return NEWEL_OK;
}

void newel_scope_free(newel_scope *scope) {
  if (scope == NULL) return;
  const nw_alloc *alloc = alloc_of(scope);
  nw_scope_clear(scope);
  for (size_t i = 0; i < scope->types.count; i++) {
    type_list *type = scope->types.at[i];
    nw_vec_free(alloc, &type->digests);
    nw_free(alloc, type, sizeof *type + type->name.len);
  }
  nw_vec_free(alloc, &scope->types);
  nw_free(alloc, scope->table, scope->slot_count * sizeof *scope->table);
  nw_buf_free(&scope->input);
  nw_free(alloc, scope, sizeof *scope);
}

void nw_scope_clear(newel_scope *scope) {
  for (size_t i = 0; i < scope->types.count; i++) {
    type_list *type = scope->types.at[i];
    nw_wipe(type->digests.at, type->digests.count * sizeof *type->digests.at);
    type->digests.count = 0;
  }
  scope->used = 0;
  if (++scope->epoch != 0) return;
  if (scope->table != NULL) memset(scope->table, 0, scope->slot_count * sizeof *scope->table);
  scope->epoch = 1;
}

/* ---- digests ---- */

static void add_field(nw_buf *buf, newel_slice field) {
  char len_be[8];
  for (unsigned i = 0; i < 8; i++) len_be[i] = (char)((uint64_t)field.len >> (56 - 8 * i));
  nw_buf_add(buf, len_be, sizeof len_be);
  nw_buf_add_slice(buf, field);
}

/* 1, or 0 when there is no memory. */
static int digest_of(newel_scope *scope, newel_slice type, newel_slice value, digest *out) {
  newel_slice key = scope->engine->key.len > 0 ? scope->engine->key : NW_LIT(SCOPE_FORMAT " without a key");
  unsigned char whole[NW_SHA256_BYTES];
  nw_buf *input = &scope->input;
  nw_buf_clear(input);
  add_field(input, NW_LIT(SCOPE_FORMAT " entry"));
  add_field(input, type);
  add_field(input, value);
  int ok = !input->failed && nw_hmac_sha256(key, nw_buf_slice(input), whole);
  if (ok) memcpy(out->at, whole, sizeof out->at);
  if (input->data != NULL) nw_wipe(input->data, input->len);
  return ok;
}

/* ---- table ---- */

static int is_free(const newel_scope *scope, const slot *s) { return s->epoch != scope->epoch; }

/* The slot of `d`, or the free one where it belongs. The table has a free slot. */
static slot *find_slot(const newel_scope *scope, const digest *d) {
  for (size_t i = (size_t)nw_load_le(d->at, 8);; i++) {
    slot *s = &scope->table[i & (scope->slot_count - 1)];
    if (is_free(scope, s) || memcmp(s->type->digests.at[s->number - 1].at, d->at, sizeof d->at) == 0) return s;
  }
}

/* Room for one more entry. */
static int grow_table(newel_scope *scope) {
  if (2 * (scope->used + 1) <= scope->slot_count) return 1;
  slot *old = scope->table;
  size_t old_count = scope->slot_count, count = old_count == 0 ? TABLE_FIRST_SLOTS : 2 * old_count;
  slot *table = nw_zalloc(alloc_of(scope), count * sizeof *table);
  if (table == NULL) return 0;
  scope->table = table;
  scope->slot_count = count;
  for (size_t i = 0; i < old_count; i++)
    if (!is_free(scope, &old[i])) *find_slot(scope, &old[i].type->digests.at[old[i].number - 1]) = old[i];
  nw_free(alloc_of(scope), old, old_count * sizeof *old);
  return 1;
}

/* ---- types ---- */

static type_list *new_type(const nw_alloc *alloc, newel_slice name) {
  type_list *type = nw_zalloc(alloc, sizeof *type + name.len);
  if (type == NULL) return NULL;
  char *text = (char *)(type + 1);
  if (name.len > 0) memcpy(text, name.data, name.len);
  type->name = nw_slice(text, name.len);
  return type;
}

/* The list of a type, a new empty one where there is none; NULL when there is no memory. */
static type_list *type_of(newel_scope *scope, newel_slice name) {
  size_t low = 0, high = scope->types.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = nw_slice_cmp(name, scope->types.at[middle]->name);
    if (order == 0) return scope->types.at[middle];
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  if (!nw_vec_reserve(alloc_of(scope), &scope->types, 1)) return NULL;
  type_list *type = new_type(alloc_of(scope), name);
  if (type == NULL) return NULL;
  memmove(scope->types.at + low + 1, scope->types.at + low, (scope->types.count - low) * sizeof *scope->types.at);
  scope->types.at[low] = type;
  scope->types.count++;
  return type;
}

/* Gives `d` the next number of its type; -1 when there is no memory. */
static int64_t add_entry(newel_scope *scope, newel_slice type_name, const digest *d) {
  type_list *type = type_of(scope, type_name);
  if (type == NULL || !grow_table(scope) || !nw_vec_push(alloc_of(scope), &type->digests, *d)) return -1;
  slot entry = { type, (uint32_t)type->digests.count, scope->epoch };
  /* find_slot reads the digests of the slots it passes: the new one is no slot yet. */
  *find_slot(scope, d) = entry;
  scope->used++;
  return entry.number;
}

int64_t nw_scope_number(newel_scope *scope, const char *type, newel_slice value) {
  digest d;
  newel_slice name = newel_slice_of(type);
  if (!digest_of(scope, name, value, &d)) return -1;
  if (scope->slot_count > 0) {
    const slot *s = find_slot(scope, &d);
    if (!is_free(scope, s)) return s->number;
  }
  return scope->used >= NW_LIMIT_SCOPE_ENTRIES ? 0 : add_entry(scope, name, &d);
}

/* ---- saving ---- */

static int needs_key(newel_error *err, const char *verb) {
  static const char advice[] = "open the engine with a key (newel_engine_options.key, at least 16 random bytes)";
  return nw_fail_advice(err, NEWEL_E_UNSUPPORTED, advice, "a scope cannot be %s: the engine has no key", verb);
}

/* HMAC over everything that a saved scope says, as lower-case hex; 0 when the library failed. */
static int mac_of(const newel_scope *scope, char hex[NW_SHA256_HEX]) {
  unsigned char content[NW_SHA256_BYTES], mac[NW_SHA256_BYTES];
  nw_sha256 *h = nw_sha256_begin();
  if (h == NULL) return 0;
  nw_sha256_add_field(h, NW_LIT(SCOPE_FORMAT " saved"));
  for (size_t i = 0; i < scope->types.count; i++) {
    const type_list *type = scope->types.at[i];
    if (type->digests.count == 0) continue;
    nw_sha256_add_field(h, type->name);
    nw_sha256_add_field(h, nw_slice((const char *)type->digests.at, type->digests.count * sizeof *type->digests.at));
  }
  if (!nw_sha256_end(h, content)) return 0;
  if (!nw_hmac_sha256(scope->engine->key, nw_slice((const char *)content, sizeof content), mac)) return 0;
  nw_hex(hex, mac, sizeof mac);
  return 1;
}

static void write_types(const newel_scope *scope, nw_json_writer *w) {
  char hex[2 * DIGEST_BYTES + 1];
  nw_json_object(w);
  for (size_t i = 0; i < scope->types.count; i++) {
    const type_list *type = scope->types.at[i];
    if (type->digests.count == 0) continue;
    nw_json_key_slice(w, type->name);
    nw_json_array(w);
    for (size_t k = 0; k < type->digests.count; k++) {
      nw_hex(hex, type->digests.at[k].at, DIGEST_BYTES);
      nw_json_cstr(w, hex);
    }
    nw_json_close(w);
  }
  nw_json_close(w);
}

int newel_scope_save(const newel_scope *scope, newel_write_fn write, void *user, newel_error *err) {
  nw_json_writer w;
  char mac[NW_SHA256_HEX];
  nw_error_clear(err);
  if (scope == NULL || write == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_scope_save: 'scope' or 'write' is NULL");
  if (scope->engine->key.len == 0) return needs_key(err, "saved");
  if (!mac_of(scope, mac)) return nw_fail_nomem(err);
  nw_json_writer_init(&w, write, user, 0);
  nw_json_object(&w);
  nw_json_key_cstr(&w, "scope", SCOPE_FORMAT);
  nw_json_key(&w, "types");
  write_types(scope, &w);
  nw_json_key_cstr(&w, "mac", mac);
  nw_json_close(&w);
  nw_json_newline(&w);
  return nw_json_writer_end(&w) == 0 ? NEWEL_OK : nw_fail(err, NEWEL_E_IO, "the scope could not be written");
}

/* ---- loading ---- */

static int bad_form(newel_error *err, const char *what) {
  return nw_fail(err, NEWEL_E_FORMAT, "not a saved scope: %s", what);
}

static int hex_value(char c) { return nw_is_digit((unsigned char)c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }

static int read_digest(const nw_json_node *node, digest *out) {
  if (node->type != NW_JSON_T_STRING || node->text.len != 2 * DIGEST_BYTES) return 0;
  for (size_t i = 0; i < DIGEST_BYTES; i++) {
    int high = hex_value(node->text.data[2 * i]), low = hex_value(node->text.data[2 * i + 1]);
    if (high < 0 || low < 0) return 0;
    out->at[i] = (unsigned char)(high << 4 | low);
  }
  return 1;
}

static int load_entry(newel_scope *scope, newel_slice type, const nw_json_node *node, newel_error *err) {
  digest d;
  if (!read_digest(node, &d)) return bad_form(err, "an entry is not 32 lower-case hex digits");
  if (scope->used >= NW_LIMIT_SCOPE_ENTRIES) return nw_fail(err, NEWEL_E_LIMIT, "the saved scope has too many values");
  if (scope->slot_count > 0 && !is_free(scope, find_slot(scope, &d))) return bad_form(err, "an entry stands twice");
  return add_entry(scope, type, &d) < 0 ? nw_fail_nomem(err) : NEWEL_OK;
}

static int load_types(newel_scope *scope, const nw_json_node *types, newel_error *err) {
  for (const nw_json_node *type = types->first; type != NULL; type = type->next) {
    if (type->type != NW_JSON_T_ARRAY) return bad_form(err, "a type is no list");
    for (const nw_json_node *entry = type->first; entry != NULL; entry = entry->next) {
      int code = load_entry(scope, type->key, entry, err);
      if (code != NEWEL_OK) return code;
    }
  }
  return NEWEL_OK;
}

static int check_mac(const newel_scope *scope, newel_slice saved_mac, newel_error *err) {
  char mac[NW_SHA256_HEX];
  if (!mac_of(scope, mac)) return nw_fail_nomem(err);
  if (saved_mac.len == NW_SHA256_HEX - 1 && nw_digest_equal(saved_mac.data, mac, saved_mac.len)) return NEWEL_OK;
  return nw_fail_advice(err, NEWEL_E_FORMAT, "load a scope with the key that it was saved with",
                        "the saved scope was changed, or belongs to another key");
}

static int load_document(newel_scope *scope, const nw_json_node *root, newel_error *err) {
  const nw_json_node *format = nw_json_member(root, "scope"), *types = nw_json_member(root, "types");
  const nw_json_node *mac = nw_json_member(root, "mac");
  if (format == NULL || format->type != NW_JSON_T_STRING || !nw_slice_is(format->text, SCOPE_FORMAT))
    return bad_form(err, "expected \"scope\": \"" SCOPE_FORMAT "\"");
  if (types == NULL || types->type != NW_JSON_T_OBJECT) return bad_form(err, "expected an object 'types'");
  if (mac == NULL || mac->type != NW_JSON_T_STRING) return bad_form(err, "expected a string 'mac'");
  if (root->count != 3) return bad_form(err, "unknown members");
  int code = load_types(scope, types, err);
  return code == NEWEL_OK ? check_mac(scope, mac->text, err) : code;
}

int newel_scope_load(newel_scope **out, newel_engine *engine, newel_slice saved, newel_error *err) {
  nw_arena arena;
  nw_json_node *root;
  newel_scope *scope = NULL;
  int code = newel_scope_open(&scope, engine, err);
  if (out != NULL) *out = NULL;
  if (code != NEWEL_OK) return code;
  nw_arena_init(&arena, engine->alloc);
  if (out == NULL) code = nw_fail(err, NEWEL_E_ARGUMENT, "newel_scope_load: 'out' is NULL");
  else if (engine->key.len == 0) code = needs_key(err, "loaded");
  if (code != NEWEL_OK) goto done;
  code = nw_json_parse(&root, &arena, saved, 2 * (size_t)NW_LIMIT_SCOPE_ENTRIES + 4, err);
  if (code == NEWEL_OK) code = load_document(scope, root, err);
  if (code == NEWEL_OK) {
    *out = scope;
    scope = NULL;
  }
done:
  newel_scope_free(scope);
  nw_arena_free(&arena);
  return code;
}
