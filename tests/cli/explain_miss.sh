#!/usr/bin/env bash
# newel explain-miss: what nearly was a finding, and what was missing.
. "$2/tests/cli/lib.bash"

run 0 newel explain-miss 'card 4111 1111 1111 1112'
out '[5,24)  19 bytes
  not found  CREDIT_DEBIT_CARD_NUMBER
             the check fails: luhn
             do: look for a typing error; to take any such shape, write a rule of `regexes`
'
silent
run 0 newel explain-miss 'nothing here'
out 'nothing was found, and nothing nearly was'
run 0 newel explain-miss <<<'mail ana@example.com'
holds 'found      EMAIL'
lacks 'ana@'
printf 'the id is 123456789 now' >id.txt
run 0 newel explain-miss -f id.txt --entity US_SOCIAL_SECURITY_NUMBER --show
holds '[10,19)  9 bytes  123456789'
holds 'no context word in the 40 characters in front: "ssn"'
holds 'do: write `pii: {US_SOCIAL_SECURITY_NUMBER: {action: ANONYMIZE, strictness: any}}`'
run 0 newel explain-miss -p "$policy" 'card 4111 1111 1111 1111'
run 0 newel explain-miss -p "$policy" '00:1A:2B:3C:4D:5F'
holds 'add `pii: {MAC_ADDRESS: ANONYMIZE}` to the policy'
run 0 newel explain-miss -p "$policy" TK-123456
holds 'found      ticket  by regexes.ticket'
run 0 newel explain-miss --json 'IBAN DE89 3704 0044 0532 0130 01'
holds '"schema": "newel.miss/1"'
holds '"code": "CHECK"'
holds '"check": "mod97"'
lacks '0532'
run 1 newel explain-miss one two
says "found also 'two'"
run 1 newel explain-miss -f id.txt text
says 'not both'
run 1 newel explain-miss -f none.txt
run 1 newel explain-miss --entity NO_SUCH text
says "no entity and no rule 'NO_SUCH'"
printf 'newel: 2\n' >bad.yaml
run 3 newel explain-miss -p bad.yaml text
run 0 newel explain-miss --help
holds 'EXAMPLES'
done_testing
