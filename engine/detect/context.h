/* detect/context.h - the words in front of a candidate that say what it is: "SSN", "Telefon", "carte".
 *
 * Words are whole words: camelCase and snake_case names count word by word ("phoneNumber", "card_no"). An entry may be a phrase
 * ("social security"). The nearest one within 40 bytes in front of the candidate serves, over line ends and the key of
 * a JSON value.
 */
#ifndef NW_DETECT_CONTEXT_H
#define NW_DETECT_CONTEXT_H

#include "detect/probe.h"

enum { NW_CONTEXT_BYTES = 40 };

/* `words`: lower case, ended by NULL; other languages' letters in UTF-8 as they are written in lower case. Returns 1 and sets
 * the context span of `hit` when one of them stands before `start`. */
int nw_context_find(nw_probe *probe, size_t start, const char *const *words, nw_hit *hit);
/* 1 when the word directly before `start` (over blanks, punctuation and fillers such as "number is") is one of `words`. */
int nw_context_next(nw_probe *probe, size_t start, const char *const *words);

#endif
