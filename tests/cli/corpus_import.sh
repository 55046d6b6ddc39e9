#!/usr/bin/env bash
# newel corpus: other tools' files become cases that newel test reads.
. "$2/tests/cli/lib.bash"

cat >samples.json <<'JSON'
[{"full_text":"Zoë wrote from zoe@example.com","spans":[{"entity_type":"EMAIL_ADDRESS","entity_value":"zoe@example.com","start_position":15,"end_position":30},
 {"entity_type":"PERSON","entity_value":"Zoë","start_position":0,"end_position":3}],"template_id":1},{"full_text":"short","spans":[{"entity_type":"X","start_position":0,"end_position":9}]}]
JSON
run 1 newel corpus --kind presidio samples.json
out '{"id":"presidio-1","text":"Zoë wrote from zoe@example.com","expect":{"labels":[{"start":16,"end":31,"type":"EMAIL"},{"start":0,"end":4,"type":"NAME"}]}}'
says '1 texts are left out'
cp .out cases.jsonl
run 0 newel test -p "$policy" --scores cases.jsonl
holds 'labels that no rule of the policy has: NAME (1)'
holds '      1       1       0       0'

echo '{"prompt":"hello","S":0,"H":1,"H2":1}' >moderation.jsonl
run 0 newel corpus --kind openai-moderation moderation.jsonl
holds '"labels":[{"start":0,"end":5,"type":"HATE"}]'

cat >pairs.jsonl <<'JSONL'
{"request":{"source":"INPUT","content":[{"text":{"text":"to ana@example.com"}}]},"response":{"action":"GUARDRAIL_INTERVENED","outputs":[{"text":"to {EMAIL}"}],"assessments":[{"sensitiveInformationPolicy":{"piiEntities":[{"action":"ANONYMIZED","type":"EMAIL"}]}}]}}
{"request":{"source":"OUTPUT","content":[{"text":{"text":"TK-123456"}}]},"response":{"action":"GUARDRAIL_INTERVENED","outputs":[{"text":"No."}],"assessments":[{"sensitiveInformationPolicy":{"regexes":[{"action":"BLOCKED"}]}}]}}
{"request":{"source":"INPUT","content":[{"text":{"text":"hello"}},{"text":{"text":"there"}}]},"response":{"action":"NONE","outputs":[],"assessments":[{}]}}
JSONL
run 0 newel corpus --kind guardrail pairs.jsonl
cp .out cases.jsonl
run 0 newel test -p "$policy" --scores --require 'all.verdict>=0.4' cases.jsonl
holds '3 passed, 0 failed'
holds 'deny                    0        0        1'

printf 'id,text,types,lang\r\n7,"to ""ana"" at ana@example.com, now",EMAIL,en\r\n8,plain,,de\r\n' >texts.csv
run 0 newel corpus --kind csv texts.csv
cp .out cases.jsonl
holds '{"id":"7","text":"to \"ana\" at ana@example.com, now","lang":"en","expect":{"types":["EMAIL"]}}'
run 0 newel test -p "$policy" cases.jsonl
out '2 passed, 0 failed'
echo 'a,b' >none.csv
run 1 newel corpus --kind csv none.csv
says "no column 'text'"

printf 'hello\nTK-123456\n' >lines.txt
run 0 newel corpus --kind lines lines.txt
cp .out cases.jsonl
run 0 newel test -p "$policy" --bless cases.jsonl
run 0 newel test -p "$policy" cases.jsonl
out '2 passed, 0 failed'
run 1 newel corpus --kind lines </dev/null
says 'there are no texts'
run 1 newel corpus lines.txt
says 'no kind'
# Recorded traces with their requests: what was done is what is expected.
cat >requests.jsonl <<'JSONL'
{"id":"q1","text":"to ana@example.com"}
{"text":"TK-123456 é ana@example.com"}
{"id":7,"segments":[{"text":"hello"},{"text":"{\"a\":\"ana@example.com\"}","surface":"tool_args","format":"json"}]}
JSONL
run 2 newel apply -p "$policy" --jsonl --json <requests.jsonl
cp .out answers.jsonl
run 0 newel corpus --kind traces --requests requests.jsonl answers.jsonl
cp .out traced.jsonl
holds '"id":"traces-2"'
run 0 newel test -p "$policy" traced.jsonl
out '3 passed, 0 failed'
run 1 newel corpus --kind traces answers.jsonl
says 'traces hold no text'
head -n 2 requests.jsonl >fewer.jsonl
run 1 newel corpus --kind traces --requests fewer.jsonl answers.jsonl
says "'fewer.jsonl' has fewer lines than 'answers.jsonl'"
(head -n 1 answers.jsonl; echo '{"trace":3}'; echo nonsense) >broken.jsonl
run 1 newel corpus --kind traces --requests requests.jsonl broken.jsonl
says 'broken.jsonl:2: the line has no trace'
says '1 cases; 2 texts are left out'

done_testing
