/* guard/compile.c - from a policy to a guard.
 *
 *   policy rules ──► nw_guard_rule (what judging needs)
 *                ──► plain rule structs of each family ──► nw_shape_build, nw_cues_build, nw_word_build, nw_regex_build
 *                ──► surfaces x rules: covered, active
 *   then the rules' own examples run, and the guard gets its id.
 */
#include "base/error.h"
#include "base/slice.h"
#include "crypto/digest.h"
#include "detect/attack/attack.h"
#include "detect/content/content.h"
#include "guard/guard.h"
#include "guard/judge.h"
#include "guard/judge_grounding.h"
#include "guard/judge_topic.h"
#include "guard/leak.h"
#include "policy/diag.h"
#include "text/fold.h"

/* What one compilation works with. */
typedef struct compiler {
  const newel_policy *policy;
  newel_guard        *guard;
  newel_diagnostics  *diags;
  nw_alloc            alloc;
  newel_error        *err;
  NW_VEC(nw_shape_rule) shapes;
  NW_VEC(nw_cue_rule)   cues;
  NW_VEC(nw_word_rule)  words;
  NW_VEC(nw_regex_rule) regexes;
  NW_VEC(nw_content_rule) contents;
  NW_VEC(newel_slice)   types;       /* names that stand in placeholders, … */
  NW_VEC(uint32_t)      type_rules;  /* … and the rule of each */
} compiler;

#define PUSH(c, vec, item) (nw_vec_push(&(c)->alloc, &(c)->vec, (item)) ? NEWEL_OK : nw_fail_nomem((c)->err))

static int add_type(compiler *c, newel_slice type, uint32_t rule) {
  int code = PUSH(c, types, type);
  return code != NEWEL_OK ? code : PUSH(c, type_rules, rule);
}

/* The weights of the content judge: the engine's, or those that are built in; empty where there are none. */
static newel_slice content_model(const compiler *c) {
  newel_slice file = c->guard->engine->content_model;
  if (file.len == 0) file.data = (const char *)nw_content_built_in(&file.len);
  return file;
}

/* ---- lowering, by kind ---- */

/* A number for a diagnostic's %s. */
static void decimal(char out[16], size_t number) {
  char reversed[16];
  size_t digits = 0;
  do reversed[digits++] = (char)('0' + number % 10);
  while ((number /= 10) > 0 && digits < 15);
  for (size_t i = 0; i < digits; i++) out[i] = reversed[digits - 1 - i];
  out[digits] = '\0';
}

static nw_strictness strictness_of(unsigned written) {
  if (written == NW_STRICTNESS_ANY) return NW_STRICT_ANY;
  return written == NW_STRICTNESS_VALIDATED ? NW_STRICT_VALIDATED : NW_STRICT_CONTEXT;
}

static int lower_entity(compiler *c, unsigned entity, unsigned strictness, uint32_t index, nw_guard_rule *to) {
  const nw_entity *info = nw_entity_at(entity);
  if (info == NULL || !info->local) return NEWEL_OK;
  nw_shape_rule shape = { entity, index, strictness_of(strictness) };
  nw_cue_rule cue = { entity, index, strictness_of(strictness) };
  to->local = 1;
  to->cost = nw_cue_finds(entity) ? "cue" : "shape";
  if (info->lookahead_bytes > to->lookahead_bytes) to->lookahead_bytes = info->lookahead_bytes;
  int code = nw_cue_finds(entity) ? PUSH(c, cues, cue) : PUSH(c, shapes, shape);
  return code != NEWEL_OK ? code : add_type(c, newel_slice_of(info->name), index);
}

/* What has no check digit is never proven: a rule that asks for proof finds nothing. */
static int lower_pii(compiler *c, const nw_rule *rule, uint32_t index, nw_guard_rule *to) {
  unsigned entity = rule->of.pii.entity;
  if (rule->of.pii.strictness == NW_STRICTNESS_VALIDATED && nw_cue_finds(entity) && nw_entity_at(entity)->validator[0] == '\0')
    nw_diag_add(c->diags, NW_DIAG_NEVER_PROVEN, &rule->place, to->name.data);
  return lower_entity(c, entity, rule->of.pii.strictness, index, to);
}

static int lower_secret(compiler *c, const nw_rule *rule, uint32_t index, nw_guard_rule *to) {
  int code = NEWEL_OK;
  for (unsigned entity = 0; code == NEWEL_OK && entity < NW_ENTITY_COUNT; entity++)
    if (nw_entity_at(entity)->klass == NW_ENTITY_SECRET && rule->of.secret.kind_on[entity])
      code = lower_entity(c, entity, NW_STRICTNESS_CONTEXT, index, to);
  return code;
}

static int lower_hidden(compiler *c, uint32_t index, nw_guard_rule *to) {
  to->local = 1;
  to->cost = "reading";
  to->lookahead_bytes = NW_LIMIT_PLACE_BYTES;
  c->guard->hidden_rule = index;
  return add_type(c, NW_LIT("HIDDEN_TEXT"), index);
}

/* Its families' types: what the two kinds of findings are called. */
static int lower_leak(compiler *c, const nw_rule *rule, uint32_t index, nw_guard_rule *to) {
  nw_guard_lower_leak(c->diags, rule, to);
  int code = add_type(c, NW_LIT("SYSTEM_PROMPT_LEAK"), index);
  return code != NEWEL_OK ? code : add_type(c, NW_LIT("CANARY"), index);
}

static int lower_word(compiler *c, const nw_rule *rule, uint32_t index, nw_guard_rule *to) {
  nw_word_rule word = { index, to->name.data, rule->of.word.entries.at, rule->of.word.entries.count, rule->of.word.managed,
                        rule->of.word.disguises };
  to->local = 1;
  to->cost = "word";
  int code = PUSH(c, words, word);
  return code != NEWEL_OK ? code : add_type(c, to->name, index);
}

/* A pattern's own errors become diagnostics, so that all of a policy's bad patterns are told in one run. */
static int lower_regex(compiler *c, const nw_rule *rule, uint32_t index, nw_guard_rule *to) {
  nw_regex_info info;
  newel_error bad;
  nw_regex_rule regex = { index, to->name.data, rule->of.regex.pattern };
  int code = nw_regex_check(rule->of.regex.pattern, &info, &bad);
  if (code == NEWEL_E_NOMEM) return nw_fail_nomem(c->err);
  if (code != NEWEL_OK) {
    char offset[16];
    decimal(offset, bad.offset);
    nw_diag_add(c->diags, NW_DIAG_BAD_PATTERN, &rule->of.regex.pattern_place, to->name.data, bad.message, offset);
    return NEWEL_OK;
  }
  if (info.matches_empty) nw_diag_add(c->diags, NW_DIAG_PATTERN_EMPTY, &rule->of.regex.pattern_place, to->name.data);
  if (info.lookaround) nw_diag_add(c->diags, NW_DIAG_PATTERN_LOOKAROUND, &rule->of.regex.pattern_place, to->name.data);
  if (info.cost == NW_REGEX_BUDGETED)
    nw_diag_add(c->diags, NW_DIAG_PATTERN_BUDGETED, &rule->of.regex.pattern_place, to->name.data);
  if (info.matches_empty) return NEWEL_OK;
  to->local = 1;
  to->cost = nw_regex_cost_name(info.cost);
  to->lookahead_bytes =
    info.max_bytes < NW_LIMIT_REGEX_LOOKAHEAD_BYTES ? (uint32_t)info.max_bytes : NW_LIMIT_REGEX_LOOKAHEAD_BYTES;
  code = PUSH(c, regexes, regex);
  return code != NEWEL_OK ? code : add_type(c, to->name, index);
}

/* Without weights only a judge can tell. */
static int lower_content(compiler *c, const nw_rule *rule, uint32_t index, nw_guard_rule *to) {
  nw_content_rule content = { index, (unsigned)rule->of.content.type, { rule->side[0].strength, rule->side[1].strength } };
  if (content_model(c).len == 0) return NEWEL_OK;
  to->cost = "content";
  to->believes_clear = rule->of.content.local_allow;
  to->lookahead_bytes = NW_CONTENT_WINDOW_BYTES;
  return PUSH(c, contents, content);
}

static int lower_rule(compiler *c, uint32_t index) {
  const nw_rule *rule = &c->policy->rules[index];
  newel_guard *guard = c->guard;
  nw_guard_rule *to = &guard->rules[index];
  to->id = nw_arena_copy(&guard->arena, rule->id);
  to->name = nw_arena_copy(&guard->arena, rule->name);
  to->kind = newel_slice_of(nw_kind_name(rule->kind));
  to->gap = nw_rule_bedrock_gap(c->policy, rule, &guard->arena);
  if (to->id.data == NULL || to->name.data == NULL) return nw_fail_nomem(c->err);
  to->family_kind = rule->kind;
  to->observe = rule->observe;
  to->style = rule->style;
  to->keep_last = rule->mask_keep_last;
  to->when = c->policy->when[index];
  to->cost = "judge";
  for (int s = 0; s < 2; s++) {
    to->on[s] = rule->side[s].on, to->action[s] = rule->side[s].action;
    if (rule->kind == NW_KIND_CONTENT) to->strength[s] = rule->side[s].strength;
  }
  if (rule->kind == NW_KIND_GROUNDING) {
    to->threshold_ppm = (uint32_t)rule->of.grounding.threshold_ppm;
    to->relevance = rule->of.grounding.relevance;
  }
  if (rule->style == NW_STYLE_HASH && guard->engine->key.len == 0) nw_diag_add(c->diags, NW_DIAG_HASH_NEEDS_KEY, &rule->place);
  int code = nw_allowed_build((nw_allowed **)(uintptr_t)&to->allowed, &guard->alloc, &rule->allow, c->err);
  if (code != NEWEL_OK) return code;
  switch (rule->kind) {
    case NW_KIND_PII: return lower_pii(c, rule, index, to);
    case NW_KIND_SECRET: return lower_secret(c, rule, index, to);
    case NW_KIND_WORD: return lower_word(c, rule, index, to);
    case NW_KIND_HIDDEN: return lower_hidden(c, index, to);
    case NW_KIND_REGEX: return lower_regex(c, rule, index, to);
    case NW_KIND_CONTENT: return lower_content(c, rule, index, to);
    case NW_KIND_LEAK: return lower_leak(c, rule, index, to);
    case NW_KIND_TOPIC:
    case NW_KIND_GROUNDING:
    case NW_KIND_REASONING:
    case NW_KIND_COUNT:
    default: return NEWEL_OK;  /* only a judge can tell */
  }
}

static int lower_rules(compiler *c) {
  newel_guard *guard = c->guard;
  size_t count = c->policy->rule_count;
  guard->rules = nw_arena_zalloc(&guard->arena, count * sizeof *guard->rules);
  if (guard->rules == NULL) return nw_fail_nomem(c->err);
  guard->rule_count = count;
  for (uint32_t i = 0; i < count; i++) {
    int code = lower_rule(c, i);
    if (code != NEWEL_OK) return code;
  }
  return nw_allowed_build((nw_allowed **)(uintptr_t)&guard->allowed, &guard->alloc, &c->policy->allow, c->err);
}

static int lower_surfaces(compiler *c) {
  newel_guard *guard = c->guard;
  for (unsigned s = 0; s < NEWEL_SURFACE_COUNT; s++) {
    guard->covered[s] = nw_arena_zalloc(&guard->arena, guard->rule_count);
    guard->active[s] = nw_arena_zalloc(&guard->arena, guard->rule_count);
    if (guard->covered[s] == NULL || guard->active[s] == NULL) return nw_fail_nomem(c->err);
    newel_source source = newel_surface_source((newel_surface)s);
    guard->all_active[s] = 1;
    for (size_t r = 0; r < guard->rule_count; r++) {
      guard->covered[s][r] = c->policy->covers[s][r];
      int applies = guard->covered[s][r] && guard->rules[r].on[source], local = guard->rules[r].local;
      guard->active[s][r] = applies && local;
      if (local && !applies) guard->all_active[s] = 0;
      if (applies && !local) guard->needs_judge[s] = 1;
    }
  }
  return NEWEL_OK;
}

/* ---- families ---- */

/* Patterns of allow lists run with the regex family's scratch. */
static int has_allow_patterns(const newel_policy *policy) {
  size_t count = policy->allow.patterns.count;
  for (size_t r = 0; r < policy->rule_count; r++) count += policy->rules[r].allow.patterns.count;
  return count > 0;
}

static int build_families(compiler *c) {
  newel_guard *guard = c->guard;
  const nw_alloc *alloc = &guard->alloc;
  int code = NEWEL_OK;
  nw_inert *inert = NULL;
  nw_shape *shape = NULL;
  nw_cues *cues = NULL;
  nw_word *word = NULL;
  nw_regex *regex = NULL;
  code = nw_inert_build(&inert, alloc, c->types.at, c->types.count, c->err);
  guard->compiled[NW_FAMILY_INERT] = inert;
  if (code == NEWEL_OK && c->shapes.count > 0) code = nw_shape_build(&shape, alloc, c->shapes.at, c->shapes.count, c->err);
  guard->compiled[NW_FAMILY_SHAPE] = shape;
  if (code == NEWEL_OK && c->cues.count > 0) code = nw_cues_build(&cues, alloc, c->cues.at, c->cues.count, c->err);
  guard->compiled[NW_FAMILY_CUE] = cues;
  if (code == NEWEL_OK && c->words.count > 0) code = nw_word_build(&word, alloc, c->words.at, c->words.count, c->err);
  guard->compiled[NW_FAMILY_WORD] = word;
  if (code == NEWEL_OK && c->regexes.count > 0) code = nw_regex_build(&regex, alloc, c->regexes.at, c->regexes.count, c->err);
  guard->compiled[NW_FAMILY_REGEX] = regex;
  if (code == NEWEL_OK) code = nw_guard_build_leak(guard, c->policy, c->err);
  if (code != NEWEL_OK) return code;
  for (size_t r = 0; word != NULL && r < guard->rule_count; r++)
    if (guard->rules[r].family_kind == NW_KIND_WORD) guard->rules[r].lookahead_bytes = (uint32_t)nw_word_lookahead(word);
  guard->needs_scratch[NW_FAMILY_REGEX] = (uint8_t)has_allow_patterns(c->policy);
  guard->quiet = shape == NULL || nw_shape_is_quiet(shape);
  for (unsigned f = 0; f < NW_FAMILY_COUNT; f++) {
    const size_t unit = sizeof(max_align_t);
    if (guard->compiled[f] == NULL) continue;
    if (f > NW_FAMILY_SHAPE) guard->quiet = 0;
    guard->serves |= nw_family_serves[f];
    guard->families[guard->family_count++] = (uint8_t)f;
    guard->needs_scratch[f] = 1;
    guard->state_at[f] = guard->state_bytes;
    guard->state_bytes += (nw_families[f]->state_bytes(guard->compiled[f]) + unit - 1) / unit * unit;
  }
  if (shape != NULL && !nw_shape_is_quiet(shape)) guard->serves |= NW_FOR_LONE_DIGITS;
  return NEWEL_OK;
}

/* ---- local judges ---- */

static int build_content(compiler *c) {
  nw_content *content;
  NW_VEC(uint32_t) rules = { 0 };
  int code = nw_content_build(&content, &c->guard->alloc, content_model(c), c->contents.at, c->contents.count, c->err);
  if (code != NEWEL_OK) return code;
  for (size_t i = 0; i < c->contents.count && code == NEWEL_OK; i++)
    if (!nw_vec_push(&c->alloc, &rules, c->contents.at[i].rule)) code = nw_fail_nomem(c->err);
  if (code == NEWEL_OK)
    code = nw_guard_add_judge(c->guard, &nw_content_judge, content, nw_content_free, rules.at, rules.count, c->err);
  else nw_content_free(content, &c->guard->alloc);
  nw_vec_free(&c->alloc, &rules);
  return code;
}

static int build_judges(compiler *c) {
  nw_guard_add_grounding(c->guard);
  return c->contents.count > 0 ? build_content(c) : NEWEL_OK;
}

/* ---- examples ---- */

static void placeholder_text(nw_buf *out, const nw_guard_rule *rule, newel_slice type) {
  nw_buf_clear(out);
  switch ((nw_style)rule->style) {
    case NW_STYLE_NUMBERED: nw_buf_addf(out, "{%.*s_1}", (int)type.len, type.data); break;
    case NW_STYLE_HASH: nw_buf_addf(out, "{%.*s:0123456789abcdef}", (int)type.len, type.data); break;
    case NW_STYLE_MASK: nw_buf_add_text(out, "********"); break;
    case NW_STYLE_TYPE:
    default: nw_buf_addf(out, "{%.*s}", (int)type.len, type.data); break;
  }
}

/* A regex that asks for an action must not cover a placeholder that this policy can write. */
static void check_placeholders(compiler *c, const nw_rule *rule, const nw_pattern *pattern, void *scratch) {
  nw_buf text;
  if (rule->side[0].action == NEWEL_ACTION_NONE && rule->side[1].action == NEWEL_ACTION_NONE) return;
  nw_buf_init(&text, c->alloc);
  for (size_t t = 0; t < c->types.count; t++) {
    const nw_guard_rule *other = &c->guard->rules[c->type_rules.at[t]];
    int edits = (other->action[0] == NEWEL_ACTION_ANONYMIZE || other->action[1] == NEWEL_ACTION_ANONYMIZE);
    if (!edits || (other->style == NW_STYLE_MASK && other->keep_last > 0)) continue;
    placeholder_text(&text, other, c->types.at[t]);
    nw_buf_add_char(&text, '\0');
    if (text.failed || nw_pattern_match(pattern, nw_slice(text.data, text.len - 1), 1, scratch) != 1) continue;
    nw_diag_add(c->diags, NW_DIAG_MATCHES_PLACEHOLDER, &rule->of.regex.pattern_place, rule->name.data, text.data);
    break;
  }
  nw_buf_free(&text);
}

static void run_examples(compiler *c, const nw_rule *rule, const nw_pattern *pattern, const nw_slices *examples, int should_match,
                         void *scratch) {
  for (size_t i = 0; i < examples->count; i++) {
    if ((nw_pattern_match(pattern, examples->at[i], 0, scratch) == 1) == should_match) continue;
    char number[16];
    decimal(number, i + 1);
    nw_diag_add(c->diags, should_match ? NW_DIAG_EXAMPLE_MISSED : NW_DIAG_CLEAN_HIT, &rule->place, rule->name.data, number);
  }
}

static int check_examples(compiler *c) {
  void *scratch = NULL;
  int code = nw_regex_family.scratch_open(&scratch, &c->alloc);
  if (code != NEWEL_OK) return nw_fail_nomem(c->err);
  for (size_t r = 0; code == NEWEL_OK && r < c->policy->rule_count; r++) {
    const nw_rule *rule = &c->policy->rules[r];
    nw_pattern *pattern = NULL;
    if (rule->kind != NW_KIND_REGEX || !c->guard->rules[r].local) continue;
    code = nw_pattern_compile(&pattern, &c->alloc, rule->of.regex.pattern, c->err);
    if (code != NEWEL_OK) break;
    run_examples(c, rule, pattern, &rule->of.regex.match, 1, scratch);
    run_examples(c, rule, pattern, &rule->of.regex.clean, 0, scratch);
    check_placeholders(c, rule, pattern, scratch);
    nw_pattern_free(pattern, &c->alloc);
  }
  nw_regex_family.scratch_free(scratch, &c->alloc);
  return code;
}

/* ---- id ---- */

/* Policy, engine, tables, limits: whatever can change a verdict. */
static int make_id(compiler *c) {
  newel_guard *guard = c->guard;
  unsigned char digest[NW_SHA256_BYTES];
  nw_sha256 *hash = nw_sha256_begin();
  if (hash == NULL) return nw_fail_nomem(c->err);
  const char *parts[] = { "newel.guard/1", c->policy->id, newel_version(), nw_unicode_version(), nw_pcre2_version(),
                          nw_profanity_digest(), nw_tagger_digest() };
  for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) nw_sha256_add_field(hash, newel_slice_of(parts[i]));
  for (unsigned e = 0; e < NW_ENTITY_COUNT; e++) {
    const nw_entity *entity = nw_entity_at(e);
    nw_sha256_add_field(hash, newel_slice_of(entity->name));
    nw_sha256_add_field(hash, newel_slice_of(entity->validator));
    nw_sha256_add(hash, &entity->local, 1);
  }
  for (size_t i = 0; newel_limit_at(i).name != NULL; i++) {
    unsigned char value[8];
    for (int b = 0; b < 8; b++) value[b] = (unsigned char)(newel_limit_at(i).value >> (8 * b));
    nw_sha256_add(hash, value, sizeof value);
  }
  if (c->contents.count > 0) {
    nw_sha256_add_field(hash, content_model(c));
    nw_sha256_add_field(hash, newel_slice_of(nw_known_digest()));
    nw_sha256_add_field(hash, newel_slice_of(nw_tells_digest()));
  }
  nw_guard_add_topics_id(c->policy, hash);
  nw_guard_add_grounding_id(guard, hash);
  if (!nw_sha256_end(hash, digest)) return nw_fail(c->err, NEWEL_E_INTERNAL, "the crypto library cannot compute SHA-256");
  nw_hex(guard->id, digest, sizeof digest);
  memcpy(guard->policy_id, c->policy->id, sizeof guard->policy_id);
  return NEWEL_OK;
}

/* ---- the whole ---- */

static int copy_head(compiler *c) {
  newel_guard *guard = c->guard;
  const newel_policy *policy = c->policy;
  guard->policy_name = nw_arena_copy(&guard->arena, policy->name);
  guard->message[0] = nw_arena_copy(&guard->arena, policy->message[0]);
  guard->message[1] = nw_arena_copy(&guard->arena, policy->message[1]);
  guard->guardrail = nw_arena_copy(&guard->arena, policy->escalation.guardrail);
  guard->version = nw_arena_copy(&guard->arena, policy->escalation.version);
  guard->deadline_ms = policy->escalation.deadline_ms;
  guard->on_error = (nw_on_error)policy->escalation.on_error;
  guard->escalates = policy->escalation.present;
  guard->on_incomplete_allow = policy->on_incomplete_allow;
  guard->hold_verdict = policy->hold_verdict;
  guard->readings = (nw_readings)policy->readings;
  guard->deny_request = policy->deny_request;
  if (guard->policy_name.data == NULL || guard->message[0].data == NULL || guard->message[1].data == NULL ||
      guard->guardrail.data == NULL || guard->version.data == NULL)
    return nw_fail_nomem(c->err);
  return NEWEL_OK;
}

static int compile(compiler *c) {
  int code = copy_head(c);
  if (code == NEWEL_OK) code = lower_rules(c);
  if (code == NEWEL_OK) code = lower_surfaces(c);
  if (code == NEWEL_OK) code = check_examples(c);
  if (code == NEWEL_OK) code = nw_guard_add_topics(c->guard, c->policy, c->diags, c->err);
  if (code == NEWEL_OK) code = nw_diag_finish(c->diags, c->err);
  if (code == NEWEL_OK) code = build_families(c);
  if (code == NEWEL_OK) code = build_judges(c);
  if (code == NEWEL_OK) code = make_id(c);
  return code;
}

static newel_guard *open_guard(const newel_policy *policy) {
  newel_guard *guard = nw_zalloc(&policy->alloc, sizeof *guard);
  if (guard == NULL) return NULL;
  guard->alloc = policy->alloc;
  guard->engine = policy->engine;
  nw_arena_init(&guard->arena, policy->alloc);
  atomic_init(&guard->owners, 1);
  return guard;
}

int newel_guard_compile(newel_guard **out, const newel_policy *policy, newel_diagnostics **diagnostics, newel_error *err) {
  nw_error_clear(err);
  if (out != NULL) *out = NULL;
  if (diagnostics != NULL) *diagnostics = NULL;
  if (out == NULL || policy == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_guard_compile: 'out' or 'policy' is NULL");
  newel_error local_err;
  compiler c = { .policy = policy, .alloc = policy->alloc, .err = err == NULL ? &local_err : err };
  int code = NEWEL_E_NOMEM;
  c.guard = open_guard(policy);
  c.diags = nw_diag_open(&policy->alloc);
  if (c.guard == NULL || c.diags == NULL) code = nw_fail_nomem(c.err);
  else code = compile(&c);
  nw_vec_free(&c.alloc, &c.shapes);
  nw_vec_free(&c.alloc, &c.cues);
  nw_vec_free(&c.alloc, &c.words);
  nw_vec_free(&c.alloc, &c.regexes);
  nw_vec_free(&c.alloc, &c.contents);
  nw_vec_free(&c.alloc, &c.types);
  nw_vec_free(&c.alloc, &c.type_rules);
  if (diagnostics != NULL) *diagnostics = c.diags;
  else newel_diagnostics_free(c.diags);
  if (code == NEWEL_OK) *out = c.guard;
  else newel_guard_free(c.guard);
  return code;
}

newel_guard *newel_guard_ref(newel_guard *guard) {
  if (guard != NULL) (void)atomic_fetch_add_explicit(&guard->owners, 1, memory_order_relaxed);
  return guard;
}

void newel_guard_free(newel_guard *guard) {
  if (guard == NULL || atomic_fetch_sub_explicit(&guard->owners, 1, memory_order_acq_rel) != 1) return;
  nw_alloc alloc = guard->alloc;
  nw_inert_free((nw_inert *)(uintptr_t)guard->compiled[NW_FAMILY_INERT], &alloc);
  nw_shape_free((nw_shape *)(uintptr_t)guard->compiled[NW_FAMILY_SHAPE], &alloc);
  nw_cues_free((nw_cues *)(uintptr_t)guard->compiled[NW_FAMILY_CUE], &alloc);
  nw_word_free((nw_word *)(uintptr_t)guard->compiled[NW_FAMILY_WORD], &alloc);
  nw_regex_free((nw_regex *)(uintptr_t)guard->compiled[NW_FAMILY_REGEX], &alloc);
  nw_leak_free((nw_leak *)(uintptr_t)guard->compiled[NW_FAMILY_LEAK], &alloc);
  for (size_t j = 0; j < guard->judge_count; j++)
    if (guard->judges[j].release != NULL) guard->judges[j].release(guard->judges[j].compiled, &alloc);
  for (size_t r = 0; r < guard->rule_count; r++) nw_allowed_free((nw_allowed *)(uintptr_t)guard->rules[r].allowed, &alloc);
  nw_allowed_free((nw_allowed *)(uintptr_t)guard->allowed, &alloc);
  nw_arena_free(&guard->arena);
  nw_free(&alloc, guard, sizeof *guard);
}

const char *newel_guard_id(const newel_guard *guard) { return guard == NULL ? "" : guard->id; }
const char *newel_guard_policy_id(const newel_guard *guard) { return guard == NULL ? "" : guard->policy_id; }
size_t newel_guard_rule_count(const newel_guard *guard) { return guard == NULL ? 0 : guard->rule_count; }

int newel_guard_escalates(const newel_guard *guard) { return guard != NULL && guard->escalates; }

newel_rule_info newel_guard_rule(const newel_guard *guard, size_t index) {
  newel_rule_info info;
  memset(&info, 0, sizeof info);
  if (guard == NULL || index >= guard->rule_count) return info;
  const nw_guard_rule *rule = &guard->rules[index];
  info.id = rule->id;
  info.kind = rule->kind;
  info.name = rule->name;
  for (int s = 0; s < 2; s++) info.action[s] = (newel_action)rule->action[s], info.on[s] = rule->on[s];
  info.local = rule->local;
  info.observe = rule->observe;
  memcpy(info.strength, rule->strength, sizeof info.strength);
  info.threshold_ppm = rule->threshold_ppm;
  return info;
}
