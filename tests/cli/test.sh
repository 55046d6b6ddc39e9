#!/usr/bin/env bash
# newel test: cases that pass, fail, are skipped, and are no cases.
. "$2/tests/cli/lib.bash"

cat >good.jsonl <<'JSONL'
{"id":"mail","text":"to ana@example.com","expect":{"verdict":"modify","output":"to {EMAIL}","spans":[{"start":3,"end":18,"type":"EMAIL"}]}}
{"id":"types","text":"to ana@example.com","chunks":3,"tags":["pii"],"lang":"en","note":"why","expect":{"types":["EMAIL"],"complete":true}}
{"id":"deny","text":"TK-123456","source":"OUTPUT","expect":{"verdict":"deny","output":"Not that."}}
{"id":4,"segments":[{"text":"hi"},{"text":"ana@example.com","expect":{"verdict":"modify"}}],"expect":{"verdict":"modify"}}
{"id":"skipped","text":"x","skip":{"reason":"later"},"expect":{"verdict":"deny"}}
JSONL
run 0 newel test -p "$policy" good.jsonl
out '4 passed, 0 failed, 1 skipped'

cat >bad.jsonl <<'JSONL'
{"id":"verdict","text":"hello","expect":{"verdict":"deny"}}
{"id":"output","text":"to ana@example.com","expect":{"output":"to {PHONE}"}}
{"id":"spans","text":"to ana@example.com","expect":{"spans":[{"start":0,"end":2,"type":"NAME"}]}}
{"id":"good","text":"hello","expect":{"verdict":"allow"}}
JSONL
run 4 newel test -p "$policy" bad.jsonl
holds 'FAIL verdict  bad.jsonl:1'
holds 'expected deny'
holds 'expected "to {PHONE}"'
holds 'came     "to {EMAIL}"'
holds 'expected NAME 0..2'
holds 'came     EMAIL 3..18'
holds '1 passed, 3 failed'
run 4 newel test -p "$policy" --json bad.jsonl good.jsonl
holds '"failed":3'
python3 -m json.tool .out >/dev/null && ok || not_ok 'no JSON'

: >empty.jsonl
run 1 newel test -p "$policy" empty.jsonl
says "there are no cases in 'empty.jsonl'"
head -n 5 good.jsonl | tail -n 1 >skipped.jsonl
run 1 newel test -p "$policy" skipped.jsonl
says 'nothing was tested'
run 1 newel test -p "$policy"
says 'no cases'
run 1 newel test good.jsonl
says 'no policy'
cat >broken.jsonl <<'JSONL'
{"id":1,"text":"a","expect":{"verdict":"allow"}}
{"id":2,"text":"a","expct":{"verdict":"allow"}}
{"id":3,"text":"a"}
JSONL
run 1 newel test -p "$policy" broken.jsonl
says "broken.jsonl:2:20: unknown member 'expct'; did you mean 'expect'?"
says "the case has no 'expect'"
holds '1 passed, 0 failed'
done_testing
