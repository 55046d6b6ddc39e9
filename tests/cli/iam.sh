#!/usr/bin/env bash
# `newel iam`: what is allowed is what is used, no more.
. "$2/tests/cli/lib.bash"
newel iam >/dev/null 2>.err
if grep -q 'without Bedrock' .err; then echo "skipped: built without Bedrock"; exit 77; fi

cat >guardrail.yaml <<'YAML'
newel: 1
name: shop
messages: {input: "no", output: "no"}
content: {HATE: {input: HIGH, output: HIGH}}
guardrail_profile: us.guardrail.v1:0
kms_key: arn:aws:kms:us-east-1:123456789012:key/0f0f
escalation: {guardrail: shop, version: "3", when: {content: always}, on_error: block}
YAML
sed '/guardrail_profile\|kms_key/d' guardrail.yaml >plain.yaml
sed '/escalation\|guardrail_profile\|kms_key/d' guardrail.yaml >local.yaml

# allows WHAT...: the statements are exactly these, each "actions | resources | condition".
allows() {
  python3 - "$@" <<'PY' && ok || not_ok "statements"
import json, sys
policy = json.load(open(".out"))
assert policy["Version"] == "2012-10-17"
got = [" | ".join([" ".join(s["Action"]), " ".join(s["Resource"]), json.dumps(s["Condition"], sort_keys=True) if "Condition" in s else "-"])
       for s in policy["Statement"]]
sids = [s["Sid"] for s in policy["Statement"] if "Sid" in s]
assert all(s["Effect"] == "Allow" for s in policy["Statement"]) and len(set(sids)) == len(sids)
assert not any("bedrock:Converse" in g for g in got)
if got != sys.argv[1:]:
    sys.exit("    got:  " + "\n    got:  ".join(got))
PY
}
invoke='bedrock:InvokeModel bedrock:InvokeModelWithResponseStream'
where=(--region us-east-1 --account 123456789012)
key='kms:Decrypt | arn:aws:kms:us-east-1:123456789012:key/0f0f | {"StringLike": {"kms:ViaService": "bedrock.us-east-1.amazonaws.com"}}'

run 0 newel iam -p guardrail.yaml "${where[@]}" --guardrail gr1abc
allows 'bedrock:ApplyGuardrail | arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1abc arn:aws:bedrock:*:123456789012:guardrail-profile/us.guardrail.v1:0 | -' "$key"
run 0 newel iam -p plain.yaml
allows 'bedrock:ApplyGuardrail | arn:aws:bedrock:*:*:guardrail/* | -'
cat >newel.lock <<'JSON'
{"newel_lock": 1, "guardrails": [
  {"name": "shop", "account": "210987654321", "region": "eu-west-1", "id": "gr2def", "arn": "arn:aws:bedrock:eu-west-1:210987654321:guardrail/gr2def",
   "version": "3", "projection": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]}
JSON
run 0 newel iam -p plain.yaml
allows 'bedrock:ApplyGuardrail | arn:aws:bedrock:eu-west-1:210987654321:guardrail/gr2def | -'
rm newel.lock
run 0 newel iam -p plain.yaml --for judge,invoke "${where[@]}" --model us.amazon.nova-lite-v1:0,amazon.nova-micro-v1:0
allows 'bedrock:ApplyGuardrail | arn:aws:bedrock:us-east-1:123456789012:guardrail/* | -' \
  "$invoke | arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0 | -" \
  "$invoke | arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0 | {\"StringLike\": {\"bedrock:InferenceProfileArn\": \"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0\"}}" \
  "$invoke | arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0 | -"
run 0 newel iam -p local.yaml --for invoke --region cn-north-1
allows "$invoke | arn:aws-cn:bedrock:cn-north-1::foundation-model/* | -"
run 0 newel iam -p guardrail.yaml "${where[@]}" --for push --guardrail arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1abc:3
allows 'bedrock:CreateGuardrail bedrock:ListGuardrails | * | -' \
  'bedrock:GetGuardrail bedrock:UpdateGuardrail bedrock:CreateGuardrailVersion bedrock:DeleteGuardrail bedrock:TagResource bedrock:UntagResource bedrock:ListTagsForResource | arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1abc arn:aws:bedrock:*:123456789012:guardrail-profile/us.guardrail.v1:0 | -' \
  "${key/kms:Decrypt/kms:CreateGrant kms:Decrypt kms:DescribeKey kms:GenerateDataKey}"
run 0 newel iam --for doctor
allows 'bedrock:ListGuardrails bedrock:GetGuardrail bedrock:ListFoundationModels bedrock:GetFoundationModel bedrock:GetFoundationModelAvailability bedrock:ListInferenceProfiles bedrock:GetInferenceProfile | * | -'
sed 's#arn:aws:kms.*#alias/shop#' guardrail.yaml >alias.yaml
run 0 newel iam -p alias.yaml "${where[@]}" --guardrail gr1abc
holds '"kms:ResourceAliases": "alias/shop"'

run 1 newel iam -p local.yaml
says 'asks nobody'
run 1 newel iam --for fly
says "names 'fly'"
run 1 newel iam extra
done_testing
