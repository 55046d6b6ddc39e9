/* policy/bedrock_gap.c - what of a rule Amazon Bedrock cannot express. Newel judges it all the same; what is sent to Bedrock
 * is less.
 *
 *   words.competitors, ANONYMIZE   "Bedrock blocks words, it does not anonymize them"
 *   pii.EMAIL, style mask, allow   "Bedrock writes {TYPE}, no other style; Bedrock has no allow lists" */
#include "base/buf.h"
#include "base/slice.h"
#include "policy/decode.h"

static int anonymizes(const nw_rule *rule) {
  for (unsigned s = 0; s < 2; s++) {
    if (rule->side[s].on && rule->side[s].action == NEWEL_ACTION_ANONYMIZE) return 1;
  }
  return 0;
}

/* Lookaround, outside of a class and unescaped: "(?=", "(?!", "(?<=", "(?<!". */
int nw_has_lookaround(newel_slice pattern) {
  int in_class = 0;
  for (size_t i = 0; i + 2 < pattern.len; i++) {
    const char *at = pattern.data + i;
    if (*at == '\\') {
      i++;
      continue;
    }
    if (in_class) in_class = *at != ']';
    else if (*at == '[') in_class = 1;
    else if (at[0] == '(' && at[1] == '?' && (at[2] == '=' || at[2] == '!')) return 1;
    else if (at[0] == '(' && at[1] == '?' && at[2] == '<' && i + 3 < pattern.len && (at[3] == '=' || at[3] == '!')) return 1;
  }
  return 0;
}

/* At most four reasons; constant texts, so that lint.c can group rules by them. */
static size_t reasons_of(const nw_rule *rule, const char *reasons[4]) {
  size_t count = 0;
  if (rule->kind == NW_KIND_SECRET) reasons[count++] = "Bedrock has no rule for secrets";
  if (rule->kind == NW_KIND_LEAK) reasons[count++] = "Bedrock has no rule for leaks of the system prompt";
  if (rule->kind == NW_KIND_HIDDEN && rule->of.hidden.written) reasons[count++] = "Bedrock has no rule for hidden text";
  if (rule->kind == NW_KIND_PII && !nw_entity_row_at(rule->of.pii.entity)->bedrock) reasons[count++] =
      "Bedrock has no such PII type";
  if (rule->kind == NW_KIND_WORD && anonymizes(rule)) reasons[count++] = "Bedrock blocks words, it does not anonymize them";
  if (rule->kind == NW_KIND_REGEX && nw_has_lookaround(rule->of.regex.pattern))
    reasons[count++] = "Bedrock's regexes have no lookaround";
  if (count == 0 && anonymizes(rule) && rule->style != NW_STYLE_TYPE) reasons[count++] = "Bedrock writes {TYPE}, no other style";
  if (rule->allow.values.count + rule->allow.patterns.count > 0) reasons[count++] = "Bedrock has no allow lists";
  return count;
}

newel_slice nw_rule_bedrock_gap(const newel_policy *policy, const nw_rule *rule, nw_arena *arena) {
  const char *reasons[4];
  size_t count = reasons_of(rule, reasons);
  newel_slice gap = { "", 0 };
  if (count == 0) return gap;
  if (count == 1) return newel_slice_of(reasons[0]);
  nw_buf buf;
  nw_buf_init(&buf, policy->alloc);
  for (size_t i = 0; i < count; i++) nw_buf_addf(&buf, "%s%s", i == 0 ? "" : "; ", reasons[i]);
  if (!buf.failed) gap = nw_arena_copy(arena, nw_buf_slice(&buf));
  nw_buf_free(&buf);
  return gap;
}
