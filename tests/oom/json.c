/* The tree of a document that uses every kind of node, with the k-th allocation failing, for every k. */
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "fail_alloc.h"
#include "json/tree.h"
#include "tally.h"

/* Long enough for several arena blocks, and for a string buffer that grows. */
static newel_slice make_document(char *out, size_t size) {
  size_t len = (size_t)snprintf(out, size, "{\"a\":[1,-2.5e3,true,false,null,{}],\"text\":\"");
  for (unsigned i = 0; i < 300; i++) len += (size_t)snprintf(out + len, size - len, "x\\u00e9\\n");
  len += (size_t)snprintf(out + len, size - len, "\",\"many\":{");
  for (unsigned i = 0; i < 200; i++) len += (size_t)snprintf(out + len, size - len, "%s\"m%u\":%u", i == 0 ? "" : ",", i, i);
  len += (size_t)snprintf(out + len, size - len, "}}");
  return nw_slice(out, len);
}

int main(void) {
  char text[16384];
  newel_slice document = make_document(text, sizeof text);
  for (size_t k = 1;; k++) {
    fail_alloc fa;
    nw_arena arena;
    nw_json_node *root;
    newel_error err;
    fail_alloc_init(&fa, k);
    nw_arena_init(&arena, fail_alloc_allocator(&fa));
    int code = nw_json_parse(&root, &arena, document, 10000, &err);
    tally_check_oom(code == (fa.failed ? NEWEL_E_NOMEM : NEWEL_OK), k, "the code is neither success nor NEWEL_E_NOMEM");
    tally_check_oom(err.code == code, k, "the error does not hold the code");
    tally_check_oom((root != NULL) == (code == NEWEL_OK), k, "a tree on failure, or none on success");
    nw_arena_free(&arena);
    tally_check_oom(fa.live_bytes == 0 && fa.live_blocks == 0, k, "leak");
    tally_check_oom(fa.wrong_sizes == 0, k, "a wrong size was given back");
    if (!fa.failed) break;
  }
  return tally_end();
}
