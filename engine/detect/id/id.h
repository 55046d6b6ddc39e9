/* detect/id/id.h - ids as data: the rows of grammar/ids, found at one place at once.
 *
 *   text      NINO AB 12 34 56 C, 943 476 5919
 *   groups         2  2  2  2  1              read once: places of letters and digits between joints
 *   prefixes       "2", "2 2", … "2 2 2 2 1"     each is a compact form and a layout, looked up by its length
 *
 * An id begins at an event and takes one or more groups with single joints (' ', '-', '.', '/', NBSP, hyphens). For each way of
 * taking groups, longest first, the rows of that length are asked: pattern, layout, context, checks. Which they are, sets of rows
 * tell: those of the first two characters, and of them those that are STRONG, that a word in front names, or that are printed so.
 * So a number costs the same however many rows there are.
 *
 * A text that is nothing but the value ("121000248" as an answer, field.h) needs no word: a MEDIUM row with a check digit is enough,
 * and so is a form with letters and digits ("T22000129"), which a proven one beats.
 *
 * Adjacent items do not veto each other: only a joint that the id itself uses, or '-' and '.' where no word names it, makes it a
 * part of something longer.
 */
#ifndef NW_DETECT_ID_H
#define NW_DETECT_ID_H

#include "detect/check/check.h"
#include "detect/context.h"

enum { NW_ID_GROUPS = 64, NW_ID_TAKE = 10, NW_ID_LOOKAHEAD = 96 };

typedef struct nw_group {
  size_t        at;       /* in the text */
  uint64_t      letters;  /* by place in the group */
  uint16_t      first;    /* in `value` */
  uint8_t       len;
  unsigned char joint;    /* behind it: ' ' '-' '.' '/', '\n' a line end, when another group follows, else 0 */
  uint8_t       lower;    /* it has small letters */
  uint8_t       digits;   /* it has digits */
} nw_group;

/* A cache: a function of the text alone. */
typedef struct nw_groups {
  nw_group      group[NW_ID_GROUPS + 1];
  unsigned char value[NW_ID_GROUPS * NW_COMPACT_MAX];  /* 0..35 */
  unsigned      head, count;
  int           closed, open;  /* nothing follows the last group; the window ended inside a group */
} nw_groups;

typedef struct nw_ids nw_ids;
size_t nw_ids_bytes(void);
/* Takes the rows of the entities that are on. */
void nw_ids_build(nw_ids *ids, const nw_context_table *contexts, const uint8_t on[NW_ENTITY_COUNT]);
/* 1 when some row that is on takes letters. */
int nw_ids_take_letters(const nw_ids *ids);
/* 1 when some row is of this entity. */
int nw_id_has(unsigned entity);

typedef void (*nw_id_report_fn)(void *to, const nw_hit *hit);
/* What the rows find at the event. `bare`: by entity, 1 where shapes without evidence are wanted, too. */
void nw_ids_verify(const nw_ids *ids, nw_groups *groups, nw_probe *probe, const uint8_t *bare, nw_id_report_fn report, void *to);

#endif
