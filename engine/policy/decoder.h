/* policy/decoder.h - what the files of the decoder share. The steps of one load, and who takes them:
 *
 *   decode.c         settings, then every section, then the order of rules, then covers
 *   decode_rule.c    what every rule has: sides, styles, allow lists, texts
 *   decode_kinds.c   the sections content, topics, pii, regexes, secrets, leak, hidden_text, grounding, reasoning
 *   decode_words.c   the section words
 *   decode_covers.c  surfaces, escalation, stream
 *
 * A NULL node is a key that is not written, for every function here. What is made lives in the source's arena; when memory
 * runs out, `no_memory` is set and the caller goes on with nothing. */
#ifndef NW_POLICY_DECODER_H
#define NW_POLICY_DECODER_H

#include "json/tree.h"
#include "policy/decode.h"

typedef struct nw_decoder {
  newel_policy      *policy;
  nw_policy_source  *source;
  newel_diagnostics *diags;
  const nw_node     *tree;
  uint8_t            style, keep_last;  /* of `anonymize` */
  NW_VEC(nw_rule)    rules;
  int                no_memory;
} nw_decoder;

/* The value of `key`, or `otherwise` where it is not written or does not read well: its error is out already. */
const nw_node *nw_decode_member(const nw_node *map, const char *key);
unsigned nw_decode_word(const nw_node *map, const char *key, const nw_choice *choices, unsigned otherwise);
uint8_t nw_decode_flag(const nw_node *map, const char *key, uint8_t otherwise);
newel_slice nw_decode_text(const nw_node *map, const char *key);  /* "" */

void *nw_decode_zalloc(nw_decoder *d, size_t size);  /* NULL when memory ran out */
/* The texts of a sequence, in the order of the file. */
nw_slices nw_decode_texts(nw_decoder *d, const nw_node *list);
/* A list whose order means nothing, in canonical form: sorted, each text once. */
nw_slices nw_decode_set(nw_decoder *d, nw_slices texts);
nw_allow_list nw_decode_allow(nw_decoder *d, const nw_node *map);

/* A rule under `name`, with everything that any kind has; nw_decode_add keeps it. */
nw_rule nw_decode_rule(nw_decoder *d, nw_rule_kind kind, newel_slice name, const nw_node *node);
void nw_decode_add(nw_decoder *d, const nw_rule *rule);
/* Reads both sides. `action`: what is asked for when nothing is written, -1 when it must be written. `input_only` leaves OUTPUT
 * off unless it is written. */
void nw_decode_sides(nw_decoder *d, nw_rule *rule, const nw_node *node, int action, int input_only);
/* `style` and `keep_last` of a rule or of `anonymize`. */
void nw_decode_style(nw_decoder *d, const nw_node *map, uint8_t *style, uint8_t *keep_last);
/* The resolved style of a rule. A rule that chooses `mask` where the policy has another style shows nothing unless it says so. */
void nw_decode_edits(nw_decoder *d, nw_rule *rule, const nw_node *node);

/* A section each. Its node is a mapping; of secrets, leak and hidden_text, which are one rule, it may be the action. */
void nw_decode_content(nw_decoder *d, const nw_node *section);
void nw_decode_topics(nw_decoder *d, const nw_node *section);
void nw_decode_words(nw_decoder *d, const nw_node *section);
void nw_decode_pii(nw_decoder *d, const nw_node *section);
void nw_decode_regexes(nw_decoder *d, const nw_node *section);
void nw_decode_secrets(nw_decoder *d, const nw_node *section);
void nw_decode_leak(nw_decoder *d, const nw_node *section);
void nw_decode_hidden(nw_decoder *d, const nw_node *section);  /* NULL: every policy has the rule, and then it reports */
void nw_decode_grounding(nw_decoder *d, const nw_node *section);
void nw_decode_reasoning(nw_decoder *d, const nw_node *section);

/* Of the finished rules, in this order. */
void nw_decode_escalation(nw_decoder *d, const nw_node *section);
void nw_decode_surfaces(nw_decoder *d);
void nw_decode_when(nw_decoder *d);
void nw_decode_hold(nw_decoder *d);

#endif
