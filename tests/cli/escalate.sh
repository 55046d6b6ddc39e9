#!/usr/bin/env bash
# escalate.sh BUILD SOURCE - `newel apply` asks Bedrock: a scripted server over TLS, every failure times on_error.

. "$2/tests/cli/lib.bash"
command -v python3 >/dev/null && command -v openssl >/dev/null || { echo "skipped: needs python3 and openssl"; exit 77; }
needs_cloud
. "$source_dir/tests/fault/lib.bash"
export AWS_MAX_ATTEMPTS=1

policy() {  # on_error, what else
  cat <<YAML
newel: 1
name: escalates
messages: {input: denied in, output: denied out}
pii: {EMAIL: ANONYMIZE, NAME: ANONYMIZE}
words: {rivals: {list: [Acme], action: BLOCK}}
topics: {legal: {definition: Legal advice.}}
escalation: {guardrail: gr1abc2def3g, version: "1", on_error: $1, when: {pii: [NAME], topics: always}}
YAML
}
for on_error in block local allow; do policy $on_error >$on_error.yaml; done

usage='"usage":{"topicPolicyUnits":1,"contentPolicyUnits":0,"wordPolicyUnits":0,"sensitiveInformationPolicyUnits":1,"sensitiveInformationPolicyFreeUnits":0,"contextualGroundingPolicyUnits":0}'
clean='{"action":"NONE","outputs":[],"assessments":[{}],'$usage'}'
masked='{"action":"GUARDRAIL_INTERVENED","outputs":[{"text":"mail {EMAIL}, says qwx {NAME}\n"}],"assessments":[{"sensitiveInformationPolicy":{"piiEntities":[{"match":"zorbl","type":"NAME","action":"ANONYMIZED"}],"regexes":[]}}],'$usage'}'
topic='{"action":"GUARDRAIL_INTERVENED","outputs":[{"text":"no"}],"assessments":[{"topicPolicy":{"topics":[{"name":"legal","type":"DENY","action":"BLOCKED"}]}}],'$usage'}'
unexplained='{"action":"GUARDRAIL_INTERVENED","outputs":[],"assessments":[{}],'$usage'}'
answers() { fault_start <<<"{\"ApplyGuardrail\": [$1]}"; }

# What is sent: the local masks are in it; what comes back: remote and local findings in one text.
answers "{\"json\": $masked}"
run 0 newel apply -p block.yaml <<<'mail ana@example.com, says qwx zorbl'
out $'mail {EMAIL}, says qwx {NAME}\n'
says 'asked bedrock 1 times'
[[ $(fault_body 1) == *'"text": "mail {EMAIL}, says qwx zorbl\n"'* ]] || not_ok "what was sent: $(fault_body 1)"
[[ $(fault_body 1) != *ana@example.com* ]] || not_ok "what is masked here went out"

answers "{\"json\": $clean}"
run 0 newel apply -p block.yaml <<<'hello'
run 2 newel apply -p block.yaml <<<'Acme is better'
[ "$(fault_asked | wc -l)" = 1 ] || not_ok "a local deny was asked about"

answers "{\"json\": $topic}"
run 2 newel apply -p allow.yaml <<<'am I liable?'
out $'denied in\n'
answers "{\"json\": $unexplained}"
run 2 newel apply -p allow.yaml <<<'am I liable?'

# Failures: block denies with 5, local and allow pass what the local stage passes and say so; a refusal is never excused.
for fault in '{"status":503,"error":"ServiceUnavailableException"}' '{"status":429,"error":"ThrottlingException"}' '{"status":500,"text":"<html>"}' \
  '{"reset":"status"}' '{"json":{"action":"NONE","outputs":[],"assessments":[],"usage":{}},"cut":10}' '{"text":"not json"}' '{"json":{}}' \
  '{"status":400,"error":"ValidationException"}' '{"status":404,"error":"ResourceNotFoundException"}'; do
  answers "$fault"
  run 5 newel apply -p block.yaml <<<'hello'
  out $'denied in\n'
  run 0 newel apply -p local.yaml <<<'hello'
  out $'hello\n'
  says 'questions were not answered'
  run 0 newel apply -p allow.yaml <<<'hello'
  run 4 newel apply -p allow.yaml --require-complete <<<'hello'
done
answers '{"status":403,"error":"AccessDeniedException"}'
for on_error in block local allow; do run 5 newel apply -p $on_error.yaml <<<'hello'; done

# The deadline holds.
answers '{"hang":true}'
began=$SECONDS
run 5 newel apply -p block.yaml --deadline 700ms <<<'hello'
((SECONDS - began <= 4)) || not_ok "the deadline did not hold"
run 1 newel apply -p block.yaml --deadline soon <<<'hello'

# Streams and lines; the trace has its stages.
answers "{\"json\": $topic}"
run 2 newel apply -p block.yaml --stream <<<'am I liable?'
out $'denied in\n'
run 2 newel apply -p block.yaml --jsonl --json <<<'{"text":"am I liable?"}'
holds '"stages":[{"stage":"local"'
holds '"unit":"topicPolicyUnits","count":1'
holds '"price":{"usd":0.00025}'

# Nobody to ask; and nobody asked.
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
run 5 newel apply -p block.yaml <<<'hello'
run 0 newel apply -p block.yaml --local <<<'hello'
done_testing
