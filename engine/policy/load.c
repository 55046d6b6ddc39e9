/* policy/load.c - the files of a policy: parents (`extends`) and word lists, below one root folder.
 *
 *   guards/.git                                   the root is guards/: the nearest folder above the policy that holds ".git" or
 *   guards/prod/policy.yaml   extends: [../packs/pii-us]          "newel.root"; else the policy's own folder
 *   guards/packs/pii-us.yaml, .yml, .json or guards/packs/pii-us/policy.yaml
 *
 * Inside, a file is known by its path below the root ("packs/pii-us/policy.yaml"); messages call it as a user would, starting
 * from the path that the caller gave. A parent that is named twice is read once. Files are read, decoded to nodes and merged
 * depth first; a file that cannot be used has its remark and is left out, so that the remarks of all files come in one run.
 *
 * Owner: the arena holds everything but the root's descriptor, which is open only during nw_loader_policy and nw_loader_words.
 */
#define _XOPEN_SOURCE 700 /* realpath */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/slice.h"
#include "policy/files.h"
#include "policy/tree.h"
#include "text/utf8.h"

/* A policy file while and after it is read. */
typedef struct loaded {
  nw_policy_file file;      /* first: the decoder holds pointers to it */
  newel_slice    path;      /* below the root */
  struct loaded *heir;      /* who extends it, while it is being read; NULL for the policy itself */
  uint32_t       depth;     /* of `extends` below it, when it is read whole */
  int            busy;      /* being read: naming it again is a circle */
  struct loaded *next;
} loaded;

struct nw_loader {
  nw_arena          *arena;
  newel_diagnostics *diags;
  const char        *root;      /* folder; NULL: there is none */
  newel_slice        home;      /* the policy's folder below the root */
  newel_slice        shown_home;/* how the caller called that folder */
  loaded            *files;
  uint32_t           file_count;/* parents and word lists */
  int                no_memory;
};

nw_loader *nw_loader_open(nw_arena *arena, newel_diagnostics *diags, newel_slice root) {
  nw_loader *loader = nw_arena_zalloc(arena, sizeof *loader);
  if (loader == NULL) return NULL;
  loader->arena = arena;
  loader->diags = diags;
  loader->home = loader->shown_home = NW_LIT("");
  if (root.len == 0) return loader;
  loader->root = nw_arena_copy(arena, root).data;
  loader->shown_home = newel_slice_of(loader->root);
  return loader->root == NULL ? NULL : loader;
}

/* Remembers that memory ran out, here and for nw_diag_finish; always 0. */
static int no_memory(nw_loader *loader) {
  loader->no_memory = 1;
  if (loader->diags != NULL) loader->diags->no_memory = 1;
  return 0;
}

static newel_slice from_buf(nw_loader *loader, nw_buf *buf) {
  newel_slice text = { NULL, 0 };
  if (!buf->failed) text = nw_arena_copy(loader->arena, nw_buf_slice(buf));
  if (text.data == NULL) (void)no_memory(loader);
  nw_buf_free(buf);
  return text;
}

static const char *number(char out[16], uint32_t value) {
  (void)snprintf(out, 16, "%u", (unsigned)value);
  return out;
}

/* ---- names ---------------------------------------------------------------------------------------------------------------- */

static int holds(char *folder, size_t len, const char *name) {
  struct stat about;
  int fits = len + strlen(name) + 2 < PATH_MAX;
  if (fits) (void)snprintf(folder + len, PATH_MAX - len, "/%s", name);
  int found = fits && stat(folder, &about) == 0;
  folder[len] = '\0';
  return found;
}

/* Finds the root above the policy file at `path`. */
static int find_root(nw_loader *loader, const char *path, newel_error *err) {
  char folder[PATH_MAX];
  newel_slice given = nw_files_folder(newel_slice_of(path));
  newel_slice named = nw_arena_copy(loader->arena, given.len == 0 ? NW_LIT(".") : given);
  if (named.data == NULL) return no_memory(loader);
  if (realpath(named.data, folder) == NULL) {
    (void)nw_fail(err, NEWEL_E_IO, "cannot read '%s': its folder cannot be found", path);
    return 0;
  }
  size_t own_len = strlen(folder), len = own_len;
  newel_slice own = nw_arena_copy(loader->arena, nw_slice(folder, own_len));
  while (len > 0 && !holds(folder, len, ".git") && !holds(folder, len, "newel.root")) {
    do len--;
    while (len > 0 && folder[len] != '/');
    folder[len] = '\0';
  }
  if (len == 0) len = own_len;  /* no mark up to the top */
  loader->shown_home = given;
  if (own.data == NULL) return no_memory(loader);
  loader->root = nw_arena_copy(loader->arena, nw_slice(own.data, len)).data;
  loader->home = nw_slice(own.data + len + (len < own_len), own_len - len - (len < own_len));
  return loader->root != NULL || no_memory(loader);
}

/* How messages call the file at `path` below the root: the way there from the folder that the caller named. */
static newel_slice shown_name(nw_loader *loader, newel_slice path) {
  newel_slice home = loader->home;
  size_t same = 0;  /* bytes of whole names that both begin with */
  for (size_t i = 0; i <= home.len && i <= path.len; i++) {
    int home_ends = i == home.len || home.data[i] == '/', path_ends = i < path.len && path.data[i] == '/';
    if (home_ends && path_ends && i > 0) same = i + 1;
    if (i == home.len || i == path.len || home.data[i] != path.data[i]) break;
  }
  nw_buf buf;
  nw_buf_init(&buf, loader->arena->alloc);
  nw_buf_add_slice(&buf, loader->shown_home);
  if (buf.len > 0 && buf.data[buf.len - 1] != '/') nw_buf_add_char(&buf, '/');
  if (same <= home.len && home.len > 0) nw_buf_add_text(&buf, "../");
  for (size_t i = same; i < home.len; i++)
    if (home.data[i] == '/') nw_buf_add_text(&buf, "../");
  nw_buf_add(&buf, path.data + same, path.len - same);
  return from_buf(loader, &buf);
}

/* The path below the root of what a file names; data NULL after a remark or without memory. */
static newel_slice resolve(nw_loader *loader, newel_slice folder, newel_slice path, const nw_place *place) {
  newel_slice none = { NULL, 0 };
  int leaves = 0;
  if (loader->root == NULL) {
    nw_diag_add(loader->diags, NW_DIAG_NO_ROOT, place, path.data);
  } else if (path.len == 0 || memchr(path.data, '\0', path.len) != NULL) {
    nw_diag_add(loader->diags, NW_DIAG_FILE_UNREADABLE, place, path.data,
                path.len == 0 ? "the path is empty" : "a NUL byte in the path");
  } else if (path.data[0] == '/') {
    nw_diag_add(loader->diags, NW_DIAG_PATH_ABSOLUTE, place, path.data);
  } else {
    newel_slice joined = nw_files_join(loader->arena, folder, path, &leaves);
    if (leaves) nw_diag_add(loader->diags, NW_DIAG_PATH_LEAVES, place, path.data);
    else if (joined.data == NULL) (void)no_memory(loader);
    return joined;
  }
  return none;
}

/* ---- one file below the root ---------------------------------------------------------------------------------------------- */

static nw_file_state read_below(nw_loader *loader, newel_slice path, uint32_t most_bytes, nw_file_text *out) {
  memset(out, 0, sizeof *out);
  int root = nw_files_open_root(loader->root, &out->problem);
  if (root < 0) return NW_FILE_FAILED;
  nw_file_state state = nw_files_read(out, loader->arena, root, path, most_bytes);
  (void)close(root);
  if (state == NW_FILE_NOMEM) (void)no_memory(loader);
  return state;
}

/* Says why a file that is there, or should be, was not read. */
static void report_file(nw_loader *loader, nw_file_state state, const nw_file_text *text, newel_slice path,
                        const nw_place *place) {
  switch (state) {
    case NW_FILE_ABSENT: nw_diag_add(loader->diags, NW_DIAG_FILE_UNREADABLE, place, path.data, "no such file"); break;
    case NW_FILE_FOLDER: nw_diag_add(loader->diags, NW_DIAG_NOT_A_FILE, place, path.data, "a folder"); break;
    case NW_FILE_SPECIAL: nw_diag_add(loader->diags, NW_DIAG_NOT_A_FILE, place, path.data, "a pipe or a device"); break;
    case NW_FILE_LEAVES: nw_diag_add(loader->diags, NW_DIAG_PATH_LEAVES, place, path.data); break;
    case NW_FILE_FAILED: nw_diag_add(loader->diags, NW_DIAG_FILE_UNREADABLE, place, path.data, text->problem); break;
    default: break;
  }
}

/* Counts one more parent or word list; 0 after a remark. */
static int count_file(nw_loader *loader, const nw_place *place) {
  char most[16];
  if (loader->file_count++ < NW_LIMIT_POLICY_FILES) return 1;
  nw_diag_add(loader->diags, NW_DIAG_TOO_MANY_FILES, place, number(most, NW_LIMIT_POLICY_FILES));
  return 0;
}

/* ---- parents -------------------------------------------------------------------------------------------------------------- */

static loaded *load_text(nw_loader *loader, loaded *file, newel_slice text, int json);

static int has_suffix(newel_slice path, const char *suffix) {
  size_t len = strlen(suffix);
  return path.len >= len && memcmp(path.data + path.len - len, suffix, len) == 0;
}

static int has_policy_suffix(newel_slice path) {
  return has_suffix(path, ".yaml") || has_suffix(path, ".yml") || has_suffix(path, ".json");
}

/* "a.yaml -> b.yaml -> a.yaml": from `from` down to its parent `to`. */
static newel_slice chain(nw_loader *loader, const loaded *from, newel_slice to) {
  nw_buf buf;
  const loaded *line[64];
  size_t count = 0;
  nw_buf_init(&buf, loader->arena->alloc);
  for (; from != NULL && count < 64; from = from->heir) {
    line[count++] = from;
    if (nw_slice_eq(from->path, to)) break;
  }
  while (count > 0) {
    nw_buf_add_slice(&buf, line[--count]->file.source);
    nw_buf_add_text(&buf, " -> ");
  }
  nw_buf_add_slice(&buf, shown_name(loader, to));
  return from_buf(loader, &buf);
}

/* Levels of `extends` above this file, itself not counted. */
static uint32_t level_of(const loaded *file) {
  uint32_t level = 0;
  for (; file->heir != NULL; file = file->heir) level++;
  return level;
}

/* 1 when `parent`, `height` levels high, may stand above `heir`. */
static int check_level(nw_loader *loader, const loaded *heir, newel_slice path, uint32_t height, const nw_place *place) {
  char most[16];
  if (level_of(heir) + 1 + height <= NW_LIMIT_EXTENDS_DEPTH) return 1;
  newel_slice names = chain(loader, heir, path);
  if (names.data != NULL)
    nw_diag_add(loader->diags, NW_DIAG_EXTENDS_TOO_DEEP, place, number(most, NW_LIMIT_EXTENDS_DEPTH), names.data);
  return 0;
}

/* A parent that is known by its path: being read (a circle) or read before. */
static loaded *reuse(nw_loader *loader, loaded *heir, loaded *known, const nw_place *place) {
  if (known->busy) {
    newel_slice names = chain(loader, heir, known->path);
    if (names.data != NULL) nw_diag_add(loader->diags, NW_DIAG_EXTENDS_CYCLE, place, names.data);
    return NULL;
  }
  return check_level(loader, heir, known->path, known->depth, place) ? known : NULL;
}

static loaded *new_file(nw_loader *loader, newel_slice path, newel_slice source, loaded *heir) {
  loaded *file = nw_arena_zalloc(loader->arena, sizeof *file);
  if (file == NULL || path.data == NULL || source.data == NULL) return no_memory(loader), NULL;
  file->path = path;
  file->heir = heir;
  file->file.source = source;
  file->file.folder = nw_files_folder(path);
  file->next = loader->files;
  loader->files = file;
  return file;
}

/* Tries one path for a parent. *done is 1 when it is the one: read, or wrong in a way that has its remark. */
static loaded *try_parent(nw_loader *loader, loaded *heir, newel_slice path, const nw_place *place, int *done) {
  nw_file_text text;
  *done = 1;
  for (loaded *known = loader->files; known != NULL; known = known->next)
    if (nw_slice_eq(known->path, path)) return reuse(loader, heir, known, place);
  nw_file_state state = read_below(loader, path, NW_LIMIT_POLICY_BYTES, &text);
  if (state == NW_FILE_ABSENT) return *done = 0, NULL;
  newel_slice source = shown_name(loader, path);
  if (source.data == NULL || state == NW_FILE_NOMEM) return NULL;
  if (state == NW_FILE_TOO_LARGE) {
    char most[16];
    nw_diag_add(loader->diags, NW_DIAG_FILE_TOO_LARGE, place, source.data, number(most, NW_LIMIT_POLICY_BYTES));
    return NULL;
  }
  report_file(loader, state, &text, source, place);
  if (state != NW_FILE_READ || !count_file(loader, place) || !check_level(loader, heir, path, 0, place)) return NULL;
  loaded *file = new_file(loader, path, source, heir);
  return file == NULL ? NULL : load_text(loader, file, text.text, has_suffix(path, ".json"));
}

/* The parent that `name` means: with its ending, or the first of the four that are tried without one. */
static loaded *load_parent(nw_loader *loader, loaded *heir, const nw_node *name) {
  static const char *const endings[] = { ".yaml", ".yml", ".json", "/policy.yaml" };
  newel_slice path = resolve(loader, heir->file.folder, name->text, &name->place);
  int done = 0;
  if (path.data == NULL) return NULL;
  if (has_policy_suffix(path)) {
    loaded *parent = try_parent(loader, heir, path, &name->place, &done);
    if (!done) nw_diag_add(loader->diags, NW_DIAG_FILE_UNREADABLE, &name->place, name->text.data, "no such file");
    return parent;
  }
  for (size_t i = 0; i < sizeof endings / sizeof *endings && !loader->no_memory; i++) {
    nw_buf buf;
    nw_buf_init(&buf, loader->arena->alloc);
    nw_buf_add_slice(&buf, path);
    nw_buf_add_text(&buf, endings[i] + (path.len == 0 && endings[i][0] == '/'));
    newel_slice full = from_buf(loader, &buf);
    if (full.data == NULL) return NULL;
    loaded *parent = try_parent(loader, heir, full, &name->place, &done);
    if (done) return parent;
  }
  nw_diag_add(loader->diags, NW_DIAG_EXTENDS_MISSING, &name->place, name->text.data);
  return NULL;
}

/* The paths of `extends`: one, or a list. Returns how many nodes from *first on; what is no path has its remark. */
static size_t parent_names(nw_loader *loader, const nw_node *own, const nw_node **first) {
  const nw_node *extends = nw_node_member(own, "extends");
  *first = NULL;
  if (extends == NULL) return 0;
  if (extends->type == NW_NODE_MAPPING) {
    nw_diag_add(loader->diags, NW_DIAG_EXTENDS_TYPE, &extends->place, "a mapping");
    return 0;
  }
  *first = extends->type == NW_NODE_SEQUENCE ? extends->first : extends;
  return extends->type == NW_NODE_SEQUENCE ? extends->count : 1;
}

static int load_parents(nw_loader *loader, loaded *file) {
  const nw_node *name;
  size_t count = parent_names(loader, file->file.own, &name);
  struct nw_policy_file **parents = nw_arena_alloc(loader->arena, count * sizeof(struct nw_policy_file *));
  if (parents == NULL) return no_memory(loader);
  for (; count > 0 && !loader->no_memory; count--, name = name->next) {
    if (name->type != NW_NODE_SCALAR) {
      nw_diag_add(loader->diags, NW_DIAG_EXTENDS_TYPE, &name->place, name->type == NW_NODE_MAPPING ? "a mapping" : "a list");
      continue;
    }
    loaded *parent = load_parent(loader, file, name);
    if (parent == NULL) continue;
    if (parent->depth + 1 > file->depth) file->depth = parent->depth + 1;
    parents[file->file.parent_count++] = &parent->file;
  }
  file->file.parents = parents;
  return !loader->no_memory;
}

/* The members of the root but `extends`; the root itself when it is no mapping. NULL when there is no memory. */
static nw_node *without_extends(nw_loader *loader, nw_node *own) {
  if (nw_node_member(own, "extends") == NULL) return own;
  nw_node *copy = nw_arena_alloc(loader->arena, sizeof *copy);
  if (copy == NULL) return NULL;
  *copy = *own;
  copy->count = 0;
  nw_node **tail = &copy->first;
  for (const nw_node *member = own->first; member != NULL; member = member->next) {
    if (nw_slice_is(member->key, "extends")) continue;
    if ((*tail = nw_arena_alloc(loader->arena, sizeof **tail)) == NULL) return NULL;
    **tail = *member;
    tail = &(*tail)->next;
    copy->count++;
  }
  *tail = NULL;
  return copy;
}

static int merge_parents(nw_loader *loader, loaded *file) {
  nw_node *merged = NULL;
  for (size_t i = 0; i < file->file.parent_count; i++) {
    merged = nw_node_merge(loader->arena, merged, file->file.parents[i]->merged);
    if (merged == NULL) return no_memory(loader);
  }
  nw_node *own = without_extends(loader, file->file.own);
  file->file.merged = own == NULL ? NULL : nw_node_merge(loader->arena, merged, own);
  return file->file.merged != NULL || no_memory(loader);
}

/* Reads the text of `file` and of its parents. NULL when there is nothing to use. Recursion: at most NW_LIMIT_EXTENDS_DEPTH. */
static loaded *load_text(nw_loader *loader, loaded *file, newel_slice text, int json) {
  if (!nw_node_read(&file->file.own, loader->arena, loader->diags, file->file.source, text, json)) return no_memory(loader), NULL;
  if (file->file.own == NULL) return NULL;
  file->busy = 1;
  int loads = load_parents(loader, file) && merge_parents(loader, file);
  file->busy = 0;
  return loads ? file : NULL;
}

/* ---- the policy itself ---------------------------------------------------------------------------------------------------- */

/* Reads the file at `path`, which the caller named: it may be a link, and lie anywhere. */
static int read_policy(nw_loader *loader, const char *path, newel_slice *text, newel_error *err) {
  nw_file_text read = { { NULL, 0 }, NULL };
  nw_file_state state = nw_files_read_any(&read, loader->arena, path, NW_LIMIT_POLICY_BYTES);
  nw_place whole = { newel_slice_of(path), 0, 0, 0 };
  char most[16];
  *text = read.text;
  switch (state) {
    case NW_FILE_READ: return 1;
    case NW_FILE_NOMEM: return no_memory(loader);
    case NW_FILE_TOO_LARGE:
      nw_diag_add(loader->diags, NW_DIAG_FILE_TOO_LARGE, &whole, path, number(most, NW_LIMIT_POLICY_BYTES));
      return 0;
    case NW_FILE_FOLDER: (void)nw_fail(err, NEWEL_E_IO, "'%s' is a folder, expected a policy file", path); return 0;
    case NW_FILE_SPECIAL: (void)nw_fail(err, NEWEL_E_IO, "'%s' is a pipe or a device, expected a policy file", path); return 0;
    default: (void)nw_fail(err, NEWEL_E_IO, "cannot read '%s': %s", path, read.problem); return 0;
  }
}

/* A folder is a pack: its policy.yaml is meant. NULL when there is no memory. */
static const char *policy_in(nw_loader *loader, const char *path) {
  nw_file_text read = { { NULL, 0 }, NULL };
  if (nw_files_read_any(&read, loader->arena, path, 0) != NW_FILE_FOLDER) return path;
  size_t len = strlen(path);
  nw_buf buf;
  nw_buf_init(&buf, loader->arena->alloc);
  nw_buf_add(&buf, path, len);
  nw_buf_add_text(&buf, len > 0 && path[len - 1] == '/' ? "policy.yaml" : "/policy.yaml");
  return from_buf(loader, &buf).data;
}

nw_policy_file *nw_loader_policy(nw_loader *loader, const char *path, newel_slice text, int json, newel_error *err) {
  if (text.data == NULL && (path = policy_in(loader, path)) == NULL) return (void)nw_fail_nomem(err), NULL;
  newel_slice source = nw_arena_copy(loader->arena, newel_slice_of(path));
  newel_slice at = NW_LIT(":");  /* a text has no path that a file could name */
  loaded *file = NULL;
  nw_error_clear(err);
  if (text.data == NULL) {
    json = has_suffix(source, ".json");
    if (!read_policy(loader, path, &text, err)) goto done;
    if (loader->root == NULL && !find_root(loader, path, err)) goto done;
    int leaves;
    newel_slice given = newel_slice_of(path), folder = nw_files_folder(given);
    at = nw_files_join(loader->arena, loader->home, nw_slice(path + folder.len, given.len - folder.len), &leaves);
  }
  file = new_file(loader, at, source, NULL);
  if (file != NULL) file->file.folder = loader->home;
  if (file != NULL) file = load_text(loader, file, text, json);
done:
  if (loader->no_memory) (void)nw_fail_nomem(err);
  return loader->no_memory || file == NULL ? NULL : &file->file;
}

/* ---- word lists ----------------------------------------------------------------------------------------------------------- */

/* A word list while it is read. */
typedef struct word_list {
  nw_loader    *loader;
  newel_slice   source, text;
  newel_slice  *at;       /* room for every line */
  size_t        count;
  int           failed;   /* has a remark */
} word_list;

/* The first remark of a list brings its text, so that the line can be shown. */
static int begin_remark(word_list *list) {
  list->failed = 1;
  return nw_diag_source(list->loader->diags, list->source, list->text) || no_memory(list->loader);
}

static newel_slice trim(newel_slice line) {
  while (line.len > 0 && nw_is_space((unsigned char)line.data[line.len - 1])) line.len--;
  while (line.len > 0 && nw_is_space((unsigned char)line.data[0])) line.data++, line.len--;
  return line;
}

/* Characters of the first `len` bytes, bad bytes counted as one each; the column behind them is one more. */
static uint32_t chars_of(const char *text, size_t len) {
  nw_offsets at = { 0, 0, 0 };
  nw_offsets_move(&at, text, len, len);
  return (uint32_t)at.chars;
}

/* Remarks about bytes that no text can hold; 1 when there are none. */
static int check_entry(word_list *list, newel_slice line, newel_slice entry, uint32_t number_of_line) {
  size_t lead = (size_t)(entry.data - line.data), good = nw_utf8_valid_len(entry.data, entry.len), bad = 0;
  while (bad < good && (unsigned char)entry.data[bad] >= 0x20 && entry.data[bad] != 0x7F) bad++;
  if (bad == entry.len && entry.len <= NW_LIMIT_WORD_BYTES) return 1;
  if (!begin_remark(list)) return 0;
  char found[48], most[16];
  uint32_t column = chars_of(line.data, lead) + 1;
  if (bad == entry.len) {
    (void)snprintf(found, sizeof found, "%zu", entry.len);
    nw_place place = nw_place_at(list->source, number_of_line, column, column + chars_of(entry.data, entry.len));
    nw_diag_add(list->loader->diags, NW_DIAG_WORD_TOO_LONG, &place, found, number(most, NW_LIMIT_WORD_BYTES));
    return 0;
  }
  nw_place place = nw_place_at(list->source, number_of_line, column + chars_of(entry.data, bad), 0);
  unsigned byte = (unsigned char)entry.data[bad];
  if (bad == good) (void)snprintf(found, sizeof found, "%02X", byte);
  else (void)snprintf(found, sizeof found, "a control character (U+%04X)", byte);
  nw_diag_add_advice(list->loader->diags, bad == good ? NW_DIAG_BAD_UTF8 : NW_DIAG_BAD_CHARACTER, &place,
                     bad == good ? nw_diag_at(NW_DIAG_BAD_UTF8)->advice : "take it out of the list", found);
  return 0;
}

static void read_lines(word_list *list) {
  newel_slice text = list->text;
  uint32_t line_number = 1;
  for (size_t pos = 0; pos < text.len && !list->loader->no_memory; line_number++) {
    const char *begin = text.data + pos, *end = memchr(begin, '\n', text.len - pos);
    newel_slice line = nw_slice(begin, end == NULL ? text.len - pos : (size_t)(end - begin)), entry = trim(line);
    pos += line.len + 1;
    if (entry.len == 0 || entry.data[0] == '#' || !check_entry(list, line, entry, line_number)) continue;
    if (list->count == NW_LIMIT_WORD_LIST_ENTRIES) {
      char most[16];
      nw_place place = nw_place_at(list->source, line_number, 1, 0);
      if (begin_remark(list))
        nw_diag_add(list->loader->diags, NW_DIAG_LIST_TOO_LONG, &place, list->source.data,
                    number(most, NW_LIMIT_WORD_LIST_ENTRIES));
      return;
    }
    list->at[list->count++] = entry;
  }
}

static size_t count_lines(newel_slice text) {
  size_t lines = 1;
  const char *end = text.data + text.len;
  for (const char *at = text.data; at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) lines++;
  return lines < NW_LIMIT_WORD_LIST_ENTRIES ? lines : NW_LIMIT_WORD_LIST_ENTRIES;
}

int nw_loader_words(nw_loader *loader, const nw_policy_file *from, newel_slice path, const nw_place *place, nw_slices *entries) {
  nw_file_text read;
  char most[16];
  entries->at = NULL;
  entries->count = 0;
  newel_slice full = resolve(loader, from->folder, path, place);
  if (full.data == NULL || !count_file(loader, place)) return 0;
  newel_slice source = shown_name(loader, full);
  nw_file_state state = source.data == NULL ? NW_FILE_NOMEM : read_below(loader, full, NW_LIMIT_WORD_LIST_BYTES, &read);
  if (state == NW_FILE_TOO_LARGE)
    nw_diag_add(loader->diags, NW_DIAG_LIST_TOO_LARGE, place, path.data, number(most, NW_LIMIT_WORD_LIST_BYTES));
  if (state != NW_FILE_NOMEM) report_file(loader, state, &read, path, place);
  if (state != NW_FILE_READ) return 0;
  word_list list = { .loader = loader, .source = source, .text = read.text };
  if (read.text.len >= 3 && memcmp(read.text.data, "\xEF\xBB\xBF", 3) == 0)
    list.text = nw_slice(read.text.data + 3, read.text.len - 3);
  list.at = nw_arena_alloc(loader->arena, count_lines(list.text) * sizeof *list.at);
  if (list.at == NULL) return no_memory(loader);
  read_lines(&list);
  entries->at = list.at;
  entries->count = list.count;
  return !list.failed && !loader->no_memory;
}
