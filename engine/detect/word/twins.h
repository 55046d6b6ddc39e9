/* detect/word/twins.h - honest English words that are another word in disguise: "sacred" is "scared" with its letters in another
 * order, "desserts" is "stressed" backwards, "green" is "terra" in rot13; and common words, which no list makes a disguise of. */
#ifndef NW_DETECT_WORD_TWINS_H
#define NW_DETECT_WORD_TWINS_H

#include <stddef.h>

/* `word`: folded. */
int nw_is_honest_twin(const char *word, size_t len);

#endif
