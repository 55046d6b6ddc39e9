/* newel/policy.h - a policy: the file a person writes, checked. */
#ifndef NEWEL_POLICY_H
#define NEWEL_POLICY_H

#include "newel/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct newel_policy      newel_policy;       /* immutable, shared by threads */
typedef struct newel_diagnostics newel_diagnostics;  /* one thread */

typedef enum newel_severity {
  NEWEL_SEVERITY_ERROR   = 0,  /* the policy does not compile */
  NEWEL_SEVERITY_WARNING = 1,  /* it compiles, and something is likely not meant */
  NEWEL_SEVERITY_NOTE    = 2   /* belongs to the diagnostic before it */
} newel_severity;

/* One remark about a policy. Slices live as long as the diagnostics. Lines and columns count from 1, columns in code points. */
typedef struct newel_diagnostic {
  newel_severity severity;
  newel_slice    code;     /* stable: "E0102", "W0301"; see docs/diagnostics.md */
  newel_slice    message;  /* one line, lower case */
  newel_slice    advice;   /* may be empty */
  newel_slice    source;   /* file, as it was named */
  uint32_t       line, column, end_column;  /* 0: the file as a whole */
} newel_diagnostic;

/* The remarks of one load or compile, in order of file, line and column. */
NEWEL_API size_t newel_diagnostics_count(const newel_diagnostics *diagnostics, newel_severity severity);
NEWEL_API size_t newel_diagnostics_total(const newel_diagnostics *diagnostics);
/* The `index`-th remark; a zeroed one past the end. */
NEWEL_API newel_diagnostic newel_diagnostics_at(const newel_diagnostics *diagnostics, size_t index);
/* Renders all remarks: TEXT and COLOR with the source line and a caret, JSON as an array, SARIF as a 2.1.0 log. */
NEWEL_API int newel_diagnostics_write(const newel_diagnostics *diagnostics, newel_render how, newel_write_fn write, void *user,
                                      newel_error *err);
NEWEL_API void newel_diagnostics_free(newel_diagnostics *diagnostics);

/* Loads a policy file (".json" is read as JSON, everything else as YAML), its parents and its word lists.
 *   out          the policy; NULL when there is an error among the diagnostics
 *   diagnostics  all remarks, in success too; may be NULL; freed by the caller
 * Relative paths inside the file are relative to it and stay below its folder (or `root` of the parse options).
 * Errors: NEWEL_E_POLICY (err holds the first error), NEWEL_E_IO, NEWEL_E_NOMEM, NEWEL_E_ARGUMENT.
 * Cost: reading and parsing; about 15 ms a MB of YAML. */
NEWEL_API int newel_policy_load(newel_policy **out, newel_engine *engine, const char *path, newel_diagnostics **diagnostics,
                                newel_error *err);

typedef struct newel_parse_options {
  size_t      size;  /* sizeof(newel_parse_options) */
  const char *name;  /* what diagnostics call the text; NULL: "policy" */
  const char *root;  /* folder for `extends` and word-list files; NULL: such members are errors */
  int         json;  /* 1: JSON; 0: YAML */
} newel_parse_options;
#define NEWEL_PARSE_OPTIONS_INIT { sizeof(newel_parse_options), NULL, NULL, 0 }

/* The same from memory. `options` may be NULL. The text is copied. */
NEWEL_API int newel_policy_parse(newel_policy **out, newel_engine *engine, newel_slice text, const newel_parse_options *options,
                                 newel_diagnostics **diagnostics, newel_error *err);

/* A policy that turns on every local detector there is, with action NONE: for `newel detect --all`. */
NEWEL_API int newel_policy_all(newel_policy **out, newel_engine *engine, newel_error *err);

NEWEL_API void newel_policy_free(newel_policy *policy);

/* The policy id: 64 lower-case hex digits, SHA-256 of the resolved canonical policy with its lists. Lives like the policy. */
NEWEL_API const char *newel_policy_id(const newel_policy *policy);
NEWEL_API newel_slice newel_policy_name(const newel_policy *policy);
/* 1 when the policy has an `escalation` block. */
NEWEL_API int newel_policy_escalates(const newel_policy *policy);

/* The gates of the policy (`gates:`), in the order of the file: conditions for newel_regress_gate. Slices live like the policy;
 * empty past the end. */
NEWEL_API size_t newel_policy_gate_count(const newel_policy *policy);
NEWEL_API newel_slice newel_policy_gate(const newel_policy *policy, size_t index);

/* Writes the resolved policy as canonical JSON (the bytes that the policy id hashes). */
NEWEL_API int newel_policy_write_canonical(const newel_policy *policy, newel_write_fn write, void *user, newel_error *err);
/* Writes the effective matrix: rule x source -> action, after defaults and `extends`. TEXT, COLOR or JSON. */
NEWEL_API int newel_policy_write_matrix(const newel_policy *policy, newel_render how, newel_write_fn write, void *user,
                                        newel_error *err);

typedef enum newel_import {
  NEWEL_IMPORT_GITLEAKS = 0,       /* a gitleaks configuration (TOML) */
  NEWEL_IMPORT_PRESIDIO = 1,       /* Presidio's recognizers (YAML) */
  NEWEL_IMPORT_BEDROCK = 2,        /* GetGuardrail's answer, or the body of CreateGuardrail (JSON) */
  NEWEL_IMPORT_CLOUDFORMATION = 3, /* a template with an AWS::Bedrock::Guardrail (JSON or YAML) */
  NEWEL_IMPORT_TERRAFORM = 4       /* .tf.json or `terraform show -json`: awscc_bedrock_guardrail, aws_bedrock_guardrail */
} newel_import;
/* Writes the rules of another tool as a policy (YAML).
 *   text         the file, borrowed for the call
 *   name         what remarks call it; NULL: "import"
 *   write        gets the policy in one call, after it was compiled; nothing when there is an error
 *   diagnostics  what the policy cannot say, rule by rule, with its place in `text`; may be NULL; freed by the caller
 * A rule that does not fit is left out, and named in a comment and a remark. Patterns are translated to PCRE2, not run.
 * Errors: NEWEL_E_POLICY (the text is no such file: err has the place), NEWEL_E_IO (write failed), NEWEL_E_NOMEM,
 * NEWEL_E_ARGUMENT. Threads: any. Cost: compiling every pattern twice. */
NEWEL_API int newel_policy_import(newel_engine *engine, newel_import from, newel_slice text, const char *name,
                                  newel_write_fn write, void *user, newel_diagnostics **diagnostics, newel_error *err);

typedef enum newel_export {
  NEWEL_EXPORT_BEDROCK = 0,         /* the body of CreateGuardrail */
  NEWEL_EXPORT_CLOUDFORMATION = 1,  /* a template with one AWS::Bedrock::Guardrail */
  NEWEL_EXPORT_TERRAFORM = 2        /* .tf.json with one awscc_bedrock_guardrail */
} newel_export;
/* Writes the guardrail that the policy describes, as JSON. Every action and switch is written out, with the policy id as the tag
 * newel:policy-id; what Bedrock cannot express is left out (the loading named it: W0802). Quotas are not looked at here (W0801).
 * Errors: NEWEL_E_UNSUPPORTED when no rule has a place in a guardrail, NEWEL_E_IO, NEWEL_E_ARGUMENT. Threads: any. Cost:
 * microseconds and the words of the lists. */
NEWEL_API int newel_policy_export(const newel_policy *policy, newel_export to, newel_write_fn write, void *user,
                                  newel_error *err);

/* SHA-256 (64 hex digits and NUL) of the guardrail that the policy describes: two policies with the same one push the same
 * guardrail, whatever else they say. Tags are not in it. Errors: NEWEL_E_UNSUPPORTED when no rule has a place in a guardrail,
 * NEWEL_E_NOMEM. */
NEWEL_API int newel_policy_guardrail_hash(const newel_policy *policy, char hash[65], newel_error *err);

/* Holds the guardrail that the policy describes against one that is there, and writes what would have to change to make it the
 * policy's, which rules stay local, what was taken for granted or is not understood.
 *   guardrail  GetGuardrail's answer or the body of CreateGuardrail (JSON); empty: there is none yet
 *   how        TEXT, COLOR or JSON
 *   write      may be NULL: nothing is written
 *   changes    how many there are; 0: the guardrail is what the policy says. May be NULL
 * What Bedrock treats alike is no change: an order, a side that is off, a default that is written out. Tags are not compared.
 * Errors: NEWEL_E_UNSUPPORTED (as above), NEWEL_E_FORMAT (`guardrail` is none), NEWEL_E_IO, NEWEL_E_NOMEM, NEWEL_E_ARGUMENT.
 * Threads: any. Cost: linear in both, but for sorting. */
NEWEL_API int newel_policy_compare(const newel_policy *policy, newel_slice guardrail, newel_render how, newel_write_fn write,
                                   void *user, size_t *changes, newel_error *err);

typedef enum newel_schema {
  NEWEL_SCHEMA_POLICY = 0, NEWEL_SCHEMA_TRACE = 1, NEWEL_SCHEMA_CASE = 2,
  NEWEL_SCHEMA_LOCK = 3
} newel_schema;
/* Writes a JSON Schema (draft-07): the same bytes as grammar/<which>.schema.json. */
NEWEL_API int newel_schema_write(newel_schema which, newel_write_fn write, void *user, newel_error *err);

#ifdef __cplusplus
}
#endif
#endif
