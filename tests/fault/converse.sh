#!/usr/bin/env bash
# converse.sh BUILD SOURCE - the bad days of cases.py for streams of a guarded conversation, under each on_error.
set -euo pipefail
command -v python3 >/dev/null && command -v openssl >/dev/null || { echo "skipped: needs python3 and openssl"; exit 77; }
exec python3 "$2/tests/fault/converse.py" "$1" "$2"
