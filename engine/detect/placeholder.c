#include "detect/placeholder.h"

enum { NAME_BYTES = 64, TAIL_BYTES = 17, HASH_DIGITS = 16 };  /* the tail: ":0123456789abcdef" */

int nw_placeholder_at(nw_probe *probe, size_t pos) {
  int open = nw_probe_at(probe, pos);
  if (open != '{' && open != '*') return 0;
  int next = nw_probe_at(probe, pos + 1);
  return open == '{' ? nw_is_word(next) : next == '*';
}

size_t nw_placeholder_before(nw_probe *probe, size_t pos) {
  int last = nw_probe_before(probe, pos, 1), c = 0;
  size_t n = 2;
  if (last == '*') {
    for (n = 1; nw_probe_before(probe, pos, n) == '*' && n <= NAME_BYTES; n++) {}
    return n > 2 ? pos - (n - 1) : pos;
  }
  if (last != '}') return pos;
  while (n <= NAME_BYTES + TAIL_BYTES && (nw_is_word(c = nw_probe_before(probe, pos, n)) || c == ':' || c == '-')) n++;
  return c == '{' && n > 2 ? pos - n : pos;
}

int nw_placeholder_holds(nw_probe *probe, size_t start, size_t end) {
  char name[NAME_BYTES];
  size_t at = sizeof name;
  if (end - start != HASH_DIGITS || nw_probe_before(probe, start, 1) != ':' || nw_probe_at(probe, end) != '}') return 0;
  for (size_t pos = start; pos < end; pos++)
    if (!nw_is_hex((unsigned)nw_probe_at(probe, pos))) return 0;
  unsigned id;
  int c;
  for (size_t n = 2; at > 0 && nw_is_word(c = nw_probe_before(probe, start, n)); n++) name[--at] = (char)c;
  return nw_probe_before(probe, start, sizeof name - at + 2) == '{' &&
         nw_entity_find(nw_slice(name + at, sizeof name - at), &id);
}
