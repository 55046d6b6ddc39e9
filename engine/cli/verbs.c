/* verbs.c - the table of verbs, and what is printed from it. */
#include <string.h>

#include "base/slice.h"
#include "cli/cli.h"

#define COMMON NW_OPT_COLOR, NW_OPT_HELP, NW_OPT_END
/* NW_CLOUD_OPTIONS of cli/cloud/cloud.h: without the library the verbs are there, and say that it is not. */
#define CLOUD NW_OPT_PROFILE, NW_OPT_REGION, NW_OPT_ENDPOINT_URL, NW_OPT_TIMEOUT, COMMON

static const unsigned char apply_options[] = {
    NW_OPT_POLICY, NW_OPT_SOURCE,           NW_OPT_SURFACE,  NW_OPT_FORMAT,       NW_OPT_JSON,   NW_OPT_JSONL,
    NW_OPT_STREAM, NW_OPT_PRETTY,           NW_OPT_TRACE,    NW_OPT_SHOW_MATCHES, NW_OPT_INDENT, NW_OPT_TIMING,
    NW_OPT_LOCAL,  NW_OPT_REQUIRE_COMPLETE, NW_OPT_KEY_FILE, NW_OPT_SCOPE, NW_OPT_SYSTEM_PROMPT,
    NW_OPT_CONTENT_MODEL, NW_OPT_DEADLINE, NW_OPT_LOCK, CLOUD};
static const unsigned char check_options[] = {NW_OPT_POLICY, NW_OPT_JSON,     NW_OPT_SARIF, NW_OPT_INDENT,
                                              NW_OPT_STRICT, NW_OPT_KEY_FILE, COMMON};
static const unsigned char explain_options[] = {NW_OPT_POLICY, NW_OPT_JSON, NW_OPT_KEY_FILE, COMMON};
static const unsigned char miss_options[] = {NW_OPT_POLICY,  NW_OPT_ENTITY, NW_OPT_FILE, NW_OPT_SHOW,     NW_OPT_JSON,
                                             NW_OPT_SOURCE, NW_OPT_SURFACE, NW_OPT_FORMAT, NW_OPT_KEY_FILE, COMMON};
static const unsigned char detect_options[] = {NW_OPT_POLICY,  NW_OPT_ALL,    NW_OPT_JSONL,    NW_OPT_SOURCE,
                                               NW_OPT_SURFACE, NW_OPT_FORMAT, NW_OPT_KEY_FILE, NW_OPT_SYSTEM_PROMPT,
                                               NW_OPT_CONTENT_MODEL, COMMON};
static const unsigned char test_options[] = {
    NW_OPT_POLICY,    NW_OPT_JOBS,     NW_OPT_RUN,    NW_OPT_SCORES,    NW_OPT_COVERAGE, NW_OPT_REQUIRE, NW_OPT_BASELINE,
    NW_OPT_FAIL_FAST, NW_OPT_BLESS,    NW_OPT_WATCH,  NW_OPT_AS_OF,     NW_OPT_ATTACK,   NW_OPT_REPORT,  NW_OPT_JSON,
    NW_OPT_WRITE,     NW_OPT_TIMING, NW_OPT_NO_STREAM, NW_OPT_LOCAL,    NW_OPT_KEY_FILE, NW_OPT_ESCALATE, NW_OPT_LOCK, CLOUD};
static const unsigned char diff_options[] = {NW_OPT_FLOOR, NW_OPT_JSON, NW_OPT_WRITE, NW_OPT_KEY_FILE, COMMON};
static const unsigned char mutate_options[] = {NW_OPT_POLICY, NW_OPT_JOBS, NW_OPT_LOCAL, NW_OPT_KEY_FILE, COMMON};
static const unsigned char minimize_options[] = {NW_OPT_POLICY, NW_OPT_ENTITY, NW_OPT_SOURCE, NW_OPT_SURFACE,
                                                 NW_OPT_FORMAT, NW_OPT_LOCAL,  NW_OPT_KEY_FILE, COMMON};
static const unsigned char replay_options[] = {NW_OPT_POLICY, NW_OPT_REQUESTS, NW_OPT_LOCAL, NW_OPT_KEY_FILE, COMMON};
static const unsigned char corpus_options[] = {NW_OPT_KIND, NW_OPT_REQUESTS, COMMON};
static const unsigned char import_options[] = {NW_OPT_FROM, COMMON};
static const unsigned char export_options[] = {NW_OPT_POLICY, NW_OPT_TO, COMMON};
static const unsigned char doctor_options[] = {NW_OPT_POLICY,  NW_OPT_GUARDRAIL,    NW_OPT_MODEL,   NW_OPT_JSON,     NW_OPT_PROFILE,
                                               NW_OPT_REGION,  NW_OPT_ENDPOINT_URL, NW_OPT_TIMEOUT, NW_OPT_LOCK, NW_OPT_KEY_FILE, COMMON};
static const unsigned char iam_options[] = {NW_OPT_POLICY, NW_OPT_FOR,    NW_OPT_GUARDRAIL, NW_OPT_MODEL,
                                            NW_OPT_REGION, NW_OPT_ACCOUNT, NW_OPT_LOCK, NW_OPT_KEY_FILE, COMMON};
static const unsigned char converse_options[] = {NW_OPT_MODEL,    NW_OPT_SYSTEM,   NW_OPT_MESSAGES, NW_OPT_IMAGE,
                                                 NW_OPT_DOCUMENT, NW_OPT_PARAMS,   NW_OPT_GUARDRAIL, NW_OPT_GUARDED,
                                                 NW_OPT_TAG,      NW_OPT_STREAM,   NW_OPT_JSON,     NW_OPT_TRACE, NW_OPT_POLICY,
                                                 NW_OPT_LOCAL,    NW_OPT_DEADLINE, NW_OPT_LOCK,     NW_OPT_KEY_FILE, CLOUD};
static const unsigned char invoke_options[] = {NW_OPT_MODEL, NW_OPT_PARAMS, NW_OPT_GUARDRAIL, NW_OPT_TAG,
                                               NW_OPT_STREAM, NW_OPT_JSON, CLOUD};
static const unsigned char judge_options[] = {NW_OPT_JSONL,  NW_OPT_POLICY, NW_OPT_KEY_FILE, NW_OPT_GUARDRAIL,
                                              NW_OPT_SOURCE, NW_OPT_JSON,   CLOUD};
static const unsigned char chat_options[] = {NW_OPT_MODEL,     NW_OPT_SYSTEM, NW_OPT_MESSAGES,  NW_OPT_PARAMS, NW_OPT_GUARDRAIL,
                                             NW_OPT_RESPONSES, NW_OPT_MANTLE, NW_OPT_STREAM, NW_OPT_JSON,   NW_OPT_POLICY,
                                             NW_OPT_LOCAL,     NW_OPT_DEADLINE, NW_OPT_LOCK, NW_OPT_KEY_FILE, CLOUD};
static const unsigned char retrieve_options[] = {NW_OPT_KB, NW_OPT_RESULTS, NW_OPT_GUARDRAIL, NW_OPT_JSON, CLOUD};
static const unsigned char rag_options[] = {NW_OPT_KB,      NW_OPT_MODEL,  NW_OPT_RESULTS, NW_OPT_SESSION,
                                            NW_OPT_GUARDRAIL, NW_OPT_STREAM, NW_OPT_JSON,    CLOUD};
static const unsigned char agent_options[] = {NW_OPT_AGENT, NW_OPT_SESSION, NW_OPT_STREAM, NW_OPT_TRACE, NW_OPT_JSON, CLOUD};
static const unsigned char models_options[] = {NW_OPT_PROVIDER,  NW_OPT_INPUT,  NW_OPT_OUTPUT, NW_OPT_INFERENCE,
                                               NW_OPT_STREAMING, NW_OPT_ACTIVE, NW_OPT_JSON,   CLOUD};
static const unsigned char call_options[] = {NW_OPT_PARAMS, NW_OPT_LIST, CLOUD};
static const unsigned char score_options[] = {NW_OPT_FILE, NW_OPT_JSON, NW_OPT_CONTENT_MODEL, COMMON};
static const unsigned char train_options[] = {NW_OPT_DATA,        NW_OPT_OUT,           NW_OPT_SOURCES, NW_OPT_ALL_SOURCES,
                                              NW_OPT_FROM_TRACES, NW_OPT_CONTENT_MODEL, NW_OPT_HELD,    COMMON};
static const unsigned char plan_options[] = {NW_OPT_POLICY, NW_OPT_LIVE, NW_OPT_GUARDRAIL, NW_OPT_VERSION,
                                             NW_OPT_LOCK,   NW_OPT_JSON, NW_OPT_KEY_FILE,  CLOUD};
static const unsigned char push_options[] = {NW_OPT_POLICY,    NW_OPT_DRY_RUN, NW_OPT_DRAFT, NW_OPT_YES,
                                             NW_OPT_GUARDRAIL, NW_OPT_LOCK,    NW_OPT_JSON,  NW_OPT_KEY_FILE, CLOUD};
static const unsigned char pull_options[] = {NW_OPT_GUARDRAIL, NW_OPT_VERSION, NW_OPT_LOCK, CLOUD};
static const unsigned char guardrails_options[] = {NW_OPT_VERSION, NW_OPT_YES, NW_OPT_LOCK, NW_OPT_JSON, CLOUD};
static const unsigned char trace_options[] = {NW_OPT_SURFACE_OF, NW_OPT_TRACE_TO, NW_OPT_REQUEST,     NW_OPT_SOURCE,
                                              NW_OPT_INDENT,     NW_OPT_TIMING,   NW_OPT_SHOW_MATCHES, COMMON};
static const unsigned char plain_options[] = {COMMON};
static const unsigned char version_options[] = {NW_OPT_JSON, COMMON};

const nw_verb nw_verbs[] = {
    {"apply", "[FILE...]", "filter a text: what may be passed on comes out",
     "Reads texts (stdin without FILE, or '-') and writes the text, the edited text, or on deny the policy's message.\n"
     "With --jsonl a line is {\"id\",\"text\",\"source\",\"surface\",\"format\"} or "
     "{\"id\",\"segments\":[{\"text\",\"surface\",\"format\"}...]}\n"
     "and the answer is a line with \"verdict\", \"cause\", \"complete\" and \"output\" or \"segments\"; --json adds \"trace\".\n"
     "With --stream a deny ends the output; the message follows on a line of its own.\n"
     "A policy with `escalation` asks Bedrock about what the local stage leaves open; a line on stderr says what that took.\n"
     "Exit code: 0 allowed or modified, 2 denied, 3 the policy does not compile, 4 incomplete with --require-complete,\n"
     "5 asking Bedrock failed under `on_error: block`, 1 anything else (a bad line of --jsonl too), 130 interrupted.",
     "newel apply -p policy.yaml letter.txt\n"
     "my-model | newel apply -p policy.yaml --source OUTPUT --stream\n"
     "newel apply -p policy.yaml --jsonl < requests.jsonl > answers.jsonl\n"
     "newel apply -p policy.yaml --pretty letter.txt\n"
     "newel apply -p policy.yaml --source OUTPUT --system-prompt prompt.txt answer.txt",
     apply_options, nw_verb_apply},
    {"check", "POLICY...", "all errors and warnings of policies, and what they mean",
     "Loads and compiles each policy, runs its rules' own examples, and prints every remark with its line, then the\n"
     "effective matrix: rule by source. Exit code: 0, or 3 when one does not compile (with --strict: has a warning).",
     "newel check policy.yaml\n"
     "newel check --strict --sarif policies/*/policy.yaml > newel.sarif",
     check_options, nw_verb_check},
    {"explain", "[POLICY]", "what a policy compiles to",
     "Prints the rules by detector, actions by source and surface, look-ahead, and what Bedrock cannot express.",
     "newel explain -p policy.yaml\nnewel explain -p policy.yaml --json", explain_options, nw_verb_explain},
    {"explain-miss", "[TEXT]", "why a value was not found",
     "Prints every place of a text that a detector found or nearly found: which entity, what was missing (a check digit, a\n"
     "context word, a rule of the policy, ...), the nearest first, and what to do about it. Without --policy all detectors are\n"
     "asked. The text itself is not printed unless --show says so. Exit code: 0 whatever was found, 1 usage or I/O, 3 the\n"
     "policy does not compile.",
     "newel explain-miss 'card 4111 1111 1111 1112'              the check digit is wrong\n"
     "newel explain-miss -p policy.yaml -f letter.txt --show     what the policy leaves, and why\n"
     "newel explain-miss --entity US_SOCIAL_SECURITY_NUMBER --json < letter.txt",
     miss_options, nw_verb_explain_miss},
    {"explain-score", "[TEXT]", "why a text has the content scores it has",
     "Prints each category's score and band, the window that carried it, the inputs that gave most (in logits) and the words of\n"
     "the window with the most points. The text is an argument, --file, or stdin. It shows text: for a terminal, not for logs.",
     "newel explain-score 'You are a fool'\nnewel explain-score --json -f letter.txt", score_options, nw_verb_explain_score},
    {"detect", "[FILE...]", "where the entities of a text are",
     "Prints the places that the detectors find, whatever a policy would do with them. With --jsonl a line is\n"
     "{\"id\",\"text\"} and the answer {\"id\",\"spans\":[{\"start\",\"end\",\"type\",\"score\"}],\"scores\":{}}; offsets are "
     "UTF-8 bytes.",
     "newel detect letter.txt\nnewel detect --all --jsonl < texts.jsonl > spans.jsonl", detect_options, nw_verb_detect},
    {"test", "CASES...", "run a policy against files of cases",
     "Judges each case (JSON Lines, see 'newel schema case'; a folder stands for the *.jsonl below it), whole and as a stream,\n"
     "and prints what differs from what it expects. docs/testing.md explains scores, gates, coverage and attacks.\n"
     "Exit code: 0, 4 when a case or a gate fails, 1 when a line is no case, an id stands twice or a file has no case, 130\n"
     "interrupted (the report then says that it is partial). Gates of the policy (`gates:`) hold beside --require.",
     "newel test -p policy.yaml tests.jsonl\nnewel test -p policy.yaml --json tests.jsonl > report.json\n"
     "newel test -p policy.yaml --scores --require 'pii.EMAIL.recall>=0.9' corpus/\n"
     "newel test -p policy.yaml --write html=report.html,junit=junit.xml corpus/\n"
     "newel test -p policy.yaml --attack all corpus/", test_options,
     nw_verb_test},
    {"diff", "OLD NEW [CASES...]", "what a change of a policy changes",
     "Prints the rules and settings that differ, then the texts whose verdict or bytes change, by the rules that cause it. Texts\n"
     "are the cases named and the match and clean examples of both policies; expectations are not looked at, and what only a\n"
     "judge can tell is not asked. --write html=FILE shows the changed ones side by side. For a pattern or list that changed a\n"
     "shortest text that only one of the two finds is printed. Exit code: 0, 1 when a line is no case, 4 when NEW is weaker than\n"
     "--floor.",
     "newel diff old.yaml new.yaml corpus/\n"
     "newel diff old.yaml new.yaml --floor company.yaml --write html=diff.html corpus/",
     diff_options, nw_verb_diff},
    {"mutate", "CASES...", "is there a test for each rule?",
     "Weakens the policy one rule at a time (drops it, lowers its action or strictness, cuts its pattern or list) and says which\n"
     "of these mutants no case catches. Rules that are judged remotely and the engine's own word list are not mutated.\n"
     "Exit code: 0, or 4 when a mutant survives.",
     "newel mutate -p policy.yaml tests.jsonl", mutate_options, nw_verb_mutate},
    {"minimize", "[FILE]", "the smallest piece of a text that keeps its verdict",
     "Leaves out pieces of the text as long as the verdict stays (with --entity: a finding of that type or rule) and prints what\n"
     "is left: no code point more can go. It prints a piece of the text: for a terminal, never for logs.\n"
     "Exit code: 0, or 1 when the text is allowed already.",
     "newel minimize -p policy.yaml letter.txt\n"
     "newel minimize -p policy.yaml --entity PHONE letter.txt", minimize_options, nw_verb_minimize},
    {"replay", "TRACES", "make recorded traces again, and compare",
     "Judges the requests again and compares the traces byte for byte with the recorded ones (answers of newel apply --jsonl\n"
     "--json, or traces, one a line; without --timing and --show-matches). Traces hold no text, so --requests is needed; traces\n"
     "of a scope, of streams and with a judge's answers cannot be made again here. Exit code: 0, or 4 when one differs.",
     "newel apply -p policy.yaml --jsonl --json < requests.jsonl > answers.jsonl\n"
     "newel replay -p policy.yaml --requests requests.jsonl answers.jsonl", replay_options, nw_verb_replay},
    {"corpus", "[FILE]", "turn other tools' labelled texts into cases",
     "Prints cases (JSON Lines) for newel test: presidio-research's JSON, OpenAI's moderation set, ApplyGuardrail requests with their\n"
     "responses (the confusion of verdicts then is the agreement with Bedrock), CSV with a header, or plain lines. Lines, and CSV\n"
     "without 'verdict' and 'types', expect allow: newel test --bless writes what comes. Recorded traces hold no text: they need\n"
     "the requests that they are of, and the cases then expect what was done. Exit code: 0, or 1 when a text is left out (it is\n"
     "named).",
     "newel corpus --kind presidio samples.json > cases.jsonl\n"
     "newel corpus --kind traces --requests requests.jsonl answers.jsonl > cases.jsonl\n"
     "newel corpus --kind guardrail pairs.jsonl > cases.jsonl", corpus_options, nw_verb_corpus},
    {"import", "FILE", "turn a guardrail or another tool's rules into a policy",
     "Reads a Bedrock guardrail (GetGuardrail's answer or CreateGuardrail's body, a CloudFormation template, a .tf.json file or\n"
     "`terraform show -json`), a gitleaks configuration (TOML) or Presidio's recognizers (YAML) and prints a policy. What the\n"
     "policy cannot say stands in its comments and on stderr; a rule that does not fit is left out and named in both. The\n"
     "policy compiles.\n"
     "Exit code: 0, 1 when the file could not be read, 3 when it is no such file.",
     "newel import --from gitleaks gitleaks.toml > policy.yaml\n"
     "newel import --from cloudformation template.yaml > policy.yaml\n"
     "aws bedrock get-guardrail --guardrail-identifier ID | newel import --from bedrock - > policy.yaml\n"
     "newel import --from presidio recognizers.yaml | newel check -p -",
     import_options, nw_verb_import},
    {"export", "", "the Bedrock guardrail that a policy describes",
     "Prints the guardrail as the body of CreateGuardrail, as a CloudFormation template, or as Terraform (.tf.json, provider\n"
     "awscc). Every action and switch is written out. What Bedrock cannot express is left out and named on stderr.\n"
     "Exit code: 0, 3 when the policy does not compile or no rule has a place in a guardrail.",
     "newel export -p policy.yaml --to bedrock > guardrail.json\n"
     "aws bedrock create-guardrail --cli-input-json file://guardrail.json\n"
     "newel export -p policy.yaml --to terraform > guardrail.tf.json",
     export_options, nw_verb_export},
    {"trace", "[FILE]", "Bedrock's answers as newel traces, and back",
     "Reads one answer of Bedrock (stdin without FILE) and writes it as a newel.trace/1 record: what intervened, where, at what\n"
     "cost. --from newel reads such a record, --to bedrock writes Bedrock's assessments. With --request findings get their\n"
     "offsets; matched text is written with --show-matches only. docs/escalation.md has what is read of each answer.\n"
     "Exit code: 0 whatever the verdict, 1 when the answer holds no guardrail's word.",
     "newel trace --from apply-guardrail --request request.json < answer.json\n"
     "newel trace --from converse --indent < answer.json\n"
     "newel apply -p policy.yaml --json letter.txt | newel trace --from newel --to bedrock",
     trace_options, NW_CLOUD(nw_verb_trace)},
    {"plan", "", "what a push would change in the live guardrail",
     "Holds the policy against the guardrail: the one of --guardrail, of newel.lock (beside the policy), else the one of the\n"
     "policy's name. Prints what would be added, changed and removed, which rules stay local and why, and what Bedrock took for\n"
     "granted. Nothing is changed. With --live no network is used: FILE is an answer of GetGuardrail.\n"
     "Exit code: 0 whether or not something would change (newel drift is the gate), 1 when the guardrail could not be asked\n"
     "for, 3 when the policy does not compile or has no rule for Bedrock.",
     "newel plan -p policy.yaml\n"
     "newel plan -p policy.yaml --json --region eu-west-1\n"
     "newel plan -p policy.yaml --live guardrail.json",
     plan_options, NW_CLOUD(nw_verb_plan)},
    {"push", "", "make the live guardrail what the policy says, and publish it",
     "Creates the guardrail or updates its DRAFT where it differs, waits until it is READY, sets tags (with policy id and guard\n"
     "id), publishes a version where the last one is another, and writes newel.lock beside the policy. A second push does\n"
     "nothing; one that was broken off is finished by the next. --dry-run prints the requests that would change something,\n"
     "a JSON object a line. What Bedrock would refuse (W0801, W0803) is refused before anything is sent, unless --yes is said.\n"
     "Keep newel.lock in version control: run time reads the version from it.\n"
     "Exit code: 0, 1 when Bedrock refused or did not answer, 3 when the policy does not compile or has no rule for Bedrock.",
     "newel push -p policy.yaml --dry-run\n"
     "newel push -p policy.yaml\n"
     "newel push -p policy.yaml --draft --json",
     push_options, NW_CLOUD(nw_verb_push)},
    {"pull", "[NAME]", "a live guardrail as a policy file",
     "Prints the policy that describes the guardrail; what Bedrock took for granted and what a policy cannot say stands in its\n"
     "comments and on stderr. A push of it changes nothing. NAME is looked for in newel.lock, then in the list of guardrails.\n"
     "Exit code: 0, 1 when there is none or it could not be asked for, 3 when it has nothing that a policy could say.",
     "newel pull production-safety > policy.yaml\n"
     "newel pull --guardrail gr1abc2def3g --version 3 > policy.yaml",
     pull_options, NW_CLOUD(nw_verb_pull)},
    {"drift", "", "does the live guardrail differ from the policy?",
     "The same as newel plan, as a gate: somebody changed the guardrail in the console, or the policy was not pushed.\n"
     "Exit code: 0 when they are the same, 4 when they differ, 1 and 3 as of newel plan.",
     "newel drift -p policy.yaml --json\n"
     "newel drift -p policy.yaml --version 3",
     plan_options, NW_CLOUD(nw_verb_drift)},
    {"guardrails", "list|show|delete [ID]", "the guardrails of the account",
     "list prints id, version, status, time of the last change and name of every guardrail, or of every version of ID. show prints\n"
     "one with the reasons of its status. delete takes one away, or with --version a version of it: it asks on a terminal, and\n"
     "needs --yes elsewhere; its entry goes out of newel.lock. Exit code: 0, 1 when Bedrock refused or nobody said yes.",
     "newel guardrails list\n"
     "newel guardrails show gr1abc2def3g --json\n"
     "newel guardrails delete gr1abc2def3g --version 2 --yes",
     guardrails_options, NW_CLOUD(nw_verb_guardrails)},
    {"doctor", "", "is everything right for Bedrock?",
     "Asks AWS, by calls that change nothing: which credentials, account, region and endpoint are in use, is the clock right, is the\n"
     "guardrail there and READY, may the model be used, with streams and the guardrail, and may this identity do all that. Each\n"
     "check that fails says what to do. Judging and the model are tried with two words: that bills a text unit and some tokens.\n"
     "Exit code: 0, or 1 when a check fails.",
     "newel doctor\n"
     "newel doctor -p policy.yaml --model us.amazon.nova-lite-v1:0\n"
     "newel doctor --guardrail production-safety:3 --json",
     doctor_options, NW_CLOUD(nw_verb_doctor)},
    {"iam", "", "the least IAM policy for what a policy uses",
     "Prints an IAM policy (JSON) that allows what the policy and the program do, and nothing else: judge (apply a policy that\n"
     "escalates; the default), invoke (call models; the default too with --model), push (change guardrails), doctor (read). Without\n"
     "--region, --account, --guardrail (newel.lock has them) and --model the resources are wider. No network. Exit code: 0, 1, 3 when the\n"
     "policy does not compile.",
     "newel iam -p policy.yaml --region us-east-1 --account 123456789012 --guardrail a1b2c3d4e5f6\n"
     "newel iam -p policy.yaml --for judge,invoke --model us.amazon.nova-lite-v1:0,amazon.nova-micro-v1:0",
     iam_options, NW_CLOUD(nw_verb_iam)},
    {"converse", "[TEXT...]", "a turn of a conversation with a model of Bedrock",
     "Sends the text (stdin without TEXT) and prints the answer of the model. With --guardrail the guardrail judges the\n"
     "conversation and the answer: --guarded and --tag say which parts of it. --trace FILE keeps what it found.\n"
     "With --policy everything is judged here, before and after the model: what is denied is not sent, or not shown; --trace FILE\n"
     "keeps one trace of it all, --json prints the conversation as it may be stored.\n"
     "Exit code: 0, 1 when the call fails, 2 when the guardrail or the policy blocks: stdout then has its message.",
     "newel converse -m amazon.nova-lite-v1:0 'What is a newel?'\n"
     "newel converse -m MODEL -g a1b2c3:4 --guarded latest --stream --trace trace.json < question.txt\n"
     "newel converse -m MODEL -p policy.yaml --stream --trace trace.json < question.txt\n"
     "newel converse -m MODEL -g a1b2c3:4 --tag k9x2 'Answer this mail: <k9x2>...</k9x2>'\n"
     "newel converse -m MODEL --document report.pdf --params '{\"inferenceConfig\":{\"maxTokens\":200}}' 'Sum it up'",
     converse_options, NW_CLOUD(nw_verb_converse)},
    {"invoke", "", "call a model with a body of its own",
     "Sends the body of --params to the model (InvokeModel) and prints the model's answer; with --stream a piece a line. With\n"
     "--guardrail only what stands between <NAME> and </NAME> of --tag is looked at for prompt attacks: the tags are sent as\n"
     "Bedrock's own, with a new random suffix. --json prints members of headers, too.\n"
     "Exit code: 0, 1 when the call fails, 2 when the guardrail blocks.",
     "newel invoke -m MODEL --params @request.json\n"
     "newel invoke -m MODEL -g a1b2c3:4 --tag k9x2 --params '{\"prompt\":\"Greet <k9x2>Ann</k9x2>.\"}'",
     invoke_options, NW_CLOUD(nw_verb_invoke)},
    {"judge", "[grounding|topic] [FILE...]", "what one judge alone says: a local one of pairs, or Bedrock of a text",
     "With 'grounding' or 'topic', the local judges: --jsonl lines in, a line {\"id\",\"scores\",\"bands\"} out for each.\n"
     "  grounding  {\"id\",\"source_text\",\"query\",\"response\"}: GROUNDED, RELEVANT, with findings (a NUMBER, UNIT,\n"
     "             DATE, NAME, QUOTE or LINK of the response that source and query lack; UTF-8 bytes of the response) and\n"
     "             features. source_text and query may be arrays; without one its score is not there\n"
     "  topic      {\"id\",\"text\",\"definition\",\"examples\",\"clean\"}: TOPIC; or {\"id\",\"text\"} with the topics of --policy:\n"
     "             one score each, and TOPIC, the highest\n"
     "Scores are chances; bands say what is settled: clear, unsure or hit (docs/judges.md).\n"
     "Else, with --guardrail: asks the guardrail (ApplyGuardrail) and prints what may be passed on: the text, the text with\n"
     "masks, or the guardrail's message. Without: prints scores for content, attacks and PII (InvokeGuardrailChecks), which need\n"
     "no guardrail. No policy and no local filter takes part; see newel apply.\n"
     "Exit code: 0, 1 when the call fails or a line is bad, 2 when the guardrail blocks.",
     "newel judge grounding --jsonl answers.jsonl > scores.jsonl\n"
     "newel judge topic -p policy.yaml --jsonl < texts.jsonl\n"
     "newel judge -g a1b2c3:4 letter.txt\nnewel judge -g a1b2c3:4 --source OUTPUT --json < answer.txt\nnewel judge letter.txt",
     judge_options, nw_verb_judge},
    {"chat", "[TEXT...]", "a turn at an OpenAI-compatible endpoint",
     "Chat completions or responses, of bedrock-runtime or bedrock-mantle. Chat completions of bedrock-runtime take the guardrail\n"
     "themselves; the others would ignore it, so there the text and the answer are judged around the call, and stderr says so.\n"
     "With --policy Newel judges the text before it goes and the answer before it is shown, streamed too, at every endpoint.\n"
     "Exit code: 0, 1 when a call fails, 2 when the guardrail or the policy blocks.",
     "newel chat -m openai.gpt-oss-120b --mantle --stream -p policy.yaml 'Tell me a joke'\n"
     "newel chat -m openai.gpt-oss-120b-1:0 -g a1b2c3:4 'Tell me a joke'\n"
     "newel chat -m openai.gpt-oss-120b --mantle --responses --stream 'Tell me a joke'",
     chat_options, NW_CLOUD(nw_verb_chat)},
    {"retrieve", "[TEXT...]", "passages of a knowledge base",
     "Prints score, source and text of each passage. Knowledge bases say that a guardrail intervened, not why: newel judge does.\n"
     "Exit code: 0, 1 when the call fails, 2 when the guardrail blocks.",
     "newel retrieve --kb KB12345678 'refund policy'\nnewel retrieve --kb KB12345678 --results 3 -g a1b2c3:4 --json 'refund policy'",
     retrieve_options, NW_CLOUD(nw_verb_retrieve)},
    {"rag", "[TEXT...]", "an answer out of a knowledge base",
     "Prints the answer of the model, then the sources that it stands on (RetrieveAndGenerate).\n"
     "Exit code: 0, 1 when the call fails, 2 when the guardrail blocks.",
     "newel rag --kb KB12345678 -m arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0 'refund policy'\n"
     "newel rag --kb KB12345678 -m ARN -g a1b2c3:4 --stream 'refund policy'",
     rag_options, NW_CLOUD(nw_verb_rag)},
    {"agent", "[TEXT...]", "a turn with an agent of Bedrock",
     "Prints the answer. The guardrail of an agent is a part of the agent; what it found stands in the events of --trace FILE (a\n"
     "line each), and only then is it known. Exit code: 0, 1 when the call fails, 2 when the guardrail blocks.",
     "newel agent --agent AGENT12345:ALIAS12345 --session mine --trace trace.jsonl 'Where is my order?'",
     agent_options, NW_CLOUD(nw_verb_agent)},
    {"models", "[WORD]", "the foundation models of a region",
     "Prints a table; WORD is a part of an id or a name. Models that are being retired show LEGACY in place of how they are called.",
     "newel models\nnewel models --provider Amazon --streaming --active nova\nnewel models --input IMAGE --json",
     models_options, NW_CLOUD(nw_verb_models)},
    {"call", "OPERATION", "any operation of Bedrock, JSON in, JSON out",
     "Parameters are those of boto3, labels, query and headers among them; they are checked before anything is sent. The events\n"
     "of a stream are a line each. Nothing is made of the answer: a guardrail that intervened is exit code 0 here.",
     "newel call --list\nnewel call GetGuardrail --params '{\"guardrailIdentifier\":\"a1b2c3\"}'\n"
     "newel call ApplyGuardrail --params @request.json",
     call_options, NW_CLOUD(nw_verb_call)},
    {"train", "content|tagger|attacks|lexicon [DIR...]", "weights of the local judges",
     "content: reads every .jsonl and .jsonl.gz of the folders: lines {\"text\",\"labels\":{\"HATE\":1,\"INSULTS\":0,...}[,\"grp\"]},\n"
     "where a label that is absent is unknown. A tenth is held back (by a hash of \"grp\", or of the text) and measured at the end.\n"
     "Progress and figures go to stderr. The same texts give the same weights, bit for bit; 100,000 texts take a minute or two.\n"
     "tagger (names and addresses): lines {\"id\",\"text\",\"spans\":[{\"start\",\"end\",\"type\"}]}, offsets in UTF-8 bytes; seconds.\n"
     "attacks (known templates of prompt attacks): the lines of content, with an \"id\".\n"
     "lexicon (rarity of words and word vectors, for topics and grounding): one file, a document a line, 'source TAB text'; 50 MB\n"
     "take two minutes. See engine/models/MANIFEST.md.",
     "newel train content --data corpora/safety --out content.model\n"
     "newel train content --from-traces traces.jsonl --out content.model\n"
     "newel train content --data corpora/safety --sources engine/train/sources.txt --out engine/models/content.model\n"
     "newel train tagger --data corpora/names --out engine/models/tagger.bin\n"
     "newel train lexicon --data lexicon.tsv --out lexicon.bin",
     train_options, nw_verb_train},
    {"canary", "", "a word to plant in a system prompt",
     "Prints a new random word, as a line for the system prompt and as the policy's rule that finds it in what the model says,\n"
     "in any case, with other signs between its parts, encoded, whole or streamed (docs/leak.md). 100 random bits: no text has it.",
     "newel canary\nnewel canary --json", version_options, nw_verb_canary},
    {"schema", "policy|trace|case|lock", "print a JSON Schema",
     "Prints the schema (draft-07) of policies, traces, cases or newel.lock, for editors and validators.",
     "newel schema policy > policy.schema.json", plain_options, nw_verb_schema},
    {"completion", "bash", "print a completion script", "Prints a script that completes verbs, options and their words.",
     "source <(newel completion bash)", plain_options, nw_verb_completion},
    {"version", "", "print the version", "Prints the version of newel and of what it was built with.", "newel version --json",
     version_options, nw_verb_version},
    {"help", "[VERB]", "help for a verb", "The same as newel VERB --help.", "newel help apply", plain_options, nw_verb_help},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};

const nw_verb *nw_verb_find(const char *name) {
  for (const nw_verb *verb = nw_verbs; verb->name != NULL; verb++)
    if (strcmp(verb->name, name) == 0) return verb;
  return NULL;
}

/* The lines of `text`, each behind `margin`. */
static void print_lines(nw_out *out, const char *margin, const char *text) {
  while (*text != '\0') {
    size_t len = strcspn(text, "\n");
    nw_out_text(out, margin);
    nw_out_slice(out, nw_slice(text, len));
    nw_out_text(out, "\n");
    text += len + (text[len] == '\n');
  }
}

void nw_verb_print_help(nw_out *out, const nw_verb *verb) {
  nw_out_printf(out, "newel %s - %s\n\nUSAGE\n  newel %s [OPTIONS]%s%s\n\n", verb->name, verb->summary, verb->name,
                verb->synopsis[0] != '\0' ? " " : "", verb->synopsis);
  print_lines(out, "", verb->about);
  nw_out_text(out, "\nOPTIONS\n");
  nw_options_print(out, verb->options);
  nw_out_text(out, "\nEXAMPLES\n");
  print_lines(out, "  ", verb->examples);
}

void nw_verbs_print(nw_out *out) {
  nw_out_text(out, "newel - guardrail policies, judged locally\n\nUSAGE\n  newel VERB [OPTIONS] [FILE...]\n\nVERBS\n");
  for (const nw_verb *verb = nw_verbs; verb->name != NULL; verb++) nw_out_printf(out, "  %-14s%s\n", verb->name, verb->summary);
  nw_out_text(out, "\n'newel help VERB' has options and examples.\n\nEXIT CODES\n"
                   "  0 allowed, or tests pass      3 the policy does not compile\n"
                   "  1 usage or I/O                4 tests, gate or completeness failed\n"
                   "  2 denied                      5 escalation failed            130 interrupted\n");
}

/* ---- completion ------------------------------------------------------------------------------------------- */

static void complete_words(nw_out *out, const char *choices) {
  for (; *choices != '\0'; choices++) nw_out_printf(out, "%c", *choices == '|' ? ' ' : *choices);
}

static void complete_verb(nw_out *out, const nw_verb *verb) {
  nw_out_printf(out, "    %s) words=\"", verb->name);
  for (const unsigned char *id = verb->options; *id != NW_OPT_END; id++) nw_out_printf(out, "--%s ", nw_options[*id].name);
  if (strchr(verb->synopsis, '|') != NULL) complete_words(out, verb->synopsis);
  nw_out_text(out, "\" ;;\n");
}

int nw_verb_completion(nw_cli *cli) {
  nw_out *out = &cli->out;
  if (cli->args.file_count != 1 || strcmp(cli->args.files[0], "bash") != 0) return nw_say("name a shell: newel completion bash");
  nw_out_text(
      out, "_newel() {\n  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=\n  case $before in\n");
  for (size_t i = 1; i < NW_OPT_COUNT; i++) {
    const nw_option *option = &nw_options[i];
    if (option->value == NULL || option->bare != NULL || strchr(option->value, '|') == NULL) continue;
    nw_out_printf(out, "    --%s) words=\"", option->name);
    complete_words(out, option->value);
    nw_out_text(out, "\"; COMPREPLY=($(compgen -W \"$words\" -- \"$word\")); return ;;\n");
  }
  nw_out_text(out, "  esac\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    words=\"");
  for (const nw_verb *verb = nw_verbs; verb->name != NULL; verb++) nw_out_printf(out, "%s ", verb->name);
  nw_out_text(out, "\"\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n    return\n  fi\n  case ${COMP_WORDS[1]} in\n");
  for (const nw_verb *verb = nw_verbs; verb->name != NULL; verb++) complete_verb(out, verb);
  nw_out_text(
      out,
      "  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$word\") $(compgen -f -- \"$word\"))\n}\ncomplete -F _newel newel\n");
  return 0;
}
