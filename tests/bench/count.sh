#!/usr/bin/env bash
# Instructions and mispredicted branches of a guard, counted by callgrind: the same on a busy machine.
#   tests/bench/count.sh BUILD     prints a table: policy x corpus -> instructions a byte, mispredictions a KB
# Valgrind has no AVX-512: the path measured is the one a machine without it takes.
set -euo pipefail
build=$1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
printf '| policy | corpus | instructions a byte | mispredictions a KB |\n|---|---|---|---|\n'
for policy in pii ids shapes names secrets all; do
  for corpus in chat chat5 code; do
    valgrind --tool=callgrind --branch-sim=yes --toggle-collect=newel_guard_apply --callgrind-out-file="$out/cg" \
      "$build/newel_bench" --count "$policy" "$corpus" > "$out/log" 2> "$out/err"
    bytes=$(awk '/bytes/ {print $1}' "$out/log")
    totals=$(awk '/^totals:/ {$1 = ""; print}' "$out/cg")
    # events: Ir Bc Bcm Bi Bim
    awk -v b="$bytes" -v p="$policy" -v c="$corpus" '{printf "| %s | %s | %.2f | %.1f |\n", p, c, $1 / b, ($3 + $5) * 1024 / b}' <<< "$totals"
  done
done
