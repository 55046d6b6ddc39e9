#!/usr/bin/env bash
# newel diff, mutate, minimize, replay.
. "$2/tests/cli/lib.bash"

cat >new.yaml <<'YAML'
newel: 1
name: transcript
messages: {input: "Not this.", output: "Not that."}
pii:
  EMAIL: BLOCK
  PHONE: ANONYMIZE
regexes:
  ticket: {pattern: '\bTK-[0-9]{5,6}\b', action: BLOCK, match: ["TK-123456"], clean: ["TK-1"]}
YAML
cat >cases.jsonl <<'JSONL'
{"id":"mail","text":"to ana@example.com","expect":{"verdict":"modify"}}
{"id":"ticket","text":"TK-12345","expect":{"verdict":"allow"}}
{"id":"both","segments":[{"text":"ana@example.com"},{"text":"TK-12345"}],"expect":{"verdict":"modify"}}
{"id":"same","text":"hello","expect":{"verdict":"allow"}}
JSONL

# diff
run 0 newel diff "$policy" new.yaml cases.jsonl --write html=diff.html
holds '~ pii.EMAIL                                INPUT ANONYMIZE -> BLOCK OUTPUT ANONYMIZE -> BLOCK'
holds '+ pii.PHONE                                INPUT ANONYMIZE, OUTPUT ANONYMIZE'
holds '~ regexes.ticket                           pattern'
holds '3 of 8 texts change'
holds '    cases.jsonl:1 mail  modify -> deny'
holds '  pii.EMAIL, regexes.ticket: 1'
python3 - <<'PY' && ok || not_ok 'the page is not well-formed'
import json, re
scripts = re.findall(r"<script[^>]*>(.*?)</script>", open("diff.html", encoding="utf-8").read(), re.S)
rows = json.loads(scripts[0]); assert len(rows) == 3 and rows[0]["status"] == "changed"
assert rows[0]["parts"][0]["before"] == "to {EMAIL}" and rows[0]["parts"][0]["output"] == "Not this."
PY
sed 's/TK-\[0-9\]{5,6}/TK-[0-9]{6}/' new.yaml >newer.yaml
run 0 newel diff new.yaml newer.yaml
holds '    found only by the old one: "TK-00000"'
run 0 newel diff "$policy" new.yaml cases.jsonl --floor "$policy" --json
python3 - .out <<'PY' && ok || not_ok 'the diff as JSON'
import json, sys
diff = json.load(open(sys.argv[1], encoding="utf-8"))
assert diff["diff"] == "newel.diff/1" and diff["texts"] == 8 and diff["changed"] == 3
assert {(r["rule"], r["change"]) for r in diff["rules"]} == {("pii.EMAIL", "changed"), ("pii.PHONE", "added"), ("regexes.ticket", "changed")}
assert diff["causes"][0]["cases"][0]["file"] == "cases.jsonl" and diff["floor"]["holds"] is True
assert [r for r in diff["rules"] if r["rule"] == "regexes.ticket"][0]["found_only_by"]["new"]["text"] == "TK-00000"
PY
run 0 newel diff "$policy" "$policy" cases.jsonl
holds 'no rule changes'
holds '0 of 8 texts change'
run 0 newel diff "$policy" new.yaml --floor "$policy" cases.jsonl
holds 'not weaker'
run 4 newel diff new.yaml "$policy" --floor new.yaml cases.jsonl
holds 'weaker: pii.EMAIL INPUT BLOCK -> ANONYMIZE'
holds 'weaker: pii.PHONE INPUT ANONYMIZE -> no rule'
run 1 newel diff "$policy"
says 'two policies'
echo 'no case' >bad.jsonl
run 1 newel diff "$policy" new.yaml bad.jsonl
says 'bad.jsonl:1:'
run 1 newel diff "$policy" nowhere.yaml

# mutate
run 4 newel mutate -p "$policy" cases.jsonl
holds 'pii.EMAIL                                drop        caught by cases.jsonl:1 mail'
holds 'regexes.ticket                           drop        SURVIVED'
cat >>cases.jsonl <<'JSONL'
{"id":"full","text":"TK-123456","expect":{"verdict":"deny"}}
JSONL
run 4 newel mutate -p "$policy" cases.jsonl
holds 'regexes.ticket                           drop        caught by cases.jsonl:5 full'
holds 'pii.EMAIL                                strictness  SURVIVED'
holds '4 of 5 mutants caught'
run 1 newel mutate -p "$policy"
says 'no cases'
run 1 newel mutate -p - cases.jsonl </dev/null
says 'must be a file'

# minimize
echo 'Dear all, the ticket is TK-123456 and no other.' >letter.txt
run 0 newel minimize -p "$policy" letter.txt
out 'TK-123456'
says 'keep the deny'
echo 'Grüße an ana@example.com, TK-123456' >letter.txt
run 0 newel minimize -p "$policy" --entity EMAIL letter.txt
says 'keep the finding'
lacks 'TK-'
run 1 newel minimize -p "$policy" <<<'hello'
says 'the text is allowed'
run 1 newel minimize -p "$policy" --entity PHONE letter.txt
says "no finding 'PHONE'"

# replay
printf '%s\n' '{"id":1,"text":"to ana@example.com"}' '{"id":2,"segments":[{"text":"x"},{"text":"TK-123456"}]}' >requests.jsonl
newel apply -p "$policy" --jsonl --json <requests.jsonl >answers.jsonl
run 0 newel replay -p "$policy" --requests requests.jsonl answers.jsonl
out '2 equal, 0 different'
run 4 newel replay -p new.yaml --requests requests.jsonl answers.jsonl
holds 'DIFFERS answers.jsonl:1 at byte'
run 1 newel replay -p "$policy" answers.jsonl
says 'traces hold no text'
head -n 1 requests.jsonl >short.jsonl
run 1 newel replay -p "$policy" --requests short.jsonl answers.jsonl
says "'short.jsonl' has fewer lines"
echo '{"id":1}' >none.jsonl
run 1 newel replay -p "$policy" --requests short.jsonl none.jsonl
says 'the line has no trace'
done_testing
