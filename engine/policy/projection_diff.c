/* policy/projection_diff.c - two projections compared: what would make the live guardrail the one that is wanted.
 *
 *   live    HATE MEDIUM/HIGH, words Acme          ~ content.HATE inputStrength MEDIUM -> HIGH
 *   wanted  HATE HIGH/HIGH, topic legal     ──►   + topics.legal
 *                                                 - words.Acme
 *
 * Both are sorted alike (nw_projection_settle), so one walk over both finds everything: linear. */
#include "base/slice.h"
#include "policy/fields.h"
#include "policy/projection.h"

typedef struct differ {
  nw_arena *arena;
  NW_VEC(nw_change) changes;
  int no_memory;
} differ;

static void add(differ *d, char kind, newel_slice rule, const char *member, newel_slice from, newel_slice to) {
  nw_change change = { kind, rule, member, from, to };
  if (!nw_vec_push(&d->arena->alloc, &d->changes, change)) d->no_memory = 1;
}

/* ---- settings ---- */

static void setting(differ *d, const char *name, newel_slice from, newel_slice to) {
  if (!nw_slice_eq(from, to)) add(d, '~', newel_slice_of(name), "", from, to);
}

static int has_part(const nw_projection *p, int tier) {
  for (size_t i = 0; i < p->rule_count; i++)
    if (nw_guardrail_list_of(p->rules[i].part)->tier == tier) return 1;
  return 0;
}

/* The tier of a policy that both have; where one lacks it, its rules say that already. */
static void tiers(differ *d, const nw_projection *live, const nw_projection *wanted) {
  static const char *const names[NW_TIERS] = { "topics.tier", "content.tier", "grounding.tier" };
  for (int t = 0; t < NW_TIERS; t++)
    if (has_part(live, t) && has_part(wanted, t))
      setting(d, names[t], newel_slice_of(nw_choice_name(nw_choices_tier, live->tier[t])),
              newel_slice_of(nw_choice_name(nw_choices_tier, wanted->tier[t])));
}

static newel_slice after(newel_slice text, const char *mark) {
  size_t len = strlen(mark);
  for (size_t i = 0; i + len < text.len; i++)
    if (memcmp(text.data + i, mark, len) == 0) return nw_slice(text.data + i + len, text.len - i - len);
  return text;
}

/* Bedrock answers with the key's ARN whatever named it. An alias cannot be told from here: it is taken as the same. */
static void keys(differ *d, newel_slice live, newel_slice wanted) {
  int is_alias = wanted.len > 6 && (memcmp(wanted.data, "alias/", 6) == 0 || after(wanted, ":alias/").len < wanted.len);
  if (live.len > 0 && is_alias) return;
  if (!nw_slice_eq(after(live, ":key/"), after(wanted, ":key/"))) add(d, '~', NW_LIT("kms_key"), "", live, wanted);
}

/* The policy's word; where it has none, Bedrock's own default stands. */
static void confidence(differ *d, const nw_projection *live, const nw_projection *wanted) {
  static const nw_guardrail_member member = { "confidence", 0, NW_MEMBER_PPM, 0, offsetof(nw_projection_rule, threshold_ppm) };
  nw_projection_rule a, b;
  newel_slice from = { "", 0 }, to = { "", 0 };
  if (wanted->confidence_ppm < 0 || live->confidence_ppm == wanted->confidence_ppm) return;
  a.threshold_ppm = live->confidence_ppm;
  b.threshold_ppm = wanted->confidence_ppm;
  if (live->confidence_ppm >= 0 && !nw_member_text(&from, d->arena, &a, &member)) d->no_memory = 1;
  if (!nw_member_text(&to, d->arena, &b, &member)) d->no_memory = 1;
  setting(d, "reasoning.confidence", from, to);
}

static void settings(differ *d, const nw_projection *live, const nw_projection *wanted) {
  setting(d, "name", live->name, wanted->name);
  setting(d, "description", live->description, wanted->description);
  setting(d, "messages.input", live->message[NEWEL_SOURCE_INPUT], wanted->message[NEWEL_SOURCE_INPUT]);
  setting(d, "messages.output", live->message[NEWEL_SOURCE_OUTPUT], wanted->message[NEWEL_SOURCE_OUTPUT]);
  setting(d, "guardrail_profile", nw_projection_profile_id(live->profile), nw_projection_profile_id(wanted->profile));
  keys(d, live->kms_key, wanted->kms_key);
  tiers(d, live, wanted);
  confidence(d, live, wanted);
}

/* ---- rules ---- */

static newel_slice id_of(differ *d, const nw_projection_rule *rule) {
  newel_slice id = nw_projection_rule_id(d->arena, rule);
  if (id.data == NULL) d->no_memory = 1;
  return id.data == NULL ? nw_slice("", 0) : id;
}

static void members(differ *d, const nw_projection_rule *live, const nw_projection_rule *wanted) {
  newel_slice id = { NULL, 0 };
  for (const nw_guardrail_member *m = nw_guardrail_members; m->name != NULL; m++) {
    newel_slice from = { "", 0 }, to = { "", 0 };
    if ((m->parts & 1u << live->part) == 0 || (m->flags & (NW_MEMBER_NAME | NW_MEMBER_DERIVED)) != 0) continue;
    if (!nw_member_text(&from, d->arena, live, m) || !nw_member_text(&to, d->arena, wanted, m)) d->no_memory = 1;
    if (nw_slice_eq(from, to)) continue;
    if (id.data == NULL) id = id_of(d, live);
    add(d, '~', id, m->name, from, to);
  }
}

static int order(const nw_projection_rule *a, const nw_projection_rule *b) {
  unsigned x = NW_CONTENT_COUNT, y = NW_CONTENT_COUNT;
  if (a->part != b->part) return a->part < b->part ? -1 : 1;
  if (a->part == NW_PART_FILTER) {
    (void)nw_choice_find(nw_choices_content, a->name, &x);
    (void)nw_choice_find(nw_choices_content, b->name, &y);
  }
  return x != y ? (x < y ? -1 : 1) : nw_slice_cmp(a->name, b->name);
}

static void rules(differ *d, const nw_projection *live, const nw_projection *wanted) {
  newel_slice none = { "", 0 };
  for (size_t i = 0, j = 0; i < live->rule_count || j < wanted->rule_count;) {
    int by = i == live->rule_count ? 1 : j == wanted->rule_count ? -1 : order(&live->rules[i], &wanted->rules[j]);
    if (by == 0) members(d, &live->rules[i++], &wanted->rules[j++]);
    else if (by < 0) add(d, '-', id_of(d, &live->rules[i++]), "", none, none);
    else add(d, '+', id_of(d, &wanted->rules[j++]), "", none, none);
  }
}

int nw_projection_diff(nw_changes *out, nw_arena *arena, const nw_projection *live, const nw_projection *wanted) {
  differ d;
  memset(&d, 0, sizeof d);
  d.arena = arena;
  settings(&d, live, wanted);
  rules(&d, live, wanted);
  nw_change *at = nw_arena_alloc(arena, (d.changes.count + 1) * sizeof *at);
  if (at == NULL) d.no_memory = 1;
  else if (d.changes.count > 0) memcpy(at, d.changes.at, d.changes.count * sizeof *at);
  *out = (nw_changes){ at, at == NULL ? 0 : d.changes.count };
  nw_vec_free(&arena->alloc, &d.changes);
  return !d.no_memory;
}
