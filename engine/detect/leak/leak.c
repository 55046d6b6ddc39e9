/* detect/leak/leak.c - what the rule is compiled to, and how the prompts of a request are read. See leak.h. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/slice.h"
#include "detect/leak/work.h"

/* ---- symbols ---- */

int nw_leak_add_symbols(const nw_alloc *alloc, nw_leak_symbols *out, newel_slice text) {
  nw_symbols reader = { 0, 0, 0 };
  nw_symbol symbol;
  if (!nw_vec_reserve(alloc, out, 2 * text.len + 1)) return 0;
  for (size_t at = 0; at < text.len;) {
    at += nw_symbol_next(&reader, (const unsigned char *)text.data + at, text.len - at, at, 1, &symbol);
    if (symbol.value == 0) continue;
    if (symbol.apart && out->count > 0) out->at[out->count++] = 0;
    out->at[out->count++] = symbol.value;
  }
  out->at[out->count++] = 0;
  return 1;
}

size_t nw_leak_length(newel_slice text) {
  nw_symbols reader = { 0, 0, 0 };
  nw_symbol symbol;
  size_t length = 0;
  for (size_t at = 0; at < text.len;) {
    at += nw_symbol_next(&reader, (const unsigned char *)text.data + at, text.len - at, at, 1, &symbol);
    length += symbol.value != 0;
  }
  return length;
}

/* ---- compiling ---- */

static int compare_grams(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static int add_common(const nw_alloc *alloc, nw_leak *leak, nw_leak_symbols *symbols, newel_slice text) {
  symbols->count = 0;
  return nw_leak_add_symbols(alloc, symbols, text) && nw_leak_grams_of(alloc, &leak->common, symbols->at, symbols->count);
}

static int add_all_common(const nw_alloc *alloc, nw_leak *leak, nw_leak_symbols *symbols, const nw_leak_rule *rule) {
  for (const char *const *text = nw_leak_stock; *text != NULL; text++)
    if (!add_common(alloc, leak, symbols, newel_slice_of(*text))) return 0;
  for (size_t i = 0; i < rule->clean_count; i++)
    if (!add_common(alloc, leak, symbols, rule->clean[i])) return 0;
  if (leak->common.count > 0) qsort(leak->common.at, leak->common.count, sizeof *leak->common.at, compare_grams);
  return 1;
}

static int add_canary(const nw_alloc *alloc, nw_leak *leak, nw_leak_symbols *symbols, newel_slice text, newel_error *err) {
  symbols->count = 0;
  if (!nw_leak_add_symbols(alloc, symbols, text)) return nw_fail_nomem(err);
  size_t len = symbols->count - 1;
  if (len < NW_LEAK_CANARY_LEAST || len > NW_LEAK_CANARY_MOST || memchr(symbols->at, 0, len) != NULL)
    return nw_fail(err, NEWEL_E_ARGUMENT, "a canary has %d to %d letters and digits, this one has %zu", NW_LEAK_CANARY_LEAST,
                   NW_LEAK_CANARY_MOST, len);
  nw_leak_canary canary = { 0, (uint32_t)leak->words.count, (uint32_t)len };
  for (size_t i = len - 8; i < len; i++) canary.tail = canary.tail << 8 | symbols->at[i];
  if (!nw_vec_reserve(alloc, &leak->words, len + 1) || !nw_vec_push(alloc, &leak->canaries, canary)) return nw_fail_nomem(err);
  memcpy(leak->words.at + leak->words.count, symbols->at, len + 1);
  leak->words.count += len + 1;
  return NEWEL_OK;
}

static int fill(nw_leak *leak, const nw_alloc *alloc, const nw_leak_rule *rule, newel_error *err) {
  nw_leak_symbols symbols = { 0 };
  int code = add_all_common(alloc, leak, &symbols, rule) ? NEWEL_OK : nw_fail_nomem(err);
  if (code == NEWEL_OK && rule->canary_count > NW_LEAK_CANARIES_MOST)
    code = nw_fail(err, NEWEL_E_ARGUMENT, "%zu canaries, at most %d", rule->canary_count, NW_LEAK_CANARIES_MOST);
  for (size_t i = 0; code == NEWEL_OK && i < rule->canary_count; i++)
    code = add_canary(alloc, leak, &symbols, rule->canaries[i], err);
  nw_vec_free(alloc, &symbols);
  return code;
}

int nw_leak_build(nw_leak **out, const nw_alloc *alloc, const nw_leak_rule *rule, newel_error *err) {
  *out = NULL;
  nw_leak *leak = nw_zalloc(alloc, sizeof *leak);
  if (leak == NULL) return nw_fail_nomem(err);
  leak->rule = rule->rule;
  leak->run = rule->run;
  int code = fill(leak, alloc, rule, err);
  if (code != NEWEL_OK) {
    nw_leak_free(leak, alloc);
    return code;
  }
  leak->number = nw_hash64(leak->common.at, leak->common.count * sizeof *leak->common.at, leak->run);
  leak->number = nw_hash64(leak->words.at, leak->words.count, leak->number) | 1;
  *out = leak;
  return NEWEL_OK;
}

void nw_leak_free(nw_leak *leak, const nw_alloc *alloc) {
  if (leak == NULL) return;
  nw_vec_free(alloc, &leak->words);
  nw_vec_free(alloc, &leak->canaries);
  nw_vec_free(alloc, &leak->common);
  nw_free(alloc, leak, sizeof *leak);
}

uint32_t nw_leak_lookahead(void) {
  enum { SYMBOL_BYTES_MOST = 4 };
  return NW_LIMIT_LEAK_PASSAGE_BYTES + (NW_LEAK_GAP_MOST + NW_LEAK_GRAM) * (NW_LIMIT_LEAK_BLANK_BYTES + SYMBOL_BYTES_MOST);
}

/* ---- the scratch ---- */

static int open_work(void **out, const nw_alloc *alloc) {
  nw_leak_work *work = nw_zalloc(alloc, sizeof *work);
  if (work == NULL) return NEWEL_E_NOMEM;
  work->alloc = *alloc;
  nw_arena_init(&work->arena, *alloc);
  nw_buf_init_secret(&work->prompts, *alloc);
  *out = work;
  return NEWEL_OK;
}

static void free_work(void *scratch, const nw_alloc *alloc) {
  nw_leak_work *work = scratch;
  nw_arena_free(&work->arena);
  nw_buf_free(&work->prompts);
  if (work->symbols.at != NULL) nw_wipe(work->symbols.at, work->symbols.capacity);
  nw_vec_free(&work->alloc, &work->symbols);
  nw_free(alloc, work, sizeof *work);
}

/* The tables hold for these prompts. Prompts lie one behind the other, each with its length in front. */
static int is_known(const nw_leak_work *work, const nw_leak *leak, const newel_slice *prompts, size_t count) {
  const char *at = work->prompts.data;
  size_t left = work->prompts.len;
  if (work->number != leak->number) return 0;
  for (size_t i = 0; i < count; i++) {
    size_t len = prompts[i].len;
    if (left < sizeof len + len || memcmp(at, &len, sizeof len) != 0) return 0;
    if (len > 0 && memcmp(at + sizeof len, prompts[i].data, len) != 0) return 0;
    at += sizeof len + len;
    left -= sizeof len + len;
  }
  return left == 0;
}

static int keep_prompts(nw_leak_work *work, const newel_slice *prompts, size_t count) {
  nw_buf_clear(&work->prompts);
  for (size_t i = 0; i < count; i++) {
    nw_buf_add(&work->prompts, (const char *)&prompts[i].len, sizeof prompts[i].len);
    nw_buf_add_slice(&work->prompts, prompts[i]);
  }
  if (!work->prompts.failed) return 1;
  nw_buf_free(&work->prompts);
  nw_buf_init_secret(&work->prompts, work->alloc);
  return 0;
}

/* Symbols of all prompts up to the limit. `longest`: of one of them. */
static int add_prompts(nw_leak_work *work, const newel_slice *prompts, size_t count, size_t *longest) {
  size_t left = NW_LIMIT_LEAK_PROMPT_BYTES;
  *longest = 0;
  for (size_t i = 0; i < count && left > 0; i++) {
    newel_slice prompt = prompts[i];
    if (prompt.len > left) prompt.len = left, work->cut = 1;
    left -= prompt.len;
    if (!nw_leak_add_prompt(&work->alloc, &work->symbols, prompt)) return 0;
    size_t length = nw_leak_length(prompt);
    if (length > *longest) *longest = length;
  }
  return 1;
}

static int build_tables(nw_leak_work *work, const nw_leak *leak) {
  nw_leak_common common = { leak->common.at, leak->common.count };
  nw_arena_reset(&work->arena);
  if (!nw_leak_prints_build(&work->prints, &work->arena, work->symbols.at, work->symbols.count, leak->words.at, leak->words.count,
                            &common, work->run - NW_LEAK_GRAM + 1)) return 0;
  work->shown = nw_arena_zalloc(&work->arena, (work->prints.count / 64 + 1) * sizeof *work->shown);
  return work->shown != NULL;
}

void nw_leak_rest(void *scratch) {
  if (scratch != NULL) ((nw_leak_work *)scratch)->armed = 0;
}

int nw_leak_read(void *scratch, const nw_leak *leak, const newel_slice *prompts, size_t count) {
  nw_leak_work *work = scratch;
  size_t longest;
  work->armed = 0;
  if (is_known(work, leak, prompts, count)) return work->armed = work->useful, 1;
  work->number = 0;
  work->cut = 0;
  work->symbols.count = 0;
  if (!keep_prompts(work, prompts, count) || !add_prompts(work, prompts, count, &longest)) return 0;
  work->run = longest >= leak->run ? leak->run : longest > NW_LEAK_RUN_LEAST ? (uint32_t)longest : NW_LEAK_RUN_LEAST;
  if (!build_tables(work, leak)) return 0;
  work->armed = work->useful = longest >= NW_LEAK_RUN_LEAST || leak->canaries.count > 0;
  work->number = leak->number;
  return 1;
}

int nw_leak_armed(const void *scratch) { return scratch != NULL && ((const nw_leak_work *)scratch)->armed; }

void nw_leak_begin(void *scratch) {
  nw_leak_work *work = scratch;
  if (!nw_leak_armed(work) || work->shown_count == 0) return;
  memset(work->shown, 0, (work->prints.count / 64 + 1) * sizeof *work->shown);
  work->shown_count = 0;
}

uint32_t nw_leak_share_ppm(const void *scratch) {
  const nw_leak_work *work = scratch;
  if (!nw_leak_armed(work) || work->prints.count == 0) return 0;
  return (uint32_t)((uint64_t)work->shown_count * 1000000 / work->prints.count);
}

const nw_family nw_leak_family = { "leak", nw_leak_state_bytes, nw_leak_state_begin, nw_leak_scan, open_work, free_work };
