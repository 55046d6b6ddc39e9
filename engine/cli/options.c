/* options.c - the option table; parsing with getopt_long and printing, both fed from it. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "cli/cli.h"

enum { LONG_BASE = 256 };  /* getopt_long gives LONG_BASE + nw_option_id, clear of every letter */

const nw_option nw_options[NW_OPT_COUNT] = {
    [NW_OPT_POLICY] = {'p', "policy", "FILE", "the policy (YAML, or JSON when named .json); '-' reads YAML from stdin", NULL},
    [NW_OPT_SOURCE] = {0, "source", "INPUT|OUTPUT", "towards the model or from it; default INPUT, or what --surface says", NULL},
    [NW_OPT_SURFACE] = {0, "surface", "user|history|system|tool_args|tool_result|retrieved|output|reasoning",
                        "where the text came from; default user, with --source OUTPUT output", NULL},
    [NW_OPT_FORMAT] = {0, "format", "text|json", "what the text is; never guessed; default text", NULL},
    [NW_OPT_JSON] = {0, "json", NULL, "write JSON (apply: the trace instead of the text)", NULL},
    [NW_OPT_SARIF] = {0, "sarif", NULL, "write a SARIF 2.1.0 log, for code scanning", NULL},
    [NW_OPT_JSONL] = {0, "jsonl", NULL, "one JSON object a line, in and out, in order", NULL},
    [NW_OPT_STREAM] = {0, "stream", NULL, "read, judge and release as the text comes", NULL},
    [NW_OPT_PRETTY] = {0, "pretty", NULL, "for people: findings marked in the text, the edited text, a table", NULL},
    [NW_OPT_TRACE] = {0, "trace", "FILE", "write the trace into FILE too", NULL},
    [NW_OPT_SHOW_MATCHES] = {0, "show-matches", NULL, "traces hold the matched text; for a terminal, never for logs", NULL},
    [NW_OPT_INDENT] = {0, "indent", NULL, "indent JSON", NULL},
    [NW_OPT_TIMING] = {0, "timing", NULL, "traces hold the time taken; without it equal inputs give equal bytes", NULL},
    [NW_OPT_LOCAL] = {0, "local", NULL, "judge without Bedrock though the policy escalates; what only it can tell is unevaluated",
                      NULL},
    [NW_OPT_REQUIRE_COMPLETE] = {0, "require-complete", NULL, "exit 4 when a rule was not judged", NULL},
    [NW_OPT_KEY_FILE] = {0, "key-file", "FILE", "key (16 bytes or more) for hash edits and fingerprints; readable by you alone",
                         NULL},
    [NW_OPT_SCOPE] = {0, "scope", "FILE", "keep the numbering of placeholders in FILE across calls; needs --key-file", NULL},
    [NW_OPT_STRICT] = {0, "strict", NULL, "warnings fail", NULL},
    [NW_OPT_ALL] = {0, "all", NULL, "every local detector (the default without --policy)", NULL},
    [NW_OPT_FROM] = {0, "from", "gitleaks|presidio|bedrock|cloudformation|terraform", "whose file it is", NULL},
    [NW_OPT_TO] = {0, "to", "bedrock|cloudformation|terraform", "the notation; bedrock is the body of CreateGuardrail", NULL},
    [NW_OPT_ENTITY] = {0, "entity", "TYPE", "only this entity or rule, however far from a finding it was", NULL},
    [NW_OPT_FILE] = {'f', "file", "FILE", "read the text from FILE; '-' is stdin", NULL},
    [NW_OPT_SHOW] = {0, "show", NULL, "with the text of the places; for a terminal, never for logs", NULL},
    [NW_OPT_JOBS] = {'j', "jobs", "N", "threads; default: as many as the machine has; the output does not depend on it", NULL},
    [NW_OPT_REPORT] = {0, "report", "text|json|junit|sarif|github|markdown|html", "what stdout gets; default text", NULL},
    [NW_OPT_WRITE] = {0, "write", "KIND=FILE,...", "write reports into files too: html=report.html,junit=junit.xml", NULL},
    [NW_OPT_RUN] = {0, "run", "WORDS", "only these cases: id, id=GLOB, tag=GLOB or lang=GLOB, with commas between (any fits)", NULL},
    [NW_OPT_REQUIRE] = {0, "require", "GATE,...",
                        "exit 4 unless it holds: pii.EMAIL.recall>=0.99, tag:rag.pass>=0.9, all.verdict>=0.95 (lower bound of the "
                        "95 % interval), all.coverage>=0.8", NULL},
    [NW_OPT_BASELINE] = {0, "baseline", "FILE", "an earlier --json report: only failures that it does not have fail", NULL},
    [NW_OPT_FAIL_FAST] = {0, "fail-fast", NULL, "stop at the first failure", NULL},
    [NW_OPT_BLESS] = {0, "bless", NULL, "write what came into the files as what is expected (blank lines go)", NULL},
    [NW_OPT_WATCH] = {0, "watch", NULL, "run again when the policy or a file of cases changes", NULL},
    [NW_OPT_AS_OF] = {0, "as-of", "DATE", "the day that 'known.until' of a case is compared with; default today (UTC)", NULL},
    [NW_OPT_SCORES] = {0, "scores", NULL, "text: precision, recall and F1 by rule, language and tag, and the cases behind them",
                       NULL},
    [NW_OPT_COVERAGE] = {0, "coverage", NULL, "text: which rules, directions and surfaces the cases exercised", NULL},
    [NW_OPT_ATTACK] = {0, "attack", "NAMES",
                       "judge disguised variants of the labelled places instead, and print recall; "
                        "'all', or names with commas",
                       NULL},
    [NW_OPT_NO_STREAM] = {0, "no-stream", NULL, "judge cases whole only, not as a stream too: twice as fast", NULL},
    [NW_OPT_ESCALATE] = {0, "escalate", "sample=N", "ask Bedrock about N of the cases, chosen by hash; the cost is printed first", NULL},
    [NW_OPT_FLOOR] = {0, "floor", "POLICY", "exit 4 when the new policy is weaker than this one", NULL},
    [NW_OPT_REQUESTS] = {0, "requests", "FILE", "the requests (as for newel apply --jsonl) that the traces are of, in the same order",
                         NULL},
    [NW_OPT_SYSTEM_PROMPT] = {0, "system-prompt", "FILE", "what the output must not show (rule `leak`)", NULL},
    [NW_OPT_CONTENT_MODEL] = {0, "content-model", "FILE",
                              "weights of the content judge (newel train content); default: those built in", NULL},
    [NW_OPT_FROM_TRACES] = {0, "from-traces", "FILE", "fit the cuts to traces (JSON Lines) in which a judge answered; weights stay", NULL},
    [NW_OPT_DATA] = {0, "data", "DIR", "folder with labelled texts: .jsonl, .jsonl.gz; train lexicon: a file", NULL},
    [NW_OPT_OUT] = {'o', "out", "FILE", "where the weights go", NULL},
    [NW_OPT_SOURCES] = {0, "sources", "FILE", "which files of the folder to use, and for what; without it, all", NULL},
    [NW_OPT_ALL_SOURCES] = {0, "all-sources", NULL, "also those that --sources marks as research", NULL},
    [NW_OPT_HELD] = {0, "held", "0-9", "train content: which tenth is held back and not learnt from; default 0", NULL},
    [NW_OPT_KIND] = {0, "kind", "presidio|openai-moderation|guardrail|csv|lines|traces", "whose file it is", NULL},
    [NW_OPT_PROFILE] = {0, "profile", "NAME", "the AWS profile; default AWS_PROFILE", NULL},
    [NW_OPT_REGION] = {0, "region", "REGION", "the AWS region; default AWS_REGION, or the profile's", NULL},
    [NW_OPT_ENDPOINT_URL] = {0, "endpoint-url", "URL", "where Bedrock answers instead: a proxy, a VPC endpoint, a test", NULL},
    [NW_OPT_TIMEOUT] = {0, "timeout", "SECONDS", "for a call with all its tries; default 60", NULL},
    [NW_OPT_DEADLINE] = {0, "deadline", "TIME", "for all questions of one text: 800ms, 2s; default: the policy's", NULL},
    [NW_OPT_SURFACE_OF] = {0, "from",
                           "apply-guardrail|checks|converse|converse-stream|invoke-model|retrieve-and-generate|agent|newel",
                           "whose answer it is", NULL},
    [NW_OPT_TRACE_TO] = {0, "to", "newel|bedrock", "the record to write; default newel", NULL},
    [NW_OPT_REQUEST] = {0, "request", "FILE", "parameters of the call (JSON): findings get their place in what was sent", NULL},
    [NW_OPT_LOCK] = {0, "lock", "FILE", "the lock file; default newel.lock beside the policy", NULL},
    [NW_OPT_LIVE] = {0, "live", "FILE", "the guardrail is in FILE (GetGuardrail's answer); nobody is asked", NULL},
    [NW_OPT_VERSION] = {0, "version", "N", "this version; default DRAFT", NULL},
    [NW_OPT_DRY_RUN] = {0, "dry-run", NULL, "print what would be sent, and change nothing", NULL},
    [NW_OPT_DRAFT] = {0, "draft", NULL, "update DRAFT only, publish no version", NULL},
    [NW_OPT_YES] = {0, "yes", NULL, "do it without asking", NULL},
    [NW_OPT_ACCOUNT] = {0, "account", "NUMBER", "the AWS account, as ARNs name it; default every one", NULL},
    [NW_OPT_FOR] = {0, "for", "USES", "what the program does: judge, invoke, push, doctor, with commas between", NULL},
    [NW_OPT_PARAMS] = {0, "params", "JSON",
                       "members of the request beside those of other options; @FILE reads it from a file, @- from stdin", NULL},
    [NW_OPT_LIST] = {0, "list", NULL, "print the operations instead", NULL},
    [NW_OPT_MODEL] = {'m', "model", "ID", "id or ARN of a model or an inference profile; 'newel models' lists them", NULL},
    [NW_OPT_SYSTEM] = {0, "system", "TEXT", "the system text; @FILE reads it from a file", NULL},
    [NW_OPT_MESSAGES] = {0, "messages", "FILE", "the turns before, a JSON list as the operation takes it; '-' is stdin", NULL},
    [NW_OPT_IMAGE] = {0, "image", "FILE", "an image that goes with the text (png, jpeg, gif, webp)", NULL},
    [NW_OPT_DOCUMENT] = {0, "document", "FILE", "a document that goes with the text (pdf, csv, docx, html, txt, md, ...)", NULL},
    [NW_OPT_GUARDRAIL] = {'g', "guardrail", "ID:VERSION", "a guardrail, by id or ARN; the version a number or DRAFT", NULL},
    [NW_OPT_GUARDED] = {0, "guarded", "all|latest|sent",
                        "what the guardrail judges: all texts of the user, the last turn, or all as it is sent (default)", NULL},
    [NW_OPT_TAG] = {0, "tag", "NAME", "only texts between <NAME> and </NAME> are judged; best a new random name each time", NULL},
    [NW_OPT_PROVIDER] = {0, "provider", "NAME", "only models of this provider", NULL},
    [NW_OPT_INPUT] = {0, "input", "TEXT|IMAGE|SPEECH|VIDEO", "only models that read this", NULL},
    [NW_OPT_OUTPUT] = {0, "output", "TEXT|IMAGE|EMBEDDING", "only models that write this", NULL},
    [NW_OPT_INFERENCE] = {0, "inference", "ON_DEMAND|PROVISIONED", "only models that are called so", NULL},
    [NW_OPT_STREAMING] = {0, "streaming", NULL, "only models that can stream", NULL},
    [NW_OPT_ACTIVE] = {0, "active", NULL, "no models that are being retired", NULL},
    [NW_OPT_KB] = {0, "kb", "ID", "the knowledge base", NULL},
    [NW_OPT_RESULTS] = {0, "results", "N", "at most so many passages (1 to 100)", NULL},
    [NW_OPT_SESSION] = {0, "session", "ID", "turns of one session know each other", NULL},
    [NW_OPT_AGENT] = {0, "agent", "ID:ALIAS", "the agent and its alias", NULL},
    [NW_OPT_MANTLE] = {0, "mantle", NULL, "ask bedrock-mantle instead of bedrock-runtime", NULL},
    [NW_OPT_RESPONSES] = {0, "responses", NULL, "the Responses API instead of chat completions", NULL},
    [NW_OPT_COLOR] = {0, "color", "auto|always|never", "colours; auto looks at the terminal, NO_COLOR and CLICOLOR_FORCE",
                      "always"},
    [NW_OPT_HELP] = {'h', "help", NULL, "print this help", NULL},
};

/* ---- parsing ---------------------------------------------------------------------------------------------- */

typedef struct getopt_tables {
  struct option longs[NW_OPT_COUNT + 1];
  char          letters[2 * NW_OPT_COUNT + 2];
} getopt_tables;

static void tables_of(getopt_tables *tables, const unsigned char *options) {
  size_t count = 0, used = 0;
  memset(tables, 0, sizeof *tables);
  tables->letters[used++] = ':';  /* a missing value is ':' */
  for (; *options != NW_OPT_END; options++) {
    const nw_option *option = &nw_options[*options];
    tables->longs[count].name = option->name;
    tables->longs[count].has_arg = option->value == NULL  ? no_argument
                                   : option->bare != NULL ? optional_argument
                                                          : required_argument;
    tables->longs[count++].val = LONG_BASE + *options;
    if (option->letter == 0) continue;
    tables->letters[used++] = option->letter;
    if (option->value != NULL) tables->letters[used++] = ':';
  }
}

static unsigned option_of(const unsigned char *options, int got) {
  if (got >= LONG_BASE) return (unsigned)(got - LONG_BASE);
  for (; *options != NW_OPT_END; options++)
    if (nw_options[*options].letter == got) return *options;
  return NW_OPT_END;
}

static int fail_unknown(const nw_verb *verb, const char *word) {
  const char *names[NW_OPT_COUNT + 1] = {NULL};
  char name[64];
  if (word[0] != '-' || word[1] != '-') return nw_say("unknown option '%s'; see 'newel %s --help'", word, verb->name);
  (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="), word + 2);
  size_t count = 0;
  for (const unsigned char *id = verb->options; *id != NW_OPT_END; id++) names[count++] = nw_options[*id].name;
  const char *near = nw_nearest(name, names);
  if (near != NULL) return nw_say("unknown option '--%s'; did you mean '--%s'?", name, near);
  return nw_say("unknown option '--%s'; see 'newel %s --help'", name, verb->name);
}

/* "a|b|c" is a choice: the value must be one of its words. */
static int is_choice(const nw_option *option) { return option->value != NULL && strchr(option->value, '|') != NULL; }

static int check_choice(const nw_option *option, const char *value) {
  size_t len = strlen(value);
  for (const char *word = option->value; *word != '\0';) {
    size_t word_len = strcspn(word, "|");
    if (word_len == len && memcmp(word, value, len) == 0) return 0;
    word += word_len + (word[word_len] == '|');
  }
  return nw_say("option '--%s' is '%s', expected one of %s", option->name, value, option->value);
}

int nw_args_parse(nw_args *args, const nw_verb *verb, int argc, char **argv) {
  getopt_tables tables;
  tables_of(&tables, verb->options);
  opterr = 0;
  optind = 1;
  for (;;) {
    int at = optind, got = getopt_long(argc, argv, tables.letters, tables.longs, NULL);
    if (got == -1) break;
    if (got == ':') return nw_say("option '%s' needs a value; see 'newel %s --help'", argv[optind - 1], verb->name);
    if (got == '?' && optopt >= LONG_BASE) return nw_say("option '--%s' takes no value", nw_options[optopt - LONG_BASE].name);
    if (got == '?') return fail_unknown(verb, argv[at][0] == '-' ? argv[at] : argv[optind - 1]);
    unsigned id = option_of(verb->options, got);
    const nw_option *option = &nw_options[id];
    if (option->value != NULL && args->value[id] != NULL) return nw_say("option '--%s' is given twice", option->name);
    const char *value = option->value == NULL ? "" : optarg != NULL ? optarg : option->bare;
    if (is_choice(option) && check_choice(option, value) != 0) return NW_EXIT_ERROR;
    args->value[id] = value;
  }
  args->files = argv + optind;
  args->file_count = argc - optind;
  return 0;
}

/* ---- printing --------------------------------------------------------------------------------------------- */

enum { HELP_COLUMN = 28, HELP_WIDTH = 100 };

/* `text` in lines of at most HELP_WIDTH columns; the first begins at column `at`, the others at HELP_COLUMN. ASCII only. */
static void print_wrapped(nw_out *out, const char *text, size_t at) {
  while (*text != '\0') {
    size_t word = strcspn(text, " ");
    if (at + word > HELP_WIDTH && at > HELP_COLUMN) {
      nw_out_text(out, "\n");
      nw_out_repeat(out, ' ', HELP_COLUMN);
      at = HELP_COLUMN;
    }
    nw_out_slice(out, nw_slice(text, word));
    at += word;
    text += word;
    if (*text != ' ') continue;
    nw_out_text(out, " ");
    at++;
    text++;
  }
  nw_out_text(out, "\n");
}

void nw_options_print(nw_out *out, const unsigned char *options) {
  for (; *options != NW_OPT_END; options++) {
    const nw_option *option = &nw_options[*options];
    char left[160], letter[8] = "    ";
    if (option->letter != 0) (void)snprintf(letter, sizeof letter, "-%c, ", option->letter);
    int len = snprintf(left, sizeof left, "  %s--%s%s%s", letter, option->name, option->value == NULL ? "" : "=",
                       option->value == NULL ? "" : option->value);
    nw_out_text(out, left);
    size_t used = (size_t)len;
    if (used + 2 > HELP_COLUMN) {
      nw_out_text(out, "\n");
      used = 0;
    }
    nw_out_repeat(out, ' ', HELP_COLUMN - used);
    print_wrapped(out, option->help, HELP_COLUMN);
  }
}
