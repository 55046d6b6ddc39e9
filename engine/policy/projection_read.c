/* policy/projection_read.c - a guardrail in any of its notations as a projection.
 *
 *   "inputAction", "InputAction", "input_action"          one member: capitals and '_' are not looked at
 *   "topicsConfig" (Create), "topics" (Get)               one list: "Config" may be missing
 *   {…}, [{…}] (a block of Terraform's aws provider)      one object
 *
 * Nothing is dropped silently: a member that is not known, a value that is none of the enum, an expression that only a deployment
 * resolves (CloudFormation's functions, Terraform's "${…}") leaves a remark, and a rule that needs it is left out. */
#include "policy/projection.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"
#include "json/tree.h"
#include "policy/fields.h"
#include "policy/tree.h"

typedef struct reader {
  nw_projection        *out;
  nw_arena             *arena;
  const nw_node        *parameters;
  nw_projection_remark *last;
  NW_VEC(nw_projection_rule) rules;
  int                   no_memory;
} reader;

/* ---- remarks ---- */

static void NW_PRINTF(5, 6)
    remark(reader *r, nw_remark_kind kind, newel_slice rule, const nw_place *place, const char *format, ...) {
  char text[320];
  va_list args;
  nw_projection_remark *made = nw_arena_zalloc(r->arena, sizeof *made);
  va_start(args, format);
  int len = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  if (made != NULL)
    made->what = nw_arena_copy(r->arena, nw_slice(text, len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1));
  if (made == NULL || made->what.data == NULL) {
    r->no_memory = 1;
    return;
  }
  made->kind = kind;
  made->rule = rule;
  made->place = *place;
  if (r->last == NULL) r->out->remarks = made;
  else r->last->next = made;
  r->last = made;
}

/* "%.*s" of a name that a message quotes. */
#define QUOTED(text) (int)((text).len > 80 ? 80 : (text).len), (text).len == 0 ? "" : (text).data

/* ---- names ---- */

static size_t next_letter(newel_slice key, size_t at) {
  while (at < key.len && key.data[at] == '_') at++;
  return at;
}

/* Is `key` the API's `camel` in some notation? */
static int is_named(newel_slice key, const char *camel) {
  size_t at = next_letter(key, 0);
  for (; at < key.len && *camel != '\0'; at = next_letter(key, at + 1), camel++)
    if (nw_to_lower((unsigned char)key.data[at]) != nw_to_lower((unsigned char)*camel)) return 0;
  return at == key.len && (*camel == '\0' || strcmp(camel, "Config") == 0);
}

static int is_null(const nw_node *node) {
  return node == NULL || (node->type == NW_NODE_SCALAR && nw_core_of(node) == NW_CORE_NULL) ||
         (node->type == NW_NODE_SEQUENCE && node->first == NULL);
}

static const nw_node *find(const nw_node *map, const char *camel) {
  if (map == NULL || map->type != NW_NODE_MAPPING) return NULL;
  for (const nw_node *node = map->first; node != NULL; node = node->next)
    if (is_named(node->key, camel)) return is_null(node) ? NULL : node;
  return NULL;
}

/* An object, or the one in a list of one. */
static const nw_node *block(const nw_node *node) {
  return node != NULL && node->type == NW_NODE_SEQUENCE && node->count == 1 ? node->first : node;
}

/* ---- expressions ---- */

/* What a value calls: "Ref", "Fn::Sub", "${…}"; empty where it is a value. */
static newel_slice function_of(const nw_node *node) {
  if (node->tag.len > 0) return node->tag;
  if (node->type == NW_NODE_MAPPING && node->count == 1) {
    newel_slice key = node->first->key;
    if (nw_slice_is(key, "Ref") || (key.len > 4 && memcmp(key.data, "Fn::", 4) == 0)) return key;
  }
  if (node->type == NW_NODE_SCALAR)
    for (size_t i = 0; i + 1 < node->text.len; i++)
      if (node->text.data[i] == '$' && node->text.data[i + 1] == '{') return NW_LIT("${...}");
  return nw_slice("", 0);
}

static newel_slice key_of(const nw_node *node) { return node->key.len > 0 ? node->key : NW_LIT("a value"); }

/* A Ref to a parameter with a default is that; every other expression stays one. */
static const nw_node *resolved(reader *r, newel_slice rule, const nw_node *node) {
  newel_slice function = function_of(node);
  if (!nw_slice_is(function, "Ref") || r->parameters == NULL) return node;
  const nw_node *name = node->type == NW_NODE_MAPPING ? node->first : node;
  const nw_node *parameter = name->type == NW_NODE_SCALAR ? nw_node_member(r->parameters, name->text.data) : NULL;
  const nw_node *value = parameter == NULL ? NULL : nw_node_member(parameter, "Default");
  if (value == NULL) return node;
  remark(r, NW_REMARK_RESOLVED, rule, &node->place, "%.*s is the default of parameter '%.*s'", QUOTED(key_of(node)),
         QUOTED(name->text));
  return value;
}

/* The value of a member as a scalar; NULL after a remark when it is none. */
static const nw_node *scalar(reader *r, newel_slice rule, const nw_node *node) {
  const nw_node *value = resolved(r, rule, node);
  newel_slice function = function_of(value);
  newel_slice name = key_of(node);
  if (function.len > 0)
    remark(r, NW_REMARK_LEFT_OUT, rule, &node->place, "%.*s is %.*s, which only a deployment resolves", QUOTED(name),
           QUOTED(function));
  else if (value->type != NW_NODE_SCALAR) remark(r, NW_REMARK_LEFT_OUT, rule, &node->place, "%.*s is no text", QUOTED(name));
  else return value;
  return NULL;
}

/* ---- members of a rule ---- */

static int read_modalities(const nw_node *list, uint8_t *out) {
  unsigned bits = 0, bit = 0;
  for (const nw_node *item = list->type == NW_NODE_SEQUENCE ? list->first : NULL; item != NULL; item = item->next) {
    if (!nw_read_word(item, nw_choices_modality, &bit)) return 0;
    bits |= bit;
  }
  *out = (uint8_t)bits;
  return bits != 0;
}

static int read_texts(reader *r, newel_slice rule, const nw_node *list, nw_slices *out) {
  newel_slice *at = nw_arena_alloc(r->arena, (list->count + 1) * sizeof *at);
  size_t count = 0;
  if (at == NULL) return !(r->no_memory = 1);
  if (list->type != NW_NODE_SEQUENCE) return 0;
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    const nw_node *value = scalar(r, rule, item);
    if (value == NULL) return 0;
    at[count++] = value->text;
  }
  *out = (nw_slices){ at, count };
  return 1;
}

static int read_bool(const nw_node *node, uint8_t *out) {
  int yes = nw_slice_is(node->text, "true") || nw_slice_is(node->text, "True") || nw_slice_is(node->text, "TRUE");
  int no = nw_slice_is(node->text, "false") || nw_slice_is(node->text, "False") || nw_slice_is(node->text, "FALSE");
  *out = (uint8_t)yes;
  return yes || no;
}

static int read_word(const nw_node *node, const nw_choice *choices, uint8_t *out) {
  unsigned value = 0;
  if (!nw_choice_find(choices, node->text, &value)) return 0;
  *out = (uint8_t)value;
  return 1;
}

/* 1, 0 when the value is none of the member's, -1 when a remark says so already. */
static int read_value(reader *r, newel_slice rule, const nw_guardrail_member *m, const nw_node *node, void *at) {
  if (m->type == NW_MEMBER_TEXTS) return read_texts(r, rule, node, at);
  if (m->type == NW_MEMBER_MODALITIES) return read_modalities(node, at);
  node = scalar(r, rule, node);
  if (node == NULL) return -1;
  switch (m->type) {
    case NW_MEMBER_TEXT: *(newel_slice *)at = node->text; return node->text.len > 0;
    case NW_MEMBER_ACTION: return read_word(node, nw_choices_action, at);
    case NW_MEMBER_STRENGTH: return read_word(node, nw_choices_strength, at);
    case NW_MEMBER_BOOL: return read_bool(node, at);
    case NW_MEMBER_PPM: return nw_decimal_ppm(node->text, at);
    default: return nw_slice_is(node->text, "DENY");
  }
}

/* The action that a member left out stands for. */
static void default_rule(nw_projection_rule *rule) {
  int is_masking = rule->part == NW_PART_ENTITY || rule->part == NW_PART_REGEX;
  uint8_t action = is_masking ? rule->action : NEWEL_ACTION_BLOCK;
  memset(rule->side, 0, sizeof rule->side);
  for (unsigned s = 0; s < 2; s++) {
    rule->side[s].action = action;
    rule->side[s].enabled = rule->part < NW_PART_GROUNDING || s == NEWEL_SOURCE_OUTPUT;
    rule->side[s].modalities = NW_MODALITY_TEXT;
  }
  if (!is_masking) rule->action = NEWEL_ACTION_BLOCK;
}

static int is_known(nw_part part, newel_slice key) {
  for (const nw_guardrail_member *m = nw_guardrail_members; m->name != NULL; m++)
    if ((m->parts & 1u << part) != 0 && is_named(key, m->name)) return 1;
  return 0;
}

static void remark_unknown(reader *r, nw_part part, newel_slice id, const nw_node *item) {
  for (const nw_node *node = item->first; node != NULL; node = node->next)
    if (!is_known(part, node->key) && !is_null(node))
      remark(r, NW_REMARK_LEFT_OUT, id, &node->key_place, "member '%.*s' is not known to Newel", QUOTED(node->key));
}

static void remark_missing(reader *r, const nw_projection_rule *rule, newel_slice id) {
  nw_buf names;
  nw_buf_init(&names, r->arena->alloc);
  nw_projection_missing(&names, rule);
  r->no_memory |= names.failed;
  if (names.len > 0)
    remark(r, NW_REMARK_DEFAULTED, id, &rule->place, "not written, Bedrock's default is taken: %.*s", (int)names.len, names.data);
  nw_buf_free(&names);
}

/* Reads the members from the table row `from` on that `wanted` says; 0 when the rule is to be left out. */
static int read_members(reader *r, nw_projection_rule *rule, newel_slice id, const nw_node *item, unsigned wanted,
                        unsigned unwanted) {
  for (unsigned i = 0; nw_guardrail_members[i].name != NULL; i++) {
    const nw_guardrail_member *m = &nw_guardrail_members[i];
    if ((m->parts & 1u << rule->part) == 0 || (m->flags & wanted) != wanted || (m->flags & unwanted) != 0) continue;
    const nw_node *node = find(item, m->name);
    if (node == NULL && (m->flags & (NW_MEMBER_OPTIONAL | NW_MEMBER_DEFAULTED)) != 0) {
      if ((m->flags & NW_MEMBER_DEFAULTED) != 0) rule->missing |= 1u << i;
      continue;
    }
    int read = node == NULL ? 0 : read_value(r, id, m, node, (char *)rule + m->offset);
    if (read == 1) continue;
    if (node == NULL) remark(r, NW_REMARK_LEFT_OUT, id, &item->place, "'%s' is missing", m->name);
    else if (read == 0)
      remark(r, NW_REMARK_LEFT_OUT, id, &node->place, "%.*s '%.*s' is not known to Newel", QUOTED(node->key),
             QUOTED(node->type == NW_NODE_SCALAR ? node->text : NW_LIT("(a list or an object)")));
    return 0;
  }
  return 1;
}

static int is_off(const nw_projection_rule *rule) {
  for (unsigned s = 0; s < 2; s++)
    if (rule->side[s].enabled && (rule->part != NW_PART_FILTER || rule->side[s].strength != NW_FILTER_NONE)) return 0;
  return 1;
}

static void add_rule(reader *r, const nw_projection_rule *rule, newel_slice id) {
  if (rule->missing != 0) remark_missing(r, rule, id);
  if (is_off(rule)) remark(r, NW_REMARK_OFF, id, &rule->place, "it is off on both sides");
  if (!nw_vec_push(&r->arena->alloc, &r->rules, *rule)) r->no_memory = 1;
}

static newel_slice id_of(reader *r, const nw_projection_rule *rule) {
  newel_slice id = nw_projection_rule_id(r->arena, rule);
  if (id.data != NULL) return id;
  r->no_memory = 1;
  return nw_slice("", 0);
}

static void read_rule(reader *r, nw_part part, const nw_node *item) {
  nw_projection_rule rule;
  memset(&rule, 0, sizeof rule);
  rule.part = part;
  rule.place = item->place;
  newel_slice id = newel_slice_of(nw_guardrail_list_of(part)->section);
  const nw_node *value =
      part == NW_PART_REASONING || item->type != NW_NODE_MAPPING || function_of(item).len > 0 ? scalar(r, id, item) : item;
  if (value == NULL) return;
  if (part == NW_PART_REASONING) {
    rule.name = value->text;
    default_rule(&rule);
    add_rule(r, &rule, id);
    return;
  }
  if (value->type != NW_NODE_MAPPING) {
    remark(r, NW_REMARK_LEFT_OUT, id, &item->place, "it is no object");
    return;
  }
  /* First who it is and what it asks for in general, then what its sides say. */
  if (!read_members(r, &rule, id, item, NW_MEMBER_NAME, 0)) return;
  id = id_of(r, &rule);
  if (!read_members(r, &rule, id, item, NW_MEMBER_DERIVED, 0)) return;
  default_rule(&rule);
  if (!read_members(r, &rule, id, item, 0, NW_MEMBER_NAME | NW_MEMBER_DERIVED)) return;
  remark_unknown(r, part, id, item);
  add_rule(r, &rule, id);
}

/* ---- policies ---- */

static void read_tier(reader *r, const nw_guardrail_list *list, const nw_node *policy) {
  const nw_node *config = block(find(policy, "tierConfig"));
  if (config == NULL) config = block(find(policy, list->tier_name));
  if (config == NULL) return;
  const nw_node *name = config->type == NW_NODE_MAPPING ? find(config, "tierName") : NULL;
  const nw_node *value = name == NULL ? NULL : scalar(r, newel_slice_of(list->section), name);
  if (value != NULL && !read_word(value, nw_choices_tier, &r->out->tier[list->tier]))
    remark(r, NW_REMARK_LEFT_OUT, newel_slice_of(list->section), &name->place, "tier '%.*s' is not known to Newel",
           QUOTED(value->text));
}

static void read_list(reader *r, nw_part part, const nw_node *root) {
  const nw_guardrail_list *list = nw_guardrail_list_of(part);
  const nw_node *policy = block(find(root, list->policy));
  if (policy == NULL) return;
  const nw_node *items = find(policy, list->list);
  newel_slice section = newel_slice_of(list->section);
  newel_slice function = function_of(policy).len > 0 ? function_of(policy) : items == NULL ? nw_slice("", 0) : function_of(items);
  if (function.len > 0) {
    remark(r, NW_REMARK_LEFT_OUT, section, &policy->place, "the list is %.*s, which only a deployment resolves",
           QUOTED(function));
    return;
  }
  if (list->tier >= 0) read_tier(r, list, policy);
  for (const nw_node *item = items != NULL && items->type == NW_NODE_SEQUENCE ? items->first : NULL; item != NULL;
       item = item->next)
    read_rule(r, part, item);
}

static void read_confidence(reader *r, const nw_node *root) {
  const nw_node *policy = block(find(root, nw_guardrail_list_of(NW_PART_REASONING)->policy));
  const nw_node *node = find(policy, "confidenceThreshold");
  const nw_node *value = node == NULL ? NULL : scalar(r, NW_LIT("reasoning"), node);
  if (value != NULL) (void)nw_decimal_ppm(value->text, &r->out->confidence_ppm);
}

/* ---- the guardrail ---- */

static void read_text(reader *r, const nw_node *root, const char *camel, newel_slice *out) {
  const nw_node *node = find(root, camel), *value = node == NULL ? NULL : scalar(r, nw_slice("", 0), node);
  if (value != NULL) *out = value->text;
}

static void read_profile(reader *r, const nw_node *root) {
  const nw_node *config = block(find(root, "crossRegionConfig"));
  read_text(r, config, "guardrailProfileArn", &r->out->profile);
  read_text(r, config, "guardrailProfileIdentifier", &r->out->profile);
  config = block(find(root, "crossRegionDetails"));
  read_text(r, config, "guardrailProfileArn", &r->out->profile);
  read_text(r, config, "guardrailProfileId", &r->out->profile);
}

static int is_own_tag(newel_slice key) { return key.len > 6 && memcmp(key.data, "newel:", 6) == 0; }

/* [{"key": …, "value": …}], or Terraform's {"team": "x"}. */
static void read_tags(reader *r, const nw_node *tags) {
  if (tags == NULL || tags->type == NW_NODE_SCALAR) return;
  nw_tag *at = nw_arena_alloc(r->arena, (tags->count + 1) * sizeof *at);
  if (at == NULL) r->no_memory = 1;
  for (const nw_node *item = at == NULL ? NULL : tags->first; item != NULL; item = item->next) {
    const nw_node *key = tags->type == NW_NODE_MAPPING ? item : find(item, "key");
    const nw_node *node = tags->type == NW_NODE_MAPPING ? item : find(item, "value");
    const nw_node *value = node == NULL ? NULL : scalar(r, NW_LIT("tags"), node);
    newel_slice name = key == NULL ? nw_slice("", 0) : key == item ? item->key : key->text;
    if (name.len == 0 || value == NULL || is_own_tag(name)) continue;
    at[r->out->tag_count++] = (nw_tag){ name, value->text };
  }
  r->out->tags = at;
}

/* Members of the guardrail itself that say nothing of what it judges, or are read above. */
static int is_setting(newel_slice key) {
  static const char *const names[] = { "name",
                                       "description",
                                       "blockedInputMessaging",
                                       "blockedOutputsMessaging",
                                       "crossRegionConfig",
                                       "crossRegionDetails",
                                       "kmsKeyId",
                                       "kmsKeyArn",
                                       "tags",
                                       "tagsAll",
                                       "clientRequestToken",
                                       "guardrailId",
                                       "guardrailArn",
                                       "guardrailIdentifier",
                                       "id",
                                       "arn",
                                       "region",
                                       "version",
                                       "status",
                                       "statusReasons",
                                       "failureRecommendations",
                                       "createdAt",
                                       "updatedAt",
                                       "timeouts",
                                       "lifecycle",
                                       "provider",
                                       "count",
                                       "dependsOn",
                                       "responseMetadata",
                                       NULL };
  for (size_t i = 0; names[i] != NULL; i++)
    if (is_named(key, names[i])) return 1;
  for (unsigned part = 0; part < NW_PART_COUNT; part++)
    if (is_named(key, nw_guardrail_list_of((nw_part)part)->policy)) return 1;
  return 0;
}

static void read_settings(reader *r, const nw_node *root) {
  nw_projection *p = r->out;
  read_text(r, root, "name", &p->name);
  read_text(r, root, "description", &p->description);
  read_text(r, root, "blockedInputMessaging", &p->message[NEWEL_SOURCE_INPUT]);
  read_text(r, root, "blockedOutputsMessaging", &p->message[NEWEL_SOURCE_OUTPUT]);
  read_text(r, root, "kmsKeyId", &p->kms_key);
  read_text(r, root, "kmsKeyArn", &p->kms_key);
  read_text(r, root, "guardrailId", &p->id);
  read_text(r, root, "guardrailArn", &p->arn);
  read_text(r, root, "version", &p->version);
  read_text(r, root, "status", &p->status);
  read_profile(r, root);
  read_tags(r, find(root, "tags"));
  for (const nw_node *node = root->first; node != NULL; node = node->next)
    if (!is_setting(node->key) && !is_null(node))
      remark(r, NW_REMARK_LEFT_OUT, nw_slice("", 0), &node->key_place, "member '%.*s' is not known to Newel", QUOTED(node->key));
}

static void empty(nw_projection *p) {
  newel_slice none = nw_slice("", 0);
  memset(p, 0, sizeof *p);
  p->name = p->description = p->message[0] = p->message[1] = p->profile = p->kms_key = none;
  p->id = p->arn = p->version = p->status = none;
  p->confidence_ppm = -1;
}

int nw_projection_read(nw_projection *out, nw_arena *arena, const nw_node *guardrail, const nw_node *parameters) {
  reader r;
  memset(&r, 0, sizeof r);
  r.out = out;
  r.arena = arena;
  r.parameters = parameters;
  empty(out);
  read_settings(&r, guardrail);
  for (unsigned part = 0; part < NW_PART_COUNT; part++) read_list(&r, (nw_part)part, guardrail);
  read_confidence(&r, guardrail);
  nw_projection_rule *rules = nw_arena_alloc(arena, (r.rules.count + 1) * sizeof *rules);
  if (rules == NULL) r.no_memory = 1;
  else if (r.rules.count > 0) memcpy(rules, r.rules.at, r.rules.count * sizeof *rules);
  if (rules != NULL) nw_projection_settle(out, rules, r.rules.count);
  nw_vec_free(&arena->alloc, &r.rules);
  return !r.no_memory;
}

int nw_projection_parse(nw_projection *out, nw_arena *arena, newel_slice json, const char *name, newel_error *err) {
  nw_node *root = NULL;
  newel_diagnostics *diags = nw_diag_open(&arena->alloc);
  nw_node_input in = { .arena = arena, .diags = diags, .source = newel_slice_of(name), .text = json };
  empty(out);
  if (diags == NULL) return nw_fail_nomem(err);
  int code = nw_node_from_json(&root, &in) ? nw_diag_finish(diags, err) : nw_fail_nomem(err);
  newel_diagnostics_free(diags);
  if (code == NEWEL_E_NOMEM) return code;
  if (code != NEWEL_OK || in.stopped || root == NULL || root->type != NW_NODE_MAPPING)
    return nw_fail(err, NEWEL_E_FORMAT, "%s is no guardrail: it is no JSON object", name);
  return nw_projection_read(out, arena, root, NULL) ? NEWEL_OK : nw_fail_nomem(err);
}
