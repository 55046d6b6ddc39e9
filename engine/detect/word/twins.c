#include "detect/word/twins.h"

#include <string.h>

#include "tables/twins.h"

int nw_is_honest_twin(const char *word, size_t len) {
  size_t low = 0, high = sizeof twin_words / sizeof *twin_words;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strncmp(word, twin_words[middle], len);
    if (order == 0 && twin_words[middle][len] == '\0') return 1;
    if (order <= 0) high = middle;
    else low = middle + 1;
  }
  return 0;
}
