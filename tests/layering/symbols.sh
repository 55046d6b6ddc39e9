#!/usr/bin/env bash
# symbols.sh BUILD SOURCE - what libnewel.so exports is tests/golden/symbols.txt, what libnewel-cloud.so exports symbols_cloud.txt, and all
# of it begins with newel_. The functions of newel/bedrock.h and of what includes it are the cloud's, those of all other headers the guard's.
# BLESS=1 rewrites the lists.
set -euo pipefail
build=$1 source=$2
include=$source/engine/include/newel

# exported LIBRARY
exported() { nm -D --defined-only "$1" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort -u; }

# declared HEADER...: what they promise
declared() {
  grep -hoE '\bnewel_[a-z0-9_]+\(' "$@" | tr -d '(' | LC_ALL=C sort -u | while read -r name; do
    if grep -qhE "^NEWEL_API .*\\b$name\\(" "$@"; then echo "$name"; fi
  done
}

# check LIBRARY GOLDEN HEADER...
check() {
  local library=$1 golden=$source/tests/golden/$2 names strangers
  shift 2
  names=$(exported "$build/$library")
  strangers=$(grep -vE '^newel_[a-z0-9_]+$' <<<"$names" | grep -vE '^__(asan|ubsan|tsan|sancov|sanitizer|odr_asan)' || true)
  [ -z "$strangers" ] || { echo "$library exports what is not ours: $strangers"; exit 1; }
  while read -r name; do
    grep -qw -- "$name" "$@" || { echo "$library exports what is in none of its headers: $name"; exit 1; }
  done <<<"$names"
  declared "$@" | while read -r name; do
    grep -qx -- "$name" <<<"$names" || { echo "declared, and not exported by $library: $name"; exit 1; }
  done
  if [ -n "${BLESS:-}" ]; then printf '%s\n' "$names" >"$golden"; echo "blessed $golden"; return; fi
  diff -u "$golden" <(printf '%s\n' "$names") ||
    { echo "the symbols of $library changed; if that is meant: BLESS=1 bash tests/layering/symbols.sh BUILD SOURCE"; exit 1; }
}

guard=() cloud=()
for header in "$include"/*.h; do
  if [ "$(basename "$header")" = bedrock.h ] || grep -q '#include "newel/bedrock.h"' "$header"; then cloud+=("$header"); else guard+=("$header"); fi
done
check libnewel.so symbols.txt "${guard[@]}"
if [ -e "$build/libnewel-cloud.so" ]; then check libnewel-cloud.so symbols_cloud.txt "${cloud[@]}"; fi
