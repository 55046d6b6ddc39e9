/* detect/regex/pcre.h - the one place that knows PCRE2: how patterns are compiled, and one bounded search.
 *
 * The flavour: Perl's, over UTF-8 (PCRE2_UTF). Bytes that are no UTF-8 match nothing, not even `.` (PCRE2_MATCH_INVALID_UTF).
 * \d \w \s \b and [:alpha:] mean ASCII (no PCRE2_UCP): what the authors of [0-9]-like patterns expect, and what Bedrock, whose
 * flavour is not documented, can be assumed to do; \p{L} and (?i) know Unicode. A newline is LF alone: `$` under (?m) does not
 * see the CR of a CRLF (write \r?$), and no meaning hangs on a CR whose LF is in the next chunk. \C is refused
 * (PCRE2_NEVER_BACKSLASH_C).
 *
 * JIT and interpreter give the same matches; PCRE2 counts its steps differently in them, so what runs out of steps may differ
 * between machines with and without JIT (metered patterns are counted by us, see nw_pcre_meter, and do not). Memory comes from
 * our allocator, but for JIT code and the JIT stack, which PCRE2 maps itself.
 */
#ifndef NW_DETECT_REGEX_PCRE_H
#define NW_DETECT_REGEX_PCRE_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "detect/families.h"
#include "detect/regex/analyze.h"

/* PCRE2's allocator over ours. Must not move while anything made from it lives. */
typedef struct nw_pcre_heap {
  nw_alloc               alloc;
  int                    failed;   /* an allocation failed: PCRE2 does not always say so */
  pcre2_general_context *general;
} nw_pcre_heap;
int nw_pcre_heap_open(nw_pcre_heap *heap, const nw_alloc *alloc);
void nw_pcre_heap_close(nw_pcre_heap *heap);

typedef struct nw_pcre_code {
  pcre2_code *code;
  int         jit;
  uint8_t     metered;        /* compiled with callouts */
  uint8_t     backreference;  /* what one compares is charged */
  size_t      groups, byte_weight, blind_bytes;
} nw_pcre_code;
/* `options`: on top of the flavour. `reading`: whether it is to be metered. Errors: NEWEL_E_POLICY with an offset inside the
 * pattern, NEWEL_E_NOMEM. */
int nw_pcre_compile(nw_pcre_code *out, nw_pcre_heap *heap, newel_slice pattern, uint32_t options, const nw_regex_reading *reading,
                    newel_error *err);
void nw_pcre_free(nw_pcre_code *code);
/* Sets `may[b]` to 1 for the bytes that a match may begin with: all of them where PCRE2 knows no better. */
void nw_pcre_first_bytes(const nw_pcre_code *code, uint8_t may[256]);
/* Compiles and reads a pattern for searching, and refuses what cannot be a pattern of ours. */
int nw_pcre_compile_checked(nw_pcre_code *out, nw_regex_reading *reading, nw_pcre_heap *heap, newel_slice pattern,
                            newel_error *err);

/* Counts the work of a metered pattern. PCRE2 stops at each item of it (PCRE2_AUTO_CALLOUT, under JIT about 5 ns) and tells
 * the place:
 *
 *   steps of a stop  =  1 + (bytes moved forward since the last one + bytes that may have been compared in vain) / STEP_BYTES
 *
 * The sum for one start depends on the text that the attempt reads and on nothing else: PCRE2_NO_START_OPTIMIZE, no memory of
 * others. */
enum { NW_PCRE_STEP_BYTES = 20, NW_PCRE_PAIRS = 32 };
typedef struct nw_pcre_meter {
  const nw_pcre_code *code;
  size_t              start, at, farthest;
  uint64_t            before, here;         /* steps of the starts before `start`, and of it */
  uint64_t            most_here, most;      /* of one start, of all of them */
} nw_pcre_meter;

/* What one thread needs to search: nw_family's scratch. */
typedef struct nw_pcre_scratch {
  nw_pcre_meter        meter;
  nw_pcre_heap         heap;
  pcre2_match_data    *found;    /* start and end; what groups took, for the meter */
  pcre2_match_context *context;
  pcre2_jit_stack     *stack;
} nw_pcre_scratch;
int nw_pcre_scratch_open(void **out, const nw_alloc *alloc);
void nw_pcre_scratch_free(void *scratch, const nw_alloc *alloc);

/* One search: matches that begin at `first` … `last` (offsets inside `text`), at most `steps` steps at each of them. */
typedef struct nw_pcre_search {
  const unsigned char *text;
  size_t               len, first, last;
  uint32_t             options;     /* PCRE2_PARTIAL_HARD, PCRE2_NOTEOL, PCRE2_NOTEMPTY */
  uint32_t             steps;
  uint64_t             purse;       /* metered: steps of all starts together */
  uint64_t             spent;       /* metered, out: steps of the starts that are decided; a match is, PARTIAL is not */
  size_t               start, end;  /* out, for a match and a partial one */
} nw_pcre_search;
typedef enum nw_pcre_answer {
  NW_PCRE_NONE, NW_PCRE_MATCH,
  NW_PCRE_PARTIAL,     /* the attempt at `start` came to the end of the text before it was decided */
  NW_PCRE_OUT_OF_STEPS,
  NW_PCRE_OUT_OF_PURSE,
  NW_PCRE_OUT_OF_STACK
} nw_pcre_answer;
nw_pcre_answer nw_pcre_find(const nw_pcre_code *code, nw_pcre_scratch *scratch, nw_pcre_search *search);

#endif
