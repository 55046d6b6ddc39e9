# lib.bash - what the transcripts share. A script gets the build folder as $1 and the source folder as $2:
#
#   . "$2/tests/cli/lib.bash"
#   run 2 newel apply -p "$policy" <<<'my card is 4111 1111 1111 1111'     the exit code, then the command
#   out "Sorry, I can't share that."                                       stdout of the last run, whole
#   says 'incomplete'                                                      stderr holds it
#   done_testing                                                           "N passed, N failed"
set -u
newel=$(cd "$1" && pwd)/newel
source_dir=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset NO_COLOR CLICOLOR_FORCE
passed=0
failed=0

newel() { "$newel" "$@"; }

ok() { passed=$((passed + 1)); }
not_ok() {
  failed=$((failed + 1))
  local line=${BASH_LINENO[0]}
  [ "${FUNCNAME[1]}" = main ] || line=${BASH_LINENO[1]}
  printf 'FAIL line %s: %s\n' "$line" "$1"
  sed 's/^/    out: /' "$work/.out" | head -n 8
  sed 's/^/    err: /' "$work/.err" | head -n 8
}

# run CODE COMMAND...: runs it (stdin as it is), keeps stdout and stderr.
run() {
  local want=$1 got=0
  shift
  "$@" >"$work/.out" 2>"$work/.err" || got=$?
  if [ "$got" -eq "$want" ]; then ok; else not_ok "exit $got, expected $want: $*"; fi
}
out() { if [ "$(cat "$work/.out"; echo .)" = "$1
." ] || [ "$(cat "$work/.out"; echo .)" = "$1." ]; then ok; else not_ok "stdout is not: $1"; fi; }
holds() { if grep -qF -- "$1" "$work/.out"; then ok; else not_ok "stdout does not hold: $1"; fi; }
lacks() { if grep -qF -- "$1" "$work/.out"; then not_ok "stdout holds: $1"; else ok; fi; }
says() { if grep -qF -- "$1" "$work/.err"; then ok; else not_ok "stderr does not hold: $1"; fi; }
silent() { if [ -s "$work/.err" ]; then not_ok "stderr is not empty"; else ok; fi; }
lines() { if [ "$(wc -l <"$work/.out")" -eq "$1" ]; then ok; else not_ok "stdout has $(wc -l <"$work/.out") lines, expected $1"; fi; }

done_testing() {
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# A small policy that the local stage decides whole.
policy=$work/policy.yaml
cat >"$policy" <<'YAML'
newel: 1
name: transcript
messages: {input: "Not this.", output: "Not that."}
pii:
  EMAIL: ANONYMIZE
regexes:
  ticket: {pattern: '\bTK-[0-9]{6}\b', action: BLOCK, match: ["TK-123456"], clean: ["TK-1"]}
YAML

# Ends the test where newel was built without libnewel-cloud.
needs_cloud() {
  if "$newel" call --list 2>&1 | grep 'built without' >/dev/null; then echo "skipped: built without libnewel-cloud"; exit 77; fi
}
