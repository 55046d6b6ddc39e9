# lib.bash - the fault server for a script of tests (behind tests/cli/lib.bash, in its folder $work):
#
#   . "$2/tests/fault/lib.bash"
#   fault_start <<<'{"ApplyGuardrail": [{"json": {"action": "NONE", …}}]}'      see server.py for the language of scripts
#   run 0 newel apply -p policy.yaml …                  AWS_ENDPOINT_URL, AWS_CA_BUNDLE, keys and region are set: over TLS
#   fault_asked; fault_body 1                            what was asked, a line each; the body of one
#   fault_stop                                           also at the end of the script, and at the next fault_start
#
# After fault_start: $fault_https, $fault_http, $fault_refused, $fault_expired, … are ports, $fault_log the JSON Lines of requests.
fault_server=$source_dir/tests/fault/server.py
fault_number=0
fault_in=

fault_stop() {
  [ -n "$fault_in" ] || return 0
  exec {fault_in}>&-
  fault_in=
  wait "$fault_pid" 2>/dev/null || true
}

# fault_start: the script on stdin. Fails the test when the server does not listen within 20 s.
fault_start() {
  local folder line
  fault_stop
  fault_number=$((fault_number + 1))
  folder=$work/.fault$fault_number
  mkdir -p "$folder"
  cat >"$folder/script.json"
  mkfifo "$folder/life"
  fault_log=$folder/log.jsonl
  : >"$fault_log"
  python3 "$fault_server" "$folder/script.json" --ports "$folder/ports" --log "$fault_log" --tls "$work/.tls" \
    <"$folder/life" 2>"$folder/err" &
  fault_pid=$!
  exec {fault_in}>"$folder/life"
  for ((i = 0; i < 400; i++)); do
    [ -e "$folder/ports" ] && break
    kill -0 "$fault_pid" 2>/dev/null || break
    sleep 0.05
  done
  [ -e "$folder/ports" ] || { echo "the fault server did not start"; cat "$folder/err"; exit 1; }
  while IFS= read -r line; do printf -v "fault_${line%%=*}" %s "${line#*=}"; done <"$folder/ports"
  export AWS_ENDPOINT_URL=https://localhost:$fault_https AWS_CA_BUNDLE=$work/.tls/ca.pem AWS_REGION=us-east-1
  export AWS_ACCESS_KEY_ID=AKIDFAULTSERVER AWS_SECRET_ACCESS_KEY=fault-secret-key AWS_EC2_METADATA_DISABLED=true
  export AWS_CONFIG_FILE=$folder/none AWS_SHARED_CREDENTIALS_FILE=$folder/none
  unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_SESSION_TOKEN AWS_BEARER_TOKEN_BEDROCK AWS_MAX_ATTEMPTS HTTPS_PROXY https_proxy NO_PROXY no_proxy
}

# fault_asked: operation (or method and path) of each request, a line each.
fault_asked() {
  python3 -c '
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    r = json.loads(line)
    print(r["operation"] or r["method"] + " " + r["path"])' "$fault_log"
}
# fault_body N: the body of the N-th request (from 1), as JSON with sorted keys.
fault_body() {
  python3 -c '
import json, sys
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
print(json.dumps(json.loads(lines[int(sys.argv[2]) - 1])["body"], sort_keys=True, ensure_ascii=False))' "$fault_log" "$1"
}
trap 'fault_stop; rm -rf "$work"' EXIT
