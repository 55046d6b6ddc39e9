/* stem.c - light English suffix stripping: enough that "renting", "rents", "rented" and "rent" meet, little enough that "universe" and
 * "university" do not. Not linguistics: a key for tables; the same for texts, topics and what the tables were trained on.
 *
 *      policies -> policy     taxes -> tax     planned -> plan     making, makes, made -> mak, mak, mad */
#include <string.h>

#include "base/slice.h"
#include "detect/lex/term.h"

static int ends(const char *word, size_t len, const char *suffix) {
  size_t n = strlen(suffix);
  return len > n && memcmp(word + len - n, suffix, n) == 0;
}

static int is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

static int has_vowel(const char *word, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (is_vowel(word[i])) return 1;
  return 0;
}

static size_t drop_plural(char *word, size_t len) {
  if (len > 4 && ends(word, len, "ies")) {
    word[len - 3] = 'y';
    return len - 2;
  }
  if (len > 4 && (ends(word, len, "sses") || ends(word, len, "xes") || ends(word, len, "ches") || ends(word, len, "shes")))
    return len - 2;
  if (len > 3 && word[len - 1] == 's' && word[len - 2] != 's' && word[len - 2] != 'u' && word[len - 2] != 'i') return len - 1;
  return len;
}

/* "-ing" and "-ed" where a word with a vowel remains; a doubled consonant is undone. */
static size_t drop_tense(const char *word, size_t len) {
  size_t kept = ends(word, len, "ing") ? len - 3 : ends(word, len, "ed") ? len - 2 : len;
  if (kept == len || kept < 3 || !has_vowel(word, kept)) return len;
  if (kept > 3 && word[kept - 1] == word[kept - 2] && !is_vowel(word[kept - 1]) && word[kept - 1] != 'l' && word[kept - 1] != 's')
    kept--;
  return kept;
}

size_t nw_stem(char *word, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (!nw_is_lower((unsigned char)word[i])) return len;
  len = drop_tense(word, drop_plural(word, len));
  if (len > 5 && ends(word, len, "ly")) len -= 2;
  if (len > 3 && word[len - 1] == 'e') len--;
  if (len > 3 && word[len - 1] == 'i') word[len - 1] = 'y';
  return len;
}
