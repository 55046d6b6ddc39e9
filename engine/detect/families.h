/* detect/families.h - the families there are, and the plain rule structs they are built from (the guard lowers policies to these;
 * no family knows a policy).
 *
 *   shape   PII entities and secret tokens: one pass finds candidate places, bounded anchored verifiers (grammar/ *.re) decide
 *   cue     what is known by the words around it: names, addresses, passwords, account numbers
 *   word    word lists, phrases, managed PROFANITY: token hash over a trie of tokens
 *   regex   custom patterns: PCRE2 JIT on a fixed grid of windows, with budgets
 */
#ifndef NW_DETECT_FAMILIES_H
#define NW_DETECT_FAMILIES_H

#include "detect/detect.h"
#include "detect/entities.h"

/* ---- shape -------------------------------------------------------------------------------------------------------------- */

/* How much evidence a rule asks for. */
typedef enum nw_strictness {
  NW_STRICT_CONTEXT   = 0,  /* as the row of the entity says: proof, printed form or context word */
  NW_STRICT_VALIDATED = 1,  /* only what a check digit or a rigid structure proves (score 990000) */
  NW_STRICT_ANY       = 2   /* also bare shapes of ids: nine digits are a social security number */
} nw_strictness;

typedef struct nw_shape_rule {
  unsigned      entity;  /* nw_entity_id with a local detector */
  uint32_t      rule;
  nw_strictness strictness;
} nw_shape_rule;

typedef struct nw_shape nw_shape;
int nw_shape_build(nw_shape **out, const nw_alloc *alloc, const nw_shape_rule *rules, size_t count, newel_error *err);
void nw_shape_free(nw_shape *shape, const nw_alloc *alloc);
extern const nw_family nw_shape_family;
/* 1 when a word before scan->from, "ssn: ", tells of a number or a secret. */
int nw_shape_leads(const nw_shape *shape, const nw_scan *scan);
/* 1: words of small letters, their blanks and signs but ':' hold no finding and begin none, unless it begins in the last of them. */
int nw_shape_is_quiet(const nw_shape *shape);

/* ---- cue --------------------------------------------------------------------------------------------------------------- */

typedef struct nw_cue_rule {
  unsigned      entity;      /* one that nw_cue_finds */
  uint32_t      rule;
  nw_strictness strictness;  /* VALIDATED: only entities with a validator have proofs; ANY: docs/detectors.md names the shapes */
} nw_cue_rule;

typedef struct nw_cues nw_cues;
/* 1: the entity is found by cues, not by shape. */
int nw_cue_finds(unsigned entity);
int nw_cues_build(nw_cues **out, const nw_alloc *alloc, const nw_cue_rule *rules, size_t count, newel_error *err);
void nw_cues_free(nw_cues *cues, const nw_alloc *alloc);
extern const nw_family nw_cue_family;
/* 2 when a phrase stands in the words before scan->from: "ssn: ". 1: only one that names things as well: "name: ". Eight bytes behind each
 * word can be read. */
int nw_cue_leads(const nw_cues *cues, nw_scan *scan);
/* Bytes that verifiers read for this unit so far: linear in the text. */
uint64_t nw_cue_work(const void *state);
/* SHA-256 of the weights of the tagger (engine/models/tagger.bin), for guard ids. */
const char *nw_tagger_digest(void);

/* ---- word --------------------------------------------------------------------------------------------------------------- */

typedef struct nw_word_rule {
  uint32_t           rule;
  const char        *type;     /* type of its findings; lives as long as the guard */
  const newel_slice *entries;  /* words and phrases as written; NULL with managed = 1 */
  size_t             count;
  int                managed;  /* 1: the built-in PROFANITY list */
  int                disguises;  /* 1: disguised forms are found, too (word/disguise.h) */
} nw_word_rule;

typedef struct nw_word nw_word;
int nw_word_build(nw_word **out, const nw_alloc *alloc, const nw_word_rule *rules, size_t count, newel_error *err);
void nw_word_free(nw_word *word, const nw_alloc *alloc);
extern const nw_family nw_word_family;
/* Number of tokens of an entry; 0 when it holds none (it can never match). */
size_t nw_word_token_count(newel_slice entry);
/* The longest the scanner may look ahead, in bytes, for this build. */
size_t nw_word_lookahead(const nw_word *word);
/* The managed list: its languages ("en de fr …") and the SHA-256 of its source, for guard ids and docs. */
const char *nw_profanity_languages(void);
const char *nw_profanity_digest(void);
size_t nw_profanity_count(void);

/* ---- regex -------------------------------------------------------------------------------------------------------------- */

typedef struct nw_regex_rule {
  uint32_t    rule;
  const char *type;
  newel_slice pattern;
} nw_regex_rule;

typedef struct nw_regex nw_regex;
/* Errors: NEWEL_E_POLICY with the offset inside the pattern; the patterns were checked before (nw_regex_check). */
int nw_regex_build(nw_regex **out, const nw_alloc *alloc, const nw_regex_rule *rules, size_t count, newel_error *err);
void nw_regex_free(nw_regex *regex, const nw_alloc *alloc);
extern const nw_family nw_regex_family;

typedef enum nw_regex_cost {
  NW_REGEX_LINEAR = 0,     /* bounded look-ahead, no nested repetition */
  NW_REGEX_WINDOWED = 1,   /* unbounded repetition: cut at the look-ahead limit */
  NW_REGEX_BUDGETED = 2    /* repetition inside repetition, scan behind scan, back-references: runs under a step budget */
} nw_regex_cost;

/* What a pattern is like, found by reading it. */
typedef struct nw_regex_info {
  size_t        min_bytes;      /* shortest match */
  size_t        max_bytes;      /* longest match with its look-ahead; SIZE_MAX when unbounded */
  nw_regex_cost cost;
  uint8_t       lookaround;     /* Bedrock takes none */
  uint8_t       backreference;
  uint8_t       matches_empty;  /* an error for a rule: it would match everywhere */
} nw_regex_info;
/* Compiles and reads a pattern. Errors: NEWEL_E_POLICY with `offset` inside the pattern and PCRE2's message. */
int nw_regex_check(newel_slice pattern, nw_regex_info *info, newel_error *err);
const char *nw_regex_cost_name(nw_regex_cost cost);

/* A pattern that must cover a text as a whole: allow lists, and the question "does this rule match a placeholder?". */
typedef struct nw_pattern nw_pattern;
int nw_pattern_compile(nw_pattern **out, const nw_alloc *alloc, newel_slice pattern, newel_error *err);
void nw_pattern_free(nw_pattern *pattern, const nw_alloc *alloc);
/* 1 match, 0 none, -1 budget or memory ran out. `whole`: the match must cover all of `text`. `scratch`: of nw_regex_family. */
int nw_pattern_match(const nw_pattern *pattern, newel_slice text, int whole, void *scratch);

const char *nw_pcre2_version(void);

#endif
