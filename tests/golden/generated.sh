#!/usr/bin/env bash
# generated.sh BUILD SOURCE - the pages that are made from tables are up to date, and the generator notices when they are not.
set -euo pipefail
source=$2
python3 "$source/docs/generate.py" --check

scratch=$(mktemp -d "${TMPDIR:-/tmp}/newel-generated.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/docs"
cp -r "$source/grammar" "$scratch/grammar"
cp "$source/docs/generate.py" "$source"/docs/{limits,diagnostics,entities}.md "$scratch/docs/"
echo 'LIMIT(NEW_ONE, 2u << 10, "bytes", "a (test), of sorts", "never")' >>"$scratch/grammar/limits.def"
! python3 "$scratch/docs/generate.py" --check || { echo "a new limit was not noticed"; exit 1; }
python3 "$scratch/docs/generate.py"
grep -qF '| `new_one` | 2,048 | bytes | a (test), of sorts | never |' "$scratch/docs/limits.md"
