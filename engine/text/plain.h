/* text/plain.h - plain words of a stream: most of what comes a few bytes at a time, passed by without asking a rewrite.
 *
 *   "as far as I know, the parcel (see below) needs 5 days to arr"
 *    ............................................................      small letters, signs of sentences, short counts
 *    passed by                                               held: what it is depends on what follows
 *
 * A word is plain when every rewrite would refuse it by its first bytes, whatever comes behind what is there: it is no number, no name
 * of a sign, has a letter that is none when it is turned, and stands between blanks. Who is in doubt says 0, and rewrites are asked.
 */
#ifndef NW_TEXT_PLAIN_H
#define NW_TEXT_PLAIN_H

#include "newel/types.h"

enum { NW_PLAIN_ZEROS = 4, NW_PLAIN_WORD_BYTES = 16 };

/* How many of `len` bytes in front are plain. `before`: the byte in front of data[0]. Behind the end stand NW_PLAIN_ZEROS zeros. */
size_t nw_plain_len(const unsigned char *data, size_t len, unsigned before);
/* 1 when these bytes may be the beginning of plain words: they are asked about when more has come. */
int nw_plain_begun(const unsigned char *data, size_t len);

#endif
