/* A policy with parents, a word list and every kind of mistake, with the n-th allocation failing, for every n: it is said, and nothing
 * is left. (libyaml allocates with malloc itself and is not part of this.) */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/slice.h"
#include "fail_alloc.h"
#include "policy/node.h"

static const char *const folder = NEWEL_BUILD_DIR "/oom_policy_node";

static int put(const char *name, const char *text) {
  char path[512];
  (void)snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "wb");
  if (file == NULL) return 0;
  int wrote = fputs(text, file) >= 0;
  return fclose(file) == 0 && wrote;
}

static int make_files(void) {
  (void)mkdir(folder, 0755);
  return put("newel.root", "") && put("words.txt", "one\ntwo words\n\xFF\n") && put("json.json", "{\"pii\": {\"PHONE\": \"NONE\"}, \"s\": [1, \"\\u00e9\"]}") &&
         put("base.yaml", "extends: policy\npii: {EMAIL: BLOCK, EMAIL: NONE}\na: &x 1\n") &&
         put("policy.yaml", "extends: [base, json, none]\nname: p\nlong: \"a text that is longer than any small buffer\"\nb: *x\n");
}

/* 1 when memory ran out and it was said; 0 when all went well; -1 when a failure was not said. */
static int run(const nw_alloc *alloc, newel_diagnostics *diags, nw_arena *arena) {
  char path[512];
  newel_error err;
  newel_slice none = { NULL, 0 };
  nw_slices entries;
  nw_buf out;
  nw_place place = { NW_LIT("policy.yaml"), 1, 1, 2 };
  (void)snprintf(path, sizeof path, "%s/policy.yaml", folder);
  nw_loader *loader = nw_loader_open(arena, diags, none);
  if (loader == NULL) return 1;
  nw_policy_file *file = nw_loader_policy(loader, path, none, 0, &err);
  if (file == NULL) return err.code == NEWEL_E_NOMEM ? 1 : -1;
  (void)nw_loader_words(loader, file, NW_LIT("words.txt"), &place, &entries);
  int code = nw_diag_finish(diags, &err);
  if (code != NEWEL_E_POLICY) return code == NEWEL_E_NOMEM ? 1 : -1;
  if (newel_diagnostics_total(diags) != 7) return -1;
  for (int how = NEWEL_RENDER_TEXT; how <= NEWEL_RENDER_SARIF; how++) {
    nw_buf_init(&out, *alloc);
    code = newel_diagnostics_write(diags, (newel_render)how, nw_buf_write, &out, &err);
    int failed = out.failed;
    nw_buf_free(&out);
    if (code != NEWEL_OK) return code == NEWEL_E_NOMEM || failed ? 1 : -1;
  }
  return 0;
}

int main(void) {
  unsigned passed = 0, failed = 0;
  int more = make_files();
  if (!more) failed++;
  for (size_t n = 1; more && n < 5000; n++) {
    fail_alloc fa;
    fail_alloc_init(&fa, n);
    nw_alloc alloc = fail_alloc_allocator(&fa);
    nw_arena arena;
    nw_arena_init(&arena, alloc);
    newel_diagnostics *diags = nw_diag_open(&alloc);
    int told = diags == NULL ? 1 : run(&alloc, diags, &arena);
    newel_diagnostics_free(diags);
    nw_arena_free(&arena);
    more = fa.failed;
    if (told == fa.failed && fa.live_bytes == 0 && fa.wrong_sizes == 0) {
      passed++;
    } else {
      failed++;
      printf("allocation %zu: told %d, failed %d, %zu bytes left, %zu wrong sizes\n", n, told, fa.failed, fa.live_bytes, fa.wrong_sizes);
    }
  }
  printf("%u passed, %u failed\n", passed, failed);
  return failed != 0;
}
