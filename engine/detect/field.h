/* detect/field.h - a text that is nothing but one value: the answer in a form field, a cell, a string of a JSON array.
 *
 *   "121000248"     ("34 ABC 1234").     {"value": "MORGA657054SM9IJ"}         fields
 *   "121000248 is mine"     {"order": "121000248"}     "12, 13"                 none
 *
 * Nobody writes a number by itself unless it was asked for, so the place of a value speaks for it where no word can: less than a
 * word, more than nothing. Quotes, brackets, blanks and the punctuation of a sentence may stand around it, a few bytes of each. A
 * key of JSON is a name, and so speaks against it, unless it says nothing ("value", "text": the set FIELD of context.def).
 *
 * Behind the value stands the end of the text, so while a window is not final there is no answer (`touched`); any other byte
 * is one at once. What is looked at: NW_FIELD_MARGIN bytes on either side.
 *
 * "GL0285191, EU4488929" is a text of nothing but values as well: each is a word of seven characters and more with a digit.
 * What is looked at: NW_FIELD_LIST_BYTES on either side.
 */
#ifndef NW_DETECT_FIELD_H
#define NW_DETECT_FIELD_H

#include "detect/probe.h"

enum { NW_FIELD_MARGIN = 4, NW_FIELD_LIST_BYTES = 32 };

/* 1 when the text is nothing but [start, end). */
int nw_field_is(nw_probe *probe, size_t start, size_t end);
/* 1 when the text is [start, end) and other values. */
int nw_field_lists(nw_probe *probe, size_t start, size_t end);

#endif
