/* bedrock/import.h - every answer of Bedrock that carries a guardrail's word, into one nw_judgement and the texts it is about.
 *
 * format                  what is read
 * apply-guardrail         action, actionReason, outputs, assessments, usage
 * checks                  results of InvokeGuardrailChecks: scores, offsets
 * converse                stopReason, trace.guardrail {inputAssessment: id → one, outputAssessments: id → list, modelOutput}
 * converse-stream         the metadata event (or {"messageStop": …, "metadata": …})
 * invoke-model            amazon-bedrock-guardrailAction, amazon-bedrock-trace.guardrail {input, outputs, modelOutput}; in the body,
 *                         or beside a member "body" that holds it
 * retrieve-and-generate   guardrailAction; of a stream the event {"action": …}: no assessments exist
 * agent                   guardrailTrace {action, inputAssessments, outputAssessments}, bare or inside of the trace event */
#ifndef NW_BEDROCK_IMPORT_H
#define NW_BEDROCK_IMPORT_H

#include "bedrock/assessment.h"

typedef enum nw_import_format {
  NW_IMPORT_APPLY_GUARDRAIL, NW_IMPORT_CHECKS, NW_IMPORT_CONVERSE, NW_IMPORT_CONVERSE_STREAM, NW_IMPORT_INVOKE_MODEL,
  NW_IMPORT_RETRIEVE_AND_GENERATE, NW_IMPORT_AGENT, NW_IMPORT_COUNT
} nw_import_format;
const char *nw_import_format_name(nw_import_format format);
int nw_import_format_find(nw_import_format *out, newel_slice name);

/* What was sent, in order: texts that a guardrail looks at. */
typedef struct nw_sent { NW_VEC(nw_text_block) blocks; newel_source source; } nw_sent;

/* Reads an answer. `source` of what has none of its own. NEWEL_E_FORMAT: no JSON, or nothing in it is a guardrail's word. */
int nw_import_answer(nw_judgement *j, nw_import_format format, newel_slice json, newel_source source, newel_error *err);
/* Reads what the trace of an answer of Converse says of one source: nothing of the other, no outputs. */
int nw_import_side(nw_judgement *j, newel_slice json, newel_source source, newel_error *err);
/* Reads the texts of the request's parameters (NULL where there are none), and of the answer. */
void nw_import_sent(nw_judgement *j, nw_import_format format, const nw_json_node *request, nw_sent *out);

/* The table of severity: steps 0, 0.2, … 1 of InvokeGuardrailChecks as Bedrock's confidence: 0 NONE, 1 LOW, 2 MEDIUM, 3 HIGH. */
unsigned nw_severity_level(uint32_t severity_ppm);
/* Bytes [start, end) of characters [begin_char, end_char) of a text. They are UTF-16 units or code points, that is not known: where the
 * two differ both are covered, and *doubtful is 1. */
void nw_chars_to_bytes(newel_slice text, size_t begin_char, size_t end_char, size_t *start, size_t *end, uint8_t *doubtful);

#endif
