/* The table of entities, and its reference page. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/slice.h"
#include "detect/entities.h"

Test(entities, are_found_by_name) {
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++) {
    const nw_entity *entity = nw_entity_at(i);
    unsigned id = NW_ENTITY_COUNT;
    cr_assert(nw_entity_find(newel_slice_of(entity->name), &id) && id == i, "%s", entity->name);
    cr_assert(entity->local == (entity->lookahead_bytes > 0), "%s: a detector has a look-ahead", entity->name);
    cr_assert(entity->local == (entity->strength != NW_STRENGTH_NONE), "%s: a detector has a strength", entity->name);
    cr_assert(entity->lookahead_bytes <= NW_LIMIT_LOOKAHEAD_BYTES, "%s", entity->name);
  }
  unsigned id;
  cr_assert_null(nw_entity_at(NW_ENTITY_COUNT));
  cr_assert_not(nw_entity_find(NW_LIT("EMAI"), &id));
  cr_assert_not(nw_entity_find(NW_LIT("email"), &id));
}

Test(entities, have_all_of_bedrock) {
  unsigned bedrock = 0;
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++) bedrock += nw_entity_at(i)->bedrock;
  cr_assert_eq(bedrock, 31);
}

/* docs/entities.md has one line an entity: | `NAME` | … */
Test(entities, are_documented) {
  static char page[1 << 18];
  FILE *file = fopen(NEWEL_SOURCE_DIR "/docs/entities.md", "rb");
  cr_assert_not_null(file);
  size_t len = fread(page, 1, sizeof page - 1, file);
  (void)fclose(file);
  page[len] = '\0';
  for (unsigned i = 0; i < NW_ENTITY_COUNT; i++) {
    const nw_entity *entity = nw_entity_at(i);
    char row[128];
    (void)snprintf(row, sizeof row, "\n| `%s` |", entity->name);
    cr_assert_not_null(strstr(page, row), "docs/entities.md lacks the row %s", row + 1);
  }
}
