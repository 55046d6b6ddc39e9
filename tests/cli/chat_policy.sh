#!/usr/bin/env bash
# chat_policy.sh BUILD SOURCE - `newel chat --policy`: a policy around endpoints that ignore guardrails, whole and streamed.
. "$2/tests/cli/lib.bash"
command -v python3 >/dev/null && command -v openssl >/dev/null || { echo "skipped: needs python3 and openssl"; exit 77; }
needs_cloud
. "$source_dir/tests/fault/lib.bash"
printf '%s\n' 'newel: 1' 'name: talk' 'messages: {input: denied in, output: denied out}' \
  'pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}' >policy.yaml
printf '%s\n' 'newel: 1' 'name: ask' 'messages: {input: denied in, output: denied out}' 'content: {HATE: HIGH}' \
  'escalation: {on_error: block, when: {content: always}}' >ask.yaml
checks() {  # a severity
  printf '{"json": {"results": {"contentFilter": {"results": [{"category": "HATE", "severityScore": %s}]}}, "usage": {"contentFilter": {"textUnits": 1}}}}' "$1"
}
answer() {  # text, severities
  fault_start <<JSON
{"MantleChatCompletions": [{"json": {"choices": [{"message": {"role": "assistant", "content": "$1"}}]}}],
 "MantleResponses": [{"json": {"output": [{"type": "message", "content": [{"type": "output_text", "text": "$1"}]}]}}],
 "InvokeGuardrailChecks": [$(checks "${2:-0}"), $(checks "${3:-0}")]}
JSON
}
for how in '--mantle' '--mantle --responses'; do
  answer 'write to bob@example.com or call'
  run 0 newel chat -m m $how -p policy.yaml 'I am ana@example.com'
  out $'write to {EMAIL} or call\n'
  says 'judges the text before it goes'
  [[ $(fault_body 1) == *'I am {EMAIL}'* && $(fault_body 1) != *ana@* ]] && ok || not_ok "what was sent: $(fault_body 1)"
  run 2 newel chat -m m $how -p policy.yaml 'card 4111 1111 1111 1111'
  out $'denied in\n'
  [ "$(fault_asked | wc -l)" = 1 ] && ok || not_ok 'the model was called'
  answer 'your card is 4111 1111 1111 1111, yes'
  run 2 newel chat -m m $how -p policy.yaml hello
  out $'denied out\n'
done

# A policy that escalates asks before and after; without a guardrail, InvokeGuardrailChecks.
answer 'all is well' 0 0
run 0 newel chat -m m --mantle -p ask.yaml hello
out $'all is well\n'
[ "$(fault_asked | tr '\n' ' ')" = 'InvokeGuardrailChecks MantleChatCompletions InvokeGuardrailChecks ' ] && ok || not_ok "asked: $(fault_asked)"
answer 'all is well' 1.0
run 2 newel chat -m m --mantle -p ask.yaml hello
out $'denied in\n'
answer 'all is well' 0 1.0
run 2 newel chat -m m --mantle -p ask.yaml hello
out $'denied out\n'
fault_start <<<'{"InvokeGuardrailChecks": [{"status": 500, "error": "InternalServerException"}]}'
AWS_MAX_ATTEMPTS=1 run 2 newel chat -m m --mantle -p ask.yaml hello
out $'denied in\n'

# Streamed: what is released is shown, what is denied is not.
sse() {
  fault_start <<JSON
{"MantleChatCompletions": [{"raw": "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"${1:0:12}\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"${1:12}\"}}]}\n\n$2"}],
 "InvokeGuardrailChecks": [$(checks 0), $(checks "${3:-0}")]}
JSON
}
sse 'write to bob@example.com or call' 'data: [DONE]\n\n'
run 0 newel chat -m m --mantle --stream -p policy.yaml hello
out $'write to {EMAIL} or call\n'
sse 'your card is 4111 1111 1111 1111, yes' 'data: [DONE]\n\n'
run 2 newel chat -m m --mantle --stream -p policy.yaml hello
holds 'denied out'
lacks 4111
sse 'all is well today' 'data: [DONE]\n\n' 1.0
run 2 newel chat -m m --mantle --stream -p ask.yaml hello
holds 'denied out'
sse 'all is well today' ''
run 1 newel chat -m m --mantle --stream -p policy.yaml hello
says "'[DONE]' did not come"

run 1 newel chat -m m --mantle -g a1:4 -p policy.yaml hello
says 'does not go with --guardrail'
run 1 newel chat -m m --mantle --json -p policy.yaml hello
says 'was not judged'
done_testing
