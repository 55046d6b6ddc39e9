#!/usr/bin/env bash
# newel test: threads, filters, scores, gates, baselines, blessing, reports, and what goes wrong.
. "$2/tests/cli/lib.bash"

python3 - >many.jsonl <<'PY'
import json
for i in range(3000):
    mail = "user%d@example.com" % i
    spans = [{"start": 3, "end": 3 + len(mail), "type": "EMAIL"}] if i % 100 else []
    print(json.dumps({"id": i, "text": "to " + mail, "lang": "de" if i % 2 else "en", "tags": ["mail"], "expect": {"spans": spans}}))
PY

# The output does not depend on threads.
run 4 newel test -p "$policy" -j 1 --json many.jsonl
cp .out one.json
run 4 newel test -p "$policy" -j 4 --json many.jsonl
if cmp -s .out one.json; then ok; else not_ok 'the report depends on -j'; fi
run 1 newel test -p "$policy" -j 0 many.jsonl
says "--jobs is '0', expected a number"

# Filters.
run 0 newel test -p "$policy" --run 'id=1?' many.jsonl
out '10 passed, 0 failed'
run 4 newel test -p "$policy" --run 'lang=en' many.jsonl
holds '1470 passed, 30 failed'
run 1 newel test -p "$policy" --run 'tag=none' many.jsonl
says "no case fits --run 'tag=none'"
run 4 newel test -p "$policy" --fail-fast many.jsonl
lines 5
holds '0 passed, 1 failed'

# Scores and gates: the lower bound counts.
run 4 newel test -p "$policy" --scores many.jsonl
holds 'pii.EMAIL                              1.000 0.999..1.000 0.990 0.986..0.993 0.995    2970    2970       0      30'
holds 'pii.EMAIL                              wrong   0 (line 1), 100 (line 101), 200 (line 201)'
run 0 newel test -p "$policy" --require 'pii.EMAIL.recall>=0.99,lang:de.pass>=0.99' --run 'lang=de' many.jsonl
says 'gate pii.EMAIL.recall>=0.99 holds: 1500 of 1500, 1.0000, interval 0.9974..1.0000'
run 4 newel test -p "$policy" --require 'pii.EMAIL.recall>=0.9' --run 'id=1?' many.jsonl
says 'fails: 10 of 10, 1.0000, interval 0.7225..1.0000'
run 1 newel test -p "$policy" --require 'pii.EMIAL.recall>=0.9' --run 'id=1?' many.jsonl
says "no case has a score of that name"
run 1 newel test -p "$policy" --require 'recall' --run 'id=1?' many.jsonl
says "'recall' is no condition"

# Gates of the policy: every run of all cases, as they are.
cp "$policy" gated.yaml
printf 'gates: ["pii.EMAIL.recall>=0.99", "lang:de.pass>=0.999"]\n' >>gated.yaml
run 4 newel test -p gated.yaml many.jsonl
says 'gate pii.EMAIL.recall>=0.99 holds'
says 'gate lang:de.pass>=0.999 fails'
run 0 newel test -p gated.yaml --run 'lang=de' many.jsonl
says '2 gates of the policy are not judged: --run leaves cases out'

# Evidence: alternatives, entries, exceptions, validators.
cat >evidence.yaml <<'YAML'
newel: 1
name: evidence
words: {rivals: {list: [acme corp, globex], action: BLOCK}}
regexes: {id: {pattern: '\b(?:BK|TK|(?:X|Y)Z)-[0-9]{4}\b', action: ANONYMIZE}}
pii: {EMAIL: {action: ANONYMIZE, allow: {values: [help@example.com, info@example.com]}}, CREDIT_DEBIT_CARD_NUMBER: BLOCK}
YAML
cat >evidence.jsonl <<'JSONL'
{"id":"a","text":"ACME  corp, TK-1234 and YZ-0001, help@example.com","expect":{"verdict":"deny"}}
{"id":"b","text":"acme corp, 4111 1111 1111 1111","expect":{"verdict":"deny"}}
JSONL
run 0 newel test -p evidence.yaml --coverage -j 2 evidence.jsonl
holds '    entries      1 of 2, never: globex'
holds '    exceptions   1 of 2, never: info@example.com'
holds '    validators   1 of 1'
holds '    alternatives 2 of 3, never: \b(?:BK)-[0-9]{4}\b'
run 0 newel test -p evidence.yaml --coverage --json evidence.jsonl
holds '{"rule":"words.rivals","kind":"entry","text":"acme corp","seen":2}'

# A baseline: only what is new fails.
run 0 newel test -p "$policy" --baseline one.json many.jsonl
holds '(0 new)'
sed '2s/.*/{"id":1,"text":"x","expect":{"verdict":"deny"}}/' many.jsonl >changed.jsonl
mv changed.jsonl many.jsonl
run 4 newel test -p "$policy" --baseline one.json many.jsonl
holds '(1 new)'
run 1 newel test -p "$policy" --baseline many.jsonl many.jsonl
says "baseline 'many.jsonl'"

# Labels are scored and never fail; a scope says what was marked; labels of unknown types are named.
cat >labels.jsonl <<'JSONL'
{"id":"a","text":"to ana@example.com TK-123456","expect":{"labels":[{"start":3,"end":18,"type":"EMAIL"}],"scope":["EMAIL"]}}
{"id":"b","text":"Ana, ana@example.com","expect":{"labels":[{"start":0,"end":3,"type":"PERSON"},{"start":6,"end":20,"type":"EMAIL"}]}}
{"id":"c","text":"no mail","expect":{"labels":[{"start":3,"end":7,"type":"EMAIL"}]}}
JSONL
run 0 newel test -p "$policy" --scores labels.jsonl
holds '3 passed, 0 failed'
holds '      2       1       1       0'
holds 'labels that no rule of the policy has: PERSON (1)'
holds 'pii.EMAIL                              missed  c (line 3)'

# Turns share one numbering; any; known failures.
cat >numbered.yaml <<'YAML'
newel: 1
name: numbered
pii: {EMAIL: ANONYMIZE}
anonymize: {style: numbered}
YAML
cat >turns.jsonl <<'JSONL'
{"id":"t","turns":[{"text":"a@example.com","expect":{"output":"{EMAIL_1}"}},{"text":"b@example.com, a@example.com","surface":"output","expect":{"output":"{EMAIL_2}, {EMAIL_1}"}}],"expect":{"verdict":"modify"}}
{"id":"any","text":"a@example.com","expect":{"any":true}}
{"id":"none","text":"hello","expect":{"any":false}}
JSONL
run 0 newel test -p numbered.yaml turns.jsonl
out '3 passed, 0 failed'
cat >known.jsonl <<'JSONL'
{"id":"k","text":"hello","known":{"reason":"ticket 12","until":"2030-01-31"},"expect":{"any":true}}
{"id":"stale","text":"hello","known":{"reason":"ticket 13","until":"2030-01-31"},"expect":{"any":false}}
JSONL
run 0 newel test -p "$policy" --as-of 2030-01-31 known.jsonl
out '1 passed, 0 failed, 1 known'
says "'stale' is marked as known to fail, and passes"
run 4 newel test -p "$policy" --as-of 2030-02-01 known.jsonl
holds 'known until a day that has passed: ticket 12'
run 1 newel test -p "$policy" --as-of tomorrow known.jsonl
says "--as-of is 'tomorrow'"

# Blessing writes what came, and nothing else of the line.
cat >bless.jsonl <<'JSONL'
{"id":1, "text":"to ana@example.com","expect":{"verdict":"allow", "output":"?", "types":[]}, "note":"kept"}
{"id":2,"segments":[{"text":"TK-123456","expect":{"verdict":"allow","spans":[]}}],"expect":{"verdict":"allow"}}
JSONL
run 0 newel test -p "$policy" --bless bless.jsonl
says '2 cases blessed'
run 0 newel test -p "$policy" bless.jsonl
cat >.want <<'JSONL'
{"id":1, "text":"to ana@example.com","expect":{"verdict":"modify", "output":"to {EMAIL}", "types":["EMAIL"]}, "note":"kept"}
{"id":2,"segments":[{"text":"TK-123456","expect":{"verdict":"deny","spans":[{"start":0,"end":9,"type":"ticket"}]}}],"expect":{"verdict":"deny"}}
JSONL
if cmp -s bless.jsonl .want; then ok; else not_ok 'blessed lines differ'; diff bless.jsonl .want; fi

# Reports are what they say, and a text is never markup.
cat >evil.jsonl <<'JSONL'
{"id":"</script><b>","text":"<script>alert(1)</script> & ]]> \u0001","tags":["<i>"],"expect":{"verdict":"deny"}}
{"id":"good","text":"hello","expect":{"verdict":"allow"}}
JSONL
run 4 newel test -p "$policy" --write html=r.html,junit=r.xml,sarif=r.sarif,markdown=r.md,json=r.json --report github evil.jsonl
holds '::error file=evil.jsonl,line=1,title=case </script><b>::verdict: expected deny, came allow'
python3 - <<'PY' && ok || not_ok 'a report is not well-formed'
import base64, hashlib, json, re, xml.dom.minidom
json.load(open("r.json")); sarif = json.load(open("r.sarif"))
assert sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
dom = xml.dom.minidom.parse("r.xml"); assert len(dom.getElementsByTagName("testcase")) == 2
page = open("r.html", encoding="utf-8").read()
scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.S)
assert len(scripts) == 3, len(scripts)
assert json.loads(scripts[0])[0]["parts"][0]["text"].startswith("<script>alert(1)</script>")
assert json.loads(scripts[1])["failed"] == 1
digest = base64.b64encode(hashlib.sha256(scripts[2].encode()).digest()).decode()
assert "script-src 'sha256-%s'" % digest in page, "script-src should be sha256-" + digest
assert "innerHTML" not in page and "http://" not in page.replace("http://www.w3.org/2000/svg", "") and "https://" not in page
assert "<b>" not in open("r.md").read()
PY

# Coverage.
run 0 newel test -p "$policy" --coverage --run 'id=1?' many.jsonl
holds 'pii.EMAIL                              yes     NEVER   user 10'
run 4 newel test -p "$policy" --require 'all.coverage>=0.9' --run 'id=1?' many.jsonl

# Attacks.
run 0 newel test -p "$policy" --attack zero_width,base64 labels.jsonl
holds 'none                  0.667'
lines 4
run 1 newel test -p "$policy" --attack zero_with labels.jsonl
says "did you mean 'zero_width'?"

# Bad input.
cat >bad.jsonl <<'JSONL'
{"id":1,"text":"aé","expect":{"spans":[{"start":0,"end":2,"type":"EMAIL"}]}}
{"id":2,"text":"a","expect":{"spans":[{"start":0,"end":9,"type":"EMAIL"}]}}
{"id":3,"text":"a","expect":{"any":false}}
{"id":3,"text":"b","expect":{"any":false}}
not json
JSONL
run 1 newel test -p "$policy" bad.jsonl
says 'bad.jsonl:1:30: the span 0..2 begins or ends inside a code point'
says 'bad.jsonl:2:29: the span 0..9 ends outside the text of 1 bytes'
says "bad.jsonl:4:1: the id '3' stands in this file before"
says 'bad.jsonl:5:'
holds '4 malformed'
run 1 newel test -p "$policy" nowhere.jsonl
says "cannot read 'nowhere.jsonl'"
mkdir -p empty tree/b
run 1 newel test -p "$policy" empty
says "there are no *.jsonl below 'empty'"
cp turns.jsonl tree/b/x.jsonl
run 0 newel test -p numbered.yaml tree
out '3 passed, 0 failed'
if [ -w /dev/full ]; then
  run 1 newel test -p "$policy" --write html=/dev/full turns.jsonl
  says '/dev/full'
fi
run 1 newel test -p "$policy" --write html turns.jsonl
says 'expected KIND=FILE'

# An interrupted run says so.
mkfifo slow
{ head -n 300 many.jsonl; sleep 5; } >slow &
feeder=$!
"$newel" test -p "$policy" --json slow >.out 2>.err &
runner=$!
sleep 1
kill -INT "$runner"
got=0
wait "$runner" || got=$?
kill "$feeder" 2>/dev/null
if [ "$got" -eq 130 ]; then ok; else not_ok "exit $got after an interrupt, expected 130"; fi
holds '"partial":true'
done_testing
