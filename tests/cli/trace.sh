#!/usr/bin/env bash
# trace.sh BUILD SOURCE - `newel trace`: Bedrock's answers as newel traces, and back.
. "$2/tests/cli/lib.bash"
needs_cloud
newel trace --help >.help 2>&1 || true
grep -q 'newel is built without' .help && { echo "skipped: no libnewel-cloud"; exit 77; }
cat >answer.json <<'JSON'
{"action":"GUARDRAIL_INTERVENED","outputs":[{"text":"I am {NAME}"}],"assessments":[{"sensitiveInformationPolicy":
 {"piiEntities":[{"match":"Ann","type":"NAME","action":"ANONYMIZED"}],"regexes":[]}}],"usage":{"sensitiveInformationPolicyUnits":1}}
JSON
echo '{"source":"INPUT","content":[{"text":{"text":"I am Ann"}}]}' >request.json
run 0 newel trace --from apply-guardrail --request request.json answer.json
holds '"verdict":"modify"'
holds '"start":5,"end":8'
lacks 'Ann'
run 0 newel trace --from apply-guardrail <answer.json
holds '"inferred":true'
run 0 newel trace --from apply-guardrail --to bedrock <answer.json
holds '"match":"{NAME}"'
run 0 newel trace --from apply-guardrail --to bedrock --show-matches <answer.json
holds '"match":"Ann"'
run 1 newel trace --from converse answer.json
says "guardrail's word"
run 1 newel trace answer.json
says '--from'
run 1 newel trace --from nobody answer.json
printf 'newel: 1\nname: t\npii: {EMAIL: ANONYMIZE}\n' >policy.yaml
newel apply -p policy.yaml --json <<<'mail ana@example.com' >trace.json
run 0 newel trace --from newel --to bedrock trace.json
holds '"piiEntities":[{"type":"EMAIL","match":"{EMAIL}","action":"ANONYMIZED","detected":true}]'
run 1 newel trace --from newel trace.json
done_testing
