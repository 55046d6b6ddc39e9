/* text/plain.h - plain words of a stream: most of what comes a few bytes at a time, passed by without asking a rewrite.
 *
 *   "as far as I know, the parcel (see below) needs 5 days to arr"
 *    ............................................................      small letters, signs of sentences, short counts
 *    passed by                                              at  seen
 *
 * A word is plain when every rewrite would refuse it by its first bytes, whatever comes behind what is there: it is no number, no name
 * of a sign, has a letter that is none when it is turned, and stands between blanks. Who is in doubt says no, and rewrites are asked.
 * What came is looked at once: the state says what the last bytes are, and what they wait for.
 */
#ifndef NW_TEXT_PLAIN_H
#define NW_TEXT_PLAIN_H

#include "newel/types.h"

typedef struct nw_plain {
  size_t        at;       /* all before it is plain, whatever follows */
  size_t        seen;     /* so far it was looked at */
  size_t        sure;     /* would be `at` if nothing were open */
  size_t        from;     /* the word begins here */
  size_t        quiet;    /* from here on there are words and blanks, and signs but ':' */
  unsigned char head[4];  /* the first letters of the word; zeros behind them */
  uint8_t       len, has; /* its bytes; what letters there are */
  uint8_t       state, begun, open;
} nw_plain;

/* Nothing is known: what comes next is not plain. */
static inline void nw_plain_stop(nw_plain *plain) { plain->state = 0; }
/* May what was seen be plain words? 0 behind nw_plain_stop, too. */
static inline int nw_plain_is(const nw_plain *plain) { return plain->state != 0; }
/* Looks at what comes from `at` on; `before` is the byte in front. */
void nw_plain_begin(nw_plain *plain, size_t at, unsigned before);
/* Looks at `len` bytes from `seen` on. 0: they are not all plain; `at` holds. */
int nw_plain_go_on(nw_plain *plain, const unsigned char *data, size_t len);

#endif
