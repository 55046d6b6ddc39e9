#!/usr/bin/env bash
# newel detect: spans of texts and lines.
. "$2/tests/cli/lib.bash"

run 0 newel detect --all <<<'mail ana@example.com'
holds 'EMAIL'
run 0 newel detect <<<'nothing here'
out 'nothing found'
echo 'no weights' > text.model
run 1 newel train content --from-traces text.model --out text.model
says "text.model: line 1 is no trace"
run 0 cat text.model
out 'no weights'
run 0 newel detect --jsonl <<'JSONL'
{"id":"a","text":"mail ana@example.com","spans":[],"source":"some corpus"}
{"id":7.50,"text":"é ana@example.com"}
{"id":true,"text":"safe\u0000ana@example.com"}
{"text":""}
JSONL
lines 4
holds '{"id":"a","spans":[{"start":5,"end":20,"type":"EMAIL","score":'
holds '{"id":7.50,"spans":[{"start":3,"end":18,"type":"EMAIL"'
holds '{"id":true,"spans":[{"start":5,"end":20,"type":"EMAIL"'
holds '{"id":null,"spans":[],"scores":{"HATE":0,"INSULTS":0,"SEXUAL":0,"VIOLENCE":0,"MISCONDUCT":0,"PROMPT_ATTACK":0,"ANY":0,"PROFANITY":0}}'
run 0 newel detect -p "$policy" --jsonl <<<'{"id":1,"text":"TK-123456"}'
holds '"type":"ticket"'
run 1 newel detect --jsonl <<'JSONL'
{"id":1,"text":"one"}
{"id":[2],"text":"two"}
{"id":3,"text":3}
{"id":4,"text":"four"}
JSONL
lines 2
says "stdin:2:7: member 'id'"
says 'stdin:3:'
run 1 newel detect -p "$policy" --all </dev/null
says '--policy does not go with --all'
done_testing
