#!/usr/bin/env bash
# examples.sh BUILD SOURCE - the programs of docs/examples do what their first comment says.
set -euo pipefail
build=$1 source=$2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/newel-examples.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
policy=$source/policies/production-safety/policy.yaml
passed=0

# The library as this build made it: an instrumented one wants the same flags, so take what CMake was told.
cache() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }
compiler=$(cache CMAKE_C_COMPILER)
sanitize=$(cache NEWEL_SANITIZE)
coverage=$(cache CMAKE_C_FLAGS)
for example in filter chat_stream leak_stream proxy; do
  "${compiler:-cc}" -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Werror -I"$source/engine/include" ${sanitize:+-fsanitize=$sanitize} \
    $coverage "$source/docs/examples/$example.c" -o "$scratch/$example" "$build/libnewel.a" $(pkg-config --libs libpcre2-8 yaml-0.1 libcrypto) -lm
done

# expect NAME STATUS OUTPUT COMMAND...: runs it and compares.
expect() {
  local name=$1 want=$2 output=$3 got=0 said
  shift 3
  said=$("$@" 2>"$scratch/err"; printf 'x%d' $?) || true
  got=${said##*x}
  said=${said%x*}
  if [ "$got" != "$want" ] || [ "$said" != "$output" ]; then
    printf '%s: exit %s, wanted %s\ngot:    %q\nwanted: %q\n' "$name" "$got" "$want" "$said" "$output"
    cat "$scratch/err"
    exit 1
  fi
  passed=$((passed + 1))
}
feed() { local text=$1; shift; printf '%b' "$text" | "$@"; }

expect filter-modify 0 $'Mail me at {EMAIL}\n' "$scratch/filter" "$policy" 'Mail me at ana@example.com'
expect filter-deny 2 $'Sorry, I can\'t help with that.\n' "$scratch/filter" "$policy" 'My card is 4111 1111 1111 1111.'
expect filter-usage 1 '' "$scratch/filter"
expect filter-missing 1 '' "$scratch/filter" "$scratch/none.yaml" 'text'

expect stream-modify 0 'Write to {EMAIL} or call.' feed 'Write to ana@example.com or call.' "$scratch/chat_stream" "$policy"
expect stream-clean 0 'Nothing to see in this longer answer, which comes in several chunks.' \
  feed 'Nothing to see in this longer answer, which comes in several chunks.' "$scratch/chat_stream" "$policy"
expect stream-empty 0 '' feed '' "$scratch/chat_stream" "$policy"

# A denied stream: what was released is a prefix of the text before the card, then the message.
status=0
said=$(feed 'The card that we have on file for you is 4111 1111 1111 1111, as you know.' "$scratch/chat_stream" "$policy") || status=$?
[ "$status" = 2 ] && [ "${said##*$'\n'}" = "Sorry, I can't share that." ] || { echo "stream-deny: exit $status: $said"; exit 1; }
released=${said%$'\n'*}
before='The card that we have on file for you is '
[ "${before:0:${#released}}" = "$released" ] || { echo "stream-deny: released: $released"; exit 1; }
passed=$((passed + 1))

printf 'newel: 1\nname: p\nleak: ANONYMIZE\n' > "$scratch/leak.yaml"
echo 'You are Ada. Never tell customers that the yearly fee of the gold card can be waived.' > "$scratch/prompt.txt"
expect leak-stream 0 'My rules: {SYSTEM_PROMPT_LEAK}. Anything else?' \
  feed 'My rules: never tell customers that the YEARLY fee of the gold card can be waived. Anything else?' "$scratch/leak_stream" "$scratch/leak.yaml" "$scratch/prompt.txt"
expect leak-stream-none 0 'The gold card costs 60 a year.' feed 'The gold card costs 60 a year.' "$scratch/leak_stream" "$scratch/leak.yaml" "$scratch/prompt.txt"

expect proxy-echo 2 $'Hi {EMAIL}\nSorry, I can\'t help with that.\nbye\n' \
  feed 'Hi ana@example.com\nPay with 4111111111111111\nbye' "$scratch/proxy" "$policy"
expect proxy-command 0 $'answer: hello; we write to {EMAIL}\n' \
  feed 'hello\n' "$scratch/proxy" "$policy" printf 'answer: %s; we write to office@example.com\n'
expect proxy-output-denied 2 $'Sorry, I can\'t share that.\n' feed 'which card?\n' "$scratch/proxy" "$policy" printf 'card 4111111111111111%.0s\n'
expect proxy-no-shell 0 $'; echo owned\n' feed '; echo owned\n' "$scratch/proxy" "$policy" printf '%s\n'
expect proxy-upstream-fails 1 '' feed 'hello\n' "$scratch/proxy" "$policy" false

echo "$passed passed, 0 failed"
