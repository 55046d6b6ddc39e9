/* floods.h - texts of nothing but what detectors and readings take for the beginning of something: repeated, they are the worst a text
 * can be. tests/property/linear.c asks that time grows with the text alone, `newel_bench --floods` shows the speed. */
#ifndef NW_TESTS_FLOODS_H
#define NW_TESTS_FLOODS_H

#include <stddef.h>
#include <stdint.h>

extern const char *const floods[];
extern const size_t flood_count;

/* Fills `text` with pieces of all floods in a random order; `seed` is moved on. */
void flood_mix(char *text, size_t len, uint64_t *seed);
/* Fills `text` with flood `f`. */
void flood_fill(char *text, size_t len, const char *flood);

#endif
