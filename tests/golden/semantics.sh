#!/usr/bin/env bash
# semantics.sh BUILD SOURCE - every row of docs/semantics.md holds.
set -euo pipefail
build=$1 source=$2
python3 "$(dirname "${BASH_SOURCE[0]}")/semantics.py" "$build/newel" "$source/docs/semantics.md"
