#!/usr/bin/env bash
# symbols.sh BUILD SOURCE - what libnewel.so exports is tests/golden/symbols.txt, and all of it begins with newel_.
# BLESS=1 rewrites the list.
set -euo pipefail
build=$1 source=$2
golden=$source/tests/golden/symbols.txt
exported=$(nm -D --defined-only "$build/libnewel.so" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort -u)

strangers=$(grep -vE '^newel_[a-z0-9_]+$' <<<"$exported" | grep -vE '^__(asan|ubsan|tsan|sancov|sanitizer|odr_asan)' || true)
[ -z "$strangers" ] || { echo "exported, and not ours: $strangers"; exit 1; }

# Every exported name is declared in a public header.
while read -r name; do
  grep -qw -- "$name" "$source"/engine/include/newel/*.h || { echo "exported, and in no public header: $name"; exit 1; }
done <<<"$exported"

# Every function that a public header declares is there.
grep -hoE '\bnewel_[a-z0-9_]+\(' "$source"/engine/include/newel/*.h | tr -d '(' | LC_ALL=C sort -u | while read -r name; do
  grep -qE "^NEWEL_API .*\\b$name\\(" "$source"/engine/include/newel/*.h || continue
  grep -qx -- "$name" <<<"$exported" || { echo "declared, and not exported: $name"; exit 1; }
done

if [ -n "${BLESS:-}" ]; then printf '%s\n' "$exported" >"$golden"; echo "blessed $golden"; exit 0; fi
diff -u "$golden" <(printf '%s\n' "$exported") || { echo "the exported symbols changed; if that is meant: BLESS=1 bash tests/layering/symbols.sh BUILD SOURCE"; exit 1; }
