/* policy/decode_words.c - the section `words`: managed lists, lists in the file, lists in files of their own.
 *
 * The file of a list is read, checked and sorted once a load (nw_word_file), though parents and children decode it again. */
#include "policy/decoder.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/slice.h"

/* An entry must be something that the word scanner can find. */
static void check_entry(nw_decoder *d, const char *list, newel_slice entry, const nw_place *place) {
  char found[24], most[24];
  size_t tokens = nw_entry_tokens(entry);
  if (entry.len > NW_LIMIT_WORD_BYTES) {
    (void)snprintf(found, sizeof found, "%zu", entry.len);
    (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_WORD_BYTES);
    nw_diag_add(d->diags, NW_DIAG_WORD_TOO_LONG, place, found, most);
  } else if (tokens > NW_LIMIT_WORD_TOKENS) {
    (void)snprintf(found, sizeof found, "%zu", tokens);
    (void)snprintf(most, sizeof most, "%u", (unsigned)NW_LIMIT_WORD_TOKENS);
    nw_diag_add(d->diags, NW_DIAG_WORD_TOKENS, place, entry.data, list, found, most);
  } else if (tokens == 0) {
    nw_diag_add(d->diags, NW_DIAG_WORD_EMPTY, place, entry.data, list);
  }
}

/* The entries as a set; a list that repeats itself was likely put together by hand. */
static nw_slices entry_set(nw_decoder *d, newel_slice list, nw_slices entries, const nw_place *place) {
  newel_slice first = { "", 0 };
  ptrdiff_t repeated = nw_entries_repeated(&d->policy->alloc, entries, &first);
  if (repeated < 0) d->no_memory = 1;
  if (repeated > 0) {
    char count[24];
    (void)snprintf(count, sizeof count, "%td", repeated);
    nw_diag_add(d->diags, NW_DIAG_WORD_DUPLICATE, place, list.data, count, first.data);
  }
  return nw_decode_set(d, entries);
}

/* The file that a node was written in: paths are relative to it. */
static const nw_policy_file *written_in(const nw_policy_source *source, const nw_node *node) {
  for (size_t i = 0; i < source->file_count; i++) {
    if (nw_slice_eq(source->files[i]->source, node->place.source)) return source->files[i];
  }
  return source->files[0];
}

static nw_slices read_word_file(nw_decoder *d, const nw_node *path, newel_slice list) {
  nw_slices none = { NULL, 0 };
  const nw_policy_file *from = written_in(d->source, path);
  for (const nw_word_file *w = d->source->words; w != NULL; w = w->next) {
    if (w->from == from && nw_slice_eq(w->path, path->text)) return w->entries;
  }
  nw_word_file *word_file = nw_decode_zalloc(d, sizeof *word_file);
  if (word_file == NULL) return none;
  nw_slices entries = none;
  if (!nw_loader_words(d->source->loader, from, path->text, &path->place, &entries)) entries = none;
  else if (entries.count == 0) nw_diag_add(d->diags, NW_DIAG_WORD_LIST_EMPTY, &path->place, list.data);
  for (size_t i = 0; i < entries.count; i++) check_entry(d, list.data, entries.at[i], &path->place);
  *word_file = (nw_word_file){ d->source->words, from, path->text, entry_set(d, list, entries, &path->place) };
  d->source->words = word_file;
  return word_file->entries;
}

static void decode_managed(nw_decoder *d, const nw_node *managed) {
  const nw_node *node = managed->type == NW_NODE_SEQUENCE ? managed : nw_decode_member(managed, "PROFANITY");
  unsigned unused;
  if (node == NULL || (node == managed && (managed->first == NULL || !nw_read_word(managed->first, nw_choices_managed,
      &unused)))) return;
  nw_rule rule = nw_decode_rule(d, NW_KIND_WORD, NW_LIT("PROFANITY"), node);
  rule.of.word.managed = 1;
  rule.of.word.disguises = nw_decode_flag(node, "disguises", 1);
  rule.of.word.file = nw_slice("", 0);
  nw_decode_sides(d, &rule, node, node == managed ? NEWEL_ACTION_BLOCK : -1, 0);
  nw_decode_edits(d, &rule, node);
  nw_decode_add(d, &rule);
}

static void decode_word_list(nw_decoder *d, const nw_node *node) {
  const nw_node *list = node->type == NW_NODE_SEQUENCE ? node : nw_decode_member(node, "list"), *file = nw_decode_member(node, "file");
  nw_rule rule = nw_decode_rule(d, NW_KIND_WORD, node->key, node);
  if (nw_slice_is(node->key, "PROFANITY")) nw_diag_add(d->diags, NW_DIAG_LIST_NAME_TAKEN, &node->key_place);
  if (node->type != NW_NODE_SCALAR && (list == NULL) == (file == NULL)) {
    nw_diag_add(d->diags, NW_DIAG_WORD_SOURCE, &node->key_place, node->key.data, list == NULL ? "neither" : "both");
  }
  rule.of.word.file = nw_decode_text(node, "file");
  rule.of.word.disguises = nw_decode_flag(node, "disguises", 1);
  if (list != NULL && list->type == NW_NODE_SEQUENCE) {
    newel_slice entry;
    for (const nw_node *item = list->first; item != NULL; item = item->next) {
      if (nw_read_text(item, &entry) && entry.len > 0) check_entry(d, node->key.data, entry, &item->place);
    }
    rule.of.word.entries = entry_set(d, node->key, nw_decode_texts(d, list), &node->key_place);
  } else if (rule.of.word.file.len > 0) {
    rule.of.word.entries = read_word_file(d, file, node->key);
  }
  nw_decode_sides(d, &rule, node, NEWEL_ACTION_BLOCK, 0);
  nw_decode_edits(d, &rule, node);
  nw_decode_add(d, &rule);
}

void nw_decode_words(nw_decoder *d, const nw_node *section) {
  for (const nw_node *node = section->first; node != NULL; node = node->next) {
    if (nw_slice_is(node->key, "managed")) decode_managed(d, node);
    else decode_word_list(d, node);
  }
}
