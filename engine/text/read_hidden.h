/* text/read_hidden.h - text in what shows nothing (read_hidden.c), for read_fold.c. */
#ifndef NW_TEXT_READ_HIDDEN_H
#define NW_TEXT_READ_HIDDEN_H

#include "text/rewrite.h"

enum { NW_HIDDEN_BYTES_GO_ON = 1 };  /* nw_passage.goes_on; more: bits do */

/* Does a code point stand for a byte: a selector or tag? */
int nw_is_hidden_byte(uint32_t cp);
/* A run of them from `at`. 0: an honest one. */
int nw_read_hidden_bytes(nw_look *look, size_t at, nw_passage *place);

/* May it stand for a bit? */
int nw_is_hidden_bit(uint32_t cp);
/* A run of them from `at`, or what goes on there (look->goes_on). 0: it is no text. */
int nw_read_hidden_bits(nw_look *look, size_t at, nw_passage *place);

#endif
