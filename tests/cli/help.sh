#!/usr/bin/env bash
# Help, versions, schemas, completion, and what an unknown word gets.
. "$2/tests/cli/lib.bash"

run 0 newel --help
for verb in apply check explain detect test schema completion version help; do
  holds "  $verb"
  run 0 newel "$verb" --help
  holds "newel $verb - "
  holds "OPTIONS"
  holds "EXAMPLES"
  cp .out help.txt
  run 0 newel help "$verb"
  out "$(cat help.txt)"
  run 0 newel --help
done

run 0 newel --version
holds "newel 0."
run 0 newel --version --json
holds '{"version":"0.'

for schema in policy trace case; do
  run 0 newel schema "$schema"
  python3 -m json.tool .out >/dev/null && ok || not_ok "schema $schema is no JSON"
  file=$source_dir/grammar/$schema.schema.json
  [ ! -e "$file" ] || { cmp -s .out "$file" && ok || not_ok "schema $schema differs from $file"; }
done
run 1 newel schema polcy
says "did you mean 'policy'?"
run 1 newel schema

run 0 newel completion bash
if bash -n .out; then ok; else not_ok "the completion does not parse"; fi
holds "--require-complete"
( . ./.out; COMP_WORDS=(newel ap); COMP_CWORD=1; _newel; [ "${COMPREPLY[*]}" = apply ] ) && ok || not_ok "completes 'ap' to 'apply'"
( . ./.out; COMP_WORDS=(newel apply --source O); COMP_CWORD=3; _newel; [ "${COMPREPLY[*]}" = OUTPUT ] ) && ok || not_ok "completes a word"

run 1 newel
says "no verb"
run 1 newel aply
says "unknown verb 'aply'; did you mean 'apply'?"
run 1 newel frobnicate
says "unknown verb 'frobnicate'"
run 1 newel apply --polcy x
says "unknown option '--polcy'; did you mean '--policy'?"
run 1 newel apply -Z
says "unknown option '-Z'"
run 1 newel apply --policy
says "needs a value"
run 1 newel apply --json=3
says "'--json' takes no value"
run 1 newel apply --surface usr
says "option '--surface' is 'usr', expected one of user|"
run 1 newel apply -p a -p b
says "given twice"
run 1 newel apply --jsonl --stream -p "$policy"
says "--jsonl does not go with --stream"
run 1 newel apply --source INPUT --surface output -p "$policy"
says "does not fit"
run 1 newel apply
says "no policy"
done_testing
