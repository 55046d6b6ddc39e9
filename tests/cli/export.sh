#!/usr/bin/env bash
# newel export: three notations of one guardrail; every body keeps to AWS's service model, where that is at hand.
. "$2/tests/cli/lib.bash"
cat >all.yaml <<'Y'
newel: 1
name: all-kinds
description: every kind of rule
messages: {input: "no", output: "no output"}
tags: {team: safety}
content:
  HATE: {input: HIGH, output: LOW}
  PROMPT_ATTACK: {input: MEDIUM}
topics:
  legal advice: {definition: Specific legal advice., examples: ["Am I liable?"], clean: ["What is a refund?"]}
words:
  managed: [PROFANITY]
  rivals: {list: [Acme, "Globex Corp"], action: BLOCK}
pii:
  EMAIL: ANONYMIZE
  PHONE: {input: ANONYMIZE, output: BLOCK}
  DE_TAX_ID: BLOCK
regexes:
  ticket: {pattern: '\bTCK-[0-9]{4}\b', action: ANONYMIZE, match: ["TCK-1234"], clean: ["TCK-1"]}
secrets: {action: BLOCK}
grounding: {GROUNDING: 0.75}
Y
run 0 newel export -p all.yaml
cp .out bedrock.json
holds '"blockedOutputsMessaging": "no output"'
holds '"outputStrength": "NONE"'
holds '"threshold": 0.75'
holds '"text": "Globex Corp"'
holds '"key": "newel:policy-id"'
says 'DE_TAX_ID'
says 'Bedrock has no rule for secrets'
lacks DE_TAX_ID
lacks secret
run 0 python3 - bedrock.json <<'P'
import json, sys
g = json.load(open(sys.argv[1]))
phone = [e for e in g["sensitiveInformationPolicyConfig"]["piiEntitiesConfig"] if e["type"] == "PHONE"][0]
assert phone == {"type": "PHONE", "action": "BLOCK", "inputAction": "ANONYMIZE", "inputEnabled": True, "outputAction": "BLOCK",
                 "outputEnabled": True}, phone
attack = [f for f in g["contentPolicyConfig"]["filtersConfig"] if f["type"] == "PROMPT_ATTACK"][0]
assert attack["outputEnabled"] is False and attack["outputAction"] == "NONE", attack
P
run 0 newel export -p all.yaml --to cloudformation
holds '"Type": "AWS::Bedrock::Guardrail"'
holds '"AllKinds": {'
holds '"BlockedInputMessaging": "no"'
run 0 newel export -p all.yaml --to terraform
holds '"awscc_bedrock_guardrail": {'
holds '"managed_word_lists_config": ['
run 1 newel export -p all.yaml --to pulumi
printf 'newel: 1\nname: x\npii: {DE_TAX_ID: BLOCK}\n' >none.yaml
run 3 newel export -p none.yaml
says 'no rule of the policy has a place in a Bedrock guardrail'
printf 'newel: 1\n' >broken.yaml
run 3 newel export -p broken.yaml

model=${NEWEL_SHARED:-$source_dir/../shared}/aws/models/bedrock/2023-04-20/service-2.json
if [ -r "$model" ]; then
  run 0 python3 "$source_dir/tests/contract/shapes.py" "$model" CreateGuardrail <bedrock.json
  for policy in production-safety customer-support; do
    run 0 newel export -p "$source_dir/policies/$policy"
    cp .out body.json
    run 0 python3 "$source_dir/tests/contract/shapes.py" "$model" CreateGuardrail <body.json
  done
else
  echo "SKIPPED: $model is not there; the bodies were not held against it" >&2
fi
done_testing
