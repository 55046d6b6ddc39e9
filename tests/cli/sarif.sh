#!/usr/bin/env bash
# What newel writes as SARIF is valid by OASIS's schema of SARIF 2.1.0. NEWEL_SARIF_SCHEMA names the schema's file (the npm package
# @microsoft/jest-sarif carries one); without it, or without the Python package jsonschema, the shape is checked by hand, and that is said.
. "$2/tests/cli/lib.bash"

mkdir 'a b'
cat >'a b/fails%.jsonl' <<'JSONL'
{"id":"verdict <&>\"","text":"to ana@example.com","expect":{"verdict":"deny"}}
{"id":"\u0000\u2028é","text":"é ana@example.com","expect":{"spans":[],"output":"x"}}
{"id":"turns","turns":[{"text":"a"},{"text":"ana@example.com"}],"expect":{"verdict":"allow"}}
no case
JSONL
echo '{"id":"passes","text":"hello","expect":{"verdict":"allow"}}' >passes.jsonl
printf 'newel: 1\nname: p\npii: {EMAIL: BLOCK, EMIAL: NONE}\ncontnt: {}\n' >bad.yaml

run 1 newel test -p "$policy" --report sarif 'a b/fails%.jsonl'
cp .out fails.sarif
run 0 newel test -p "$policy" --report sarif passes.jsonl
cp .out passes.sarif
run 3 newel check --sarif bad.yaml
cp .out bad.sarif
python3 - fails.sarif:3 passes.sarif:0 bad.sarif:2 <<'PY' && ok || not_ok 'not valid SARIF 2.1.0'
import json, os, sys
check = None
path = os.environ.get("NEWEL_SARIF_SCHEMA")
try:
    import jsonschema
    if path:
        with open(path, encoding="utf-8") as file:
            schema = json.load(file)
        check = jsonschema.validators.validator_for(schema)(schema)
except ImportError:
    pass
if check is None:
    print("skip: SARIF against its schema: NEWEL_SARIF_SCHEMA or jsonschema is not there")
bad = 0
for argument in sys.argv[1:]:
    name, count = argument.rsplit(":", 1)
    with open(name, encoding="utf-8") as file:
        log = json.load(file)
    assert log["version"] == "2.1.0" and len(log["runs"]) == 1, name
    results = log["runs"][0]["results"]
    assert len(results) >= int(count), (name, len(results))
    rules = {rule["id"] for rule in log["runs"][0]["tool"]["driver"].get("rules", [])}
    for result in results:
        assert result["message"]["text"] and result["level"] in ("error", "warning", "note"), name
        assert not rules or result["ruleId"] in rules, (name, result["ruleId"])
    for error in check.iter_errors(log) if check else ():
        print(name, list(error.absolute_path), error.message[:200])
        bad += 1
sys.exit(bad != 0)
PY
done_testing
