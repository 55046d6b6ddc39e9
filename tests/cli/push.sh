#!/usr/bin/env bash
# newel plan, push, pull, drift and guardrails against a scripted Bedrock: every way, and a failure at every step of it.
. "$2/tests/cli/lib.bash"
. "$source_dir/tests/fault/lib.bash"
command -v python3 >/dev/null && command -v openssl >/dev/null && [ -e "$(dirname "$newel")/libnewel-cloud.so" ] || {
  echo "skipped: needs python3, openssl and libnewel-cloud"
  exit 77
}
model=${NEWEL_SHARED:-$source_dir/../shared}/aws/models/bedrock/2023-04-20/service-2.json
cat >p.yaml <<'Y'
newel: 1
name: shop
description: a shop
messages: {input: "no", output: "no output"}
tags: {team: safety}
content: {HATE: HIGH, PROMPT_ATTACK: {input: MEDIUM}}
topics: {legal: {definition: Legal advice., examples: ["Am I liable?"]}}
words: {rivals: [Acme]}
pii: {EMAIL: ANONYMIZE, DE_TAX_ID: BLOCK}
secrets: BLOCK
Y
arn=arn:aws:bedrock:us-east-1:123456789012:guardrail/gr1

# live STATUS VERSION [SED...]: GetGuardrail's answer for p.yaml, changed by sed.
live() {
  local status=$1 version=$2
  shift 2
  newel export -p p.yaml 2>/dev/null | python3 -c '
import json, re, sys
g = json.load(sys.stdin)
def rename(v):
    if isinstance(v, dict): return {re.sub("Config$", "", k): rename(x) for k, x in v.items()}
    return [rename(x) for x in v] if isinstance(v, list) else v
g = rename(g)
del g["tags"]
g.update(guardrailId="gr1", guardrailArn=sys.argv[1], version=sys.argv[3], status=sys.argv[2], createdAt="2026-11-01T00:00:00Z",
         updatedAt="2026-11-01T00:00:00Z")
if sys.argv[2] == "FAILED": g.update(statusReasons=["a topic is too broad"], failureRecommendations=["narrow its definition"])
print(json.dumps(g))' "$arn" "$status" "$version" | sed -e 's/^//' "$@"
}
none='{"json": {"guardrails": []}}'
listed='{"json": {"guardrails": [{"id": "gr1", "arn": "'$arn'", "name": "shop", "version": "DRAFT", "status": "READY", "createdAt": "2026-11-01T00:00:00Z", "updatedAt": "2026-11-01T00:00:00Z"}]}}'
versions() { # versions N...: the list of versions
  local n all=
  for n in DRAFT "$@"; do all="$all${all:+,}{\"id\": \"gr1\", \"arn\": \"$arn\", \"name\": \"shop\", \"version\": \"$n\", \"status\": \"READY\", \"createdAt\": \"2026-11-01T00:00:00Z\", \"updatedAt\": \"2026-11-01T00:00:00Z\"}"; done
  echo "{\"json\": {\"guardrails\": [$all]}}"
}
made='{"status": 202, "json": {"guardrailId": "gr1", "guardrailArn": "'$arn'", "version": "DRAFT", "createdAt": "2026-11-01T00:00:00Z"}}'
updated='{"status": 202, "json": {"guardrailId": "gr1", "guardrailArn": "'$arn'", "version": "DRAFT", "updatedAt": "2026-11-01T00:00:00Z"}}'
version() { echo "{\"status\": 202, \"json\": {\"guardrailId\": \"gr1\", \"version\": \"$1\"}}"; }
get() { echo "{\"json\": $1}"; }
error() { echo "{\"status\": $1, \"error\": \"$2\", \"json\": {\"message\": \"$3\"}}"; }
asked() { if [ "$(fault_asked | tr '\n' ' ')" = "$1 " ]; then ok; else not_ok "asked: $(fault_asked | tr '\n' ' ')"; fi; }
pinned() { if grep -qF "\"version\": \"$1\"" newel.lock 2>/dev/null; then ok; else not_ok "newel.lock: $(cat newel.lock 2>&1)"; fi; }
# valid N OPERATION: the N-th body is one of the operation's in AWS's service model.
valid() {
  [ -r "$model" ] || return 0
  fault_body "$1" | python3 -c '
import json, sys
body = json.load(sys.stdin)
body = json.loads(body) if isinstance(body, str) else body
body.update(json.loads(sys.argv[1]))
print(json.dumps(body))' "${3:-{\}}" >.body
  if python3 "$source_dir/tests/contract/shapes.py" "$model" "$2" <.body >.found 2>&1; then ok; else not_ok "$2: $(cat .found)"; fi
}
ready=$(live READY DRAFT)
creating=$(live CREATING DRAFT)
updating=$(live UPDATING DRAFT)
weaker=$(live READY DRAFT -e 's/"inputStrength": "HIGH"/"inputStrength": "LOW"/')

# ---- offline: a plan against a file
echo "$weaker" >live.json
run 0 newel plan -p p.yaml --live live.json
out "guardrail 'shop' (gr1, DRAFT, READY)
  ~ content.HATE inputStrength: LOW -> HIGH
stays local: pii.DE_TAX_ID (Bedrock has no such PII type)
stays local: secrets (Bedrock has no rule for secrets)
0 to add, 1 to change, 0 to remove"
run 4 newel drift -p p.yaml --live live.json
run 4 newel drift -p p.yaml --live live.json --json
holds '"member": "inputStrength"'
echo "$ready" >live.json
run 0 newel drift -p p.yaml --live live.json
holds 'no changes'
echo '{' >live.json
run 1 newel plan -p p.yaml --live live.json
says 'is no guardrail'

# ---- quotas and forms: refused with their line before anything is sent
cat >big.yaml <<'Y'
newel: 1
name: big
topics:
  fine: {definition: Short.}
  long: {definition: "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"}
kms_key: my key
regexes: {around: {pattern: 'a(?=bcd)', action: BLOCK, match: [abcd]}}
Y
run 3 newel push -p big.yaml --region us-east-1
says "big.yaml:5:3: warning[W0801]: topics.long has 201 characters of definition (tier CLASSIC); Bedrock takes at most 200"
says "big.yaml:6:1: warning[W0803]: 'my key' is no KMS key that Bedrock takes"
says 'nothing was sent'
says "regexes.around: Bedrock's regexes have no lookaround"
run 0 newel export -p big.yaml
lacks 'bcd'

# ---- nothing there: a dry run, then the real one, then nothing more to do
fault_start <<S
{"ListGuardrails": [$none]}
S
run 0 newel plan -p p.yaml
holds "guardrail 'shop' is not there yet"
holds '  + topics.legal'
run 0 newel push -p p.yaml --dry-run
lines 2
holds '{"operation":"CreateGuardrail","parameters":{"name":"shop"'
holds '{"operation":"CreateGuardrailVersion"'
asked 'ListGuardrails ListGuardrails'
[ ! -e newel.lock ] && ok || not_ok 'a dry run wrote newel.lock'

fault_start <<S
{"ListGuardrails": [$none, $(versions)], "CreateGuardrail": [$made], "CreateGuardrailVersion": [$(version 1)],
 "GetGuardrail": [$(get "$creating"), $(get "$ready"), $(get "$(live VERSIONING 1)"), $(get "$(live READY 1)")]}
S
run 0 newel push -p p.yaml
out "guardrail 'shop' (gr1, us-east-1): created, version 1 published"
asked 'ListGuardrails CreateGuardrail GetGuardrail GetGuardrail ListGuardrails CreateGuardrailVersion GetGuardrail GetGuardrail'
valid 2 CreateGuardrail
valid 6 CreateGuardrailVersion '{"guardrailIdentifier": "gr1"}'
pinned 1
run 0 python3 - newel.lock "$source_dir/grammar/lock.schema.json" <<'P'
import json, sys
lock, schema = (json.load(open(name)) for name in sys.argv[1:])
entry = lock["guardrails"][0]
assert set(entry) == set(schema["properties"]["guardrails"]["items"]["required"]), entry
assert entry["account"] == "123456789012" and entry["name"] == "shop", entry
P
run 0 python3 -c '
import json, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
body = lines[1]["body"]
body = json.loads(body) if isinstance(body, str) else body
tags = {t["key"]: t["value"] for t in body["tags"]}
assert tags["team"] == "safety" and len(tags["newel:guard-id"]) == 64 and len(tags["newel:policy-id"]) == 64, tags
assert body["clientRequestToken"], body' "$fault_log"
cp newel.lock first.lock

fault_start <<S
{"ListGuardrails": [$(versions 1)], "GetGuardrail": [$(get "$ready"), $(get "$(live READY 1)")]}
S
run 0 newel push -p p.yaml
out "guardrail 'shop' (gr1, us-east-1): no changes, version 1"
asked 'GetGuardrail ListGuardrails GetGuardrail'
cmp -s newel.lock first.lock && ok || not_ok 'newel.lock changed'
run 0 newel drift -p p.yaml
run 0 newel push -p p.yaml --dry-run
says 'nothing would be sent'

# ---- the draft differs: update, wait, tags, the next version (10 is after 9)
fault_start <<S
{"ListGuardrails": [$(versions 9 10 2)], "UpdateGuardrail": [$updated], "TagResource": [{"json": {}}], "CreateGuardrailVersion": [$(version 11)],
 "GetGuardrail": [$(get "$weaker"), $(get "$updating"), $(get "$ready"), $(get "$(echo "$weaker" | sed 's/"DRAFT"/"10"/')"), $(get "$(live READY 11)")]}
S
run 0 newel push -p p.yaml --json
holds '"updated": true'
holds '"changes": 1'
asked 'GetGuardrail UpdateGuardrail GetGuardrail GetGuardrail TagResource ListGuardrails GetGuardrail CreateGuardrailVersion GetGuardrail'
valid 2 UpdateGuardrail '{"guardrailIdentifier": "gr1"}'
valid 5 TagResource
pinned 11

# ---- failures, one at each step; newel.lock keeps what it had
rm newel.lock
fault_start <<S
{"ListGuardrails": [$none], "CreateGuardrail": [$(error 400 ServiceQuotaExceededException 'too many guardrails')]}
S
run 1 newel push -p p.yaml
says 'ServiceQuotaExceededException'
[ ! -e newel.lock ] && ok || not_ok 'newel.lock is there'

fault_start <<S
{"ListGuardrails": [$none], "CreateGuardrail": [$made], "GetGuardrail": [$(get "$(live FAILED DRAFT)")]}
S
run 1 newel push -p p.yaml
says "guardrail 'gr1' FAILED: a topic is too broad"
says 'narrow its definition'
pinned DRAFT

# it FAILED: the next push writes it again
fault_start <<S
{"ListGuardrails": [$(versions)], "UpdateGuardrail": [$updated], "TagResource": [{"json": {}}], "CreateGuardrailVersion": [$(version 1)],
 "GetGuardrail": [$(get "$(live FAILED DRAFT)"), $(get "$ready"), $(get "$(live READY 1)")]}
S
run 0 newel push -p p.yaml
holds 'version 1 published'
pinned 1

# throttled twice, then let in
fault_start <<S
{"ListGuardrails": [$(versions 1)], "GetGuardrail": [$(error 429 ThrottlingException slow), $(get "$ready"), $(get "$(live READY 1)")]}
S
run 0 newel push -p p.yaml
fault_start <<S
{"GetGuardrail": [$(error 429 ThrottlingException slow)]}
S
run 1 newel push -p p.yaml --timeout 5
says 'ThrottlingException'

# somebody else is changing it
fault_start <<S
{"ListGuardrails": [$(versions 1)], "UpdateGuardrail": [$(error 400 ConflictException 'it is being updated'), $updated], "TagResource": [{"json": {}}],
 "CreateGuardrailVersion": [$(version 2)],
 "GetGuardrail": [$(get "$weaker"), $(get "$updating"), $(get "$weaker"), $(get "$ready"), $(get "$weaker"), $(get "$(live READY 2)")]}
S
run 0 newel push -p p.yaml
holds 'version 2 published'
asked 'GetGuardrail UpdateGuardrail GetGuardrail GetGuardrail UpdateGuardrail GetGuardrail TagResource ListGuardrails GetGuardrail CreateGuardrailVersion GetGuardrail'

# twenty versions already
fault_start <<S
{"ListGuardrails": [$(versions 20)], "GetGuardrail": [$(get "$ready"), $(get "$weaker")],
 "CreateGuardrailVersion": [$(error 400 ServiceQuotaExceededException 'version limit')]}
S
run 1 newel push -p p.yaml
says 'no version was published'
says 'newel guardrails delete gr1 --version N'
pinned 2

# READY does not come in time
fault_start <<S
{"GetGuardrail": [$(get "$updating")]}
S
run 1 newel push -p p.yaml --timeout 1
says 'out of time: the guardrail is UPDATING'
# no permission to tag, to update; it is gone
fault_start <<S
{"UpdateGuardrail": [$(error 403 AccessDeniedException 'not authorized')], "GetGuardrail": [$(get "$weaker")]}
S
run 1 newel push -p p.yaml
says 'AccessDeniedException'
fault_start <<S
{"UpdateGuardrail": [$updated], "GetGuardrail": [$(get "$weaker"), $(get "$ready")], "TagResource": [$(error 403 AccessDeniedException 'not authorized')]}
S
run 1 newel push -p p.yaml
says 'AccessDeniedException'
pinned 2
fault_start <<S
{"GetGuardrail": [$(error 404 ResourceNotFoundException 'no such guardrail')]}
S
run 1 newel push -p p.yaml
says "guardrail 'gr1' is not there"
says 'newel.lock'
echo '{"newel_lock": 9, "guardrails": []}' >other.lock
run 3 newel plan -p p.yaml --lock other.lock
says 'newel.lock:1:'

# ---- pull: what is live as a policy, and back
fault_start <<S
{"ListGuardrails": [$listed], "GetGuardrail": [$(get "$weaker")]}
S
rm newel.lock
run 0 newel pull shop
cp .out pulled.yaml
holds 'HATE: {input: LOW, output: HIGH}'
run 0 newel check pulled.yaml
run 0 newel drift -p pulled.yaml
fault_start <<S
{"ListGuardrails": [$none]}
S
run 1 newel pull shop
says "there is no guardrail 'shop' in us-east-1"
run 1 newel pull

# ---- guardrails: pages, one, and gone
fault_start <<S
{"ListGuardrails": [{"json": {"guardrails": [{"id": "gr0", "arn": "a", "name": "other", "version": "DRAFT", "status": "READY", "createdAt": "2026-11-01T00:00:00Z", "updatedAt": "2026-11-01T00:00:00Z"}], "nextToken": "t2"}}, $listed],
 "GetGuardrail": [$(get "$(live FAILED DRAFT)")], "DeleteGuardrail": [{"status": 202, "json": {}}]}
S
run 0 newel guardrails list
lines 2
holds 'gr0'
holds 'gr1'
run 0 newel guardrails show gr1
holds 'reason       a topic is too broad'
cp first.lock newel.lock
run 1 newel guardrails delete gr1
says 'say --yes'
run 0 newel guardrails delete gr1 --version 3 --yes
pinned 1
run 0 newel guardrails delete gr1 --yes
out 'deleted gr1'
grep -q gr1 newel.lock && not_ok 'it is still in newel.lock' || ok
run 1 newel guardrails
run 1 newel guardrails show
fault_stop
done_testing
