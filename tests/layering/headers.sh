#!/usr/bin/env bash
# headers.sh BUILD SOURCE - every public header compiles alone, as C99 and as C++17, without a warning; and twice in one file.
set -euo pipefail
build=$1 source=$2
include=$source/engine/include
strict="-pedantic -Wall -Wextra -Werror -Wshadow -fsyntax-only -I$include"

for header in "$include"/newel/*.h; do
  name=newel/$(basename "$header")
  program="#include \"$name\"
#include \"$name\"
int main(void) { return 0; }"
  ${CC:-cc} -std=c99 -Wstrict-prototypes $strict -x c - <<<"$program" || { echo "not C99: $name"; exit 1; }
  ${CXX:-c++} -std=c++17 $strict -x c++ - <<<"$program" || { echo "not C++17: $name"; exit 1; }
done

# Option structs start with their size, and each has an INIT macro that compiles in both languages.
uses='#include "newel/newel.h"
int main(void) {
  newel_engine_options a = NEWEL_ENGINE_OPTIONS_INIT; newel_parse_options b = NEWEL_PARSE_OPTIONS_INIT;
  newel_segment c = NEWEL_SEGMENT_INIT; newel_apply_options d = NEWEL_APPLY_OPTIONS_INIT;
  newel_trace_options e = NEWEL_TRACE_OPTIONS_INIT; newel_stream_options f = NEWEL_STREAM_OPTIONS_INIT;
  return a.size == sizeof a && b.size == sizeof b && c.size == sizeof c && d.size == sizeof d && e.size == sizeof e && f.size == sizeof f
    ? 0 : 1;
}'
${CC:-cc} -std=c99 $strict -x c - <<<"$uses"
${CXX:-c++} -std=c++17 $strict -x c++ - <<<"$uses"
