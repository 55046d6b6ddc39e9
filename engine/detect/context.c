#include "detect/context.h"

#include <string.h>

/* Bytes of UTF-8 beyond ASCII count as letters; F5..FF are in no text. */
static int is_letter(int c) { return (c >= 0x80 && c < 0xF5) || (c >= 0 && nw_is_alpha((unsigned)c)); }

/* A word changes to the next between two bytes: "phone|Number". */
static int is_hump(int left, int right) {
  return left >= 0 && nw_is_lower((unsigned)left) && right >= 0 && nw_is_upper((unsigned)right);
}

static int begins_word(int before, int first) { return !is_letter(before) || is_hump(before, first); }
static int ends_word(int last, int after) { return is_letter(last) && (!is_letter(after) || is_hump(last, after)); }

static int same_byte(int c, char want) {
  if (c < 0) return 0;
  if (want == ' ') return c == ' ' || c == '_' || c == '-';
  return (char)nw_to_lower((unsigned)c) == want;
}

/* The entry ends at `end`; a space of a phrase may be missing in camelCase ("socialSecurity"). Returns its start, or
 * SIZE_MAX. */
static size_t entry_before(nw_probe *probe, size_t end, size_t low, const char *entry) {
  size_t pos = end;
  for (size_t i = strlen(entry); i > 0; i--) {
    if (pos <= low) return SIZE_MAX;
    int c = nw_probe_context(probe, pos, 1);
    if (same_byte(c, entry[i - 1])) pos--;
    else if (entry[i - 1] != ' ' || !is_letter(c)) return SIZE_MAX;
  }
  int first = nw_probe_context(probe, pos + 1, 1);
  return begins_word(nw_probe_context(probe, pos, 1), first) ? pos : SIZE_MAX;
}

static int word_at(nw_probe *probe, size_t end, size_t low, const char *const *words, nw_hit *hit) {
  int last = nw_probe_context(probe, end, 1);
  for (; *words != NULL; words++) {
    if (!same_byte(last, (*words)[strlen(*words) - 1])) continue;
    size_t start = entry_before(probe, end, low, *words);
    if (start == SIZE_MAX) continue;
    hit->context_start = start;
    hit->context_end = end;
    return 1;
  }
  return 0;
}

/* Words between a name and its value: "NHS number is …". */
static const char *const fillers[] = { "number", "numbers", "num", "no", "nr", "nummer", "numéro", "número", "is", "was",
    "the", "a", "my", NULL };

/* Walks word ends backwards; `only_next` gives up at the first word that is neither wanted nor a filler. The name in a
 * placeholder
 * ("{PHONE_2}") is no word: our own edits are inert. */
static int find(nw_probe *probe, size_t start, const char *const *words, nw_hit *hit, int only_next) {
  size_t low = start > probe->scan->base + NW_CONTEXT_BYTES ? start - NW_CONTEXT_BYTES : probe->scan->base;
  int after = -1, inert = 0;
  for (size_t end = start; end > low; end--) {
    int c = nw_probe_context(probe, end, 1);
    inert = c == '}' || (inert && (nw_is_word(c) || c == ':'));
    if (!inert && ends_word(c, after)) {
      if (word_at(probe, end, low, words, hit)) return 1;
      if (only_next && !word_at(probe, end, low, fillers, hit)) return 0;
    }
    after = c;
  }
  return 0;
}

int nw_context_find(nw_probe *probe, size_t start, const char *const *words, nw_hit *hit) {
  return find(probe, start, words, hit, 0);
}

int nw_context_next(nw_probe *probe, size_t start, const char *const *words) {
  nw_hit unused;
  return find(probe, start, words, &unused, 1);
}
