/* detect/regex/pcre.c - allocation, compiling and searching with PCRE2. */
#include "detect/regex/pcre.h"

#include <string.h>

#include "base/error.h"
#include "base/slice.h"

/* A metered pattern is stopped by its meter; this is there should PCRE2 ever go round without an item. */
#define METERED_MATCH_LIMIT (50u * NW_LIMIT_REGEX_MATCH_STEPS)

/* ---- heap ------------------------------------------------------------------------------------------------------------------ */

/* PCRE2 gives no size back on free, our allocator wants it: it stands in front of the block. */
typedef union block_head {
  size_t      size;
  max_align_t align;
} block_head;

static void *heap_take(size_t size, void *user) {
  nw_pcre_heap *heap = user;
  block_head *head = size > SIZE_MAX - sizeof *head ? NULL : nw_malloc(&heap->alloc, sizeof *head + size);
  if (head == NULL) {
    heap->failed = 1;
    return NULL;
  }
  head->size = sizeof *head + size;
  return head + 1;
}

static void heap_give(void *ptr, void *user) {
  nw_pcre_heap *heap = user;
  if (ptr == NULL) return;
  block_head *head = (block_head *)ptr - 1;
  nw_free(&heap->alloc, head, head->size);
}

int nw_pcre_heap_open(nw_pcre_heap *heap, const nw_alloc *alloc) {
  heap->alloc = *alloc;
  heap->failed = 0;
  heap->general = pcre2_general_context_create(heap_take, heap_give, heap);
  return heap->general == NULL ? NEWEL_E_NOMEM : NEWEL_OK;
}

void nw_pcre_heap_close(nw_pcre_heap *heap) {
  pcre2_general_context_free(heap->general);
  heap->general = NULL;
}

/* ---- compiling ------------------------------------------------------------------------------------------------------------- */

static int refuse(newel_error *err, size_t offset, const char *why) {
  (void)nw_fail(err, NEWEL_E_POLICY, "%s", why);
  nw_fail_at(err, NULL, 0, 0, offset);
  return NEWEL_E_POLICY;
}

/* PCRE2's own words, beginning in lower case as ours do; a name such as POSIX keeps its capitals. */
static int refuse_in_words_of_pcre2(newel_error *err, size_t offset, int code) {
  PCRE2_UCHAR words[256] = { 0 };
  (void)pcre2_get_error_message(code, words, sizeof words);
  if (nw_is_upper(words[0]) && !nw_is_upper(words[1]) && !nw_is_digit(words[1])) words[0] = (PCRE2_UCHAR)nw_to_lower(words[0]);
  return refuse(err, offset, (const char *)words);
}

static int compile_jit(nw_pcre_code *out, nw_pcre_heap *heap, newel_error *err) {
  int rc = pcre2_jit_compile(out->code, PCRE2_JIT_COMPLETE | PCRE2_JIT_PARTIAL_HARD);
  out->jit = rc == 0;
  if (rc == 0 || rc == PCRE2_ERROR_JIT_BADOPTION) return NEWEL_OK;  /* BADOPTION: this machine has no JIT */
  return heap->failed ? nw_fail_nomem(err) : refuse(err, 0, "the pattern is too large for PCRE2's compiler");
}

/* NO_DOTSTAR_ANCHOR: PCRE2 would try .*x at the start of the text or of lines alone. That is wrong where a byte that is no
 * UTF-8 stops the dot, and would make the result depend on where a search begins. */
static int compile_code(nw_pcre_code *out, nw_pcre_heap *heap, newel_slice pattern, uint32_t options, newel_error *err) {
  static const uint32_t flavour = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT |
                                  PCRE2_NO_DOTSTAR_ANCHOR;
  int code = 0;
  size_t offset = 0;
  *out = (nw_pcre_code){ .code = NULL };
  pcre2_compile_context *context = pcre2_compile_context_create(heap->general);
  if (context == NULL) return nw_fail_nomem(err);
  (void)pcre2_set_newline(context, PCRE2_NEWLINE_LF);
  (void)pcre2_set_bsr(context, PCRE2_BSR_UNICODE);
  out->code = pcre2_compile((PCRE2_SPTR)(pattern.len == 0 ? "" : pattern.data), pattern.len, flavour | options, &code,
                            &offset, context);
  pcre2_compile_context_free(context);
  if (out->code == NULL) return heap->failed ? nw_fail_nomem(err) : refuse_in_words_of_pcre2(err, offset, code);
  return NEWEL_OK;
}

int nw_pcre_compile(nw_pcre_code *out, nw_pcre_heap *heap, newel_slice pattern, uint32_t options, const nw_regex_reading *reading,
                    newel_error *err) {
  if (reading->metered) options |= PCRE2_AUTO_CALLOUT | PCRE2_NO_START_OPTIMIZE;
  int rc = compile_code(out, heap, pattern, options, err);
  if (rc != NEWEL_OK) return rc;
  uint32_t groups = 0;
  (void)pcre2_pattern_info(out->code, PCRE2_INFO_CAPTURECOUNT, &groups);
  out->groups = groups;
  out->metered = reading->metered;
  out->backreference = reading->info.backreference;
  out->byte_weight = reading->byte_weight;
  out->blind_bytes = reading->blind_bytes;
  rc = compile_jit(out, heap, err);
  if (rc != NEWEL_OK) nw_pcre_free(out);
  return rc;
}

void nw_pcre_free(nw_pcre_code *code) {
  pcre2_code_free(code->code);
  *code = (nw_pcre_code){ .code = NULL };
}

/* PCRE2 does not tell whether the first byte is meant in both cases: letters are taken in both, and so is all behind ASCII. */
void nw_pcre_first_bytes(const nw_pcre_code *code, uint8_t may[256]) {
  uint32_t kind = 0, first = 0;
  const uint8_t *map = NULL;
  memset(may, 1, 256);
  if (code->metered) return;  /* each of its starts is counted */
  (void)pcre2_pattern_info(code->code, PCRE2_INFO_FIRSTCODETYPE, &kind);
  (void)pcre2_pattern_info(code->code, PCRE2_INFO_FIRSTCODEUNIT, &first);
  (void)pcre2_pattern_info(code->code, PCRE2_INFO_FIRSTBITMAP, &map);
  for (unsigned b = 0; b < 128; b++) {
    if (kind == 1 && first < 128) may[b] = b == first || (nw_is_alpha(b) && (b ^ 0x20) == first);
    else if (kind == 1) may[b] = 0;
    else if (kind == 0 && map != NULL) may[b] = map[b / 8] >> b % 8 & 1;
  }
  for (unsigned b = 128; b < 256; b++) {
    if (kind == 1) may[b] = first >= 128;
    else if (kind == 0 && map != NULL) may[b] = map[b / 8] >> b % 8 & 1;
  }
}

/* The farthest that a match may look back, in bytes, at most: the longest look-behind in characters of four bytes, once for each
 * look-behind (they may nest), and one character for \b or ^. */
static size_t lookback_bytes(const nw_pcre_code *code, const nw_regex_reading *reading) {
  uint32_t chars = 0;
  (void)pcre2_pattern_info(code->code, PCRE2_INFO_MAXLOOKBEHIND, &chars);
  return 4 * ((size_t)chars * (reading->lookbehinds > 1 ? reading->lookbehinds : 1) + (reading->lookbehinds > 0));
}

int nw_pcre_compile_checked(nw_pcre_code *out, nw_regex_reading *reading, nw_pcre_heap *heap, newel_slice pattern,
                            newel_error *err) {
  *out = (nw_pcre_code){ .code = NULL };
  if (pattern.len > NW_LIMIT_REGEX_PATTERN_BYTES)
    return refuse(err, NW_LIMIT_REGEX_PATTERN_BYTES, "the pattern is longer than 4096 bytes");
  int rc = compile_code(out, heap, pattern, 0, err);
  if (rc != NEWEL_OK) return rc;
  nw_regex_read(reading, pattern);
  uint32_t may_be_empty = 0;
  (void)pcre2_pattern_info(out->code, PCRE2_INFO_MATCHEMPTY, &may_be_empty);
  reading->info.matches_empty = reading->info.matches_empty && may_be_empty != 0;
  if (reading->refused != NULL) rc = refuse(err, reading->refused_at, reading->refused);
  else if (lookback_bytes(out, reading) > NW_LIMIT_LOOKBACK_BYTES)
    rc = refuse(err, 0, "the pattern may look back farther than 256 bytes");
  nw_pcre_free(out);
  return rc != NEWEL_OK ? rc : nw_pcre_compile(out, heap, pattern, 0, reading, err);
}

/* ---- metering -------------------------------------------------------------------------------------------------------------- */

/* The most that a back-reference may compare now: the longest thing that a group has taken. */
static size_t longest_group(const nw_pcre_meter *meter, const pcre2_callout_block *stop) {
  size_t longest = 0;
  if (meter->code->groups >= NW_PCRE_PAIRS) return meter->farthest - meter->start;
  for (size_t i = 1; i < stop->capture_top; i++) {
    size_t start = stop->offset_vector[2 * i], end = stop->offset_vector[2 * i + 1];
    if (end != PCRE2_UNSET && start < end && end - start > longest) longest = end - start;
  }
  return longest;
}

/* Called by PCRE2 at each item of a metered pattern. */
static int count_steps(pcre2_callout_block *stop, void *user) {
  nw_pcre_meter *meter = user;
  size_t at = stop->current_position;
  if (stop->start_match != meter->start) {
    meter->before += meter->here;
    meter->here = 0;
    meter->start = meter->at = meter->farthest = stop->start_match;
  }
  size_t bytes = (at > meter->at ? at - meter->at : 0) * meter->code->byte_weight + meter->code->blind_bytes;
  if (at > meter->farthest) meter->farthest = at;
  if (meter->code->backreference) bytes += longest_group(meter, stop);
  meter->at = at;
  meter->here += 1 + bytes / NW_PCRE_STEP_BYTES;
  if (meter->here > meter->most_here) return PCRE2_ERROR_MATCHLIMIT;
  return meter->before + meter->here > meter->most ? PCRE2_ERROR_CALLOUT : 0;
}

static uint64_t steps_spent(const nw_pcre_meter *meter, nw_pcre_answer answer) {
  return answer == NW_PCRE_PARTIAL ? meter->before : meter->before + meter->here;
}

/* ---- scratch --------------------------------------------------------------------------------------------------------------- */

int nw_pcre_scratch_open(void **out, const nw_alloc *alloc) {
  nw_pcre_scratch *scratch = nw_zalloc(alloc, sizeof *scratch);
  *out = NULL;
  if (scratch == NULL) return NEWEL_E_NOMEM;
  if (nw_pcre_heap_open(&scratch->heap, alloc) != NEWEL_OK) goto failed;
  scratch->found = pcre2_match_data_create(NW_PCRE_PAIRS, scratch->heap.general);
  scratch->context = pcre2_match_context_create(scratch->heap.general);
  if (scratch->found == NULL || scratch->context == NULL) goto failed;
  (void)pcre2_set_heap_limit(scratch->context, NW_LIMIT_REGEX_JIT_STACK_BYTES / 1024);  /* of the interpreter, in KiB */
  scratch->stack = pcre2_jit_stack_create(32 * 1024, NW_LIMIT_REGEX_JIT_STACK_BYTES, scratch->heap.general);
  if (scratch->stack == NULL && scratch->heap.failed) goto failed;  /* NULL without a failure: no JIT */
  pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
  (void)pcre2_set_callout(scratch->context, count_steps, &scratch->meter);
  *out = scratch;
  return NEWEL_OK;

failed:
  nw_pcre_scratch_free(scratch, alloc);
  return NEWEL_E_NOMEM;
}

void nw_pcre_scratch_free(void *scratch, const nw_alloc *alloc) {
  nw_pcre_scratch *s = scratch;
  if (s == NULL) return;
  pcre2_jit_stack_free(s->stack);
  pcre2_match_context_free(s->context);
  pcre2_match_data_free(s->found);
  nw_pcre_heap_close(&s->heap);
  nw_free(alloc, s, sizeof *s);
}

/* ---- searching ------------------------------------------------------------------------------------------------------------- */

static nw_pcre_answer answer_of(int rc) {
  switch (rc) {
    case PCRE2_ERROR_PARTIAL: return NW_PCRE_PARTIAL;
    case PCRE2_ERROR_NOMATCH: return NW_PCRE_NONE;
    case PCRE2_ERROR_CALLOUT: return NW_PCRE_OUT_OF_PURSE;
    case PCRE2_ERROR_JIT_STACKLIMIT: case PCRE2_ERROR_HEAPLIMIT: return NW_PCRE_OUT_OF_STACK;
    default: return rc >= 0 ? NW_PCRE_MATCH : NW_PCRE_OUT_OF_STEPS;
  }
}

nw_pcre_answer nw_pcre_find(const nw_pcre_code *code, nw_pcre_scratch *scratch, nw_pcre_search *search) {
  scratch->meter = (nw_pcre_meter){ .code = code, .start = SIZE_MAX, .most_here = search->steps, .most = search->purse };
  (void)pcre2_set_match_limit(scratch->context, code->metered ? METERED_MATCH_LIMIT : search->steps);
  (void)pcre2_set_offset_limit(scratch->context, search->last);
  PCRE2_SPTR text = search->text;
  int rc = code->jit
    ? pcre2_jit_match(code->code, text, search->len, search->first, search->options, scratch->found, scratch->context)
    : pcre2_match(code->code, text, search->len, search->first, search->options | PCRE2_NO_JIT, scratch->found, scratch->context);
  const size_t *pair = pcre2_get_ovector_pointer(scratch->found);
  nw_pcre_answer answer = answer_of(rc);
  if (answer == NW_PCRE_MATCH || answer == NW_PCRE_PARTIAL) {
    search->start = pair[0];
    search->end = pair[1];
  }
  search->spent = steps_spent(&scratch->meter, answer);
  return answer;
}
