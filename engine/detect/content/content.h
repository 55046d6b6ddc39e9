/* detect/content/content.h - the content judge: HATE, INSULTS, SEXUAL, VIOLENCE, MISCONDUCT, PROMPT_ATTACK (and ANY, PROFANITY).
 *
 *   rules: output, strength by source ──► bands of a score: HIT from the cut of 0.1 % false positives, UNSURE from the strength's cut
 *
 * A window in a script or a language that an output was not trained on counts only for a HIT; a text that has nothing else is
 * unknown. docs/models.md says what the shipped weights were trained on, and how good they are. */
#ifndef NW_DETECT_CONTENT_H
#define NW_DETECT_CONTENT_H

#include "detect/content/model.h"
#include "detect/judge.h"

typedef struct nw_content_rule {
  uint32_t rule;
  unsigned output;      /* 0 .. NW_CONTENT_OUTPUTS-1, see nw_content_names */
  uint8_t  strength[2]; /* by source: 0 none, 1 LOW, 2 MEDIUM, 3 HIGH */
} nw_content_rule;

typedef struct nw_content nw_content;
/* `file`: the model, which must outlive what is built. Errors: those of nw_content_model_read, NEWEL_E_NOMEM. */
int nw_content_build(nw_content **out, const nw_alloc *alloc, newel_slice file, const nw_content_rule *rules, size_t count,
                     newel_error *err);
void nw_content_free(void *content, const nw_alloc *alloc);
extern const nw_judge nw_content_judge;
const nw_content_model *nw_content_model_of(const nw_content *content);

#endif
