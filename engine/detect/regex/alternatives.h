/* detect/regex/alternatives.h - a pattern as the list of patterns that stand behind its `|`, for coverage: which of them did a match take?
 *
 *   cat|dog                  cat               dog
 *   \b(?:BK|TK)-[0-9]{8}\b   \b(?:BK)-[0-9]{8}\b   \b(?:TK)-[0-9]{8}\b
 *
 * The pattern's own `|` counts; without one, that of its first group, unless the group repeats or only looks. Groups keep their opening,
 * so numbers and names of groups stay what they are. Syntax: pcre2pattern(3). */
#ifndef NW_DETECT_REGEX_ALTERNATIVES_H
#define NW_DETECT_REGEX_ALTERNATIVES_H

#include "base/alloc.h"

/* Fills `out` with `*count` patterns of the arena. Fewer than two: count 0, and the pattern is its only way. 0 when there is no memory.
 * The pattern was compiled before, so it is well-formed; one under (?x) is left whole. */
int nw_pattern_alternatives(nw_arena *arena, newel_slice pattern, newel_slice **out, size_t *count);

#endif
