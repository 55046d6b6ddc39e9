#!/usr/bin/env bash
# transport.sh BUILD SOURCE - the bad days of cases.py, as newel_client_call sees them.
set -euo pipefail
command -v python3 >/dev/null && command -v openssl >/dev/null || { echo "skipped: needs python3 and openssl"; exit 77; }
exec python3 "$2/tests/fault/transport.py" "$1" "$2"
