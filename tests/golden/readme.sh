#!/usr/bin/env bash
# readme.sh BUILD SOURCE - the examples of README.md and docs/ are executed, and no link leads nowhere.
set -euo pipefail
python3 "$(dirname "${BASH_SOURCE[0]}")/readme.py" "$1" "$2"
