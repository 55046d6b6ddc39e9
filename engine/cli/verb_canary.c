/* verb_canary.c - `newel canary`: a word that no text has but the system prompt that it is planted in.
 *
 *   # in the system prompt
 *   Reference: h4kq-x2mv-7tzd-rw3n-p6cj
 *   # in the policy
 *   leak: {canaries: ["h4kq-x2mv-7tzd-rw3n-p6cj"]}
 *
 * 20 letters and digits of 32, in groups that models copy faithfully. */
#include "cli/cli.h"
#include "cli/input.h"
#include "json/writer.h"

enum { GROUPS = 5, GROUP_CHARS = 4, WORD_BYTES = GROUPS * (GROUP_CHARS + 1) };

/* No letters and digits that are taken for one another. */
static const char letters[] = "23456789abcdefghijkmnpqrstuvwxyz";

static int make_word(char word[WORD_BYTES]) {
  char random[GROUPS * GROUP_CHARS];
  nw_input input;
  size_t have = 0, len, at = 0;
  int code = nw_input_open(&input, "/dev/urandom");
  if (code != 0) return code;
  while (have < sizeof random && nw_input_some(&input, random + have, sizeof random - have, &len) == NW_READ_OK) have += len;
  nw_input_close(&input);
  if (have < sizeof random) return nw_say("/dev/urandom has no bytes");
  for (size_t i = 0; i < sizeof random; i++) {
    word[at++] = letters[(unsigned char)random[i] % (sizeof letters - 1)];
    if (i % GROUP_CHARS == GROUP_CHARS - 1) word[at++] = '-';
  }
  word[WORD_BYTES - 1] = '\0';
  return 0;
}

static void write_json(nw_cli *cli, const char *word) {
  nw_json_writer w;
  nw_json_writer_init(&w, nw_out_write, &cli->out, 0);
  nw_json_object(&w);
  nw_json_key_cstr(&w, "canary", word);
  nw_json_close(&w);
  nw_json_newline(&w);
  (void)nw_json_writer_end(&w);
}

int nw_verb_canary(nw_cli *cli) {
  char word[WORD_BYTES];
  if (cli->args.file_count > 0) return nw_say("'newel canary' takes no argument");
  int code = make_word(word);
  if (code != 0) return code;
  if (nw_given(cli, NW_OPT_JSON)) {
    write_json(cli, word);
    return 0;
  }
  nw_out_text(&cli->out, "# in the system prompt\nReference: ");
  nw_out_text(&cli->out, word);
  nw_out_text(&cli->out, "\n# in the policy\nleak: {canaries: [\"");
  nw_out_text(&cli->out, word);
  nw_out_text(&cli->out, "\"]}\n");
  return 0;
}
