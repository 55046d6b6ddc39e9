#!/usr/bin/env bash
# newel apply: texts, streams, lines, traces, keys and scopes.
. "$2/tests/cli/lib.bash"

# -- whole texts
run 0 newel apply -p "$policy" <<<'hello'
out 'hello'
silent
run 0 newel apply -p "$policy" <<<'write to ana@example.com'
out 'write to {EMAIL}'
run 2 newel apply -p "$policy" <<<'about TK-123456'
out 'Not this.'
run 2 newel apply -p "$policy" --source OUTPUT <<<'about TK-123456'
out 'Not that.'
run 2 newel apply -p "$policy" --surface tool_result <<<'about TK-123456'
out 'Not this.'
printf 'a@example.com' >one.txt
printf 'b@example.com' >two.txt
run 0 newel apply -p "$policy" one.txt two.txt
out '{EMAIL}{EMAIL}'
run 0 newel apply -p "$policy" - <<<'hello'
out 'hello'
run 0 newel apply -p "$policy" --format json <<<'{"to":"ana@example.com"}'
out '{"to":"{EMAIL}"}'
run 0 newel apply -p - one.txt <"$policy"
out '{EMAIL}'
run 1 newel apply -p - <"$policy"
says 'both the policy and the text'

# -- bytes that are no UTF-8, and NUL, are judged
run 0 bash -c "printf '\xff\xfe ana@example.com \0' | '$newel' apply -p '$policy' | od -An -c"
holds '377 376'
holds '{   E   M   A   I   L   }'
run 0 newel apply -p "$policy" </dev/null
out ''

# -- traces
run 0 newel apply -p "$policy" --json <<<'write to ana@example.com'
holds '"trace":"newel.trace/1"'
lacks 'ana@example.com'
lines 1
run 0 newel apply -p "$policy" --json --show-matches <<<'write to ana@example.com'
holds 'ana@example.com'
run 0 newel apply -p "$policy" --trace trace.json <<<'write to ana@example.com'
out 'write to {EMAIL}'
cp trace.json .out
holds '"verdict":"modify"'
run 1 newel apply -p "$policy" --trace nowhere/trace.json <<<'x'
says "cannot write 'nowhere/trace.json'"

# -- streams
run 0 newel apply -p "$policy" --stream <<<'write to ana@example.com now'
out 'write to {EMAIL} now'
run 2 newel apply -p "$policy" --stream <<<'about TK-123456'
holds 'Not this.'
lacks 'TK-123456'
# What is safe comes out while the pipe is still open.
mkfifo pipe
newel apply -p "$policy" --stream <pipe >streamed &
exec 7>pipe
head -c 20000 /dev/zero | tr '\0' '. ' >&7
for _ in $(seq 50); do [ -s streamed ] && break; sleep 0.1; done
if [ -s streamed ]; then ok; else not_ok 'nothing was released before the end'; fi
exec 7>&-
wait

# -- lines
cat >in.jsonl <<'JSONL'
{"id":"a","text":"hello"}
{"id":2.50,"text":"write to ana@example.com"}
{"id":null,"text":"TK-123456","source":"OUTPUT"}

{"id":"c","segments":[{"text":"hi","surface":"system"},{"text":"ana@example.com"}]}
{"id":"d","messages":[{"text":"doc TK-123456","surface":"retrieved"},{"text":"hi"}]}
JSONL
run 2 newel apply -p "$policy" --jsonl in.jsonl
lines 5
holds '{"id":"a","verdict":"allow","cause":"none","complete":true,"output":"hello"}'
holds '{"id":2.50,"verdict":"modify","cause":"rule","complete":true,"output":"write to {EMAIL}"}'
holds '{"id":null,"verdict":"deny","cause":"rule","complete":true,"output":"Not that."}'
holds '"segments":[{"verdict":"allow","output":"hi"},{"verdict":"modify","output":"{EMAIL}"}]'
holds '"segments":[{"verdict":"deny","output":"Not this."},{"verdict":"allow","output":"hi"}]'
run 0 newel apply -p "$policy" --jsonl --json <<<'{"id":1,"text":"x"}'
holds '"trace":{"trace":"newel.trace/1"'
run 2 newel apply -p "$policy" --jsonl <<<'{"text":"safe\u0000attack TK-123456"}'
holds '"verdict":"deny"'

# A broken line in the middle: the others go on, exit 1 at the end.
run 1 newel apply -p "$policy" --jsonl <<'JSONL'
{"id":1,"text":"one"}
{"id":2,"text":
{"id":3,"text":"TK-123456"}
{"id":4,"text":"x","surfce":"user"}
{"id":5}
[]
JSONL
lines 2
says 'stdin:2:'
says "stdin:4:20: unknown member 'surfce'"
says 'stdin:5:'
says 'stdin:6:'

# -- pretty
run 2 newel apply -p "$policy" --pretty <<<'ana@example.com about TK-123456'
holds 'DENY'
holds '‹ana@example.com›EMAIL'
holds 'regexes.ticket'
run 0 newel apply -p "$policy" --pretty --color <<<'ana@example.com'
holds $'\e['
NO_COLOR=1 run 0 newel apply -p "$policy" --pretty <<<'ana@example.com'
lacks $'\e['
CLICOLOR_FORCE=1 run 0 newel apply -p "$policy" --pretty <<<'ana@example.com'
holds $'\e['
run 0 newel apply -p "$policy" --pretty --color=never <<<$'a\e[31mb'
lacks $'\e['

# -- keys and scopes
printf 'a key of 23 random bytes' >key
chmod 644 key
run 1 newel apply -p "$policy" --key-file key <<<'x'
says "key file 'key' is readable or writable by others (mode 0644)"
chmod 600 key
run 0 newel apply -p "$policy" --key-file key --json <<<'ana@example.com'
holds 'fingerprint'
printf short >short
chmod 600 short
run 1 newel apply -p "$policy" --key-file short <<<'x'
says 'expected 16 or more'
sed 's/^pii:/anonymize: {style: numbered}\npii:/' "$policy" >numbered.yaml
run 1 newel apply -p numbered.yaml --scope scope.json <<<'x'
says '--scope needs --key-file'
run 0 newel apply -p numbered.yaml --scope scope.json --key-file key <<<'a@example.com b@example.com'
out '{EMAIL_1} {EMAIL_2}'
run 0 newel apply -p numbered.yaml --scope scope.json --key-file key <<<'b@example.com c@example.com'
out '{EMAIL_2} {EMAIL_3}'
if grep -q example.com scope.json; then not_ok 'the saved scope holds a value'; else ok; fi
echo garbage >scope.json
run 1 newel apply -p numbered.yaml --scope scope.json --key-file key <<<'x'
says "cannot read scope 'scope.json'"

# -- what only a judge can tell
cat >judge.yaml <<'YAML'
newel: 1
name: judge
reasoning: {policies: ['arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghijkl:1']}
YAML
run 0 newel apply -p judge.yaml --source OUTPUT <<<'hello'
says 'incomplete: no local judge for reasoning'
run 4 newel apply -p judge.yaml --source OUTPUT --require-complete <<<'hello'
cat >escalates.yaml <<'YAML'
newel: 1
name: escalates
content: {HATE: {input: HIGH, output: HIGH}}
escalation: {guardrail: escalates, when: {content: unsure}, on_error: block}
YAML
run 5 newel apply -p escalates.yaml <<<'hello'
run 5 newel apply -p escalates.yaml --jsonl <<<'{"text":"hello"}'
run 0 newel apply -p escalates.yaml --local <<<'hello'
out 'hello'

# -- the outside world
run 1 newel apply -p "$policy" missing.txt
says "cannot read 'missing.txt'"
run 1 newel apply -p "$policy" .
says "cannot read '.': it is a directory"
run 1 newel apply -p "$policy" <&-
says 'stdin: it is closed'
run 1 bash -c "echo hello | '$newel' apply -p '$policy' >/dev/full"
says 'cannot write to stdout: No space left on device'
run 1 bash -c "echo hello | '$newel' apply -p '$policy' >&-"
says 'cannot write to stdout'
run 0 bash -c "yes '{\"text\":\"x\"}' | head -n 100000 | { '$newel' apply -p '$policy' --jsonl; echo \$? >code; } | head -n 1"
for _ in $(seq 50); do [ -s code ] && break; sleep 0.1; done
if [ "$(cat code)" = 1 ]; then ok; else not_ok "a closed pipe gives $(cat code)"; fi

# -- Ctrl-C: the lines so far are whole
mkfifo lines
"$newel" apply -p "$policy" --jsonl <lines >got 2>/dev/null &
child=$!
exec 7>lines
printf '{"id":1,"text":"one"}\n{"id":2,"te' >&7
for _ in $(seq 50); do [ -s got ] && break; sleep 0.1; done
kill -INT "$child"
wait "$child"
code=$?
exec 7>&-
cp got .out
# A background job of a script ignores SIGINT, which newel takes back.
if [ "$code" -eq 130 ]; then ok; else not_ok "interrupted: exit $code"; fi
out '{"id":1,"verdict":"allow","cause":"none","complete":true,"output":"one"}'
done_testing
