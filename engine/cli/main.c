/* main.c - `newel VERB [OPTIONS] [FILE...]`: finds the verb and runs it. */
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/color.h"
#include "json/writer.h"

int nw_verb_version(nw_cli *cli) {
  if (!nw_given(cli, NW_OPT_JSON)) {
    nw_out_printf(&cli->out, "newel %s", newel_version());
    for (size_t i = 0; newel_component_at(i).name != NULL; i++)
      nw_out_printf(&cli->out, "%s%s %s", i == 0 ? " (" : ", ", newel_component_at(i).name, newel_component_at(i).version);
    nw_out_printf(&cli->out, ")\n");
    return 0;
  }
  nw_json_writer w;
  nw_json_writer_init(&w, nw_out_write, &cli->out, 0);
  nw_json_object(&w);
  nw_json_key_cstr(&w, "version", newel_version());
  for (size_t i = 0; newel_component_at(i).name != NULL; i++)
    nw_json_key_cstr(&w, newel_component_at(i).name, newel_component_at(i).version);
  nw_json_close(&w);
  nw_json_newline(&w);
  (void)nw_json_writer_end(&w);
  return 0;
}

#ifndef NEWEL_HAS_CLOUD
int nw_verb_without_cloud(nw_cli *cli) {
  (void)cli;
  return nw_say("this newel was built without Bedrock (-DNEWEL_CLOUD=OFF); 'newel export' still writes guardrails");
}
#endif

static int fail_verb(const char *word) {
  const char *names[64] = {NULL};
  for (size_t i = 0; nw_verbs[i].name != NULL && i + 1 < sizeof names / sizeof *names; i++) names[i] = nw_verbs[i].name;
  const char *near = nw_nearest(word, names);
  if (near != NULL) return nw_say("unknown verb '%s'; did you mean '%s'?", word, near);
  return nw_say("unknown verb '%s'; 'newel --help' lists them", word);
}

int nw_verb_help(nw_cli *cli) {
  if (cli->args.file_count == 0) {
    nw_verbs_print(&cli->out);
    return 0;
  }
  const nw_verb *verb = nw_verb_find(cli->args.files[0]);
  if (verb == NULL) return fail_verb(cli->args.files[0]);
  nw_verb_print_help(&cli->out, verb);
  return 0;
}

/* A closed 0, 1 or 2 would be given to the next file that is opened. /dev/null takes the place, opened so that using it as what
 * it stands for fails: reading stdin and writing stdout then say that they are closed. */
static void fill_standard_descriptors(void) {
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl(fd, F_GETFD) < 0) (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

/* A core file would hold texts and keys. */
static void leave_no_core(void) {
  const struct rlimit none = { 0, 0 };
  (void)setrlimit(RLIMIT_CORE, &none);
}

/* The verb of argv[1]; "--help", "-h" and "--version" before any verb are verbs too. NULL after saying why. */
static const nw_verb *verb_of(int argc, char **argv) {
  if (argc < 2) {
    (void)nw_say("no verb; 'newel --help' lists them");
    return NULL;
  }
  const char *word = argv[1];
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) word = "help";
  if (strcmp(word, "--version") == 0) word = "version";
  const nw_verb *verb = nw_verb_find(word);
  if (verb == NULL) (void)fail_verb(word);
  return verb;
}

static int run(nw_cli *cli, const nw_verb *verb, int argc, char **argv) {
  int code = nw_args_parse(&cli->args, verb, argc, argv);
  if (code != 0) return code;
  cli->out_color = nw_color_wanted(cli->args.value[NW_OPT_COLOR], STDOUT_FILENO);
  cli->err_color = nw_color_wanted(cli->args.value[NW_OPT_COLOR], STDERR_FILENO);
  if (!nw_given(cli, NW_OPT_HELP)) return verb->run(cli);
  nw_verb_print_help(&cli->out, verb);
  return 0;
}

int main(int argc, char **argv) {
  nw_cli cli;
  memset(&cli, 0, sizeof cli);
  fill_standard_descriptors();
  leave_no_core();
  nw_interrupt_watch();
  cli.alloc = nw_alloc_of(NULL);
  nw_out_init(&cli.out, STDOUT_FILENO, "stdout");
  const nw_verb *verb = verb_of(argc, argv);
  int code = verb == NULL ? NW_EXIT_ERROR : run(&cli, verb, argc - 1, argv + 1);
  if (nw_out_end(&cli.out) != 0 && code != NW_EXIT_INTERRUPTED) code = NW_EXIT_ERROR;
  return nw_interrupted() ? NW_EXIT_INTERRUPTED : code;
}
