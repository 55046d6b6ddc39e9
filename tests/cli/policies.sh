#!/usr/bin/env bash
# policies.sh BUILD SOURCE - every ready policy compiles without a warning, passes its own cases, and allows the clean sentences of corpus/.
set -euo pipefail
build=$1 source=$2
status=0
passed=0
run() {
  if "$@" </dev/null; then passed=$((passed + 1)); else echo "failed (exit $?): $*"; status=1; fi
}
for policy in "$source"/policies/*/policy.yaml; do
  folder=$(dirname "$policy")
  run "$build/newel" check "$policy"
  run "$build/newel" test --local -p "$policy" "$folder/tests.jsonl"
  run "$build/newel" test --local -p "$policy" "$source/corpus/benign-chat.jsonl"
  [ -s "$folder/README.md" ] || { echo "no README: $folder"; status=1; }
done

# The demo: the conversation is filtered, one message is denied (exit 2), and neither address nor card is in what comes out.
code=0
shown=$("$build/newel" apply -p "$source/policies/production-safety/policy.yaml" --jsonl --local "$source/corpus/support-chat.jsonl" </dev/null) || code=$?
[ "$code" = 2 ] || { echo "the conversation: exit $code, not 2"; status=1; }
! grep -E 'ana\.costa@example\.com|4111 1111 1111 1111|555-?0142' <<<"$shown" || { echo "the conversation leaks"; status=1; }
exit "$status"
