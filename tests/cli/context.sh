#!/usr/bin/env bash
# context.sh BUILD SOURCE - words in front of a value, in 45 languages and more: a sentence with the word is found, the same value in a
# sentence about an order or a parcel is not, and a word inside of another word is none. Then strictness, countries and allow lists.
# tests/context has policies and cases.
set -euo pipefail
build=$1 cases=$2/tests/context
languages=$(grep -o '"lang": "[a-z]*"' "$cases/words.jsonl" | sort -u | wc -l)
[ "$languages" -ge 45 ] || { echo "cases of $languages languages only"; exit 1; }
"$build/newel" test -p "$cases/policy.yaml" "$cases/words.jsonl" </dev/null
"$build/newel" test -p "$cases/strictness.yaml" "$cases/strictness.jsonl" </dev/null
