#!/usr/bin/env bash
# newel train content: the same texts in the same order give the same weights, bit for bit; other texts give others.
. "$2/tests/cli/lib.bash"

# 240 texts of chosen words: six categories and clean ones in turn, numbers to tell them apart.
texts() {
  awk -v salt="$1" 'BEGIN {
    split("HATE INSULTS SEXUAL VIOLENCE MISCONDUCT PROMPT_ATTACK PROFANITY", name); split("vermin idiot naked murder burgle ignore damn", word)
    for (i = 0; i < 240; i++) {
      labels = ""
      for (k = 1; k <= 7; k++) labels = labels sprintf("%s\"%s\":%d", k > 1 ? "," : "", name[k], i % 8 == k)
      text = i % 8 ? "they said " word[i % 8] " to number " i * salt : "the garden has " i * salt " red flowers and a small pond"
      printf "{\"text\":\"%s about the %s of town %c\",\"labels\":{%s}}\n", text, i % 3 ? "people" : "streets", 97 + i % 26, labels
    }
  }'
}
mkdir one other
texts 7 > one/a.jsonl
texts 11 > other/a.jsonl
for name in first second; do run 0 newel train content --data one --out "$name.model"; done
run 0 newel train content --data other --out other.model
run 0 newel train content --data one --held 3 --out held.model
run 1 newel train content --data one --held ten --out none.model
says "--held is 'ten', expected a digit"
if cmp -s first.model second.model; then ok; else not_ok "two trainings of the same texts differ"; fi
if cmp -s first.model other.model; then not_ok "other texts gave the same weights"; else ok; fi
if cmp -s first.model held.model; then not_ok "another tenth held back gave the same weights"; else ok; fi
run 0 newel detect --all --jsonl --content-model first.model <<<'{"id":1,"text":"they said vermin to the people of town"}'
holds '"HATE":'
done_testing
