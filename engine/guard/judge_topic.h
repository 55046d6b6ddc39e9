/* guard/judge_topic.h - the denied topics of a policy, lowered to the local judge of topics (detect/topic). */
#ifndef NW_GUARD_JUDGE_TOPIC_H
#define NW_GUARD_JUDGE_TOPIC_H

#include "crypto/digest.h"
#include "guard/judge.h"
#include "policy/diag.h"

/* Adds the judge where the policy has topics, and a remark for each topic whose own texts are not apart. After surfaces are lowered.
 * A local `clear` of a topic is asked about where the policy escalates; `hit` settles; `unsure` is never acted on. */
int nw_guard_add_topics(newel_guard *guard, const newel_policy *policy, newel_diagnostics *diags, newel_error *err);
/* What the topics of a guard are judged by, for its id. */
void nw_guard_add_topics_id(const newel_policy *policy, nw_sha256 *hash);

#endif
