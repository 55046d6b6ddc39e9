#!/usr/bin/env bash
# newel test --watch: runs again when the policy or a case changes, lives on through a policy that does not compile, ends by Ctrl-C.
# Progress is drawn on a terminal only.
. "$2/tests/cli/lib.bash"

cp "$policy" watched.yaml
echo '{"id":"a","text":"ana@example.com","expect":{"verdict":"modify"}}' >watched.jsonl

# wait_for COUNT TEXT FILE: until FILE holds TEXT so often; at most ten seconds.
wait_for() {
  local tries=0
  while [ "$(grep -cF -- "$2" "$3")" -lt "$1" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || { not_ok "no '$2' ($1 times) within ten seconds"; return; }
    sleep 0.1
  done
  ok
}

set -m  # a group of its own: a background job ignores Ctrl-C otherwise
"$newel" test -p watched.yaml --watch watched.jsonl >watch.out 2>watch.err &
watcher=$!
set +m
wait_for 1 'watching; Ctrl-C ends it' watch.err
wait_for 1 '1 passed, 0 failed' watch.out
echo '{"id":"b","text":"TK-123456","expect":{"verdict":"deny"}}' >>watched.jsonl
wait_for 1 '2 passed, 0 failed' watch.out
sed -i 's/EMAIL: ANONYMIZE/EMAIL: BLOCK/' watched.yaml
wait_for 1 '1 passed, 1 failed' watch.out
echo 'nonsense: 1' >>watched.yaml
wait_for 1 "unknown key 'nonsense'" watch.err
sed -i '$d; s/EMAIL: BLOCK/EMAIL: ANONYMIZE/' watched.yaml
wait_for 2 '2 passed, 0 failed' watch.out
kill -INT "$watcher"
wait "$watcher"
status=$?
if [ "$status" -eq 130 ]; then ok; else not_ok "Ctrl-C: exit $status, expected 130"; fi

# Progress.
python3 - "$newel" <<'PY' && ok || not_ok 'progress on a terminal'
import os, pty, subprocess, sys
with open("many.jsonl", "w") as file:
    for i in range(60000):
        file.write('{"id":%d,"text":"to user%d@example.com, and then some","expect":{"verdict":"modify"}}\n' % (i, i))
command = [sys.argv[1], "test", "-p", "policy.yaml", "many.jsonl"]
silent = subprocess.run(command, capture_output=True, check=True)
assert silent.stderr == b"", silent.stderr
ours, theirs = pty.openpty()
process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs)
os.close(theirs)
drawn = b""
while True:
    try:
        piece = os.read(ours, 4096)
    except OSError:
        break
    if not piece:
        break
    drawn += piece
assert process.wait() == 0
assert b"cases" in drawn and b"\r" in drawn, drawn[-200:]
PY
done_testing
