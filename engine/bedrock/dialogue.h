/* bedrock/dialogue.h - the texts of messages: where they stand in the JSON, and what stands there when they were judged.
 *
 *   [{"role":"user","content":[{"text":"I am Ann"}]}]       pieces: user "I am Ann" at 37..47
 *   [{"role":"user","content":[{"text":"I am {NAME}"}]}]    the same JSON with what the guard gave for each piece
 */
#ifndef NW_BEDROCK_DIALOGUE_H
#define NW_BEDROCK_DIALOGUE_H

#include "base/buf.h"
#include "json/tree.h"
#include "newel/guard.h"

/* What holds a text: Converse's guardrail judges texts and guarded texts, nothing else. */
typedef enum nw_holder { NW_HOLDER_OTHER, NW_HOLDER_TEXT, NW_HOLDER_GUARDED } nw_holder;

/* A text in a JSON document. */
typedef struct nw_turn_text {
  size_t        start, end;   /* of the JSON value */
  newel_slice   text;         /* decoded string; of format JSON the value as it stands */
  newel_surface surface;
  newel_format  format;
  nw_holder     holder;
  uint32_t      qualifiers;   /* of a guarded text: NEWEL_QUALIFIER_... */
} nw_turn_text;

typedef struct nw_pieces { nw_alloc alloc; NW_VEC(nw_turn_text) list; int failed; } nw_pieces;

/* The texts of a list of messages: turns of the user are USER in the last one and HISTORY before, those of the model HISTORY; tool
 * results and documents have their own surface. */
void nw_pieces_of_messages(nw_pieces *pieces, newel_slice json, const nw_json_node *messages);
/* The texts of an answer's content: OUTPUT, REASONING, TOOL_ARGS. */
void nw_pieces_of_answer(nw_pieces *pieces, newel_slice json, const nw_json_node *content);
/* Appends json[start, end) with `outputs[i]` in the place of piece i. A piece of format JSON whose output is none becomes a string. */
void nw_pieces_write(const nw_pieces *pieces, const newel_slice *outputs, newel_slice json, size_t start, size_t end, nw_buf *out);

#endif
