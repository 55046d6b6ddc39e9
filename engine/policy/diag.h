/* policy/diag.h - collecting diagnostics. The texts stand in grammar/diagnostics.def, each with a code, an advice and a bad example
 * that triggers it; a call fills in the names.
 *
 *   nw_diag_add(diags, NW_DIAG_UNKNOWN_KEY, &place, "acton", "rules", …)      the format's %s in order, all `const char *`
 */
#ifndef NW_POLICY_DIAG_H
#define NW_POLICY_DIAG_H

#include "base/alloc.h"
#include "newel/policy.h"
#include "policy/model.h"

typedef enum nw_diag_id {
#define DIAGNOSTIC(NAME, code, severity, text, advice, example) NW_DIAG_##NAME,
#include "diagnostics.def"
#undef DIAGNOSTIC
  NW_DIAG_COUNT
} nw_diag_id;

typedef struct nw_diag_info { const char *name, *code, *text, *advice, *example; newel_severity severity; } nw_diag_info;
const nw_diag_info *nw_diag_at(unsigned id);

/* A new empty collection; NULL when there is no memory. */
newel_diagnostics *nw_diag_open(const nw_alloc *alloc);
/* Keeps a copy of a file's text, so that a remark can show its line. Returns 0 when there is no memory. */
int nw_diag_source(newel_diagnostics *diags, newel_slice name, newel_slice text);
/* Adds a remark; past NW_LIMIT_DIAGNOSTICS it only counts. `diags` may be NULL. */
void nw_diag_add(newel_diagnostics *diags, nw_diag_id id, const nw_place *place, ...);
/* The same with an advice of its own ("did you mean 'action'?"). */
void nw_diag_add_advice(newel_diagnostics *diags, nw_diag_id id, const nw_place *place, const char *advice, ...);
/* 1 when an error is among them or memory ran out while collecting. */
int nw_diag_failed(const newel_diagnostics *diags);
/* Sorts, and copies the first error into `err`; returns NEWEL_OK, NEWEL_E_POLICY or NEWEL_E_NOMEM. */
int nw_diag_finish(newel_diagnostics *diags, newel_error *err);

#endif
