#!/usr/bin/env bash
# doctor.sh BUILD SOURCE - `newel doctor` against a Bedrock that a script plays: all is well, and each way in which it is not.
. "$2/tests/cli/lib.bash"
. "$2/tests/fault/lib.bash"
command -v python3 >/dev/null && command -v openssl >/dev/null || { echo "skipped: needs python3 and openssl"; exit 77; }

cat >policy.yaml <<'YAML'
newel: 1
name: doctor
messages: {input: "no", output: "no"}
content: {HATE: {input: HIGH, output: HIGH}}
escalation: {guardrail: production-safety, version: "3", when: {content: always}, on_error: block}
YAML

sts='{"text": "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/app/me</Arn><UserId>A:me</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"}'
list='{"json": {"guardrails": [{"id": "other1", "name": "other", "arn": "arn:aws:bedrock:us-east-1:123456789012:guardrail/other1", "status": "READY", "version": "DRAFT", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}], "nextToken": "more"}}, {"json": {"guardrails": [{"id": "gr1abc", "name": "production-safety", "arn": "arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1abc", "status": "READY", "version": "DRAFT", "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}]}}'
# guardrail STATUS VERSION
guardrail() { printf '{"json": {"name": "production-safety", "guardrailId": "gr1abc", "version": "%s", "status": "%s", "statusReasons": ["the KMS key cannot be used"]}}' "$2" "$1"; }
apply='{"json": {"action": "NONE", "outputs": [], "assessments": []}}'
model='{"json": {"modelDetails": {"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0", "modelId": "amazon.nova-lite-v1:0", "outputModalities": ["TEXT"], "inferenceTypesSupported": ["INFERENCE_PROFILE"], "responseStreamingSupported": true, "modelLifecycle": {"status": "ACTIVE"}}}}'
profile='{"json": {"inferenceProfileId": "us.amazon.nova-lite-v1:0", "status": "ACTIVE", "models": [{"modelArn": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"}, {"modelArn": "arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0"}]}}'
access='{"json": {"modelId": "amazon.nova-lite-v1:0", "agreementAvailability": {"status": "AVAILABLE"}, "authorizationStatus": "AUTHORIZED", "entitlementAvailability": "AVAILABLE", "regionAvailability": "AVAILABLE"}}'
converse='{"json": {"output": {"message": {"role": "assistant", "content": [{"text": "ok"}]}}, "stopReason": "max_tokens", "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1}}}'
stream='{"events": [["messageStart", {"role": "assistant"}], ["messageStop", {"stopReason": "max_tokens"}], ["metadata", {"usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}, "metrics": {"latencyMs": 1}}]]}'

# A world where all is well; an argument KEY=ANSWERS replaces one answer.
play() {
  local -A said=([GetCallerIdentity]=$sts [ListGuardrails]=$list [GetGuardrail]=$(guardrail READY 3) [ApplyGuardrail]=$apply
    [GetFoundationModel]=$model [GetInferenceProfile]=$profile [GetFoundationModelAvailability]=$access [Converse]=$converse
    [ConverseStream]=$stream)
  local change key text=
  for change in "$@"; do said[${change%%=*}]=${change#*=}; done
  for key in "${!said[@]}"; do text+=", \"$key\": [${said[$key]}]"; done
  fault_start <<<"{${text#, }}"
}

# ---- all is well ----
play
run 0 newel doctor -p policy.yaml --model us.amazon.nova-lite-v1:0
holds "ok       region       us-east-1 (AWS_REGION), profile default"
holds "ok       endpoint     https://localhost:$fault_https, set by you"
holds "ok       credentials  environment, key …RVER, hold for ever"
holds "ok       identity     arn:aws:sts::123456789012:assumed-role/app/me, account 123456789012"
holds "ok       guardrail    \"production-safety\" (gr1abc), version 3, READY"
holds "ok       judging      ApplyGuardrail answers"
holds "ok       profile      us.amazon.nova-lite-v1:0 is ACTIVE, in 2 regions"
holds "ok       model        amazon.nova-lite-v1:0, streams"
holds "ok       access       this account may use it"
holds "ok       call         Converse answers, with the guardrail"
holds "ok       stream       ConverseStream answers, with the guardrail"
lacks "failed"
lacks "AKIDFAULTSERVER"
lacks "fault-secret-key"
[ "$(fault_asked | paste -sd ' ')" = "GetCallerIdentity ListGuardrails ListGuardrails GetGuardrail ApplyGuardrail GetInferenceProfile GetFoundationModel GetFoundationModelAvailability Converse ConverseStream" ] && ok || not_ok "asked: $(fault_asked | paste -sd ' ')"

play
run 0 newel doctor -p policy.yaml --model us.amazon.nova-lite-v1:0 --json
python3 - <<'PY' && ok || not_ok "the JSON report"
import json
report = json.load(open(".out"))
assert report["healthy"] is True and len(report["checks"]) == 12, report
assert all(check["status"] == "ok" and set(check) == {"name", "status", "found"} for check in report["checks"])
PY

# ---- and what may be wrong: what is changed | what the report says | what to do ----
sick() {
  local says=$1 advice=$2
  shift 2
  play "$@"
  run 1 newel doctor -p policy.yaml --model us.amazon.nova-lite-v1:0
  holds "$says"
  holds "-> $advice"
}
denied() { printf '{"status": 403, "error": "AccessDeniedException", "json": {"message": "not authorized to perform: %s"}}' "$1"; }

sick 'there is no guardrail "production-safety" in us-east-1' 'make it with `newel push`' 'ListGuardrails={"json": {"guardrails": []}}'
sick 'is FAILED: the KMS key cannot be used' 'correct what it names' "GetGuardrail=$(guardrail FAILED 3)"
sick 'is UPDATING' 'wait until it is READY' "GetGuardrail=$(guardrail UPDATING 3)"
sick 'not authorized to perform: bedrock:ApplyGuardrail' 'may this identity do it? `newel iam`' "ApplyGuardrail=$(denied bedrock:ApplyGuardrail)"
sick 'not authorized to perform: bedrock:GetGuardrail' 'may this identity do it?' "GetGuardrail=$(denied bedrock:GetGuardrail)"
sick 'entitlementAvailability of amazon.nova-lite-v1:0 is NOT_AVAILABLE' 'ask for access' "GetFoundationModelAvailability=${access/\"entitlementAvailability\": \"AVAILABLE\"/\"entitlementAvailability\": \"NOT_AVAILABLE\"}"
sick "You don't have access to the model" 'ask for access to the model in the Bedrock console' "Converse={\"status\": 403, \"error\": \"AccessDeniedException\", \"json\": {\"message\": \"You don't have access to the model with the specified model ID.\"}}"
sick 'ConverseStream answers, but not with the guardrail' 'judge before and after' "ConverseStream={\"when\": \"guardrailConfig\", \"repeat\": true, \"status\": 400, \"error\": \"ValidationException\", \"json\": {\"message\": \"guardrails are not supported\"}}, $stream"
sick '3600 seconds ahead of' 'set the clock' "GetCallerIdentity=${sts%\}}, \"date_s\": -3600}"
sick 'sts answered 403 InvalidClientTokenId' 'the key is unknown to AWS' 'GetCallerIdentity={"status": 403, "text": "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>"}'
sick '502' 'something between here and AWS failed' 'ApplyGuardrail={"status": 502, "text": "<html>"}'

# Listing is a convenience: without it the name is taken for an id.
play "ListGuardrails=$(denied bedrock:ListGuardrails)"
run 0 newel doctor --guardrail gr1abc:3
holds 'warning  list'
holds 'ok       guardrail'
play "GetGuardrail=$(guardrail READY DRAFT)"
run 0 newel doctor --guardrail production-safety
holds 'warning  version      DRAFT changes with every edit'
holds 'skipped  model        none is named'

# newel.lock beside the policy tells id and version: nothing is listed.
sed 's/version: "3", //' policy.yaml >pinned.yaml
cat >newel.lock <<'JSON'
{"newel_lock": 1, "guardrails": [
  {"name": "production-safety", "account": "123456789012", "region": "us-east-1", "id": "gr1abc",
   "arn": "arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1abc", "version": "3",
   "projection": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]}
JSON
play
run 0 newel doctor -p pinned.yaml
holds 'ok       lock         "production-safety" is gr1abc, version 3'
holds 'ok       guardrail    "production-safety" (gr1abc), version 3, READY'
[ "$(fault_asked | paste -sd ' ')" = "GetCallerIdentity GetGuardrail ApplyGuardrail" ] && ok || not_ok "asked: $(fault_asked | paste -sd ' ')"
rm newel.lock

# Nobody to sign: said once, and what needs it is skipped.
play
run 1 env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY "$newel" doctor
holds 'failed   credentials  no AWS credentials'
holds 'skipped  guardrail    there are no credentials'
[ -z "$(fault_asked)" ] && ok || not_ok "something was sent without keys"
run 0 env AWS_BEARER_TOKEN_BEDROCK=bedrock-api-key-4711 "$newel" doctor --guardrail production-safety:3
holds 'a Bedrock API key (AWS_BEARER_TOKEN_BEDROCK)'
lacks 4711
run 1 env -u AWS_REGION "$newel" doctor
says 'no AWS region is set'
run 1 newel doctor --endpoint-url https://localhost:$fault_refused --timeout 20 --guardrail x
holds 'cannot be reached'
fault_stop
done_testing
