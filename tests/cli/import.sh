#!/usr/bin/env bash
# newel import: what comes out compiles, finds what the other tool's rules find, and says what it could not take.
. "$2/tests/cli/lib.bash"
files=$source_dir/tests/import

run 0 newel import --from gitleaks "$files/acme.gitleaks.toml"
holds "name: 'acme-leaks'"
holds "pattern: '\\bacme_[a-z0-9]{20}\\b'"
holds 'An Acme key: it'"''"'s secret'
holds "'acme-key-2':"
holds "'acme-key-3':"
holds '# keywords: acme_; not checked: entropy 3.5'
holds "- '(?s:.*)(?:00000000\$)(?s:.*)'"
for gone in one-byte empty files bad; do holds "#   $gone: "; says "'$gone' is left out"; done
holds 'secrets:'
says "acme.gitleaks.toml:41:3: warning[W0901]: 'one-byte' is left out"
says 'an allow list of the captured secret or of the line is not imported'
says 'stop words'
says 'its global allow lists are not imported'
says 'what it extends is not read'
cp .out gitleaks.yaml
run 0 newel check gitleaks.yaml
run 2 newel apply -p gitleaks.yaml <<<'key acme_0123456789abcdefghij here'
run 2 newel apply -p gitleaks.yaml <<<'acme_token = "0123456789abcdef0123456789abcdef"'
run 2 newel apply -p gitleaks.yaml <<<'ACME/12345678'
run 0 newel apply -p gitleaks.yaml <<<'ACME/00000000'
run 0 newel apply -p gitleaks.yaml <<<'acme_short'

run 0 newel import --from presidio "$files/acme.presidio.yaml"
holds 'countries: [US, GB]'
holds '  CREDIT_DEBIT_CARD_NUMBER: ANONYMIZE'
holds '  EMAIL: ANONYMIZE'
holds '  PHONE: ANONYMIZE'
holds "pattern: '(?ims)\\bBG-\\d{6}\\z'"
holds "pattern: '(?ims)\\b\\d{6}(?:-\\d{0,2})?\\b'"
holds 'mode: observe'
holds 'context words of Presidio: badge, ausweis'
holds "#   UrlRecognizer: it is not enabled"
says "'NobodyKnowsRecognizer' is left out"
says 'an entry of its list'
says 'a weak pattern'
cp .out presidio.yaml
run 0 newel check presidio.yaml
run 0 newel apply -p presidio.yaml <<<'Dr. Who, ana at example dot com, 123456, ana@example.com'
out '{TITLE}. Who, {EMAIL}, 123456, {EMAIL}'

# The tool must be named, the file must be there, and it must be one of theirs.
run 1 newel import "$files/acme.gitleaks.toml"
says 'newel import --from'
run 1 newel import --from gitleaks
run 1 newel import --from trufflehog x
run 1 newel import --from gitleaks missing.toml
run 3 newel import --from gitleaks "$files/acme.presidio.yaml"
says 'acme.presidio.yaml:'
run 3 newel import --from presidio "$files/acme.gitleaks.toml"
: >nothing
run 3 newel import --from gitleaks nothing
says '[[rules]]'
run 3 newel import --from presidio nothing
printf 'title = "a"\n[[rules]]\nid = "x"\nregex = "a\n' >broken.toml
run 3 newel import --from gitleaks broken.toml
says 'broken.toml:4:'
# Nothing of a file breaks out of a comment or a text.
printf '[[rules]]\nid = "x\\nwords: {a: [b]}\\n"\ndescription = "d\\ne: \x27 \\" \\u2028"\nregex = "acme-\\t[0-9]\\n"\nkeywords = ["k\\npii: {EMAIL: NONE}"]\n' >hostile.toml
run 0 newel import --from gitleaks hostile.toml
grep -q '^pii:\|^words:' .out && not_ok 'it broke out' || ok
cp .out hostile.yaml
run 0 newel check hostile.yaml
run 2 newel apply -p hostile.yaml < <(printf 'acme-\t7\n')
done_testing
