#!/usr/bin/env bash
# bad_input.sh BUILD SOURCE - inputs that nobody means well: huge, deep, empty, broken, in the wrong place. Each has a message and the
# exit code that README.md gives; none takes more memory than its size explains.
. "$2/tests/cli/lib.bash"

# -- policies (3: the policy does not compile)
: >empty.yaml
run 3 newel check empty.yaml
holds 'error[E0002]: the file is empty'
run 3 newel apply -p empty.yaml </dev/null
printf 'newel: 1\nname: x\npii: %s' "$(head -c 200000 /dev/zero | tr '\0' '[')" >deep.yaml
run 3 newel check deep.yaml
holds 'deep.yaml:3:37: error[E0004]: nested deeper than 32 levels'
head -c 200000 /dev/zero | tr '\0' '[' >deep.json
run 3 newel check deep.json
holds 'nested deeper than'
{ printf 'newel: 1\nname: x\nwords:\n  w:\n'; seq -f '    - word%.0f' 700000; } >huge.yaml
run 3 newel check huge.yaml
holds "error[E0003]: 'huge.yaml' has more than 4194304 bytes"
printf 'newel: 1\nname: "a\0b"\n' >nul.yaml
run 3 newel check nul.yaml
holds 'nul.yaml:2:9: error[E0009]: a NUL byte'
printf 'newel: 1\nname: caf\351\n' >latin.yaml
run 3 newel check latin.yaml
holds 'latin.yaml:2:10: error[E0008]: byte 0xE9 is not UTF-8'
mkdir folder
printf 'newel: 1\nname: x\nwords: {w: {file: folder}}\n' >list.yaml
run 3 newel check list.yaml
holds "list.yaml:3:19: error[E0023]: 'folder' is a folder, expected a file"
run 1 newel check folder
says "cannot read 'folder/policy.yaml': no such file"
run 1 newel check missing.yaml
says 'missing.yaml'

# -- texts
run 2 newel apply -p "$policy" --format json deep.json     # deeper than any document needs: incomplete, and so denied
says 'incomplete'
run 1 newel apply -p "$policy" --trace=- </dev/null
says "'-' is no file"
run 1 newel apply -p "$policy" missing.txt
says "cannot read 'missing.txt'"
run 1 newel apply -p "$policy" folder
says "cannot read 'folder': it is a directory"

# -- output that cannot be written (1)
for verb in "check $policy" "explain $policy" "schema policy" "--help" "--version"; do
  run 1 bash -c "'$newel' $verb >/dev/full"
  says 'cannot write to stdout: No space left on device'
done

# -- a large text comes out whole, and a stream of it needs less memory than the text. (A sanitizer's memory says nothing.)
yes 'The parcel came late, thank you for your help; write to ann@example.com, and have a good day, all of you.' | head -c 32000000 >large
run 0 newel apply -p "$policy" --stream large
if [ "$(sed 's/{EMAIL}/ann@example.com/' .out | cksum)" = "$(cksum <large)" ]; then ok; else not_ok "the edited text is not the text"; fi
if ! nm -D "$newel" 2>/dev/null | grep -q __asan_init; then
  memory_kb=$(python3 - "$newel" apply -p "$policy" --stream large <<'PYTHON'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PYTHON
)
  if [ "$memory_kb" -lt 100000 ]; then ok; else not_ok "a stream of 32 MB takes $memory_kb KB"; fi
fi

done_testing
