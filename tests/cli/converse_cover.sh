#!/usr/bin/env bash
# converse_cover.sh BUILD SOURCE - a guarded conversation whose policy escalates: what Converse's own guardrail judges, its trace answers,
# ApplyGuardrail is asked about the rest, and a trace that is missing or incomplete is never clean.
. "$2/tests/cli/lib.bash"
command -v python3 >/dev/null && command -v openssl >/dev/null || { echo "skipped: needs python3 and openssl"; exit 77; }
needs_cloud
. "$source_dir/tests/fault/lib.bash"
export AWS_MAX_ATTEMPTS=1
policy() {  # on_error, more lines
  printf '%s\n' 'newel: 1' 'name: talk' 'messages: {input: denied in, output: denied out}' 'content: {HATE: HIGH}' \
    'pii: {NAME: ANONYMIZE, EMAIL: ANONYMIZE}' "escalation: {guardrail: gr1abc2def3g, version: '1', on_error: $1, when: {content: always, pii: [NAME]}}" \
    "${@:2}" >policy.yaml
}
units='"invocationMetrics": {"guardrailProcessingLatency": 3, "usage": {"contentPolicyUnits": 1, "sensitiveInformationPolicyUnits": 1}}'
name='"sensitiveInformationPolicy": {"piiEntities": [{"match": "Zorvex", "type": "NAME", "action": "ANONYMIZED", "detected": true}]}'
hate='"contentPolicy": {"filters": [{"type": "HATE", "confidence": "HIGH", "action": "BLOCKED", "detected": true}]}'
clear='"contentPolicy": {"filters": [{"type": "HATE", "confidence": "NONE", "action": "NONE", "detected": false}]}'
trace() { printf '{"guardrail": {"inputAssessment": {"gr1abc2def3g": {%s}}, "outputAssessments": {"gr1abc2def3g": [{%s}]}}}' "$1" "$2"; }
# Answers of Converse and ConverseStream with a text, a trace and a stop reason; ApplyGuardrail is clear.
answer() {
  local end='"usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1}, "trace": '"$2"
  fault_start <<JSON
{"Converse": [{"json": {"output": {"message": {"role": "assistant", "content": [{"text": "$1"}]}}, "stopReason": "${3:-end_turn}", $end}}],
 "ConverseStream": [{"events": [["messageStart", {"role": "assistant"}], ["contentBlockDelta", {"delta": {"text": "${1:0:6}"}, "contentBlockIndex": 0}],
  ["contentBlockDelta", {"delta": {"text": "${1:6}"}, "contentBlockIndex": 0}], ["contentBlockStop", {"contentBlockIndex": 0}],
  ["messageStop", {"stopReason": "${3:-end_turn}"}], ["metadata", {$end}]]}],
 "ApplyGuardrail": [{"json": {"action": "NONE", "outputs": [], "assessments": [{$clear, $units}]}}]}
JSON
}
not_asked() { [[ "$(fault_asked)" != *Apply* ]] && ok || not_ok "ApplyGuardrail was asked: $(fault_asked)"; }

# Clean: one call, no ApplyGuardrail.
policy block
for how in '' --stream; do
  answer 'all is well' "$(trace "$units" "$units")"
  run 0 newel converse -m m -p policy.yaml $how --trace trace.json <<<'hello'
  out $'all is well\n'
  not_asked
  [[ $(fault_body 1) == *'"guardrailIdentifier": "gr1abc2def3g"'* || $(fault_body 1) == *'"guardrailIdentifier":"gr1abc2def3g"'* ]] && ok ||
    not_ok "no guardrailConfig: $(fault_body 1)"
  grep -q '"step":"input"' trace.json && grep -q '"step":"model"' trace.json && ok || not_ok "$(cat trace.json)"
  [ "$(grep -o '"complete":false' trace.json | wc -l)" = 0 ] && ok || not_ok "incomplete: $(cat trace.json)"

  # What the guardrail masked is found by its mask, and the input that is stored is edited.
  answer 'hello {NAME} there' "$(trace "$units, $name" "$units, $name")"
  run 0 newel converse -m m -p policy.yaml $how --json <<<'my friend Zorvex'
  holds 'my friend {NAME}'
  holds 'hello {NAME} there'
  lacks Zorvex
  not_asked

  # Blocked: the input by its assessment, the output by its own.
  answer 'canned' "{\"guardrail\": {\"inputAssessment\": {\"gr1abc2def3g\": {$hate, $units}}}}" guardrail_intervened
  run 2 newel converse -m m -p policy.yaml $how <<<'hello'
  holds 'denied in'
  answer 'canned' "$(trace "$clear, $units" "$hate, $units")" guardrail_intervened
  run 2 newel converse -m m -p policy.yaml $how <<<'hello'
  holds 'denied out'

  # No trace, a half one, one that cannot be read: the question has failed.
  for bad in '{}' '{"guardrail": {}}' '{"guardrail": {"inputAssessment": {"gr1abc2def3g": {}}}}' "$(trace "$units" '')" "$(trace '' "$units")" \
             "$(trace "$units" "\"contentPolicy\": null, $units")" '{"guardrail": {"inputAssessment": [], "outputAssessments": 7}}'; do
    policy block
    answer 'all is well' "$bad"
    run 2 newel converse -m m -p policy.yaml $how --trace trace.json <<<'hello'
    lacks 'all is well'
    grep -q '"complete":false' trace.json && ok || not_ok "complete: $bad: $(cat trace.json)"
    policy local
    run 0 newel converse -m m -p policy.yaml $how --trace trace.json <<<'hello'
    grep -q '"complete":false' trace.json && ok || not_ok "complete: $bad: $(cat trace.json)"
  done
  policy block
done

# What Converse skips is asked: the system text before, and once.
printf 'be kind to people' >sys.txt
answer 'all is well' "$(trace "$units" "$units")"
run 0 newel converse -m m -p policy.yaml --system @sys.txt <<<'hello'
[ "$(fault_asked | grep -c Apply)" = 1 ] && ok || not_ok "asked: $(fault_asked)"

# Grounding: the source and the query of guarded blocks stand beside the answer.
printf '%s\n' 'newel: 1' 'name: rag' 'messages: {input: denied in, output: denied out}' 'grounding: {GROUNDING: 0.7}' \
  "escalation: {guardrail: gr1abc2def3g, version: '1', on_error: block}" >rag.yaml
cat >messages.json <<'JSON'
[{"role": "user", "content": [{"guardContent": {"text": {"text": "The shop opens at nine.", "qualifiers": ["grounding_source"]}}},
  {"guardContent": {"text": {"text": "When does the shop open?", "qualifiers": ["query"]}}}, {"text": "Answer briefly."}]}]
JSON
grounded='"contextualGroundingPolicy": {"filters": [{"type": "GROUNDING", "threshold": 0.7, "score": 0.9, "action": "NONE", "detected": false}]}'
for how in '' --stream; do
  answer 'At nine.' "$(trace '' "$grounded")"
  run 0 newel converse -m m -p rag.yaml --messages messages.json $how --trace trace.json
  out $'At nine.\n'
  not_asked
  answer 'At ten.' "$(trace '' "${grounded/'"score": 0.9, "action": "NONE", "detected": false'/'"score": 0.2, "action": "BLOCKED", "detected": true'}")" guardrail_intervened
  run 2 newel converse -m m -p rag.yaml --messages messages.json $how
  holds 'denied out'
done
done_testing
