#!/usr/bin/env bash
# Honest text of many languages and scripts: no finding, no disguise, not a byte changed. $1 build folder, $2 source folder.
set -eu
here=$2/tests/evasion
out=$(mktemp)
trap 'rm -f "$out"' EXIT
passed=0 failed=0
while IFS= read -r line || [ -n "$line" ]; do
  code=0
  printf '%s' "$line" | "$1/newel" apply -p "$here/honest.yaml" > "$out" || code=$?
  if [ "$code" = 0 ] && printf '%s' "$line" | cmp -s - "$out"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'not left alone: %s\n' "$line" >&2
  fi
done < "$here/honest.txt"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
