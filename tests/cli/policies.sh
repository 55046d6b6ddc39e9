#!/usr/bin/env bash
# policies.sh BUILD SOURCE - every ready policy compiles, warns of nothing but what its README says, passes its own cases (40 at least),
# and allows the clean sentences of corpus/ (benign below).
#
# Warnings that a pack may have, for they are about Bedrock, about rules that need a judge, or about a pattern that runs under a budget:
#   W0432 W0433 W0701 W0801 W0802
set -euo pipefail
build=$1 source=$2
status=0
passed=0
run() {
  if "$@" </dev/null; then passed=$((passed + 1)); else echo "failed (exit $?): $*"; status=1; fi
}
# The clean sentences: a policy whose content filters a model tells may be unsure of one of the 40.
benign() {
  local most=0 failed
  if grep -q '^content:' "$1"; then most=1; fi
  failed=$("$build/newel" test --local --json -p "$1" "$source/corpus/benign-chat.jsonl" </dev/null | grep -oE '"failed":[0-9]+' | head -1 | cut -d: -f2 || true)
  if [ "$failed" -le "$most" ]; then passed=$((passed + 1)); else echo "$failed clean sentences are stopped: $1"; status=1; fi
}
for policy in "$source"/policies/*/policy.yaml; do
  folder=$(dirname "$policy")
  run "$build/newel" check "$policy"
  others=$("$build/newel" check --json "$policy" | grep -oE '"code": ?"[WE][0-9]+"' | grep -vE 'W0(432|433|701|801|802)"' || true)
  [ -z "$others" ] || { echo "warnings of $policy: $others"; status=1; }
  [ "$(wc -l <"$folder/tests.jsonl")" -ge 40 ] || { echo "fewer than 40 cases: $folder"; status=1; }
  run "$build/newel" test --local -p "$policy" "$folder/tests.jsonl"
  benign "$policy"
  [ -s "$folder/README.md" ] || { echo "no README: $folder"; status=1; }
done

# The demo: the conversation is filtered, one message is denied (exit 2), and neither address nor card is in what comes out.
code=0
shown=$("$build/newel" apply -p "$source/policies/production-safety/policy.yaml" --jsonl --local "$source/corpus/support-chat.jsonl" </dev/null) || code=$?
[ "$code" = 2 ] || { echo "the conversation: exit $code, not 2"; status=1; }
! grep -E 'ana\.costa@example\.com|4111 1111 1111 1111|555-?0142' <<<"$shown" || { echo "the conversation leaks"; status=1; }
exit "$status"
