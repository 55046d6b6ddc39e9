#include "bedrock/model.h"

#include "base/slice.h"
#include "tables/bedrock.h"

enum { OPERATIONS = sizeof bedrock_operations / sizeof *bedrock_operations };

const nw_operation *nw_operation_at(size_t index) {
  return index < OPERATIONS ? &bedrock_operations[index] : NULL;
}

const nw_operation *nw_operation_find(newel_slice name) {
  size_t low = 0, high = OPERATIONS;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = nw_slice_cmp(name, newel_slice_of(bedrock_operations[middle].name));
    if (order == 0) return &bedrock_operations[middle];
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return NULL;
}

const nw_shape *nw_shape_at(unsigned index) { return &bedrock_shapes[index]; }
const nw_member *nw_member_at(unsigned index) { return &bedrock_members[index]; }
const char *nw_word_at(unsigned index) { return bedrock_words[index]; }
const char *nw_class_at(unsigned index) { return bedrock_classes[index]; }

const nw_member *nw_shape_member(const nw_shape *shape, newel_slice name) {
  for (unsigned i = 0; i < shape->count; i++)
    if (nw_slice_is(name, bedrock_members[shape->first + i].name)) return &bedrock_members[shape->first + i];
  return NULL;
}

const char *nw_near(newel_slice word, const char *(*name_at)(const void *from, size_t index), const void *from, size_t count) {
  const char *near = NULL;
  unsigned best = word.len < 4 ? 2 : word.len < 12 ? 4 : 6;  /* a prefix or a plural in a long name counts as near */
  for (size_t i = 0; i < count; i++) {
    const char *name = name_at(from, i);
    unsigned distance = nw_edit_distance(word, newel_slice_of(name), best);
    if (distance < best) best = distance, near = name;
  }
  return near;
}

static const char *operation_name_at(const void *from, size_t index) {
  (void)from;
  return bedrock_operations[index].name;
}

const char *nw_operation_near(newel_slice name) { return nw_near(name, operation_name_at, NULL, OPERATIONS); }
