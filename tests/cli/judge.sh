#!/usr/bin/env bash
# newel judge grounding|topic: scores of pairs.
. "$2/tests/cli/lib.bash"

run 0 newel judge grounding --jsonl <<'JSONL'
{"id":"a","source_text":"The tower is 330 m tall.","query":"How tall is the tower?","response":"The tower is 330 m tall.","grounded":1}
{"id":"b","source":["The tower is 330 m tall.","It is old."],"query":"How tall?","answer":"The tower is 324 m tall."}
{"id":3,"query":"How tall?","response":"It is tall."}
JSONL
lines 3
holds '{"id":"a","scores":{"GROUNDED":'
holds '"bands":{"GROUNDED":"clear","RELEVANT":"unsure"},"findings":[]'
holds '"findings":[{"type":"NUMBER","start":13,"end":16}]'
holds '"bands":{"GROUNDED":"unevaluated"'
run 0 newel judge topic --jsonl <<'JSONL'
{"id":1,"text":"can I get a loan for a house?","definition":"Loans and mortgages","examples":["can I get a loan?"],"clean":["where is my parcel?"]}
{"id":2,"text":"","definition":"Loans and mortgages"}
{"id":3,"text":"weapon","definition":"weapons"}
JSONL
lines 3
holds '{"id":1,"scores":{"TOPIC":'
holds '{"id":2,"scores":{"TOPIC":0},"bands":{"TOPIC":"clear"}}'
cat > topics.yaml <<'YAML'
newel: 1
name: topics
topics:
  loans: {definition: Loans and mortgages, examples: ["can I get a loan?"], input: BLOCK}
  medicine: {definition: Medical advice, input: BLOCK}
YAML
run 0 newel judge topic -p topics.yaml --jsonl <<<'{"id":1,"text":"can I get a loan?"}'
holds '"loans":' '"medicine":'
run 1 newel judge topic --jsonl <<'JSONL'
{"id":1,"text":"no topic"}
{"id":2,"definition":"no text"}
{"id":3,"text":"x","definition":["a list"]}
[]
JSONL
lines 0
says "stdin:1:1: 'definition' must be there, or 'examples' (or name a policy with --policy)"
says "stdin:2:1: 'text' must be"
says "stdin:3:"
run 1 newel judge grounding
says 'give --jsonl'
run 1 newel judge --jsonl </dev/null
says 'say which local judge'
done_testing
