/* base/slice.h - small helpers on slices. All compare bytes; none knows a locale. */
#ifndef NW_BASE_SLICE_H
#define NW_BASE_SLICE_H

#include <string.h>

#include "newel/types.h"

/* NW_LIT("abc"): the slice of a literal. */
#define NW_LIT(text) ((newel_slice){ (text), sizeof(text) - 1 })

static inline newel_slice nw_slice(const char *data, size_t len) {
  newel_slice s = { data, len };
  return s;
}

static inline int nw_slice_eq(newel_slice a, newel_slice b) {
  return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static inline int nw_slice_is(newel_slice a, const char *text) {
  return nw_slice_eq(a, newel_slice_of(text));
}

/* Order of bytes, then length: what canonical forms sort by. */
static inline int nw_slice_cmp(newel_slice a, newel_slice b) {
  size_t len = a.len < b.len ? a.len : b.len;
  int order = len == 0 ? 0 : memcmp(a.data, b.data, len);
  return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* ASCII classes; every other byte is none of them. */
static inline int nw_is_digit(unsigned c) { return c - '0' < 10u; }
static inline int nw_is_upper(unsigned c) { return c - 'A' < 26u; }
static inline int nw_is_lower(unsigned c) { return c - 'a' < 26u; }
static inline int nw_is_alpha(unsigned c) { return (c | 32u) - 'a' < 26u; }
static inline int nw_is_alnum(unsigned c) { return nw_is_digit(c) | nw_is_alpha(c); }
static inline int nw_is_hex(unsigned c) { return nw_is_digit(c) || (c | 32u) - 'a' < 6u; }
static inline int nw_is_blank(unsigned c) { return c == ' ' || c == '\t'; }
static inline int nw_is_space(unsigned c) { return c == ' ' || c - '\t' < 5u; }
static inline unsigned nw_to_lower(unsigned c) { return nw_is_upper(c) ? c | 32u : c; }
static inline unsigned nw_to_upper(unsigned c) { return nw_is_lower(c) ? c & ~32u : c; }

/* Edit distance of two short names, counting a swap of neighbours as one; used for "did you mean". More than `most`: most + 1. */
unsigned nw_edit_distance(newel_slice a, newel_slice b, unsigned most);

#endif
