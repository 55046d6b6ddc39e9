#!/usr/bin/env bash
# newel check and explain: good policies, bad ones, and policies that attack the reader.
. "$2/tests/cli/lib.bash"

run 0 newel check "$policy"
holds 'pii.EMAIL'
holds "in $policy"
run 0 newel check -p "$policy" --json
holds '"compiles":true'
holds '"matrix":'
python3 -m json.tool .out >/dev/null && ok || not_ok 'no JSON'
run 0 newel check "$policy" --sarif
python3 -c 'import json,sys; log=json.load(open(sys.argv[1])); assert log["version"]=="2.1.0" and log["runs"]' .out && ok || not_ok 'no SARIF'
run 0 newel explain -p "$policy"
holds 'regexes.ticket'
run 0 newel explain "$policy"
run 0 newel explain -p "$policy" --json
python3 -m json.tool .out >/dev/null && ok || not_ok 'no JSON'

# bad NAME CODE TEXT: check prints TEXT and exits with CODE; so does apply, on stderr.
bad() {
  run "$2" newel check "$1"
  cat .err >>.out
  holds "$3"
  run "$2" newel apply -p "$1" <<<'x'
  says "$3"
}
bad missing.yaml 1 missing.yaml
mkdir folder
bad folder 1 folder
: >empty.yaml
bad empty.yaml 3 empty
printf 'newel: 1\nname: p\npii: {EMIAL: BLOCK}\n' >typo.yaml
bad typo.yaml 3 EMAIL
bad typo.yaml 3 'typo.yaml:3:'
printf 'newel: 1\nname: p\npi: {EMAIL: BLOCK}\n' >key.yaml
bad key.yaml 3 "'pi'"
printf 'newel: 1\nname: p\npii: {EMAIL: BLOCK, EMAIL: NONE}\n' >twice.yaml
bad twice.yaml 3 EMAIL
printf 'newel: 1\nname: p\nregexes: {r: {pattern: "(a+)+$", action: BLOCK, match: ["b"]}}\n' >pattern.yaml
bad pattern.yaml 3 "'r'"
mkdir list
printf 'newel: 1\nname: p\nwords: {w: {file: list, action: BLOCK}}\n' >list.yaml
bad list.yaml 3 list
{ printf 'newel: 1\nname: p\ndescription: '; head -c 10000000 /dev/zero | tr '\0' a; echo; } >large.yaml
bad large.yaml 3 large.yaml
head -c 200000 /dev/zero | tr '\0' '[' >deep.yaml
bad deep.yaml 3 deep.yaml
cp deep.yaml deep.json
bad deep.json 3 deep.json
printf '\xff\xfe\x00' >bytes.yaml
bad bytes.yaml 3 bytes.yaml

run 3 newel check --json typo.yaml
holds '"compiles":false'
python3 -m json.tool .out >/dev/null && ok || not_ok 'no JSON'
run 3 newel check "$policy" typo.yaml
holds '1 error in typo.yaml'
run 3 newel check --sarif typo.yaml key.yaml
python3 -c 'import json,sys; assert len(json.load(open(sys.argv[1]))["runs"]) >= 2' .out && ok || not_ok 'one run a policy'
printf 'newel: 1\nname: p\ncontent: {HATE: {input: HIGH}}\n' >warns.yaml
run 0 newel check warns.yaml
holds 'warning'
run 3 newel check --strict warns.yaml
run 1 newel check
says 'no policy'
run 1 bash -c "'$newel' check '$policy' >/dev/full"
says 'cannot write to stdout'
done_testing
