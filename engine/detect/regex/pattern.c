/* detect/regex/pattern.c - one pattern against one short text: allow lists, and "does this rule match a placeholder?".
 *
 * There are two compilations: PCRE2's JIT can anchor a pattern at both ends when it is compiled, not when it is run.
 * Immutable after compile, shared; the scratch belongs to one thread.
 */
#include <string.h>

#include "base/error.h"
#include "detect/regex/pcre.h"

struct nw_pattern {
  nw_pcre_heap heap;
  nw_pcre_code search, whole;
};

int nw_pattern_compile(nw_pattern **out, const nw_alloc *alloc, newel_slice pattern, newel_error *err) {
  nw_regex_reading reading;
  *out = NULL;
  nw_pattern *made = nw_zalloc(alloc, sizeof *made);
  if (made == NULL) return nw_fail_nomem(err);
  int rc = nw_pcre_heap_open(&made->heap, alloc);
  if (rc != NEWEL_OK) {
    (void)nw_fail_nomem(err);
    goto done;
  }
  rc = nw_pcre_compile_checked(&made->search, &reading, &made->heap, pattern, err);
  if (rc == NEWEL_OK) rc = nw_pcre_compile(&made->whole, &made->heap, pattern, PCRE2_ANCHORED | PCRE2_ENDANCHORED, &reading, err);

done:
  if (rc == NEWEL_OK) *out = made;
  else nw_pattern_free(made, alloc);
  return rc;
}

void nw_pattern_free(nw_pattern *pattern, const nw_alloc *alloc) {
  if (pattern == NULL) return;
  nw_pcre_free(&pattern->search);
  nw_pcre_free(&pattern->whole);
  if (pattern->heap.general != NULL) nw_pcre_heap_close(&pattern->heap);
  nw_free(alloc, pattern, sizeof *pattern);
}

int nw_pattern_match(const nw_pattern *pattern, newel_slice text, int whole, void *scratch) {
  const unsigned char *data = (const unsigned char *)(text.len == 0 ? "" : text.data);
  nw_pcre_search search = { .text = data, .len = text.len, .last = whole ? 0 : text.len, .steps = NW_LIMIT_REGEX_MATCH_STEPS,
                            .purse = NW_LIMIT_REGEX_CELL_STEPS };
  switch (nw_pcre_find(whole ? &pattern->whole : &pattern->search, scratch, &search)) {
    case NW_PCRE_MATCH: return 1;
    case NW_PCRE_NONE: return 0;
    default: return -1;
  }
}
