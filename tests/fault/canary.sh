#!/usr/bin/env bash
# canary.sh BUILD SOURCE - secrets stay secret: canary.py, and what the program says of keys and texts when all goes wrong.
. "$2/tests/cli/lib.bash"
. "$2/tests/fault/lib.bash"
command -v python3 >/dev/null && command -v openssl >/dev/null || { echo "skipped: needs python3 and openssl"; exit 77; }

run 0 python3 "$source_dir/tests/fault/canary.py" "$(dirname "$newel")" "$source_dir"

# A core file would hold texts and keys: newel leaves none.
ulimit -c unlimited 2>/dev/null
python3 - "$newel" <<'PY' && ok || not_ok "a core file was written"
import os, signal, subprocess, sys
child = subprocess.Popen([sys.argv[1], "detect"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdin.write(b"c4n4ry\n" * 20000)
child.stdin.flush()
os.kill(child.pid, signal.SIGABRT)
_, status = os.waitpid(child.pid, 0)
assert os.WIFSIGNALED(status) and not os.WCOREDUMP(status), status
PY
done_testing
