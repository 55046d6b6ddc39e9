/* corpus.h - what the importers of `newel corpus` share: a case begun, ended, or left out. */
#ifndef NW_CLI_CORPUS_H
#define NW_CLI_CORPUS_H

#include "cli/cli.h"
#include "json/tree.h"
#include "json/writer.h"

typedef struct nw_corpus {
  nw_cli        *cli;
  const char    *name;     /* of the input */
  const char    *kind;
  nw_arena       arena;
  nw_json_writer w;
  newel_error    err;
  uint64_t       cases, left_out;
  size_t         line;
} nw_corpus;

/* Begins a case with its "id": JSON as it stands, or made of the kind and a number where `id` is empty or null. */
void nw_corpus_begin(nw_corpus *c, newel_slice id_json);
void nw_corpus_end(nw_corpus *c);
/* Says that the text of this line is left out, and why. Returns 0. */
int nw_corpus_leave_out(nw_corpus *c, const char *why);

int nw_corpus_traces(nw_corpus *c, const char *file);

#endif
