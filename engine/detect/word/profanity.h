/* detect/word/profanity.h - the entries of the managed list (families.h tells its languages and digest). */
#ifndef NW_DETECT_WORD_PROFANITY_H
#define NW_DETECT_WORD_PROFANITY_H

#include "newel/types.h"

/* The `i`-th entry, i < nw_profanity_count(). */
newel_slice nw_profanity_at(size_t i);

#endif
