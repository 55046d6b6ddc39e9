#!/usr/bin/env bash
# traces.sh BUILD SOURCE - the canonical traces of traces/*.yaml over *.in are *.json, byte for byte, whole and as a stream, in every
# build. The first line of a policy says how it is applied. The ids are blanked: they change with every version and table, and have
# tests of their own. BLESS=1 rewrites the traces; read the difference before it is committed.
set -uo pipefail
build=$1 source=$2
folder=$source/tests/golden/traces
passed=0 failed=0

scratch=$(mktemp -d "${TMPDIR:-/tmp}/newel-traces.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# trace NAME ARGUMENT...: writes $scratch/trace. Exit codes 0 (allow, modify) and 2 (deny) are answers.
trace() {
  local name=$1 status=0
  shift
  "$build/newel" apply -p "$folder/$name.yaml" --json --indent "$@" "$folder/$name.in" 2>"$scratch/err" >"$scratch/out" || status=$?
  if [ "$status" -ne 0 ] && [ "$status" -ne 2 ]; then echo "$name: exit $status"; cat "$scratch/err"; return 1; fi
  sed -E 's/^(    "(id|policy)": ")[0-9a-f]{64}"/\1(id)"/' "$scratch/out" >"$scratch/trace"
}

for policy in "$folder"/*.yaml; do
  name=$(basename "$policy" .yaml)
  read -r -a arguments <<<"$(sed -n '1s/^# newel apply//p' "$policy")"
  if [ -n "${BLESS:-}" ]; then trace "$name" "${arguments[@]}" && cp "$scratch/trace" "$folder/$name.json"; fi
  for how in "" --stream; do
    if trace "$name" "${arguments[@]}" $how && diff -u "$folder/$name.json" "$scratch/trace"; then passed=$((passed + 1))
    else failed=$((failed + 1)); echo "differs: $name ${how:-whole}; if that is meant: BLESS=1 bash tests/golden/traces.sh BUILD SOURCE"
    fi
  done
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
