/* detect/lex/stop.h - English words that say nothing of what a text is about. */
#ifndef NW_DETECT_LEX_STOP_H
#define NW_DETECT_LEX_STOP_H

#include <stddef.h>
#include <stdint.h>

/* Longer words are none. */
enum { NW_STOP_BYTES = 13 };

/* NW_TERM_STOP, NW_TERM_FRAME or 0 for a folded word. */
uint8_t nw_stop_flags(const char *word, size_t len);
/* The words of the list in order; NULL behind the last one. */
const char *nw_stop_word(size_t i);

#endif
