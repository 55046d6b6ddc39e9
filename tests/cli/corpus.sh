#!/usr/bin/env bash
# The composed corpus: made by its script, whole, and what the packs of policies make of it.
. "$2/tests/cli/lib.bash"

run 0 python3 "$source_dir/corpus/generate.py" --check
holds '3182 cases in 10 sets'
sets=()
for file in "$source_dir"/corpus/*/cases.jsonl; do sets+=("$(dirname "$file")"); done
if [ "${#sets[@]}" -eq 10 ]; then ok; else not_ok "${#sets[@]} sets, expected 10"; fi
run 0 newel test --local -p "$source_dir/policies/pii-global/policy.yaml" --require 'all.recall>=0.98,all.precision>=0.95,tag:over-refusal.pass>=0.95' "${sets[@]}"
holds '3182 passed, 0 failed'
run 0 newel test --local -p "$source_dir/policies/secrets/policy.yaml" --scores "$source_dir/corpus/code-assistant"
holds 'secrets.GITHUB_TOKEN'
done_testing
