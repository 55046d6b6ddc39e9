#include "base/slice.h"

newel_slice newel_slice_of(const char *text) {
  return nw_slice(text, text == NULL ? 0 : strlen(text));
}

/* Optimal string alignment distance over three rows. */
unsigned nw_edit_distance(newel_slice a, newel_slice b, unsigned most) {
  enum { MAX_LEN = 63 };
  unsigned rows[3][MAX_LEN + 1];
  if (a.len > MAX_LEN || b.len > MAX_LEN) return most + 1;
  for (unsigned j = 0; j <= b.len; j++) rows[0][j] = j;
  for (unsigned i = 1; i <= a.len; i++) {
    unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
    row[0] = i;
    for (unsigned j = 1; j <= b.len; j++) {
      unsigned cost = a.data[i - 1] != b.data[j - 1];
      unsigned best = above[j - 1] + cost;
      if (above[j] + 1 < best) best = above[j] + 1;
      if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
      if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1] && above2[j - 2] + 1 < best)
        best = above2[j - 2] + 1;
      row[j] = best;
    }
  }
  unsigned distance = rows[a.len % 3][b.len];
  return distance > most ? most + 1 : distance;
}
