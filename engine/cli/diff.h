/* diff.h - what tells two rules apart without any case: a witness, found and then printed or written. */
#ifndef NW_CLI_DIFF_H
#define NW_CLI_DIFF_H

#include "base/buf.h"
#include "cli/cli.h"
#include "json/writer.h"

/* By side: 0 only the old rule finds it, 1 only the new one. */
typedef struct nw_diff_witness {
  newel_witness found[2];
  nw_buf        text[2];
  size_t        more[2];  /* of a list: further entries that the other one lacks */
} nw_diff_witness;
void nw_diff_witness_init(nw_diff_witness *w, nw_alloc alloc);
void nw_diff_witness_free(nw_diff_witness *w);

/* Two patterns, or two lists (rules are indices into the guards). 0, or an exit code after saying why. */
int nw_diff_patterns(nw_diff_witness *w, newel_engine *engine, newel_slice was, newel_slice is);
int nw_diff_lists(nw_diff_witness *w, const newel_evidence *was, uint32_t was_rule, const newel_evidence *is, uint32_t is_rule);

void nw_diff_witness_print(const nw_diff_witness *w, nw_out *out);
void nw_diff_witness_write(const nw_diff_witness *w, nw_json_writer *json);  /* the member "found_only_by" */

#endif
