#!/usr/bin/env bash
# newel test --escalate sample=N: the same cases each time, the cost first, Bedrock's answers in the verdicts.
. "$2/tests/cli/lib.bash"
command -v python3 >/dev/null && command -v openssl >/dev/null || { echo "SKIP: needs python3 and openssl"; exit 77; }
. "$source_dir/tests/fault/lib.bash"

cat >judged.yaml <<'YAML'
newel: 1
name: judged
messages: {input: "no", output: "no"}
pii: {EMAIL: ANONYMIZE}
reasoning: {policies: ["arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abc"]}
topics: {advice: {definition: "Advice on investing money in shares.", examples: ["Should I buy shares?"]}}
escalation: {guardrail: gr1abc2def3g, version: "3", when: {topics: always, reasoning: never}, on_error: block, deadline: 5s}
YAML
for i in $(seq 1 50); do
  echo "{\"id\":$i,\"text\":\"question $i, buy or sell? ana$i@example.com\",\"surface\":\"user\",\"expect\":{\"verdict\":\"deny\"}}"
done >many.jsonl

deny='{"action": "GUARDRAIL_INTERVENED", "actionReason": "Guardrail blocked.", "outputs": [{"text": "no"}], "assessments": [{"topicPolicy": {"topics": [{"name": "advice", "type": "DENY", "action": "BLOCKED", "detected": true}]}}], "usage": {"topicPolicyUnits": 1}}'
fault_start <<JSON
{"ApplyGuardrail": [{"json": $deny, "repeat": true}]}
JSON
run 0 newel test -p judged.yaml --escalate sample=5 many.jsonl
if grep -qF 'built without' "$work/.err"; then echo "SKIP: built without libnewel-cloud"; exit 77; fi
out '5 passed, 0 failed'
says 'newel: 5 of 50 cases: 5 requests, 5 text units, about $0.0007 at list price (October 2026)'
lines_asked() { if [ "$(wc -l <"$fault_log")" -eq "$1" ]; then ok; else not_ok "asked $(wc -l <"$fault_log") times, expected $1"; fi; }
lines_asked 5
if grep -q 'example.com' "$fault_log"; then not_ok 'an address was sent'; else ok; fi
first=$(grep -o 'question [0-9]*' "$fault_log" | sort)
tac many.jsonl >turned.jsonl
run 0 newel test -p judged.yaml --escalate sample=5 turned.jsonl
lines_asked 10
second=$(tail -n 5 "$fault_log" | grep -o 'question [0-9]*' | sort)
if [ "$first" = "$second" ]; then ok; else not_ok 'another sample'; fi
run 0 newel test -p judged.yaml --escalate sample=1000 many.jsonl
out '50 passed, 0 failed'

# What cannot be asked follows on_error, and is no pass by accident.
fault_start <<'JSON'
{"ApplyGuardrail": [{"status": 403, "error": "AccessDeniedException", "json": {"message": "no"}, "repeat": true}]}
JSON
sed 's/on_error: block/on_error: allow/' judged.yaml >open.yaml
for file in judged.yaml open.yaml; do
  run 4 newel test -p $file --escalate sample=5 many.jsonl
  holds '0 passed, 5 failed'
  holds 'no answer to 1 of 1: bedrock-runtime answered 403 AccessDeniedException'
done

run 1 newel test -p judged.yaml --escalate sample=0 many.jsonl
says "expected sample=N"
run 1 newel test -p "$policy" --escalate sample=5 many.jsonl
says "the policy has no 'escalation'"
run 1 newel test -p judged.yaml --escalate sample=5 --local many.jsonl
says '--escalate goes with none of'
run 1 newel test -p judged.yaml --escalate sample=5 - <many.jsonl
says 'stdin cannot be one of them'
done_testing
