/* guard/evidence.c - by what a rule can find, and what cases have shown of it.
 *
 *   words.rivals: [acme, globex]          ENTRY acme, ENTRY globex
 *   regexes.id: {pattern: 'A-\d|B-\d'}    ALTERNATIVE A-\d, ALTERNATIVE B-\d
 *   pii.EMAIL: {allow: {values: [a@b.c]}} EXCEPTION a@b.c
 *   pii.IBAN                              VALIDATOR mod97
 *
 * A finding says neither its entry nor its alternative: they are found again from its text. Texts are compared folded, by hash in one
 * sorted index; patterns must cover the finding as a whole. Built for tests, not for the hot path.
 */
#include <stdlib.h>
#include <string.h>

#include "base/engine.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/slice.h"
#include "detect/regex/alternatives.h"
#include "detect/regex/witness.h"
#include "guard/guard.h"
#include "policy/model.h"
#include "text/fold.h"
#include "text/utf8.h"

#define POLICY_WIDE UINT32_MAX  /* rule of an exception that is the policy's own */

typedef struct item {
  newel_evidence_item about;
  nw_pattern         *pattern;  /* of an alternative, or of an exception that is a pattern; else NULL */
} item;

typedef struct key { uint64_t hash; size_t item; } key;

struct newel_evidence {
  nw_alloc  alloc;
  nw_arena  arena;
  size_t    rule_count;
  NW_VEC(item) items;      /* by rule; the policy's own at the end */
  size_t   *first;         /* rule_count + 2: items of rule r are first[r] .. first[r + 1] */
  NW_VEC(key) keys;        /* of texts, sorted */
  nw_buf    folded;
  void     *regex_scratch;
};

/* ---- building ---- */

/* Two writings of one entry have one key: folded, and what separates words is one space. */
static int make_key(nw_buf *out, newel_slice text) {
  nw_buf_clear(out);
  for (size_t at = 0, len; at < text.len; at += len) {
    uint32_t cp = NW_UTF8_BAD;
    len = nw_utf8_decode((const unsigned char *)text.data + at, text.len - at, &cp);
    if (len == 0) len = 1;
    if (nw_word_class_of(cp) != NW_WORD_NONE) (void)nw_fold_text(out, nw_slice(text.data + at, len));
    else if (out->len > 0 && out->data[out->len - 1] != ' ') nw_buf_add_char(out, ' ');
  }
  if (out->len > 0 && out->data[out->len - 1] == ' ') out->len--;
  return !out->failed;
}

static uint64_t key_of(const newel_evidence *e, uint32_t rule, newel_evidence_kind kind) {
  return nw_hash64(e->folded.data, e->folded.len, ((uint64_t)rule << 8) | (uint64_t)kind);
}

static int add_item(newel_evidence *e, uint32_t rule, newel_evidence_kind kind, newel_slice text, nw_pattern *pattern) {
  item made = { { kind, rule, nw_arena_copy(&e->arena, text), 0 }, pattern };
  return made.about.text.data != NULL && nw_vec_push(&e->alloc, &e->items, made);
}

static int add_text(newel_evidence *e, uint32_t rule, newel_evidence_kind kind, newel_slice text) {
  if (!make_key(&e->folded, text) || !add_item(e, rule, kind, text, NULL)) return 0;
  key made = { key_of(e, rule, kind), e->items.count - 1 };
  return nw_vec_push(&e->alloc, &e->keys, made);
}

static int add_pattern(newel_evidence *e, uint32_t rule, newel_evidence_kind kind, newel_slice text, newel_error *err) {
  nw_pattern *pattern;
  int code = nw_pattern_compile(&pattern, &e->alloc, text, err);
  if (code != NEWEL_OK) return code;
  if (add_item(e, rule, kind, text, pattern)) return NEWEL_OK;
  nw_pattern_free(pattern, &e->alloc);
  return nw_fail_nomem(err);
}

static int add_texts(newel_evidence *e, uint32_t rule, newel_evidence_kind kind, const nw_slices *texts, newel_error *err) {
  for (size_t i = 0; i < texts->count; i++)
    if (!add_text(e, rule, kind, texts->at[i])) return nw_fail_nomem(err);
  return NEWEL_OK;
}

static int add_allow(newel_evidence *e, uint32_t rule, const nw_allow_list *allow, newel_error *err) {
  int code = add_texts(e, rule, NEWEL_EVIDENCE_EXCEPTION, &allow->values, err);
  for (size_t i = 0; code == NEWEL_OK && i < allow->patterns.count; i++)
    code = add_pattern(e, rule, NEWEL_EVIDENCE_EXCEPTION, allow->patterns.at[i], err);
  return code;
}

static int add_alternatives(newel_evidence *e, uint32_t rule, newel_slice pattern, newel_error *err) {
  newel_slice *parts;
  size_t count;
  if (!nw_pattern_alternatives(&e->arena, pattern, &parts, &count)) return nw_fail_nomem(err);
  int code = NEWEL_OK;
  for (size_t i = 0; code == NEWEL_OK && i < count; i++)
    code = add_pattern(e, rule, NEWEL_EVIDENCE_ALTERNATIVE, parts[i], err);
  return code;
}

static int add_rule(newel_evidence *e, const nw_rule *rule, uint32_t index, newel_error *err) {
  int code = NEWEL_OK;
  if (rule->kind == NW_KIND_REGEX) code = add_alternatives(e, index, rule->of.regex.pattern, err);
  if (rule->kind == NW_KIND_WORD) code = add_texts(e, index, NEWEL_EVIDENCE_ENTRY, &rule->of.word.entries, err);
  if (rule->kind == NW_KIND_PII) {
    const nw_entity *entity = nw_entity_at(rule->of.pii.entity);
    if (entity != NULL && entity->local && entity->validator[0] != '\0' &&
        !add_item(e, index, NEWEL_EVIDENCE_VALIDATOR, newel_slice_of(entity->validator), NULL))
      code = nw_fail_nomem(err);
  }
  return code == NEWEL_OK ? add_allow(e, index, &rule->allow, err) : code;
}

static int by_hash(const void *a, const void *b) {
  const key *x = a, *y = b;
  return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : (x->item > y->item) - (x->item < y->item);
}

static int build(newel_evidence *e, const newel_policy *policy, newel_error *err) {
  e->rule_count = policy->rule_count;
  e->first = nw_arena_zalloc(&e->arena, (e->rule_count + 2) * sizeof *e->first);
  if (e->first == NULL) return nw_fail_nomem(err);
  int code = nw_regex_family.scratch_open(&e->regex_scratch, &e->alloc) == NEWEL_OK ? NEWEL_OK : nw_fail_nomem(err);
  for (size_t r = 0; code == NEWEL_OK && r < e->rule_count; r++) {
    code = add_rule(e, &policy->rules[r], (uint32_t)r, err);
    e->first[r + 1] = e->items.count;
  }
  if (code == NEWEL_OK) code = add_allow(e, POLICY_WIDE, &policy->allow, err);
  e->first[e->rule_count + 1] = e->items.count;
  if (e->keys.count > 0) qsort(e->keys.at, e->keys.count, sizeof *e->keys.at, by_hash);
  return code;
}

int newel_evidence_open(newel_evidence **out, const newel_policy *policy, newel_error *err) {
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (out == NULL || policy == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_evidence_open: 'out' or 'policy' is NULL");
  newel_evidence *e = nw_zalloc(&policy->alloc, sizeof *e);
  if (e == NULL) return nw_fail_nomem(err);
  e->alloc = policy->alloc;
  nw_arena_init(&e->arena, e->alloc);
  nw_buf_init(&e->folded, e->alloc);
  int code = build(e, policy, err);
  if (code == NEWEL_OK) *out = e;
  else newel_evidence_free(e);
  return code;
}

void newel_evidence_free(newel_evidence *e) {
  if (e == NULL) return;
  nw_alloc alloc = e->alloc;
  for (size_t i = 0; i < e->items.count; i++) nw_pattern_free(e->items.at[i].pattern, &alloc);
  if (e->regex_scratch != NULL) nw_regex_family.scratch_free(e->regex_scratch, &alloc);
  nw_vec_free(&alloc, &e->items);
  nw_vec_free(&alloc, &e->keys);
  nw_buf_free(&e->folded);
  nw_arena_free(&e->arena);
  nw_free(&alloc, e, sizeof *e);
}

/* ---- reading ---- */

size_t newel_evidence_count(const newel_evidence *e) { return e == NULL ? 0 : e->items.count; }

newel_evidence_item newel_evidence_at(const newel_evidence *e, size_t index) {
  static const newel_evidence_item none;
  return e != NULL && index < e->items.count ? e->items.at[index].about : none;
}

/* ---- seeing ---- */

static int see_text(newel_evidence *e, uint32_t rule, newel_evidence_kind kind, newel_slice text) {
  if (!make_key(&e->folded, text)) return 0;
  uint64_t hash = key_of(e, rule, kind);
  size_t low = 0, high = e->keys.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (e->keys.at[middle].hash < hash) low = middle + 1;
    else high = middle;
  }
  for (; low < e->keys.count && e->keys.at[low].hash == hash; low++) e->items.at[e->keys.at[low].item].about.seen++;
  return 1;
}

static void see_patterns(newel_evidence *e, uint32_t rule, newel_evidence_kind kind, newel_slice text) {
  size_t group = rule == POLICY_WIDE ? e->rule_count : rule;
  for (size_t i = e->first[group]; i < e->first[group + 1]; i++) {
    item *it = &e->items.at[i];
    if (it->about.kind == kind && it->pattern != NULL && nw_pattern_match(it->pattern, text, 1, e->regex_scratch) == 1) it->about.seen++;
  }
}

static void see_validator(newel_evidence *e, const newel_finding *finding) {
  for (size_t i = e->first[finding->rule]; i < e->first[finding->rule + 1]; i++)
    if (e->items.at[i].about.kind == NEWEL_EVIDENCE_VALIDATOR && finding->validator.len > 0) e->items.at[i].about.seen++;
}

int newel_evidence_see(newel_evidence *e, const newel_finding *finding, newel_slice matched, newel_error *err) {
  nw_error_clear(err);
  if (e == NULL || finding == NULL || finding->rule >= e->rule_count)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_evidence_see: 'evidence' or 'finding' is NULL, or the rule is none of the policy");
  int ok = 1;
  if (finding->exempt) {
    const uint32_t lists[] = { finding->rule, POLICY_WIDE };
    for (size_t i = 0; ok && i < 2; i++) {
      ok = see_text(e, lists[i], NEWEL_EVIDENCE_EXCEPTION, matched);
      see_patterns(e, lists[i], NEWEL_EVIDENCE_EXCEPTION, matched);
    }
  } else {
    ok = see_text(e, finding->rule, NEWEL_EVIDENCE_ENTRY, matched);
    see_patterns(e, finding->rule, NEWEL_EVIDENCE_ALTERNATIVE, matched);
    see_validator(e, finding);
  }
  return ok ? NEWEL_OK : nw_fail_nomem(err);
}

int newel_evidence_merge(newel_evidence *e, const newel_evidence *other, newel_error *err) {
  nw_error_clear(err);
  if (e == NULL || other == NULL || e->items.count != other->items.count)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_evidence_merge: evidence of another policy");
  for (size_t i = 0; i < e->items.count; i++) e->items.at[i].about.seen += other->items.at[i].about.seen;
  return NEWEL_OK;
}

/* ---- witnesses ---- */

int newel_pattern_witness(newel_engine *engine, newel_slice finds, newel_slice finds_not, newel_witness *witness, newel_write_fn write,
                          void *user, newel_error *err) {
  nw_error_clear(err);
  if (witness != NULL) *witness = NEWEL_WITNESS_UNKNOWN;
  if (engine == NULL || witness == NULL || write == NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_pattern_witness: 'engine', 'witness' or 'write' is NULL");
  nw_regex_info info;
  int code = nw_regex_check(finds, &info, err);
  if (code == NEWEL_OK) code = nw_regex_check(finds_not, &info, err);
  if (code != NEWEL_OK) return code;
  nw_buf text;
  nw_buf_init(&text, engine->alloc);
  nw_witness found = nw_witness_find(&text, &engine->alloc, finds, finds_not);
  if (found == NW_WITNESS_NO_MEMORY) code = nw_fail_nomem(err);
  else *witness = (newel_witness)found;
  if (found == NW_WITNESS_FOUND && write(user, text.data, text.len) != 0) code = nw_fail(err, NEWEL_E_IO, "the text could not be written");
  nw_buf_free(&text);
  return code;
}
