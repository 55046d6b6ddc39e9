#!/usr/bin/env bash
# The verbs that call Bedrock, against the server of tests/fault: what is sent, what is shown, exit codes.
. "$2/tests/cli/lib.bash"
command -v python3 >/dev/null || { echo "SKIP: no python3"; exit 77; }
. "$source_dir/tests/fault/lib.bash"
run 0 newel call --list
if grep -q 'not there\|without' "$work/.err"; then echo "SKIP: built without libnewel-cloud"; exit 77; fi

# sent N TEXT: the N-th request (its line of the log) holds TEXT.
sent() { if sed -n "$1p" "$fault_log" | grep -qF -- "$2"; then ok; else not_ok "request $1 does not hold: $2"; sed -n "$1p" "$fault_log"; fi; }

# ---- any operation ----
holds 'ApplyGuardrail  '
holds 'ConverseStream'
holds '(stream)'
fault_start <<'JSON'
{"GetGuardrail": [{"json": {"name": "n", "status": "READY"}}],
 "ConverseStream": [{"events": [["messageStart", {"role": "assistant"}], ["messageStop", {"stopReason": "end_turn"}]]},
                    {"events": [["messageStart", {"role": "assistant"}]]},
                    {"events": [["messageStart", {"role": "assistant"}], {"exception": "throttlingException", "payload": {"message": "slow"}}]}],
 "DeleteGuardrail": [{"status": 403, "error": "AccessDeniedException", "json": {"message": "no"}}]}
JSON
run 0 newel call GetGuardrail --params '{"guardrailIdentifier":"arn:aws:bedrock:us-east-1:123456789012:guardrail/a1"}'
out '{"name": "n", "status": "READY"}'
sent 1 '/guardrails/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aguardrail%2Fa1'
run 0 newel call ConverseStream --params '{"modelId":"m:0"}'
lines 2
holds '{"event":"messageStart","payload":{"role": "assistant"}}'
run 1 newel call ConverseStream --params '{"modelId":"m"}'
says "the stream was cut: 'messageStop' did not come"
run 1 newel call ConverseStream --params '{"modelId":"m"}'
says 'ThrottlingException'
run 1 newel call DeleteGuardrail --params '{"guardrailIdentifier":"a1"}'
says 'AccessDeniedException'
run 1 newel call GetGuardrails
says "did you mean 'GetGuardrail'?"
run 1 newel call GetGuardrail
says "'guardrailIdentifier' is missing"
run 1 newel call GetGuardrail --params '{"guardrailIdentifer":"a"}'
says "did you mean 'guardrailIdentifier'?"
run 1 newel call GetGuardrail --params '{"guardrailIdentifier":""}'
says "'guardrailIdentifier' is empty"
run 1 newel call
says 'one OPERATION is needed'
[ "$(fault_asked | wc -l)" -eq 5 ] && ok || not_ok "what was refused was sent"

# ---- converse ----
fault_start <<'JSON'
{"Converse": [
  {"json": {"output": {"message": {"role": "assistant", "content": [{"text": "Hello."}]}}, "stopReason": "end_turn", "usage": {}, "metrics": {}}},
  {"json": {"output": {"message": {"role": "assistant", "content": [{"text": "Not this."}]}}, "stopReason": "guardrail_intervened",
            "trace": {"guardrail": {"inputAssessment": {"a1": {"topicPolicy": {"topics": [{"name": "t", "type": "DENY", "action": "BLOCKED"}]}}}}}}},
  {"json": {"output": {"message": {"role": "assistant", "content": [{"text": "I am {NAME}."}]}}, "stopReason": "guardrail_intervened",
            "trace": {"guardrail": {"outputAssessments": {"a1": [{"sensitiveInformationPolicy": {"piiEntities": [{"action": "ANONYMIZED"}]}}]}}}}},
  {"json": {"output": {"message": {"role": "assistant", "content": [{"text": "Not this."}]}}, "stopReason": "guardrail_intervened"}}],
 "ConverseStream": [{"events": [["messageStart", {"role": "assistant"}], ["contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "Hel"}}],
    ["contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": "lo."}}], ["messageStop", {"stopReason": "end_turn"}],
    ["metadata", {"usage": {"inputTokens": 3}, "trace": {"guardrail": {"actionReason": "No action."}}}]]}]}
JSON
run 0 newel converse -m m:0 --system 'Be short.' hi there
out 'Hello.'
sent 1 '"messages": [{"role": "user", "content": [{"text": "hi there"}]}]' || true
[ "$(fault_body 1)" = '{"messages": [{"content": [{"text": "hi there"}], "role": "user"}], "system": [{"text": "Be short."}]}' ] && ok ||
  not_ok "body: $(fault_body 1)"
run 2 newel converse -m m -g arn:aws:bedrock:us-east-1:123456789012:guardrail/a1:4 --guarded latest --trace trace.json hi
out 'Not this.'
says 'the guardrail blocked it'
[ "$(fault_body 2)" = '{"guardrailConfig": {"guardrailIdentifier": "arn:aws:bedrock:us-east-1:123456789012:guardrail/a1", "guardrailVersion": "4", "trace": "enabled"}, "messages": [{"content": [{"guardContent": {"text": {"text": "hi"}}}], "role": "user"}]}' ] &&
  ok || not_ok "body: $(fault_body 2)"
grep -q '"action": "BLOCKED"' trace.json && ok || not_ok 'no trace'
run 0 newel converse -m m -g a1:DRAFT hi
out 'I am {NAME}.'
says 'masked'
run 2 newel converse -m m -g a1:4 hi
printf 'a picture' >cat.jpg
printf 'a report' >'my report.txt'
echo '[{"role":"user","content":[{"text":"one"}]},{"role":"assistant","content":[{"text":"two"}]}]' >turns.json
run 0 newel converse -m m --stream --trace trace.json --messages turns.json --image cat.jpg --document 'my report.txt' three
out 'Hello.'
holds 'Hello.'
out 'Hello.'
grep -q 'No action' trace.json && ok || not_ok 'no trace'
fault_body 5 | grep -qF '{"image": {"format": "jpeg", "source": {"bytes": "YSBwaWN0dXJl"}}}, {"document": {"format": "txt", "name": "my-report", "source": {"bytes": "YSByZXBvcnQ="}}}, {"text": "three"}' &&
  ok || not_ok "body: $(fault_body 5)"
run 0 newel converse -m m --stream --json hi
holds '{"output":{"message":{"role":"assistant","content":[{"text":"Hello."}]}},"stopReason":"end_turn","usage":{"inputTokens": 3}'
run 1 newel converse -m m -g a1:4 --tag k9 'no span'
says 'nothing would be guarded'
run 1 newel converse -m m -g a1 hi
says "expected ID:VERSION"
run 1 newel converse hi
says '--model is needed'

# ---- invoke ----
fault_start <<'JSON'
{"InvokeModel": [{"json": {"completion": "Hi.", "amazon-bedrock-guardrailAction": "NONE"}},
                 {"json": {"completion": "No.", "amazon-bedrock-guardrailAction": "INTERVENED"}}],
 "InvokeModelWithResponseStream": [{"events": [["chunk", {"bytes": "eyJhIjoxfQ=="}], ["chunk", {"bytes": "eyJhIjoyfQ=="}]]}]}
JSON
run 0 newel invoke -m m -g a1:4 --tag k9 --params '{"prompt":"Greet <k9>Ann</k9>.","n":1.50}'
out '{"completion": "Hi.", "amazon-bedrock-guardrailAction": "NONE"}'
sent 1 'amazon-bedrock-guardrails-guardContent_'
sent 1 'tagSuffix'
sent 1 '1.5'
run 2 newel invoke -m m -g a1:4 --params '{"prompt":"x"}'
says 'blocked'
says 'looks for no prompt attacks'
run 0 newel invoke -m m --stream --params '{"prompt":"x"}'
out '{"a":1}
{"a":2}'

# ---- judge ----
fault_start <<'JSON'
{"ApplyGuardrail": [{"json": {"action": "NONE", "outputs": [], "assessments": [{}], "usage": {}}},
  {"json": {"action": "GUARDRAIL_INTERVENED", "outputs": [{"text": "I am {NAME}."}], "usage": {},
            "assessments": [{"sensitiveInformationPolicy": {"piiEntities": [{"match": "Ann", "type": "NAME", "action": "ANONYMIZED"}], "regexes": []}}]}},
  {"json": {"action": "GUARDRAIL_INTERVENED", "outputs": [{"text": "Not this."}], "assessments": [], "usage": {}}},
  {"json": {"action": "GUARDRAIL_INTERVENED", "outputs": [{"text": "a"}, {"text": "b"}], "usage": {},
            "assessments": [{"sensitiveInformationPolicy": {"piiEntities": [{"match": "Ann", "type": "NAME", "action": "ANONYMIZED"}], "regexes": []}}]}}],
 "InvokeGuardrailChecks": [{"json": {"usage": {}, "results": {"contentFilter": {"results": [{"category": "VIOLENCE", "severityScore": 0.8}]},
  "sensitiveInformation": {"results": [{"type": "EMAIL", "confidenceScore": 0.99, "beginOffset": 5, "endOffset": 20, "messageIndex": 0, "contentIndex": 0}]}}}}]}
JSON
run 0 newel judge -g a1:4 <<<'I am fine.'
out 'I am fine.'
run 0 newel judge -g a1:4 --source OUTPUT <<<'I am Ann.'
out 'I am {NAME}.'
sent 2 '"source": "OUTPUT"' || true
run 2 newel judge -g a1:4 <<<'no explanation'
out 'Not this.'
run 2 newel judge -g a1:4 <<<'two outputs for one'
run 0 newel judge <<<'mail ana@example.com'
holds 'VIOLENCE                                 0.80'
holds 'EMAIL                                    0.99  5..20'

# ---- chat ----
fault_start <<'JSON'
{"ChatCompletions": [{"json": {"choices": [{"message": {"role": "assistant", "content": "Ha."}}]}},
                     {"raw": "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"H\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a.\"}}]}\n\ndata: [DONE]\n\n"},
                     {"raw": "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"H\"}}]}\n\n"}],
 "MantleResponses": [{"json": {"output": [{"type": "message", "content": [{"type": "output_text", "text": "I am Ann."}]}]}}],
 "ApplyGuardrail": [{"json": {"action": "NONE", "outputs": [], "assessments": [{}], "usage": {}}},
  {"json": {"action": "GUARDRAIL_INTERVENED", "outputs": [{"text": "I am {NAME}."}], "usage": {},
            "assessments": [{"sensitiveInformationPolicy": {"piiEntities": [{"match": "Ann", "type": "NAME", "action": "ANONYMIZED"}], "regexes": []}}]}},
  {"json": {"action": "GUARDRAIL_INTERVENED", "outputs": [{"text": "Not this."}], "assessments": [], "usage": {}}}]}
JSON
run 0 newel chat -m o -g a1:4 joke
out 'Ha.'
sent 1 'X-Amzn-Bedrock-GuardrailIdentifier'
run 0 newel chat -m o --stream joke
out 'Ha.'
run 1 newel chat -m o --stream joke
says "'[DONE]' did not come"
run 0 newel chat -m o --mantle --responses -g a1:4 'who are you?'
out 'I am {NAME}.'
says 'this endpoint ignores guardrails'
run 2 newel chat -m o --mantle --responses -g a1:4 'bad'
out 'Not this.'
[ "$(fault_asked | tail -n 1)" = ApplyGuardrail ] && ok || not_ok 'the model was asked in spite of the guardrail'
run 1 newel chat -m o --mantle -g a1:4 --stream joke
says 'judged whole'

# ---- knowledge bases, agents, models ----
fault_start <<'JSON'
{"Retrieve": [{"json": {"retrievalResults": [{"content": {"type": "TEXT", "text": "Refunds are paid."}, "score": 0.825,
    "location": {"type": "S3", "s3Location": {"uri": "s3://docs/refunds.md"}}}]}}, {"json": {"retrievalResults": []}},
    {"json": {"retrievalResults": [], "guardrailAction": "INTERVENED"}}],
 "RetrieveAndGenerate": [{"json": {"sessionId": "s", "output": {"text": "Soon."}, "citations": [{"retrievedReferences": [
    {"content": {"text": "x"}, "location": {"type": "S3", "s3Location": {"uri": "s3://docs/a"}}}]}]}}],
 "RetrieveAndGenerateStream": [{"events": [["output", {"text": "So"}], ["output", {"text": "on."}], ["guardrail", {"action": "NONE"}]]}],
 "InvokeAgent": [{"events": [["trace", {"trace": {"guardrailTrace": {"action": "INTERVENED", "inputAssessments": [{"topicPolicy": {"topics": [{"action": "BLOCKED"}]}}]}}}],
                             ["chunk", {"bytes": "Tm90IHRoaXMu"}]]}],
 "ListFoundationModels": [{"json": {"modelSummaries": [
    {"modelArn": "arn:1", "modelId": "amazon.nova-lite-v1:0", "modelName": "Nova Lite", "providerName": "Amazon", "inputModalities": ["TEXT", "IMAGE"],
     "outputModalities": ["TEXT"], "responseStreamingSupported": true, "inferenceTypesSupported": ["ON_DEMAND"], "modelLifecycle": {"status": "ACTIVE"}},
    {"modelArn": "arn:2", "modelId": "old.model", "modelName": "Old", "providerName": "Old", "inputModalities": ["TEXT"],
     "outputModalities": ["TEXT"], "responseStreamingSupported": false, "inferenceTypesSupported": [], "modelLifecycle": {"status": "LEGACY"}}]}}]}
JSON
run 0 newel retrieve --kb KB12345678 --results 3 refunds
holds '0.82  s3://docs/refunds.md'
holds 'Refunds are paid.'
run 0 newel retrieve --kb KB12345678 refunds
says 'nothing was found'
run 2 newel retrieve --kb KB12345678 -g a1:4 refunds
run 0 newel rag --kb KB12345678 -m arn:aws:bedrock:us-east-1::foundation-model/m -g a1:4 refunds
holds 'Soon.'
holds '  [1] s3://docs/a'
sent 4 'generationConfiguration'
run 0 newel rag --kb KB12345678 -m arn:aws:bedrock:us-east-1::foundation-model/m --stream refunds
out 'Soon.'
run 2 newel agent --agent AGENT12345:ALIAS12345 --session s1 --trace trace.jsonl hi
out 'Not this.'
grep -q guardrailTrace trace.jsonl && ok || not_ok 'no trace'
run 0 newel models
lines 3
holds 'amazon.nova-lite-v1:0  Amazon    TEXT,IMAGE  TEXT  yes     ON_DEMAND'
holds 'LEGACY'
run 0 newel models --active --provider Amazon NOVA
lines 2
run 0 newel models --input IMAGE --json
holds '"id":"amazon.nova-lite-v1:0"'
run 1 newel models --input SMELL
fault_stop
done_testing
