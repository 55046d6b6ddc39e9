/* detect/regex/nfa.h - a pattern as a small machine over ASCII, for reasoning about it; PCRE2 does the matching.
 *
 *   \bBK-[0-9]{2}   ASSERT \b, SET B, SET K, SET -, SET 0-9, SET 0-9, MATCH
 *   a|b             SPLIT 1 3, SET a, JUMP 4, SET b, MATCH
 *
 * `exact` says that the machine and the pattern agree on every ASCII text. What is not regular (look-around, back-references, possessive
 * and atomic groups) or not known here (properties) is left out or widened, and the machine is not exact. (?x), conditions and recursion
 * are not read at all. Syntax: pcre2pattern(3). Thompson's construction; counted repetition is written out. */
#ifndef NW_DETECT_REGEX_NFA_H
#define NW_DETECT_REGEX_NFA_H

#include "base/alloc.h"

enum { NW_NFA_MOST = 2000 };  /* instructions */

typedef enum nw_nfa_op { NW_NFA_SET, NW_NFA_SPLIT, NW_NFA_JUMP, NW_NFA_ASSERT, NW_NFA_MATCH } nw_nfa_op;
typedef enum nw_nfa_assert { NW_NFA_WORD_EDGE, NW_NFA_NO_WORD_EDGE, NW_NFA_BEGIN, NW_NFA_END } nw_nfa_assert;

typedef struct nw_nfa_code {
  nw_nfa_op     op;
  nw_nfa_assert check;
  uint32_t      x, y;      /* SPLIT: both, JUMP: x */
  uint64_t      set[2];    /* SET: by character */
} nw_nfa_code;

typedef struct nw_nfa {
  NW_VEC(nw_nfa_code) code;
  int exact;
} nw_nfa;

/* 1: made. 0: the pattern holds what is not read here, or is too long written out. -1: no memory. `pattern` compiles with PCRE2. */
int nw_nfa_build(nw_nfa *out, const nw_alloc *alloc, newel_slice pattern);
void nw_nfa_free(nw_nfa *nfa, const nw_alloc *alloc);

#endif
