/* policy/decode_rule.c - what rules of every kind have in common: lists of texts, sides, styles.
 *
 *   PHONE: {input: ANONYMIZE, output: {action: BLOCK, enabled: false}}
 *
 * A key of the rule itself speaks for both sides; once a side is written, a side that is not is off. */
#include "policy/decoder.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/slice.h"

const nw_node *nw_decode_member(const nw_node *map, const char *key) {
  return map != NULL && map->type == NW_NODE_MAPPING ? nw_node_member(map, key) : NULL;
}

unsigned nw_decode_word(const nw_node *map, const char *key, const nw_choice *choices, unsigned otherwise) {
  (void)nw_read_word(nw_decode_member(map, key), choices, &otherwise);
  return otherwise;
}

uint8_t nw_decode_flag(const nw_node *map, const char *key, uint8_t otherwise) {
  (void)nw_read_bool(nw_decode_member(map, key), &otherwise);
  return otherwise;
}

newel_slice nw_decode_text(const nw_node *map, const char *key) {
  newel_slice text = { "", 0 };
  (void)nw_read_text(nw_decode_member(map, key), &text);
  return text;
}

void *nw_decode_zalloc(nw_decoder *d, size_t size) {
  void *memory = nw_arena_zalloc(d->source->arena, size);
  if (memory == NULL) d->no_memory = 1;
  return memory;
}

static newel_slice copy(nw_decoder *d, newel_slice text) {
  newel_slice kept = nw_arena_copy(d->source->arena, text);
  if (kept.data == NULL) {
    d->no_memory = 1;
    kept = nw_slice("", 0);
  }
  return kept;
}

/* ---- lists of texts ---- */

nw_slices nw_decode_texts(nw_decoder *d, const nw_node *list) {
  nw_slices texts = { NULL, 0 };
  if (list == NULL || list->type != NW_NODE_SEQUENCE || list->count == 0) return texts;
  newel_slice *at = nw_decode_zalloc(d, list->count * sizeof *at);
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

nw_slices nw_decode_set(nw_decoder *d, nw_slices texts) {
  nw_slices set = { NULL, 0 };
  if (texts.count == 0) return set;
  newel_slice *at = nw_decode_zalloc(d, texts.count * sizeof *at);
  if (at == NULL) return set;
  memcpy(at, texts.at, texts.count * sizeof *at);
  qsort(at, texts.count, sizeof *at, by_bytes);
  for (size_t i = 0; i < texts.count; i++) {
    if (set.count == 0 || !nw_slice_eq(at[set.count - 1], at[i])) at[set.count++] = at[i];
  }
  set.at = at;
  return set;
}

nw_allow_list nw_decode_allow(nw_decoder *d, const nw_node *map) {
  const nw_node *allow = nw_decode_member(map, "allow");
  nw_allow_list list;
  list.values = nw_decode_set(d, nw_decode_texts(d, nw_decode_member(allow, "values")));
  list.patterns = nw_decode_set(d, nw_decode_texts(d, nw_decode_member(allow, "patterns")));
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
  const nw_node *list = nw_decode_member(map, "modalities");
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
  const nw_node *action = node->type == NW_NODE_SCALAR && !is_content ? node : nw_decode_member(node, "action");
  const nw_node *strength = node->type == NW_NODE_SCALAR && is_content ? node : nw_decode_member(node, "strength");
  if (action != NULL) {
    side->has_action = 1;
    (void)nw_read_word(action, nw_choices_action, &side->action);
  }
  if (strength != NULL) {
    side->has_strength = 1;
    (void)nw_read_word(strength, nw_choices_strength, &side->strength);
  }
  side->enabled = nw_decode_flag(node, "enabled", side->enabled);
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

static void complain_sides(nw_decoder *d, const nw_rule *rule, const side_default *side) {
  if (!side->has_action) nw_diag_add(d->diags, NW_DIAG_NO_ACTION, &rule->place, rule->id.data);
  if (rule->kind == NW_KIND_CONTENT && !side->has_strength) nw_diag_add(d->diags, NW_DIAG_NO_STRENGTH, &rule->place,
      rule->id.data);
}

void nw_decode_sides(nw_decoder *d, nw_rule *rule, const nw_node *node, int action, int input_only) {
  static const char *const keys[] = { "input", "output" };
  int is_content = rule->kind == NW_KIND_CONTENT;
  side_default both = { action >= 0, 0, action >= 0 ? (unsigned)action : NEWEL_ACTION_NONE, NW_FILTER_NONE, 1, NW_MODALITY_TEXT };
  if (node->type != NW_NODE_SEQUENCE) side_words(&both, node, is_content);
  int split = nw_decode_member(node, "input") != NULL || nw_decode_member(node, "output") != NULL;
  if (!split) complain_sides(d, rule, &both);
  for (unsigned source = 0; source < 2; source++) {
    const nw_node *own = nw_decode_member(node, keys[source]);
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

static newel_slice id_of(nw_decoder *d, nw_rule_kind kind, newel_slice name) {
  const char *section = nw_kind_section(kind);
  size_t head = strlen(section);
  char *id = nw_decode_zalloc(d, head + 1 + name.len + 1);
  if (id == NULL) return nw_slice("", 0);
  memcpy(id, section, head);
  id[head] = '.';
  memcpy(id + head + 1, name.data, name.len);
  return nw_slice(id, head + 1 + name.len);
}

nw_rule nw_decode_rule(nw_decoder *d, nw_rule_kind kind, newel_slice name, const nw_node *node) {
  nw_rule rule;
  memset(&rule, 0, sizeof rule);
  rule.kind = kind;
  rule.name = copy(d, name);
  rule.id = id_of(d, kind, name);
  rule.place = node->key.data != NULL ? node->key_place : node->place;
  rule.observe = d->policy->observe || nw_decode_word(node, "mode", nw_choices_mode, 0) == 1;
  rule.description = nw_decode_text(node, "description");
  rule.allow = nw_decode_allow(d, node);
  rule.style = d->style;
  rule.mask_keep_last = d->style == NW_STYLE_MASK ? d->keep_last : 0;
  return rule;
}

void nw_decode_add(nw_decoder *d, const nw_rule *rule) {
  if (!nw_vec_push(&d->policy->alloc, &d->rules, *rule)) d->no_memory = 1;
}

void nw_decode_style(nw_decoder *d, const nw_node *map, uint8_t *style, uint8_t *keep_last) {
  const nw_node *node = nw_decode_member(map, "style"), *keep = nw_decode_member(map, "keep_last");
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

void nw_decode_edits(nw_decoder *d, nw_rule *rule, const nw_node *node) {
  nw_decode_style(d, node, &rule->style, &rule->mask_keep_last);
  if (rule->style != NW_STYLE_MASK) rule->mask_keep_last = 0;
}
