/* guard/eval.h - the one evaluator: a segment comes in chunks, findings and edits come out, and a frontier says what may be
 * passed on. A whole text is a stream with one chunk.
 *
 *   raw bytes ──► unit (the text, or one string of a JSON document, decoded, with a byte map)
 *                   families scan the unit ──► found, live
 *                   islands of it as readings (text/reading.h), scanned likewise, findings mapped back to the unit
 *                   found + live ──► groups of overlapping findings that nothing later can touch
 *                                    resolve (guard/resolve.c) ──► facts and edits, in raw offsets
 *   frontier = the raw offset before which everything is decided
 *
 * Nothing here looks at where a chunk ends: families promise it (detect/detect.h), groups close only when `live` has passed them,
 * and facts, edits and numbers are given out in order of place. So the split law holds by construction.
 */
#ifndef NW_GUARD_EVAL_H
#define NW_GUARD_EVAL_H

#include "base/buf.h"
#include "guard/cells.h"
#include "guard/guard.h"
#include "json/reader.h"
#include "text/map.h"
#include "text/reading.h"
#include "text/utf8.h"

typedef struct nw_range { size_t first, count; } nw_range;
typedef struct nw_span { size_t start, end; } nw_span;

/* A finding of the current unit that is not resolved yet. Offsets in the unit. */
typedef struct nw_hit {
  nw_found    found;
  const char *reading;   /* "" the text itself; else what the trace calls the reading that it was found in */
  size_t      bare_end;  /* before marks and what shows nothing behind it were taken along */
  uint8_t     action, exempt, observe;
  uint8_t     is_torn;   /* see drop_torn */
  uint8_t     is_open;   /* what stands behind it has not come: more may hang on it */
} nw_hit;

typedef enum nw_unit_kind { NW_UNIT_TEXT, NW_UNIT_KEY, NW_UNIT_STRING, NW_UNIT_NUMBER } nw_unit_kind;

typedef struct nw_unit {
  nw_unit_kind kind;
  size_t       from;          /* bytes before it are context only */
  size_t       shift;         /* raw = unit + shift, when `mapped` is 0 */
  int          mapped;        /* eval->map gives raw offsets */
  size_t       raw_start, raw_end;  /* a number's token: an edit replaces it whole */
  size_t       frontier;      /* in the unit: before it everything is decided */
  size_t       live;          /* nothing that the families have not found begins before it */
  size_t       open_hits;     /* pending ones that are open */
} nw_unit;

typedef struct nw_key_seen { uint64_t hash; uint8_t edited; } nw_key_seen;

/* Levels of a JSON document: the reader stops at NW_LIMIT_JSON_DEPTH. */
enum { NW_WALK_LEVELS = 128 };

/* Walking a JSON document (guard/walk_json.c). */
typedef struct nw_walk {
  nw_json_reader reader;
  nw_buf         unit_text;     /* decoded bytes of the current unit from offset unit_base on */
  size_t         unit_base;
  int            in_unit, broken;
  nw_buf         keys;          /* the keys of the open levels, one behind the other */
  size_t         key_at[NW_WALK_LEVELS + 2];   /* by level: where its key begins in `keys` */
  uint8_t        is_array[NW_WALK_LEVELS + 2];
  size_t         key_first[NW_WALK_LEVELS + 2]; /* by level: its first entry in `seen` */
  unsigned       level;
  size_t         key_raw_start; /* of the key that is open */
  size_t         key_edits;     /* number of edits before the open key */
  NW_VEC(nw_key_seen) seen;
} nw_walk;

typedef struct nw_eval {
  const newel_guard *guard;
  newel_scratch *scratch;
  newel_scope   *scope;
  size_t         seg;           /* index of the record in scratch->segs */
  const uint8_t *active;
  int            all_active;    /* `active` is 1 for every rule that a family knows */
  nw_sink        sink;
  struct nw_miss_sink *misses;  /* NULL, or who asks what nearly was a finding (guard/explain_miss.c) */
  NW_VEC(nw_hit) pending;       /* of the current unit, sorted */
  NW_VEC(nw_span) inert;        /* placeholders of the current unit that may still matter */
  NW_VEC(size_t) match_ends;    /* by rule: where its last match ends; empty without custom patterns or readings */
  nw_unit        unit;
  nw_map         map;
  nw_reading     reading;       /* of the current unit */
  nw_cells       cells;         /* … and of the table in it */
  nw_walk        walk;
  size_t         family_found[NW_FAMILY_COUNT];  /* findings so far, bounded by NW_LIMIT_FINDINGS */
  size_t         scanned;       /* raw: how far the families have seen the text */
  size_t         frontier;      /* raw */
  size_t         deny_at;       /* raw start of the first denying group, SIZE_MAX none */
  size_t         read_bytes;    /* of readings in this segment */
  size_t         measured;      /* facts of this segment with code-point offsets */
  nw_offsets     cursor;        /* up to where code points are counted: at least utf8_checked */
  size_t         utf8_checked;  /* up to where bytes are known to be UTF-8 or not */
  size_t        judged;        /* raw: up to where the local judges have the text, where a document broke */
  int           judge_gap;     /* what they get next does not join on */
  nw_offsets    judge_cursor;  /* no evidence of theirs to come begins before it */
  size_t        judges_live;   /* nw_judges_live, as of the last look */
} nw_eval;

/* Prepares an evaluator once (`eval` zeroed); memory of the scratch's engine. */
void nw_eval_init(nw_eval *eval, newel_scratch *scratch);
void nw_eval_free(nw_eval *eval);
/* Starts a segment, whose record is scratch->segs.at[seg]. */
void nw_eval_begin(nw_eval *eval, const newel_guard *guard, newel_scope *scope, size_t seg);
/* Goes on. `data` holds raw bytes [base, end); base is at most nw_eval_keep of the last call. `final`: nothing follows. Sets
 * `frontier`, `deny_at`; appends to the scratch's facts, edits and limits. scratch->failed says that memory ran out. */
void nw_eval_push(nw_eval *eval, const char *data, size_t base, size_t end, int final);
/* The first raw byte that the next push must still hold. */
size_t nw_eval_keep(const nw_eval *eval);

/* ---- guard/walk_json.c ---- */
void nw_walk_begin(nw_eval *eval);
void nw_walk_push(nw_eval *eval, const char *data, size_t base, size_t end, int final);

/* ---- guard/unit.c ---- */
void nw_unit_begin(nw_eval *eval, nw_unit_kind kind, size_t from, size_t shift, int mapped);
/* What is plain words of a stream is scanned later, so many bytes at once. */
enum { NW_UNIT_QUIET_BYTES = 128 };
/* The first byte that the next scan must still hold, when all before `frontier` is decided: what a family may look back at
 * (NW_LIMIT_LOOKBACK_BYTES), and the line of a header that ends there. */
static inline size_t nw_unit_keep(size_t frontier) {
  const size_t back = NW_TABLE_HEAD_BYTES + NW_UNIT_QUIET_BYTES;
  return frontier > back ? frontier - back : 0;
}
/* Scans the unit's window [base, end). Sets unit.frontier. */
void nw_unit_scan(nw_eval *eval, const unsigned char *data, size_t base, size_t end, int final);
/* Scans a cell that stands at `at` of the unit; the text before `from` is what its column is called. For cells.c. */
void nw_unit_scan_cell(nw_eval *eval, newel_slice text, size_t from, size_t at);
/* Where an offset of the unit lies in the raw text: the start of a span, and the end of one. */
static inline size_t nw_unit_raw_start(const nw_eval *eval, size_t at) {
  return eval->unit.mapped ? nw_map_start(&eval->map, at) : at + eval->unit.shift;
}
static inline size_t nw_unit_raw_end(const nw_eval *eval, size_t at) {
  return eval->unit.mapped ? nw_map_end(&eval->map, at) : at + eval->unit.shift;
}

/* ---- guard/resolve.c ---- */
/* Does a hit touch one of our placeholders? It counts for nothing then. */
int nw_hit_is_inert(const nw_eval *eval, const nw_hit *hit);
/* Resolves one closed group of the unit (sorted, none of them inert): facts and edits in raw offsets. `data` holds unit bytes from
 * `base`. */
void nw_resolve_group(nw_eval *eval, const nw_hit *hits, size_t count, const unsigned char *data, size_t base);
/* The total order between two findings that ask for an edit: < 0 when `a` wins. In the trace: "action,length,start,rule". */
int nw_hit_order(const nw_hit *a, const nw_hit *b);

/* ---- guard/edit.c ---- */
/* Appends the replacement of a span to scratch->replacements. `json`: escaped for a JSON string; `quoted`: with quotes around.
 * Returns 0 when there is no memory; `unnumbered` is set when the scope was full. */
int nw_edit_render(nw_eval *eval, const nw_guard_rule *rule, const char *type, newel_slice value, int json, int quoted,
                   int *unnumbered);

#endif
