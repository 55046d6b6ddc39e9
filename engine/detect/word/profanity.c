#include "detect/word/profanity.h"

#include "detect/families.h"
#include "tables/profanity.h"

size_t nw_profanity_count(void) { return sizeof profanity_entries / sizeof *profanity_entries; }
newel_slice nw_profanity_at(size_t i) { return newel_slice_of(profanity_entries[i]); }
const char *nw_profanity_languages(void) { return PROFANITY_LANGUAGES; }
const char *nw_profanity_digest(void) { return PROFANITY_DIGEST; }
