#!/usr/bin/env bash
# converse_policy.sh BUILD SOURCE - `newel converse --policy`: judged before and after the model, whole and streamed.
. "$2/tests/cli/lib.bash"
command -v python3 >/dev/null && command -v openssl >/dev/null || { echo "skipped: needs python3 and openssl"; exit 77; }
needs_cloud
. "$source_dir/tests/fault/lib.bash"
export AWS_MAX_ATTEMPTS=1
cat >policy.yaml <<'YAML'
newel: 1
name: talk
messages: {input: denied in, output: denied out}
pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}
YAML
answer() {
  fault_start <<JSON
{"Converse": [{"json": {"output": {"message": {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "hm"}}}, {"text": "$1"}]}}, "stopReason": "${2:-end_turn}", "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1}}}],
 "ConverseStream": [{"events": [["messageStart", {"role": "assistant"}], ["contentBlockDelta", {"delta": {"text": "${1:0:12}"}, "contentBlockIndex": 0}],
  ["contentBlockDelta", {"delta": {"text": "${1:12}"}, "contentBlockIndex": 0}], ["contentBlockStop", {"contentBlockIndex": 0}], ["messageStop", {"stopReason": "end_turn"}],
  ["metadata", {"usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1}}]]}]}
JSON
}

answer 'write to bob@example.com or call'
run 0 newel converse -m m -p policy.yaml --trace trace.json <<<'I am ana@example.com'
out $'write to {EMAIL} or call\n'
[[ $(fault_body 1) == *'I am {EMAIL}'* && $(fault_body 1) != *ana@* ]] && ok || not_ok "what was sent: $(fault_body 1)"
grep -q '"step":"input"' trace.json && grep -q '"step":"model"' trace.json && grep -q '"step":"answer"' trace.json && ok || not_ok "$(cat trace.json)"
grep -q '@example' trace.json && not_ok 'a trace shows a match' || ok
python3 -m json.tool trace.json >/dev/null && ok || not_ok 'the trace is no JSON'
run 0 newel converse -m m -p policy.yaml --stream <<<'hello'
out $'write to {EMAIL} or call\n'
run 0 newel converse -m m -p policy.yaml --json <<<'I am ana@example.com'
holds '{"role":"user","content":[{"text":"I am {EMAIL}'
holds '{"text": "write to {EMAIL} or call"}'

# Denied on the way in: the model is not called, and the turn that is stored is another.
answer 'hi'
run 2 newel converse -m m -p policy.yaml --json <<<'card 4111 1111 1111 1111'
holds '(removed)'
lacks '4111'
run 2 newel converse -m m -p policy.yaml --stream <<<'card 4111 1111 1111 1111'
out $'denied in\n'
[ -z "$(fault_asked)" ] && ok || not_ok 'the model was called'

# Denied on the way out.
answer 'your card is 4111 1111 1111 1111, yes'
run 2 newel converse -m m -p policy.yaml <<<'hello'
out $'denied out\n'
run 2 newel converse -m m -p policy.yaml --stream <<<'hello'
holds 'denied out'
lacks '4111'

# The guardrail of the request: its trace is a step, its block a deny.
answer 'blocked by bedrock' guardrail_intervened
run 2 newel converse -m m -p policy.yaml -g gr1abc2def3g:1 --trace trace.json <<<'hello'
out $'blocked by bedrock\n'
grep -q '"origin":{"format":"converse"' trace.json && ok || not_ok "$(cat trace.json)"

# A failure leaves a trace, too.
fault_start <<<'{"Converse": [{"status": 500, "error": "InternalServerException"}]}'
run 1 newel converse -m m -p policy.yaml --trace trace.json <<<'hello'
grep -q '"error":"NEWEL_E_REMOTE' trace.json && ok || not_ok "$(cat trace.json)"
done_testing
