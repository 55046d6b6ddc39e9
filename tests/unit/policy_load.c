/* The loader: parents, merging, one root folder, word lists. Each test makes its folder below the build folder. */
#define _XOPEN_SOURCE 700
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/slice.h"
#include "policy/node.h"

typedef struct world { char folder[256]; nw_alloc alloc; nw_arena arena; newel_diagnostics *diags; nw_loader *loader; newel_error err; } world;

static void open_world(world *w) {
  (void)snprintf(w->folder, sizeof w->folder, "%s/policy_load_XXXXXX", NEWEL_BUILD_DIR);
  cr_assert_not_null(mkdtemp(w->folder));
  w->alloc = nw_alloc_of(NULL);
  nw_arena_init(&w->arena, w->alloc);
  w->diags = nw_diag_open(&w->alloc);
  w->loader = nw_loader_open(&w->arena, w->diags, NW_LIT(""));
}

static void close_world(world *w) {
  char command[300];
  newel_diagnostics_free(w->diags);
  nw_arena_free(&w->arena);
  (void)snprintf(command, sizeof command, "rm -r '%s'", w->folder);
  cr_assert_eq(system(command), 0);
}

static const char *path_of(world *w, const char *name) {
  char path[512];
  int len = snprintf(path, sizeof path, "%s/%s", w->folder, name);
  return nw_arena_copy(&w->arena, nw_slice(path, (size_t)len)).data;
}

static void put_bytes(world *w, const char *name, const char *text, size_t len) {
  FILE *file = fopen(path_of(w, name), "wb");
  cr_assert_not_null(file, "%s", name);
  cr_assert_eq(fwrite(text, 1, len, file), len);
  cr_assert_eq(fclose(file), 0);
}

static void put(world *w, const char *name, const char *text) { put_bytes(w, name, text, strlen(text)); }
static void put_folder(world *w, const char *name) { cr_assert_eq(mkdir(path_of(w, name), 0755), 0); }
static void put_link(world *w, const char *name, const char *target) { cr_assert_eq(symlink(target, path_of(w, name)), 0); }

static nw_policy_file *load(world *w, const char *name) {
  newel_slice none = { NULL, 0 };
  return nw_loader_policy(w->loader, path_of(w, name), none, 0, &w->err);
}

/* "{a: 1, b: [2, ], }" */
static void print_node(const nw_node *node, char *out, size_t size) {
  if (node == NULL || size < 64) return;
  size_t used = 0;
  if (node->type == NW_NODE_SCALAR) (void)snprintf(out, size, "%s", node->text.data);
  else used = (size_t)snprintf(out, size, "%c", node->type == NW_NODE_MAPPING ? '{' : '[');
  for (const nw_node *child = node->first; child != NULL; child = child->next) {
    if (child->key.data != NULL) used += (size_t)snprintf(out + used, size - used, "%s: ", child->key.data);
    print_node(child, out + used, size - used);
    used += strlen(out + used);
    if (child->next != NULL) used += (size_t)snprintf(out + used, size - used, ", ");
  }
  if (node->type != NW_NODE_SCALAR) (void)snprintf(out + used, size - used, "%c", node->type == NW_NODE_MAPPING ? '}' : ']');
}

static void expect_merged(const nw_policy_file *file, const char *expected) {
  char got[1024] = "";
  cr_assert_not_null(file);
  print_node(file->merged, got, sizeof got);
  cr_expect_str_eq(got, expected, "got %s", got);
}

static void expect_first(const world *w, const char *code, const char *part_of_message) {
  newel_diagnostic d = newel_diagnostics_at(w->diags, 0);
  cr_assert(d.code.len > 0, "no remark, expected %s", code);
  cr_expect_str_eq(d.code.data, code, "got %s %s", d.code.data, d.message.data);
  cr_expect(strstr(d.message.data, part_of_message) != NULL, "%s: got '%s'", code, d.message.data);
}

Test(policy_load, parents_are_merged) {
  world w;
  open_world(&w);
  put_folder(&w, "packs");
  put_folder(&w, "packs/deep");
  put(&w, "packs/one.yaml", "name: one\npii: {EMAIL: BLOCK, PHONE: BLOCK}\nlist: [1, 2]\n");
  put(&w, "packs/two.json", "{\"pii\": {\"PHONE\": \"NONE\", \"AGE\": \"BLOCK\"}, \"list\": [3]}");
  put(&w, "packs/deep/policy.yaml", "extends: ../one\ndeep: yes\n");
  put(&w, "policy.yaml", "extends: [packs/deep, packs/two]\nname: p\npii: {EMAIL: NONE}\n");
  nw_policy_file *file = load(&w, "policy.yaml");
  expect_merged(file, "{name: p, pii: {EMAIL: NONE, PHONE: NONE, AGE: BLOCK}, list: [3], deep: yes}");
  cr_expect_eq(newel_diagnostics_total(w.diags), 0);
  cr_assert_eq(file->parent_count, 2);
  cr_expect_str_eq(file->parents[0]->source.data, path_of(&w, "packs/deep/policy.yaml"));
  cr_expect_str_eq(file->parents[0]->parents[0]->source.data, path_of(&w, "packs/one.yaml"));
  const nw_node *age = nw_node_member(nw_node_member(file->merged, "pii"), "AGE");
  cr_expect_str_eq(age->key_place.source.data, path_of(&w, "packs/two.json"));
  cr_expect_not_null(nw_node_member(file->own, "extends"));
  expect_merged(file->parents[1], "{pii: {PHONE: NONE, AGE: BLOCK}, list: [3]}");
  close_world(&w);
}

Test(policy_load, a_parent_named_twice_is_read_once) {
  world w;
  open_world(&w);
  put(&w, "base.yml", "k: 1\n");
  put(&w, "a.yaml", "extends: base\na: 1\n");
  put(&w, "b.yaml", "extends: ./base.yml\nb: 1\n");
  put(&w, "policy.yaml", "extends: [a, b]\n");
  nw_policy_file *file = load(&w, "policy.yaml");
  expect_merged(file, "{k: 1, a: 1, b: 1}");
  cr_expect_eq(file->parents[0]->parents[0], file->parents[1]->parents[0]);
  close_world(&w);
}

Test(policy_load, root_is_the_marked_folder) {
  for (int marked = 0; marked < 2; marked++) {
    world w;
    open_world(&w);
    put_folder(&w, "guards");
    put_folder(&w, "guards/prod");
    put_folder(&w, "guards/packs");
    put(&w, marked ? "guards/newel.root" : "guards/prod/newel.root", "");
    put(&w, "guards/packs/pii.yaml", "k: 1\n");
    put(&w, "guards/prod/policy.yaml", "extends: ../packs/pii\n");
    nw_policy_file *file = load(&w, "guards/prod/policy.yaml");
    cr_assert_not_null(file);
    cr_expect_eq(file->parent_count, (size_t)marked);
    if (marked) cr_expect_str_eq(file->parents[0]->source.data, path_of(&w, "guards/prod/../packs/pii.yaml"));
    else expect_first(&w, "E0022", "'../packs/pii' leads out");
    close_world(&w);
  }
}

Test(policy_load, bad_parents) {
  static const struct { const char *extends, *code, *part; } rows[] = {
    { "/etc/passwd", "E0021", "absolute" }, { "../../x.yaml", "E0022", "leads out" }, { "a/../../x.yaml", "E0022", "leads out" },
    { "none.yaml", "E0020", "no such file" }, { "none", "E0026", "no policy 'none'" }, { "\"\"", "E0020", "empty" },
    { "\"a\\0b\"", "E0020", "NUL" }, { "{a: b}", "E0025", "a mapping" }, { "[[a]]", "E0025", "a list" },
    { "folder.yaml", "E0023", "a folder" }, { "pipe.yaml", "E0023", "a pipe" }, { "out.yaml", "E0022", "leads out" },
    { "absolute.yaml", "E0022", "leads out" }, { "dir/x.yaml", "E0022", "leads out" }, { "loop.yaml", "E0020", "symbolic links" },
    { "bad", "E0001", "never closed" }, { "policy", "E0024", "policy.yaml -> " }, { "plain.yaml/x.yaml", "E0020", "no folder" },
    { "big.yaml", "E0003", "more than 4194304 bytes" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    world w;
    char text[128];
    open_world(&w);
    put(&w, "newel.root", "");
    put_folder(&w, "folder.yaml");
    put(&w, "plain.yaml", "k: 1\n");
    put(&w, "bad.yaml", "k: [\n");
    put(&w, "big.yaml", "");
    cr_assert_eq(truncate(path_of(&w, "big.yaml"), (off_t)NW_LIMIT_POLICY_BYTES + 1), 0);
    cr_assert_eq(mkfifo(path_of(&w, "pipe.yaml"), 0600), 0);
    put_link(&w, "out.yaml", "../outside.yaml");
    put_link(&w, "absolute.yaml", "/etc/hostname");
    put_link(&w, "dir", "..");
    put_link(&w, "loop.yaml", "loop.yaml");
    (void)snprintf(text, sizeof text, "name: p\nextends: %s\n", rows[i].extends);
    put(&w, "policy.yaml", text);
    cr_expect_not_null(load(&w, "policy.yaml"), "row %zu", i);
    expect_first(&w, rows[i].code, rows[i].part);
    close_world(&w);
  }
}

Test(policy_load, links_within_the_root_are_followed) {
  world w;
  open_world(&w);
  put(&w, "newel.root", "");
  put_folder(&w, "..2026");
  put(&w, "..2026/base.yaml", "k: 1\n");
  put_link(&w, "..data", "..2026");
  put_link(&w, "base.yaml", "..data/base.yaml");
  put(&w, "policy.yaml", "extends: base\n");
  expect_merged(load(&w, "policy.yaml"), "{k: 1}");
  cr_expect_eq(newel_diagnostics_total(w.diags), 0);
  close_world(&w);
}

Test(policy_load, a_circle_is_printed) {
  world w;
  char expected[1024];
  open_world(&w);
  put(&w, "a.yaml", "extends: b\n");
  put(&w, "b.yaml", "extends: c.yaml\n");
  put(&w, "c.yaml", "x: 1\nextends: [b]\n");
  (void)load(&w, "a.yaml");
  (void)snprintf(expected, sizeof expected, "%s -> %s -> %s", path_of(&w, "b.yaml"), path_of(&w, "c.yaml"), path_of(&w, "b.yaml"));
  expect_first(&w, "E0024", expected);
  cr_expect_eq(newel_diagnostics_at(w.diags, 0).line, 2);
  close_world(&w);
}

Test(policy_load, depth_and_number_of_parents) {
  for (unsigned extra = 0; extra < 2; extra++) {
    world w;
    open_world(&w);
    for (unsigned i = 0; i < NW_LIMIT_EXTENDS_DEPTH + extra; i++) {
      char name[32], text[64];
      (void)snprintf(name, sizeof name, "f%u.yaml", i);
      (void)snprintf(text, sizeof text, "extends: f%u\n", i + 1);
      put(&w, name, text);
    }
    put(&w, extra == 0 ? "f8.yaml" : "f9.yaml", "k: 1\n");
    (void)load(&w, "f0.yaml");
    if (extra == 0) cr_expect_eq(newel_diagnostics_total(w.diags), 0);
    else expect_first(&w, "E0007", "8 levels");
    close_world(&w);

    open_world(&w);
    char all[2048] = "extends: [f0";
    for (unsigned i = 0; i < NW_LIMIT_POLICY_FILES + extra; i++) {
      char name[32];
      (void)snprintf(name, sizeof name, "f%u.yaml", i);
      put(&w, name, "k: 1\n");
      if (i > 0) (void)snprintf(all + strlen(all), sizeof all - strlen(all), ", f%u", i);
    }
    (void)snprintf(all + strlen(all), sizeof all - strlen(all), "]\n");
    put(&w, "policy.yaml", all);
    (void)load(&w, "policy.yaml");
    if (extra == 0) cr_expect_eq(newel_diagnostics_total(w.diags), 0);
    else expect_first(&w, "E0006", "64 parents");
    close_world(&w);
  }
}

Test(policy_load, the_policy_itself) {
  static const char *const names[] = { "none.yaml", ".", "none/policy.yaml" };
  world w;
  open_world(&w);
  for (size_t i = 0; i < 3; i++) {
    cr_expect_null(load(&w, names[i]));
    cr_expect_eq(w.err.code, NEWEL_E_IO, "%s", w.err.message);
    cr_expect_eq(newel_diagnostics_total(w.diags), 0);
  }
  put(&w, "bad.yaml", "a: [\n");
  cr_expect_null(load(&w, "bad.yaml"));
  cr_expect_eq(w.err.code, 0);
  expect_first(&w, "E0001", "never closed");
  close_world(&w);
}

Test(policy_load, a_text_reads_files_only_below_a_root) {
  world w;
  newel_error err;
  open_world(&w);
  put(&w, "base.yaml", "k: 1\n");
  newel_slice text = NW_LIT("extends: base\nname: p\n");
  cr_assert_not_null(nw_loader_policy(w.loader, "text", text, 0, &err));
  expect_first(&w, "E0027", "no folder");
  nw_loader *rooted = nw_loader_open(&w.arena, w.diags, newel_slice_of(w.folder));
  nw_policy_file *file = nw_loader_policy(rooted, "text", text, 0, &err);
  expect_merged(file, "{k: 1, name: p}");
  cr_expect_str_eq(file->parents[0]->source.data, path_of(&w, "base.yaml"));
  close_world(&w);
}

/* ---- word lists ----------------------------------------------------------------------------------------------------------- */

static const nw_place here = { { "policy.yaml", 11 }, 3, 9, 12 };

static int words(world *w, const char *path, nw_slices *entries) {
  put(w, "policy.yaml", "name: p\n");
  nw_policy_file *file = load(w, "policy.yaml");
  cr_assert_not_null(file);
  return nw_loader_words(w->loader, file, newel_slice_of(path), &here, entries);
}

Test(policy_load, word_list) {
  world w;
  nw_slices entries;
  open_world(&w);
  put_folder(&w, "words");
  put(&w, "words/list.txt", "\xEF\xBB\xBF  one \r\n# comment\n\n\ttwo words\t\n #no\nend");
  cr_assert(words(&w, "words/list.txt", &entries));
  cr_assert_eq(entries.count, 3);
  cr_expect(nw_slice_is(entries.at[0], "one"));
  cr_expect(nw_slice_is(entries.at[1], "two words"));
  cr_expect(nw_slice_is(entries.at[2], "end"));
  close_world(&w);
}

Test(policy_load, bad_word_lists) {
  world w;
  nw_slices entries;
  open_world(&w);
  put_folder(&w, "list.txt");
  cr_expect(!words(&w, "list.txt", &entries));
  expect_first(&w, "E0023", "'list.txt' is a folder, expected a file");
  close_world(&w);

  open_world(&w);
  char text[2048] = "ok\n  \xC3\xA9\xFFx\na\x01" "b\n";
  size_t used = strlen(text);
  for (size_t extra = 0; extra < 2; extra++) {
    memset(text + used, 'w', NW_LIMIT_WORD_BYTES + extra);
    used += NW_LIMIT_WORD_BYTES + extra;
    text[used++] = '\n';
  }
  put_bytes(&w, "l", text, used);
  cr_expect(!words(&w, "l", &entries));
  static const struct { const char *code; uint32_t line, column; } rows[] = { { "E0008", 2, 4 }, { "E0009", 3, 2 }, { "E0404", 5, 1 } };
  cr_expect_eq(newel_diagnostics_total(w.diags), 3);
  for (size_t i = 0; i < 3; i++) {
    newel_diagnostic d = newel_diagnostics_at(w.diags, i);
    cr_assert(d.code.len > 0);
    cr_expect_str_eq(d.code.data, rows[i].code);
    cr_expect(d.line == rows[i].line && d.column == rows[i].column, "row %zu: %u:%u", i, d.line, d.column);
    cr_expect_str_eq(d.source.data, path_of(&w, "l"));
  }
  cr_expect_eq(entries.count, 2);
  close_world(&w);

  open_world(&w);
  put(&w, "large", "");
  cr_assert_eq(truncate(path_of(&w, "large"), (off_t)NW_LIMIT_WORD_LIST_BYTES + 1), 0);
  cr_expect(!words(&w, "large", &entries));
  expect_first(&w, "E0402", "33554432");
  close_world(&w);
}

Test(policy_load, number_of_words) {
  for (size_t extra = 0; extra < 2; extra++) {
    world w;
    nw_slices entries;
    open_world(&w);
    size_t len = 2 * (NW_LIMIT_WORD_LIST_ENTRIES + extra);
    char *text = malloc(len);
    cr_assert_not_null(text);
    for (size_t i = 0; i < len; i++) text[i] = i % 2 ? '\n' : 'a';
    put_bytes(&w, "l", text, len);
    free(text);
    cr_expect_eq(words(&w, "l", &entries), extra == 0);
    cr_expect_eq(entries.count, NW_LIMIT_WORD_LIST_ENTRIES);
    if (extra == 1) expect_first(&w, "E0403", "1000000 entries");
    close_world(&w);
  }
}
