/* bedrock/check.h - parameters held against the model before anything is sent.
 *
 *   {"guardrailIdentifier":"gr1","guardrailVersion":"1","source":"INPUT","content":[{"txt":{"text":"a"}}]}
 *   ->  ApplyGuardrail: unknown member 'content[0].txt'; did you mean 'text'?
 *
 * Looked at: names, required members, types, one member of a union, words of an enum, lengths, ranges, alphabets. The first error
 * ends it. Values are shown in an error only where they look like a word of an enum; never a text. Pure; linear. */
#ifndef NW_BEDROCK_CHECK_H
#define NW_BEDROCK_CHECK_H

#include "bedrock/model.h"
#include "json/tree.h"

/* Errors: NEWEL_E_ARGUMENT with the place of the value, line and column. */
int nw_check_parameters(const nw_operation *op, const nw_json_node *parameters, newel_error *err);

/* Bytes that base64 (RFC 4648, padded) stands for; -1 when it is none. */
int64_t nw_base64_size(newel_slice text);

#endif
