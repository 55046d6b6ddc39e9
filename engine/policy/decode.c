/* policy/decode.c - from the merged tree to the model.
 *
 *   PHONE: {input: ANONYMIZE}      rule pii.PHONE; INPUT on, ANONYMIZE; OUTPUT off, for it is not written
 *   HATE: {input: HIGH}            rule content.HATE; INPUT on, strength HIGH, action BLOCK (Bedrock's default); OUTPUT off
 *
 * Values were checked against the table before: what does not read well here was reported there and is left at its default, so
 * that one run reports everything. What is checked here needs two fields at once. Everything built lives in the source's
 * arena. */
#include "policy/decode.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/slice.h"
#include "json/tree.h"

typedef struct decoder {
  newel_policy      *policy;
  nw_policy_source  *source;
  newel_diagnostics *diags;
  const nw_node     *tree;
  uint8_t            style, keep_last;  /* of `anonymize` */
  NW_VEC(nw_rule)    rules;
  int                no_memory;
} decoder;

static const nw_node *member(const nw_node *map, const char *key) {
  return map != NULL && map->type == NW_NODE_MAPPING ? nw_node_member(map, key) : NULL;
}

static unsigned word_of(const nw_node *map, const char *key, const nw_choice *choices, unsigned otherwise) {
  (void)nw_read_word(member(map, key), choices, &otherwise);
  return otherwise;
}

static uint8_t flag_of(const nw_node *map, const char *key, uint8_t otherwise) {
  (void)nw_read_bool(member(map, key), &otherwise);
  return otherwise;
}

static newel_slice text_of(const nw_node *map, const char *key) {
  newel_slice text = { "", 0 };
  (void)nw_read_text(member(map, key), &text);
  return text;
}

static void *zalloc(decoder *d, size_t size) {
  void *memory = nw_arena_zalloc(d->source->arena, size);
  if (memory == NULL) d->no_memory = 1;
  return memory;
}

static newel_slice copy(decoder *d, newel_slice text) {
  newel_slice kept = nw_arena_copy(d->source->arena, text);
  if (kept.data == NULL) {
    d->no_memory = 1;
    kept = nw_slice("", 0);
  }
  return kept;
}

/* ---- lists of texts ---- */

static nw_slices texts_of(decoder *d, const nw_node *list) {
  nw_slices texts = { NULL, 0 };
  if (list == NULL || list->type != NW_NODE_SEQUENCE || list->count == 0) return texts;
  newel_slice *at = zalloc(d, list->count * sizeof *at);
  if (at == NULL) return texts;
  texts.at = at;
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    if (nw_read_text(item, &at[texts.count])) texts.count++;
  }
  return texts;
}

static int by_bytes(const void *a, const void *b) {
  return nw_slice_cmp(*(const newel_slice *)a, *(const newel_slice *)b);
}

/* A list whose order means nothing, in canonical form: sorted, each text once. */
static nw_slices as_set(decoder *d, nw_slices texts) {
  nw_slices set = { NULL, 0 };
  if (texts.count == 0) return set;
  newel_slice *at = zalloc(d, texts.count * sizeof *at);
  if (at == NULL) return set;
  memcpy(at, texts.at, texts.count * sizeof *at);
  qsort(at, texts.count, sizeof *at, by_bytes);
  for (size_t i = 0; i < texts.count; i++) {
    if (set.count == 0 || !nw_slice_eq(at[set.count - 1], at[i])) at[set.count++] = at[i];
  }
  set.at = at;
  return set;
}

static nw_allow_list allow_of(decoder *d, const nw_node *map) {
  const nw_node *allow = member(map, "allow");
  nw_allow_list list;
  list.values = as_set(d, texts_of(d, member(allow, "values")));
  list.patterns = as_set(d, texts_of(d, member(allow, "patterns")));
  if (list.values.count > NW_LIMIT_ALLOW_ENTRIES || list.patterns.count > NW_LIMIT_ALLOW_ENTRIES) {
    char most[24];
    (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_ALLOW_ENTRIES);
    nw_diag_add(d->diags, NW_DIAG_ALLOW_TOO_LONG, &allow->key_place, most);
  }
  return list;
}

/* ---- sides ---- */

/* What a rule says for both sides, before a side speaks for itself. */
typedef struct side_default {
  int      has_action, has_strength;
  unsigned action, strength;
  uint8_t  enabled, modalities;
} side_default;

static uint8_t modalities_of(const nw_node *map, uint8_t otherwise) {
  const nw_node *list = member(map, "modalities");
  unsigned bits = 0, bit = 0;
  if (list == NULL || list->type != NW_NODE_SEQUENCE) return otherwise;
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    if (nw_read_word(item, nw_choices_modality, &bit)) bits |= bit;
  }
  return bits == 0 ? otherwise : (uint8_t)bits;
}

/* Takes what `node` says: a word of the kind's own (a strength for content, an action for the rest), or a map. A key that is
 * there but unreadable counts as written: its error is out already. */
static void side_words(side_default *side, const nw_node *node, int is_content) {
  const nw_node *action = node->type == NW_NODE_SCALAR && !is_content ? node : member(node, "action");
  const nw_node *strength = node->type == NW_NODE_SCALAR && is_content ? node : member(node, "strength");
  if (action != NULL) {
    side->has_action = 1;
    (void)nw_read_word(action, nw_choices_action, &side->action);
  }
  if (strength != NULL) {
    side->has_strength = 1;
    (void)nw_read_word(strength, nw_choices_strength, &side->strength);
  }
  side->enabled = flag_of(node, "enabled", side->enabled);
  side->modalities = modalities_of(node, side->modalities);
}

static nw_side make_side(const side_default *from, int is_content) {
  nw_side side = { 0, from->enabled, (uint8_t)from->action, 0, 0 };
  if (is_content) {
    side.strength = (uint8_t)from->strength;
    side.modalities = from->modalities;
  }
  side.on = side.enabled && (!is_content || side.strength != NW_FILTER_NONE);
  return side;
}

static void complain_sides(decoder *d, const nw_rule *rule, const side_default *side) {
  if (!side->has_action) nw_diag_add(d->diags, NW_DIAG_NO_ACTION, &rule->place, rule->id.data);
  if (rule->kind == NW_KIND_CONTENT && !side->has_strength) nw_diag_add(d->diags, NW_DIAG_NO_STRENGTH, &rule->place,
      rule->id.data);
}

/* Reads both sides. `action`: what is asked for when nothing is written, -1 when it must be written. `input_only` leaves OUTPUT
 * off unless it is written. */
static void read_sides(decoder *d, nw_rule *rule, const nw_node *node, int action, int input_only) {
  static const char *const keys[] = { "input", "output" };
  int is_content = rule->kind == NW_KIND_CONTENT;
  side_default both = { action >= 0, 0, action >= 0 ? (unsigned)action : NEWEL_ACTION_NONE, NW_FILTER_NONE, 1, NW_MODALITY_TEXT };
  if (node->type != NW_NODE_SEQUENCE) side_words(&both, node, is_content);
  int split = member(node, "input") != NULL || member(node, "output") != NULL;
  if (!split) complain_sides(d, rule, &both);
  for (unsigned source = 0; source < 2; source++) {
    const nw_node *own = member(node, keys[source]);
    side_default side = both;
    if (own == NULL && (split || (input_only && source == NEWEL_SOURCE_OUTPUT))) continue;  /* off */
    if (own != NULL) {
      side_words(&side, own, is_content);
      complain_sides(d, rule, &side);
    }
    rule->side[source] = make_side(&side, is_content);
  }
}

/* ---- what rules have in common ---- */

static newel_slice id_of(decoder *d, nw_rule_kind kind, newel_slice name) {
  const char *section = nw_kind_section(kind);
  size_t head = strlen(section);
  char *id = zalloc(d, head + 1 + name.len + 1);
  if (id == NULL) return nw_slice("", 0);
  memcpy(id, section, head);
  id[head] = '.';
  memcpy(id + head + 1, name.data, name.len);
  return nw_slice(id, head + 1 + name.len);
}

/* A rule under `name`, with everything that any kind has. */
static nw_rule begin_rule(decoder *d, nw_rule_kind kind, newel_slice name, const nw_node *node) {
  nw_rule rule;
  memset(&rule, 0, sizeof rule);
  rule.kind = kind;
  rule.name = copy(d, name);
  rule.id = id_of(d, kind, name);
  rule.place = node->key.data != NULL ? node->key_place : node->place;
  rule.observe = d->policy->observe || word_of(node, "mode", nw_choices_mode, 0) == 1;
  rule.description = text_of(node, "description");
  rule.allow = allow_of(d, node);
  rule.style = d->style;
  rule.mask_keep_last = d->style == NW_STYLE_MASK ? d->keep_last : 0;
  return rule;
}

static void add_rule(decoder *d, const nw_rule *rule) {
  if (!nw_vec_push(&d->policy->alloc, &d->rules, *rule)) d->no_memory = 1;
}

/* `style` and `keep_last` of a rule or of `anonymize`. */
static void read_style(decoder *d, const nw_node *map, uint8_t *style, uint8_t *keep_last) {
  const nw_node *node = member(map, "style"), *keep = member(map, "keep_last");
  unsigned chosen = *style;
  int64_t ppm;
  (void)nw_read_word(node, nw_choices_style, &chosen);
  if (chosen >= NW_STYLE_ABSENT_SEAL) {
    nw_diag_add(d->diags, NW_DIAG_STYLE_ABSENT, &node->place, nw_choice_name(nw_choices_style, chosen));
    chosen = NW_STYLE_TYPE;
  }
  *style = (uint8_t)chosen;
  if (keep != NULL && chosen != NW_STYLE_MASK) {
    nw_diag_add(d->diags, NW_DIAG_KEEP_LAST, &keep->key_place, nw_choice_name(nw_choices_style, chosen));
  } else if (nw_read_ppm(keep, &ppm) && ppm >= 0 && ppm <= 255 * 1000000) {
    *keep_last = (uint8_t)(ppm / 1000000);
  }
}

/* The resolved style of a rule. A rule that chooses `mask` where the policy has another style shows nothing unless it says so. */
static void read_edits(decoder *d, nw_rule *rule, const nw_node *node) {
  read_style(d, node, &rule->style, &rule->mask_keep_last);
  if (rule->style != NW_STYLE_MASK) rule->mask_keep_last = 0;
}

/* ---- content ---- */

static void decode_content(decoder *d, const nw_node *section) {
  d->policy->content_tier = (nw_tier)word_of(section, "tier", nw_choices_tier, NW_TIER_UNSET);
  for (const nw_choice *c = nw_choices_content; c->name != NULL; c++) {
    const nw_node *node = member(section, c->name);
    if (node == NULL) continue;
    nw_rule rule = begin_rule(d, NW_KIND_CONTENT, newel_slice_of(c->name), node);
    int attack = c->value == NW_CONTENT_PROMPT_ATTACK;
    rule.of.content.type = (nw_content_type)c->value;
    rule.of.content.local_allow = flag_of(node, "local_allow", 0);
    read_sides(d, &rule, node, NEWEL_ACTION_BLOCK, attack);
    if (attack && member(node, "output") != NULL) {
      nw_diag_add(d->diags, NW_DIAG_PROMPT_ATTACK_OUTPUT, &member(node, "output")->key_place);
      memset(&rule.side[NEWEL_SOURCE_OUTPUT], 0, sizeof rule.side[0]);
    }
    add_rule(d, &rule);
  }
}

/* ---- topics ---- */

static void decode_topics(decoder *d, const nw_node *section) {
  d->policy->topic_tier = (nw_tier)word_of(section, "tier", nw_choices_tier, NW_TIER_UNSET);
  for (const nw_node *node = section->first; node != NULL; node = node->next) {
    if (nw_slice_is(node->key, "tier")) continue;
    nw_rule rule = begin_rule(d, NW_KIND_TOPIC, node->key, node);
    rule.of.topic.definition = text_of(node, "definition");
    rule.of.topic.examples = texts_of(d, member(node, "examples"));
    rule.of.topic.match = texts_of(d, member(node, "match"));
    rule.of.topic.clean = texts_of(d, member(node, "clean"));
    read_sides(d, &rule, node, NEWEL_ACTION_BLOCK, 0);
    add_rule(d, &rule);
  }
}

/* ---- words ---- */

/* An entry must be something that the word scanner can find. */
static void check_entry(decoder *d, const char *list, newel_slice entry, const nw_place *place) {
  char found[24], most[24];
  size_t tokens = nw_entry_tokens(entry);
  if (entry.len > NW_LIMIT_WORD_BYTES) {
    (void)snprintf(found, sizeof found, "%zu", entry.len);
    (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_WORD_BYTES);
    nw_diag_add(d->diags, NW_DIAG_WORD_TOO_LONG, place, found, most);
  } else if (tokens > NW_LIMIT_WORD_TOKENS) {
    (void)snprintf(found, sizeof found, "%zu", tokens);
    (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_WORD_TOKENS);
    nw_diag_add(d->diags, NW_DIAG_WORD_TOKENS, place, entry.data, list, found, most);
  } else if (tokens == 0) {
    nw_diag_add(d->diags, NW_DIAG_WORD_EMPTY, place, entry.data, list);
  }
}

/* The entries as a set; a list that repeats itself was likely put together by hand. */
static nw_slices entry_set(decoder *d, newel_slice list, nw_slices entries, const nw_place *place) {
  newel_slice first = { "", 0 };
  ptrdiff_t repeated = nw_entries_repeated(&d->policy->alloc, entries, &first);
  if (repeated < 0) d->no_memory = 1;
  if (repeated > 0) {
    char count[24];
    (void)snprintf(count, sizeof count, "%td", repeated);
    nw_diag_add(d->diags, NW_DIAG_WORD_DUPLICATE, place, list.data, count, first.data);
  }
  return as_set(d, entries);
}

/* The file that a node was written in: paths are relative to it. */
static const nw_policy_file *written_in(const nw_policy_source *source, const nw_node *node) {
  for (size_t i = 0; i < source->file_count; i++) {
    if (nw_slice_eq(source->files[i]->source, node->place.source)) return source->files[i];
  }
  return source->files[0];
}

static nw_slices read_word_file(decoder *d, const nw_node *path, newel_slice list) {
  nw_slices none = { NULL, 0 };
  const nw_policy_file *from = written_in(d->source, path);
  for (const nw_word_file *w = d->source->words; w != NULL; w = w->next) {
    if (w->from == from && nw_slice_eq(w->path, path->text)) return w->entries;
  }
  nw_word_file *word_file = zalloc(d, sizeof *word_file);
  if (word_file == NULL) return none;
  nw_slices entries = none;
  if (!nw_loader_words(d->source->loader, from, path->text, &path->place, &entries)) entries = none;
  else if (entries.count == 0) nw_diag_add(d->diags, NW_DIAG_WORD_LIST_EMPTY, &path->place, list.data);
  for (size_t i = 0; i < entries.count; i++) check_entry(d, list.data, entries.at[i], &path->place);
  *word_file = (nw_word_file){ d->source->words, from, path->text, entry_set(d, list, entries, &path->place) };
  d->source->words = word_file;
  return word_file->entries;
}

static void decode_managed(decoder *d, const nw_node *managed) {
  const nw_node *node = managed->type == NW_NODE_SEQUENCE ? managed : member(managed, "PROFANITY");
  unsigned unused;
  if (node == NULL || (node == managed && (managed->first == NULL || !nw_read_word(managed->first, nw_choices_managed,
      &unused)))) return;
  nw_rule rule = begin_rule(d, NW_KIND_WORD, NW_LIT("PROFANITY"), node);
  rule.of.word.managed = 1;
  rule.of.word.disguises = flag_of(node, "disguises", 1);
  rule.of.word.file = nw_slice("", 0);
  read_sides(d, &rule, node, node == managed ? NEWEL_ACTION_BLOCK : -1, 0);
  read_edits(d, &rule, node);
  add_rule(d, &rule);
}

static void decode_word_list(decoder *d, const nw_node *node) {
  const nw_node *list = node->type == NW_NODE_SEQUENCE ? node : member(node, "list"), *file = member(node, "file");
  nw_rule rule = begin_rule(d, NW_KIND_WORD, node->key, node);
  if (nw_slice_is(node->key, "PROFANITY")) nw_diag_add(d->diags, NW_DIAG_LIST_NAME_TAKEN, &node->key_place);
  if (node->type != NW_NODE_SCALAR && (list == NULL) == (file == NULL)) {
    nw_diag_add(d->diags, NW_DIAG_WORD_SOURCE, &node->key_place, node->key.data, list == NULL ? "neither" : "both");
  }
  rule.of.word.file = text_of(node, "file");
  rule.of.word.disguises = flag_of(node, "disguises", 1);
  if (list != NULL && list->type == NW_NODE_SEQUENCE) {
    newel_slice entry;
    for (const nw_node *item = list->first; item != NULL; item = item->next) {
      if (nw_read_text(item, &entry) && entry.len > 0) check_entry(d, node->key.data, entry, &item->place);
    }
    rule.of.word.entries = entry_set(d, node->key, texts_of(d, list), &node->key_place);
  } else if (rule.of.word.file.len > 0) {
    rule.of.word.entries = read_word_file(d, file, node->key);
  }
  read_sides(d, &rule, node, NEWEL_ACTION_BLOCK, 0);
  read_edits(d, &rule, node);
  add_rule(d, &rule);
}

static void decode_words(decoder *d, const nw_node *section) {
  for (const nw_node *node = section->first; node != NULL; node = node->next) {
    if (nw_slice_is(node->key, "managed")) decode_managed(d, node);
    else decode_word_list(d, node);
  }
}

/* ---- pii, regexes, secrets ---- */

/* A country that no type belongs to is likely a slip (UK for GB). */
static void check_country(decoder *d, const nw_node *item, newel_slice code) {
  for (unsigned i = 0; i < NW_POLICY_ENTITY_COUNT; i++) {
    if (nw_region_is(nw_entity_row_at(i)->region, code)) return;
  }
  nw_diag_add(d->diags, NW_DIAG_NO_SUCH_COUNTRY, &item->place, code.data);
}

static void check_countries(decoder *d, const nw_node *list) {
  newel_slice code;
  if (list == NULL || list->type != NW_NODE_SEQUENCE) return;
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    if (nw_read_text(item, &code)) check_country(d, item, code);
  }
}

static int is_abroad(const nw_node *countries, const char *region) {
  newel_slice code;
  if (countries == NULL || countries->type != NW_NODE_SEQUENCE || strcmp(region, "any") == 0) return 0;
  for (const nw_node *item = countries->first; item != NULL; item = item->next) {
    if (nw_read_text(item, &code) && nw_region_is(region, code)) return 0;
  }
  return 1;
}

/* As if the file said `enabled: false`: two ways to say the same have the same id. */
static void turn_off(nw_rule *rule) {
  for (unsigned s = 0; s < 2; s++) rule->side[s].on = rule->side[s].enabled = 0;
}

static void decode_pii(decoder *d, const nw_node *section) {
  const nw_node *countries = member(section, "countries");
  check_countries(d, countries);
  for (const nw_node *node = section->first; node != NULL; node = node->next) {
    unsigned entity;
    if (!nw_entity_row_find(node->key, &entity) || nw_entity_row_at(entity)->secret) continue;
    nw_rule rule = begin_rule(d, NW_KIND_PII, node->key, node);
    rule.of.pii.entity = entity;
    rule.of.pii.strictness = (uint8_t)word_of(node, "strictness", nw_choices_strictness, NW_STRICTNESS_CONTEXT);
    rule.of.pii.abroad = (uint8_t)is_abroad(countries, nw_entity_row_at(entity)->region);
    read_sides(d, &rule, node, -1, 0);
    if (rule.of.pii.abroad) turn_off(&rule);
    read_edits(d, &rule, node);
    add_rule(d, &rule);
  }
}

static void decode_regexes(decoder *d, const nw_node *section) {
  for (const nw_node *node = section->first; node != NULL; node = node->next) {
    if (node->type != NW_NODE_MAPPING) continue;
    nw_rule rule = begin_rule(d, NW_KIND_REGEX, node->key, node);
    const nw_node *pattern = member(node, "pattern");
    rule.of.regex.pattern = text_of(node, "pattern");
    rule.of.regex.pattern_place = pattern != NULL ? pattern->place : rule.place;
    rule.of.regex.match = texts_of(d, member(node, "match"));
    rule.of.regex.clean = texts_of(d, member(node, "clean"));
    if (rule.of.regex.pattern.len > NW_LIMIT_REGEX_PATTERN_BYTES) {
      char found[24], most[24];
      (void)snprintf(found, sizeof found, "%zu", rule.of.regex.pattern.len);
      (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_REGEX_PATTERN_BYTES);
      nw_diag_add(d->diags, NW_DIAG_PATTERN_TOO_LONG, &rule.of.regex.pattern_place, rule.id.data, found, most);
    }
    read_sides(d, &rule, node, -1, 0);
    read_edits(d, &rule, node);
    add_rule(d, &rule);
  }
  if (section->count > NW_LIMIT_REGEX_RULES) {
    char found[24], most[24];
    (void)snprintf(found, sizeof found, "%zu", section->count);
    (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_REGEX_RULES);
    nw_diag_add(d->diags, NW_DIAG_TOO_MANY_REGEXES, &section->key_place, found, most);
  }
}

static void decode_secrets(decoder *d, const nw_node *section) {
  nw_rule rule = begin_rule(d, NW_KIND_SECRET, NW_LIT("secrets"), section);
  rule.id = rule.name;  /* there is one: "secrets", not "secrets.secrets" */
  uint8_t *on = zalloc(d, NW_POLICY_ENTITY_COUNT);
  for (unsigned i = 0; on != NULL && i < NW_POLICY_ENTITY_COUNT; i++) {
    const nw_entity_row *row = nw_entity_row_at(i);
    on[i] = row->secret && flag_of(member(section, "kinds"), row->name, 1);
  }
  rule.of.secret.kind_on = on;
  read_sides(d, &rule, section, -1, 0);
  read_edits(d, &rule, section);
  add_rule(d, &rule);
}

/* One rule, on OUTPUT only: what comes from the model. */
static void decode_leak(decoder *d, const nw_node *section) {
  nw_rule rule = begin_rule(d, NW_KIND_LEAK, NW_LIT("leak"), section);
  nw_side *side = &rule.side[NEWEL_SOURCE_OUTPUT];
  unsigned action = NEWEL_ACTION_BLOCK;
  int64_t run_ppm = NW_LEAK_RUN_UNSET * INT64_C(1000000);
  (void)nw_read_ppm(member(section, "run"), &run_ppm);
  rule.id = rule.name;
  rule.of.leak.run = (uint32_t)(run_ppm / 1000000);
  rule.of.leak.canaries = as_set(d, texts_of(d, member(section, "canaries")));
  rule.of.leak.clean = as_set(d, texts_of(d, member(section, "clean")));
  side->on = side->enabled = flag_of(section, "enabled", 1);
  (void)nw_read_word(section->type == NW_NODE_SCALAR ? section : member(section, "action"), nw_choices_action, &action);
  side->action = (uint8_t)action;
  read_edits(d, &rule, section);
  add_rule(d, &rule);
}

/* Every policy has the rule: `section` NULL where it is not written, and then it reports. */
static void decode_hidden(decoder *d, const nw_node *section) {
  nw_rule rule = begin_rule(d, NW_KIND_HIDDEN, NW_LIT("hidden_text"), section != NULL ? section : d->tree);
  rule.id = rule.name;
  rule.style = NW_STYLE_TYPE;
  rule.of.hidden.written = section != NULL;
  if (section != NULL) {
    read_sides(d, &rule, section, -1, 0);
  } else {
    rule.description = nw_slice("", 0);
    rule.allow = (nw_allow_list){ { NULL, 0 }, { NULL, 0 } };
    for (unsigned s = 0; s < 2; s++) rule.side[s].on = rule.side[s].enabled = 1;
  }
  add_rule(d, &rule);
}

/* ---- grounding, reasoning ---- */

static void decode_grounding(decoder *d, const nw_node *section) {
  d->policy->grounding_tier = (nw_tier)word_of(section, "tier", nw_choices_tier, NW_TIER_UNSET);
  for (const nw_choice *c = nw_choices_grounding; c->name != NULL; c++) {
    const nw_node *node = member(section, c->name);
    if (node == NULL) continue;
    nw_rule rule = begin_rule(d, NW_KIND_GROUNDING, newel_slice_of(c->name), node);
    nw_side *side = &rule.side[NEWEL_SOURCE_OUTPUT];
    rule.of.grounding.relevance = (uint8_t)c->value;
    (void)nw_read_ppm(node->type == NW_NODE_SCALAR ? node : member(node, "threshold"), &rule.of.grounding.threshold_ppm);
    side->on = side->enabled = flag_of(node, "enabled", 1);
    side->action = (uint8_t)word_of(node, "action", nw_choices_action, NEWEL_ACTION_BLOCK);
    add_rule(d, &rule);
  }
}

static void decode_reasoning(decoder *d, const nw_node *section) {
  nw_slices arns = texts_of(d, member(section, "policies"));
  for (size_t i = 0; i < arns.count && i < NW_REASONING_POLICIES; i++) {
    const char number[2] = { (char)('1' + i), '\0' };
    nw_rule rule = begin_rule(d, NW_KIND_REASONING, newel_slice_of(number), section);
    rule.of.reasoning.arn = arns.at[i];
    rule.side[NEWEL_SOURCE_OUTPUT].on = rule.side[NEWEL_SOURCE_OUTPUT].enabled = 1;
    if (arns.at[i].len < 4 || memcmp(arns.at[i].data, "arn:", 4) != 0) {
      nw_diag_add(d->diags, NW_DIAG_NOT_AN_ARN, &member(section, "policies")->place, arns.at[i].data);
    }
    add_rule(d, &rule);
  }
  (void)nw_read_ppm(member(section, "confidence"), &d->policy->reasoning_confidence_ppm);
}

/* ---- the order of rules ---- */

static int by_kind_and_name(const void *a, const void *b) {
  const nw_rule *x = a, *y = b;
  if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
  if (x->kind == NW_KIND_CONTENT) return (int)x->of.content.type - (int)y->of.content.type;
  return nw_slice_cmp(x->name, y->name);
}

static void finish_rules(decoder *d) {
  size_t bytes = d->rules.count * sizeof(nw_rule);
  nw_rule *rules = zalloc(d, bytes);
  if (rules == NULL || d->rules.count == 0) return;
  memcpy(rules, d->rules.at, bytes);
  qsort(rules, d->rules.count, sizeof *rules, by_kind_and_name);
  d->policy->rules = rules;
  d->policy->rule_count = d->rules.count;
  for (size_t i = 0; i < d->rules.count; i++) {
    for (unsigned s = 0; s < 2; s++) {
      if (rules[i].style == NW_STYLE_HASH && rules[i].side[s].on
          && rules[i].side[s].action == NEWEL_ACTION_ANONYMIZE) d->policy->uses_hash = 1;
    }
  }
}

/* ---- surfaces ---- */

static int selects(newel_slice selector, const nw_rule *rule) {
  return nw_slice_is(selector, nw_kind_section(rule->kind)) || nw_slice_eq(selector, rule->id) || nw_slice_eq(selector,
      rule->name);
}

/* A name that the language knows, though this policy has no rule of it: not an error. */
static int is_known_selector(newel_slice selector) {
  unsigned unused;
  return nw_choice_find(nw_choices_section, selector, &unused) || nw_choice_find(nw_choices_content, selector, &unused)
      || nw_choice_find(nw_choices_grounding, selector, &unused) || nw_choice_find(nw_choices_managed, selector, &unused)
      || nw_entity_row_find(selector, &unused);
}

static void unknown_selector(decoder *d, const nw_node *item) {
  nw_nearest near;
  char advice[160];
  nw_nearest_begin(&near, item->text);
  for (const nw_choice *c = nw_choices_section; c->name != NULL; c++) nw_nearest_offer(&near, c->name);
  for (size_t i = 0; i < d->policy->rule_count; i++) {
    nw_nearest_offer(&near, d->policy->rules[i].name.data);
    nw_nearest_offer(&near, d->policy->rules[i].id.data);
  }
  if (near.best == NULL) {
    nw_diag_add(d->diags, NW_DIAG_UNKNOWN_SELECTOR, &item->place, item->text.data);
    return;
  }
  (void)snprintf(advice, sizeof advice, "did you mean '%.100s'?", near.best);
  nw_diag_add_advice(d->diags, NW_DIAG_UNKNOWN_SELECTOR, &item->place, advice, item->text.data);
}

/* A list says what is covered; the rule that nobody wrote goes with any list. */
static void select_rules(decoder *d, const nw_node *list, uint8_t *covered) {
  newel_slice selector;
  for (size_t i = 0; i < d->policy->rule_count; i++)
    if (d->policy->rules[i].kind == NW_KIND_HIDDEN && !d->policy->rules[i].of.hidden.written) covered[i] = 1;
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    int hit = 0;
    if (!nw_read_text(item, &selector)) continue;
    for (size_t i = 0; i < d->policy->rule_count; i++) {
      if (!selects(selector, &d->policy->rules[i])) continue;
      covered[i] = 1;
      hit = 1;
    }
    if (hit) continue;
    if (is_known_selector(selector)) nw_diag_add(d->diags, NW_DIAG_SELECTS_NOTHING, &item->place, selector.data, list->key.data);
    else unknown_selector(d, item);
  }
}

static void decode_surfaces(decoder *d) {
  const nw_node *surfaces = member(d->tree, "surfaces");
  for (const nw_choice *c = nw_choices_surface; c->name != NULL; c++) {
    const nw_node *node = member(surfaces, c->name);
    unsigned cover = NW_COVER_ALL;
    uint8_t *covered = zalloc(d, d->policy->rule_count);
    if (covered == NULL) return;
    d->policy->covers[c->value] = covered;
    if (node != NULL && node->type == NW_NODE_SEQUENCE) {
      select_rules(d, node, covered);
    } else {
      (void)nw_read_word(node, nw_choices_cover, &cover);
      memset(covered, cover == NW_COVER_ALL, d->policy->rule_count);
    }
  }
}

/* ---- escalation ---- */

static nw_when default_when(nw_rule_kind kind) {
  switch (kind) {
    case NW_KIND_CONTENT:
    case NW_KIND_TOPIC: return NW_WHEN_UNSURE;
    case NW_KIND_GROUNDING:
    case NW_KIND_REASONING: return NW_WHEN_ALWAYS;
    default: return NW_WHEN_NEVER;
  }
}

static int list_names(const nw_node *list, newel_slice name) {
  for (const nw_node *item = list->first; item != NULL; item = item->next) {
    if (item->type == NW_NODE_SCALAR && nw_slice_eq(item->text, name)) return 1;
  }
  return 0;
}

static nw_when when_of(const nw_node *when, const nw_rule *rule) {
  const nw_node *node = member(when, nw_kind_section(rule->kind));
  unsigned chosen = (unsigned)default_when(rule->kind);
  if (node != NULL && node->type == NW_NODE_SEQUENCE) return list_names(node, rule->name) ? NW_WHEN_ALWAYS : NW_WHEN_NEVER;
  (void)nw_read_word(node, nw_choices_when, &chosen);
  return (nw_when)chosen;
}

static void decode_escalation(decoder *d, const nw_node *node) {
  nw_escalation *e = &d->policy->escalation;
  const nw_node *version = member(node, "version");
  e->present = 1;
  e->place = node->key_place;
  e->guardrail = text_of(node, "guardrail");
  if (version != NULL && version->type == NW_NODE_SCALAR && nw_is_version(version->text)) e->version = version->text;
  e->allow_draft = flag_of(node, "allow_draft", 0);
  e->on_error = (uint8_t)word_of(node, "on_error", nw_choices_on_error, NW_ON_ERROR_BLOCK);
  e->deadline_ms = NW_DEADLINE_DEFAULT_MS;
  (void)nw_read_duration_ms(member(node, "deadline"), &e->deadline_ms);
  if (nw_slice_is(e->version, "DRAFT") && !e->allow_draft) nw_diag_add(d->diags, NW_DIAG_DRAFT, &version->place);
}

static void decode_when(decoder *d) {
  uint8_t *when = zalloc(d, d->policy->rule_count);
  for (size_t i = 0; when != NULL && d->policy->escalation.present && i < d->policy->rule_count; i++) {
    when[i] = (uint8_t)when_of(member(member(d->tree, "escalation"), "when"), &d->policy->rules[i]);
  }
  d->policy->when = when;
}

/* Is there a rule that blocks and is decided only when the whole text is known? */
static int blocks_at_the_end(const newel_policy *p) {
  for (size_t i = 0; p->when != NULL && i < p->rule_count; i++) {
    const nw_rule *rule = &p->rules[i];
    if (rule->kind != NW_KIND_TOPIC && rule->kind != NW_KIND_GROUNDING && rule->kind != NW_KIND_CONTENT) continue;
    if (p->when[i] != NW_WHEN_UNSURE && p->when[i] != NW_WHEN_ALWAYS) continue;
    for (unsigned s = 0; s < 2; s++) {
      if (rule->side[s].on && rule->side[s].action == NEWEL_ACTION_BLOCK && !rule->observe) return 1;
    }
  }
  return 0;
}

static void decode_hold(decoder *d) {
  const nw_node *hold = member(member(d->tree, "stream"), "hold");
  int final = blocks_at_the_end(d->policy);
  unsigned chosen = final ? 1 : 0;
  if (nw_read_word(hold, nw_choices_hold, &chosen) && chosen == 0 && final) nw_diag_add(d->diags, NW_DIAG_HOLD_FRONTIER,
      &hold->place);
  d->policy->hold_verdict = (uint8_t)chosen;
}

/* ---- the file ---- */

static int by_key(const void *a, const void *b) {
  return nw_slice_cmp(((const nw_tag *)a)->key, ((const nw_tag *)b)->key);
}

static void decode_tags(decoder *d, const nw_node *tags) {
  if (tags == NULL || tags->type != NW_NODE_MAPPING || tags->count == 0) return;
  nw_tag *at = zalloc(d, tags->count * sizeof *at);
  if (at == NULL) return;
  size_t count = 0;
  for (const nw_node *tag = tags->first; tag != NULL; tag = tag->next) {
    newel_slice value = { "", 0 };
    (void)nw_read_text(tag, &value);
    at[count++] = (nw_tag){ tag->key, value };
  }
  qsort(at, count, sizeof *at, by_key);
  d->policy->tags = at;
  d->policy->tag_count = count;
}

/* NAME.FIGURE>=NUMBER or <=. Whether NAME has a score is known when there are cases: newel_regress_gate. */
static int is_gate(newel_slice text) {
  static const char *const figures[] = { "recall", "precision", "exact", "pass", "verdict", "coverage" };
  size_t at = 0, known = 0;
  int64_t number;
  while (at < text.len && text.data[at] != '<' && text.data[at] != '>') at++;
  size_t dot = at;
  while (dot > 0 && text.data[dot - 1] != '.') dot--;
  for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
    known += nw_slice_is(nw_slice(text.data + dot, at - dot), figures[i]) != 0;
  return dot >= 2 && known == 1 && at + 2 < text.len && text.data[at + 1] == '=' &&
         nw_decimal_ppm(nw_slice(text.data + at + 2, text.len - at - 2), &number) && number >= 0 && number <= 1000000;
}

static void decode_gates(decoder *d, const nw_node *gates) {
  d->policy->gates = texts_of(d, gates);
  if (d->policy->gates.count == 0) return;
  for (const nw_node *gate = gates->first; gate != NULL; gate = gate->next) {
    newel_slice text;
    if (nw_read_text(gate, &text) && !is_gate(text)) nw_diag_add(d->diags, NW_DIAG_NOT_A_GATE, &gate->place, text.data);
  }
}

static void check_tier(decoder *d, const char *section, nw_tier tier) {
  if (tier != NW_TIER_STANDARD || d->policy->guardrail_profile.len > 0) return;
  const nw_node *node = member(member(d->tree, section), "tier");
  nw_diag_add(d->diags, NW_DIAG_TIER_PROFILE, &node->key_place, section);
}

static void decode_settings(decoder *d) {
  newel_policy *p = d->policy;
  const nw_node *messages = member(d->tree, "messages");
  p->name = text_of(d->tree, "name");
  p->description = text_of(d->tree, "description");
  p->message[0] = text_of(messages, "input");
  p->message[1] = text_of(messages, "output");
  if (p->message[0].len == 0) p->message[0] = NW_LIT(NW_MESSAGE_DEFAULT_INPUT);
  if (p->message[1].len == 0) p->message[1] = NW_LIT(NW_MESSAGE_DEFAULT_OUTPUT);
  p->observe = (uint8_t)word_of(d->tree, "mode", nw_choices_mode, 0);
  p->deny_request = (uint8_t)word_of(d->tree, "deny", nw_choices_deny, 0);
  p->readings = (uint8_t)word_of(d->tree, "readings", nw_choices_readings, 0);
  p->on_incomplete_allow = (uint8_t)word_of(d->tree, "on_incomplete", nw_choices_on_incomplete, 0);
  p->guardrail_profile = text_of(d->tree, "guardrail_profile");
  p->kms_key = text_of(d->tree, "kms_key");
  p->escalation.guardrail = p->escalation.version = nw_slice("", 0);
  p->reasoning_confidence_ppm = -1;
  p->allow = allow_of(d, d->tree);
  decode_tags(d, member(d->tree, "tags"));
  decode_gates(d, member(d->tree, "gates"));
  read_style(d, member(d->tree, "anonymize"), &d->style, &d->keep_last);
}

static void decode_sections(decoder *d) {
  static void (*const decode[NW_KIND_COUNT])(decoder *, const nw_node *) = {
    decode_content, decode_topics, decode_words, decode_pii, decode_regexes, decode_secrets, decode_grounding, decode_reasoning,
    decode_leak, decode_hidden };
  for (unsigned kind = 0; kind < NW_KIND_COUNT; kind++) {
    const nw_node *section = member(d->tree, nw_kind_section((nw_rule_kind)kind));
    int is_word = kind == NW_KIND_SECRET || kind == NW_KIND_LEAK || kind == NW_KIND_HIDDEN;  /* one rule, so its action may stand for it */
    if (section == NULL && kind == NW_KIND_HIDDEN && d->rules.count > 0) decode_hidden(d, NULL);
    if (section == NULL) continue;
    if (section->type == NW_NODE_MAPPING || (is_word && section->type == NW_NODE_SCALAR)) decode[kind](d, section);
  }
}

int nw_policy_decode(newel_policy *policy, nw_policy_source *source, const nw_policy_file *file, newel_diagnostics *diags) {
  decoder d;
  memset(&d, 0, sizeof d);
  d.policy = policy;
  d.source = source;
  d.diags = diags;
  d.tree = file->merged;
  decode_settings(&d);
  decode_sections(&d);
  check_tier(&d, "content", policy->content_tier);
  check_tier(&d, "topics", policy->topic_tier);
  check_tier(&d, "grounding", policy->grounding_tier);
  finish_rules(&d);
  const nw_node *escalation = member(d.tree, "escalation");
  if (escalation != NULL && escalation->type == NW_NODE_MAPPING) decode_escalation(&d, escalation);
  decode_surfaces(&d);
  decode_when(&d);
  decode_hold(&d);
  nw_vec_free(&policy->alloc, &d.rules);
  return !d.no_memory;
}
