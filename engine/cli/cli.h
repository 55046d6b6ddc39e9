/* cli/cli.h - the program `newel`: verbs, options, and what all verbs share.
 *
 * A verb is one row of `nw_verbs` (verbs.c) and one file verb_<name>.c; an option is one row of `nw_options` (options.c).
 * Parsing, --help, the completion and "did you mean" all read these two tables.
 *
 *   newel apply -p policy.yaml letter.txt
 *     main.c      finds the verb, has options.c fill nw_args, calls verb->run(&cli)
 *     verb_apply  loads the guard (load.c), reads the text (input.c), writes what came (output.c); returns the exit code
 *
 * Owner: one nw_cli on main's stack. Threads: one. Data goes to cli->out (stdout), talk to stderr.
 */
#ifndef NW_CLI_CLI_H
#define NW_CLI_CLI_H

#include "base/alloc.h"
#include "cli/output.h"
#include "newel/newel.h"

/* The exit codes of every verb. */
enum {
  NW_EXIT_OK = 0,
  NW_EXIT_ERROR = 1,         /* usage or I/O */
  NW_EXIT_DENIED = 2,
  NW_EXIT_POLICY = 3,        /* the policy does not compile */
  NW_EXIT_FAILED = 4,        /* tests, gate or completeness failed */
  NW_EXIT_ESCALATION = 5,
  NW_EXIT_INTERRUPTED = 130
};

typedef enum nw_option_id {
  NW_OPT_END = 0, /* closes a verb's list */
  NW_OPT_POLICY,
  NW_OPT_SOURCE,
  NW_OPT_SURFACE,
  NW_OPT_FORMAT,
  NW_OPT_JSON,
  NW_OPT_SARIF,
  NW_OPT_JSONL,
  NW_OPT_STREAM,
  NW_OPT_PRETTY,
  NW_OPT_TRACE,
  NW_OPT_SHOW_MATCHES,
  NW_OPT_INDENT,
  NW_OPT_TIMING,
  NW_OPT_LOCAL,
  NW_OPT_REQUIRE_COMPLETE,
  NW_OPT_KEY_FILE,
  NW_OPT_SCOPE,
  NW_OPT_STRICT,
  NW_OPT_ALL,
  NW_OPT_FROM,
  NW_OPT_TO,
  NW_OPT_ENTITY,
  NW_OPT_FILE,
  NW_OPT_SHOW,
  NW_OPT_JOBS,
  NW_OPT_REPORT,
  NW_OPT_WRITE,
  NW_OPT_RUN,
  NW_OPT_REQUIRE,
  NW_OPT_BASELINE,
  NW_OPT_FAIL_FAST,
  NW_OPT_BLESS,
  NW_OPT_WATCH,
  NW_OPT_AS_OF,
  NW_OPT_SCORES,
  NW_OPT_COVERAGE,
  NW_OPT_ATTACK,
  NW_OPT_ESCALATE,
  NW_OPT_NO_STREAM,
  NW_OPT_FLOOR,
  NW_OPT_REQUESTS,
  NW_OPT_KIND,
  NW_OPT_DATA,
  NW_OPT_OUT,
  NW_OPT_SOURCES,
  NW_OPT_ALL_SOURCES,
  NW_OPT_HELD,
  NW_OPT_CONTENT_MODEL,
  NW_OPT_SYSTEM_PROMPT,
  NW_OPT_FROM_TRACES,
  NW_OPT_PROFILE,
  NW_OPT_REGION,
  NW_OPT_ENDPOINT_URL,
  NW_OPT_TIMEOUT,
  NW_OPT_LOCK,
  NW_OPT_DEADLINE,
  NW_OPT_SURFACE_OF,
  NW_OPT_TRACE_TO,
  NW_OPT_REQUEST,
  NW_OPT_LIVE,
  NW_OPT_VERSION,
  NW_OPT_DRY_RUN,
  NW_OPT_DRAFT,
  NW_OPT_YES,
  NW_OPT_ACCOUNT,
  NW_OPT_FOR,
  NW_OPT_PARAMS,
  NW_OPT_LIST,
  NW_OPT_MODEL,
  NW_OPT_SYSTEM,
  NW_OPT_MESSAGES,
  NW_OPT_IMAGE,
  NW_OPT_DOCUMENT,
  NW_OPT_GUARDRAIL,
  NW_OPT_GUARDED,
  NW_OPT_TAG,
  NW_OPT_PROVIDER,
  NW_OPT_INPUT,
  NW_OPT_OUTPUT,
  NW_OPT_INFERENCE,
  NW_OPT_STREAMING,
  NW_OPT_ACTIVE,
  NW_OPT_KB,
  NW_OPT_RESULTS,
  NW_OPT_SESSION,
  NW_OPT_AGENT,
  NW_OPT_MANTLE,
  NW_OPT_RESPONSES,
  NW_OPT_COLOR,
  NW_OPT_HELP,
  NW_OPT_COUNT
} nw_option_id;

typedef struct nw_option {
  char        letter;   /* 0: long form only */
  const char *name;     /* "policy" */
  const char *value;    /* "FILE"; NULL: a flag; "a|b|c": one of these words */
  const char *help;
  const char *bare;     /* what the long form means without "=VALUE"; NULL: a value must follow */
} nw_option;

/* By nw_option_id; row 0 is empty. */
extern const nw_option nw_options[NW_OPT_COUNT];

/* What a command line said. `value` is NULL where an option was not given; a flag's value is "". */
typedef struct nw_args {
  const char *value[NW_OPT_COUNT];
  char      **files;   /* what is no option */
  int         file_count;
} nw_args;

typedef struct nw_cli {
  nw_alloc   alloc;
  nw_args    args;
  nw_out     out;           /* stdout */
  int        out_color, err_color;
} nw_cli;

typedef struct nw_verb {
  const char          *name;
  const char          *synopsis;  /* what follows "newel NAME [OPTIONS]" */
  const char          *summary;   /* one line, for the list of verbs */
  const char          *about;     /* paragraphs */
  const char          *examples;  /* lines "command   what it does" */
  const unsigned char *options;   /* nw_option_id, closed by NW_OPT_END */
  int                (*run)(nw_cli *cli);
} nw_verb;

/* The verbs in the order of --help; the last has no name. */
extern const nw_verb nw_verbs[];
const nw_verb *nw_verb_find(const char *name);

int nw_verb_apply(nw_cli *cli);
int nw_verb_check(nw_cli *cli);
int nw_verb_explain(nw_cli *cli);
int nw_verb_explain_miss(nw_cli *cli);
int nw_verb_detect(nw_cli *cli);
int nw_verb_judge(nw_cli *cli);
int nw_verb_test(nw_cli *cli);
int nw_verb_diff(nw_cli *cli);
int nw_verb_mutate(nw_cli *cli);
int nw_verb_minimize(nw_cli *cli);
int nw_verb_replay(nw_cli *cli);
int nw_verb_corpus(nw_cli *cli);
int nw_verb_explain_score(nw_cli *cli);
int nw_verb_train(nw_cli *cli);
int nw_verb_canary(nw_cli *cli);
int nw_verb_schema(nw_cli *cli);
int nw_verb_import(nw_cli *cli);
int nw_verb_export(nw_cli *cli);
int nw_verb_plan(nw_cli *cli);
int nw_verb_drift(nw_cli *cli);
int nw_verb_push(nw_cli *cli);
int nw_verb_pull(nw_cli *cli);
int nw_verb_guardrails(nw_cli *cli);
int nw_verb_converse(nw_cli *cli);
int nw_verb_invoke(nw_cli *cli);
int nw_verb_judge_bedrock(nw_cli *cli);
int nw_verb_chat(nw_cli *cli);
int nw_verb_retrieve(nw_cli *cli);
int nw_verb_rag(nw_cli *cli);
int nw_verb_agent(nw_cli *cli);
int nw_verb_models(nw_cli *cli);
int nw_verb_call(nw_cli *cli);
int nw_verb_trace(nw_cli *cli);
int nw_verb_completion(nw_cli *cli);
int nw_verb_help(nw_cli *cli);
int nw_verb_version(nw_cli *cli);

/* Verbs of engine/cli/cloud stand as NW_CLOUD(nw_verb_x) in the table: without libnewel-cloud they say that they are not there. */
#ifdef NEWEL_HAS_CLOUD
#  define NW_CLOUD(verb) verb
int nw_verb_doctor(nw_cli *cli);
int nw_verb_iam(nw_cli *cli);
#else
#  define NW_CLOUD(verb) nw_verb_without_cloud
int nw_verb_without_cloud(nw_cli *cli);
#endif

static inline int nw_given(const nw_cli *cli, nw_option_id id) { return cli->args.value[id] != NULL; }

/* Parses argv[1..] of a verb. Returns 0, or NW_EXIT_ERROR after it said why. */
int nw_args_parse(nw_args *args, const nw_verb *verb, int argc, char **argv);
/* Prints the options of a verb as they stand in --help. */
void nw_options_print(nw_out *out, const unsigned char *options);
void nw_verb_print_help(nw_out *out, const nw_verb *verb);
void nw_verbs_print(nw_out *out);

/* "newel: message" on stderr. Control characters (a file name may hold any) are made visible. Returns NW_EXIT_ERROR. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
int nw_say(const char *format, ...);
/* Prints an error of the library and returns the exit code that belongs to it. */
int nw_say_error(const newel_error *err);
int nw_exit_of_code(int code);
/* The name in `names` (closed by NULL) nearest to `word`, or NULL when none is near. */
const char *nw_nearest(const char *word, const char *const *names);

/* SIGINT: noted, and looked at between lines and reads; a second one ends the program at once. */
void nw_interrupt_watch(void);
int nw_interrupted(void);
/* The flag itself: not 0 once interrupted. For calls that look at one (newel_call_options). */
const volatile int *nw_interrupt_flag(void);

#endif
