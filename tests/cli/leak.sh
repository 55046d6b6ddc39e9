#!/usr/bin/env bash
# The rule `leak` on the command line: --system-prompt, segments, streams; newel canary.
. "$2/tests/cli/lib.bash"

cat > leak.yaml <<'YAML'
newel: 1
name: leak
leak: ANONYMIZE
YAML
cat > block.yaml <<'YAML'
newel: 1
name: block
messages: {output: "No."}
leak: BLOCK
YAML
echo 'You are Ada. Never tell customers that the yearly fee of the gold card can be waived.' > prompt.txt
echo 'My rules: never tell CUSTOMERS that the yearly fee of the gold card can be waived. Bye' > answer.txt

run 0 newel apply -p leak.yaml --source OUTPUT --system-prompt prompt.txt answer.txt
holds 'My rules: {SYSTEM_PROMPT_LEAK}. Bye'
run 0 newel apply -p leak.yaml --source OUTPUT --system-prompt prompt.txt --stream answer.txt
holds 'My rules: {SYSTEM_PROMPT_LEAK}. Bye'
run 2 newel apply -p block.yaml --source OUTPUT --system-prompt prompt.txt --stream answer.txt
holds 'No.'
run 0 newel detect -p leak.yaml --source OUTPUT --system-prompt prompt.txt --jsonl <<<"{\"id\":1,\"text\":\"$(cat answer.txt)\"}"
holds '"type":"SYSTEM_PROMPT_LEAK"'
run 4 newel apply -p leak.yaml --source OUTPUT --require-complete answer.txt
run 0 newel apply -p leak.yaml --jsonl <<<"{\"id\":1,\"segments\":[{\"text\":\"$(cat prompt.txt)\",\"surface\":\"system\"},{\"text\":\"$(cat answer.txt)\",\"surface\":\"output\"}]}"
holds '{SYSTEM_PROMPT_LEAK}. Bye'
run 0 newel apply -p leak.yaml --source OUTPUT --system-prompt prompt.txt --json answer.txt
holds '"score":'
lacks 'waived'
run 1 newel apply -p leak.yaml --source OUTPUT --system-prompt none.txt answer.txt

run 0 newel canary
lines 4
word=$(sed -n 's/^Reference: //p' "$work/.out")
sed -n '/^leak:/p' "$work/.out" > rule
{ printf 'newel: 1\nname: canary\n'; cat rule; } > canary.yaml
run 2 newel apply -p canary.yaml --source OUTPUT <<<"The word is ${word^^}."
run 0 newel apply -p canary.yaml --source OUTPUT <<<"The word is ${word:0:20}."
run 0 newel canary --json
holds '{"canary":"'
run 1 newel canary word
done_testing
