#!/usr/bin/env bash
# newel import of guardrails: templates with functions, Terraform's two providers and its plans, what is left out and said.
. "$2/tests/cli/lib.bash"
files=$source_dir/tests/import

run 0 newel import --from cloudformation "$files/guardrail.template.yaml"
cp .out policy.yaml
holds "name: 'Safety'"
says "Name is Sub, which only a deployment resolves"
says "InputStrength is the default of parameter 'Strength'"
holds 'HATE: {input: MEDIUM, output: HIGH}'
holds "# not written, Bedrock's default is taken: inputModalities, outputModalities, inputAction, inputEnabled, outputAction, outputEnabled"
lacks '  VIOLENCE: {'
says "guardrail.template.yaml:18:"
says "InputStrength is Ref, which only a deployment resolves"
holds '#   content.INSULTS: it is not enabled in the file'
says 'a content filter that is not known to Newel'
says 'the list is If, which only a deployment resolves'
holds "      - 'Acme'"
holds '    input: NONE'
says "'!!' is left out"
says "member 'Loudness' is not known to Newel"
holds '  EMAIL: ANONYMIZE'
holds '  PHONE: {input: BLOCK, output: NONE}'
holds "  'order- id-1':"
says "'broken' is left out"
holds "guardrail_profile: 'arn:aws:bedrock:us-east-1:123456789012:guardrail-profile/us.guardrail.v1:0'"
holds "  'team': 'a: b'"
says 'the file has more than one guardrail'
run 0 newel check policy.yaml

# A template as JSON, and the same guardrail again.
newel export -p policy.yaml --to cloudformation >template.json 2>/dev/null
run 0 newel import --from cloudformation template.json
cp .out again.yaml
newel export -p policy.yaml 2>/dev/null | grep -v '"value": "[0-9a-f]\{64\}"' >one
newel export -p again.yaml 2>/dev/null | grep -v '"value": "[0-9a-f]\{64\}"' >two
if cmp -s one two; then ok; else not_ok 'another guardrail came back'; fi

# Terraform: a plan of the aws provider (blocks in lists, nulls), a configuration with expressions, HCL.
run 0 newel import --from terraform "$files/guardrail.plan.json"
silent
holds "name: 'from-plan'"
holds 'HATE: {input: LOW, output: HIGH}'
holds "definition: 'Legal advice.'"
holds "  'team': 'x'"
cp .out plan.yaml
run 0 newel check plan.yaml
cat >config.tf.json <<'J'
{"resource": [{"awscc_bedrock_guardrail": {"main": [{"name": "${var.name}", "blocked_input_messaging": "a", "blocked_outputs_messaging": "b",
  "sensitive_information_policy_config": {"pii_entities_config": [{"type": "EMAIL", "action": "BLOCK"}, {"type": "${var.t}", "action": "BLOCK"}]},
  "tags": [{"key": "k", "value": "v"}]}]}}]}
J
run 0 newel import --from terraform config.tf.json
holds "name: 'main'"
says 'name is ${...}, which only a deployment resolves'
says 'type is ${...}'
holds '  EMAIL: BLOCK'
printf 'resource "aws_bedrock_guardrail" "main" {\n  name = "x"\n}\n' >main.tf
run 3 newel import --from terraform main.tf
says 'is written in HCL'
says 'terraform show -json'

# What is no guardrail, and one with nothing in it.
run 3 newel import --from bedrock "$files/guardrail.plan.json"
says 'the file is not a guardrail'
run 3 newel import --from cloudformation "$files/guardrail.plan.json"
run 3 newel import --from terraform template.json
echo '{"name": "x", "blockedInputMessaging": "a", "blockedOutputsMessaging": "b"}' >empty.json
run 3 newel import --from bedrock empty.json
says 'no rule that a policy could say'
: >nothing
run 3 newel import --from bedrock nothing
echo '[1]' >list.json
run 3 newel import --from bedrock list.json
# Nothing of a guardrail breaks out of a text or a comment.
printf '%s' '{"name": "a b\nc", "blockedInputMessaging": "x\npii: {URL: BLOCK}", "blockedOutputsMessaging": "# \u0027 \" \\ \u2028",
  "topicPolicy": {"topics": [{"name": "t", "definition": "d\nwords: {a: [b]}", "examples": ["\u0007"], "type": "DENY", "x\nsecrets": 1}]}}' >hostile.json
run 0 newel import --from bedrock hostile.json
grep -q '^pii:\|^words:\|^secrets:' .out && not_ok 'it broke out' || ok
cp .out hostile.yaml
run 0 newel check hostile.yaml
done_testing
