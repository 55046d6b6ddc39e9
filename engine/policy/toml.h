/* policy/toml.h - reads TOML 1.0 (https://toml.io/en/v1.0.0) into the same positioned tree as YAML and JSON: the form that other
 * tools' rule files come in (policy/import.h).
 *
 *   [[rules]]            mapping {rules: [mapping {id: "a", entropy: 3.5}]}
 *   id = "a"
 *   entropy = 3.5        a scalar that is no text is `plain`: numbers, booleans and dates stand as they were written
 *
 * Strict: a key written twice, a table opened twice, a table that a value already is, and everything outside of the grammar is an
 * error with its line. Dates are taken by their characters, not checked as dates. The first error ends it.
 */
#ifndef NW_POLICY_TOML_H
#define NW_POLICY_TOML_H

#include "policy/node.h"

/* Returns NEWEL_OK and the root table; NEWEL_E_POLICY with the place in `err`; NEWEL_E_NOMEM. Everything lives in the arena. */
int nw_toml_read(nw_node **out, nw_arena *arena, newel_slice source, newel_slice text, newel_error *err);

#endif
