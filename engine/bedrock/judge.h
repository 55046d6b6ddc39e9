/* bedrock/judge.h - from what Bedrock said to words on the rules of an ask. The transport's second half, without the network.
 *
 *   ask {pii.NAME, content.HATE} × 2 blocks + ApplyGuardrail's answer
 *      ──► NAME 5..8 in block 0: HIT · NAME in block 1: CLEAR · HATE, listed as not detected: CLEAR
 *
 * An answer in which a known member is of another type (text for a list, null) has failed for every rule: what it would have
 * said is not known. A rule that the guardrail shows no sign of having judged (no entry though all are asked for, no units) is
 * CANNOT: unevaluated, never clean. Bedrock's block by something that was not asked, and what nothing explains, denies the
 * blocks (NEWEL_ANSWER_DENIED). */
#ifndef NW_BEDROCK_JUDGE_H
#define NW_BEDROCK_JUDGE_H

#include "bedrock/import.h"
#include "newel/bedrock.h"

/* Takes an answer of ApplyGuardrail, or of InvokeGuardrailChecks with `checks`. NEWEL_E_FORMAT: it is no such answer; NEWEL_E_NOMEM. */
int nw_judge_reply(const newel_ask *ask, newel_slice json, int checks, nw_alloc alloc, newel_reply *reply, newel_error *err);

/* Takes the trace of an answer of Converse, for texts that its guardrailConfig judged: the input's assessment, or the output's. A trace
 * without one is NEWEL_E_FORMAT; a rule without a sign of having been judged is FAILED. Texts of the output are as the guardrail left
 * them: what it masked is found by its mask. */
int nw_judge_trace(const newel_ask *ask, newel_slice json, nw_alloc alloc, newel_reply *reply, newel_error *err);

/* The guardrail that a transport of newel_client_transport asks for a guard; 0: another transport, no guardrail, or none that is found. */
int nw_transport_guardrail(const newel_transport *transport, const newel_guard *guard, newel_guardrail_ref *out);

/* Can ApplyGuardrail (or, with `checks`, InvokeGuardrailChecks) judge a rule of this ask? JUDGED, CANNOT, or FAILED where a quota is in
 * the way. */
newel_answer_status nw_judge_can(const newel_ask *ask, const newel_rule_info *rule, int checks);

#endif
