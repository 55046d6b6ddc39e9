/* detect/miss.h - why a verifier said no: the near misses of one text.
 *
 *   "card 4111 1111 1111 1112"   nw_card_verify refuses: the place [5,24), CREDIT_DEBIT_CARD_NUMBER, missing CHECK, "luhn"
 *
 * A scan whose `misses` is NULL pays one look on a refusal. A scan with a sink gets told what was missing: verifiers report
 * where they refuse, with the predicates that refused, so there is no second detector. What is reported is a remark, never a
 * finding.
 * A verifier that has no answer yet (`touched`) reports nothing: it is asked again.
 *
 * Owner: the caller of the scan. At most NW_LIMIT_MISSES are kept; `full` says that there were more.
 */
#ifndef NW_DETECT_MISS_H
#define NW_DETECT_MISS_H

#include "base/limits.h"
#include "detect/detect.h"

struct nw_probe;

typedef enum nw_miss_id {
#define MISS(NAME, steps, text, advice) NW_MISS_##NAME,
#include "misses.def"
#undef MISS
  NW_MISS_COUNT
} nw_miss_id;
_Static_assert(NW_MISS_COUNT <= 32, "a reason is a bit");
#define NW_MISS_BIT(NAME) (1u << NW_MISS_##NAME)

typedef struct nw_miss_row { const char *name, *text, *advice; unsigned steps; } nw_miss_row;
extern const nw_miss_row nw_miss_rows[NW_MISS_COUNT];

/* One place that nearly was a finding. */
typedef struct nw_miss {
  size_t      start, end;
  uint32_t    missing;     /* bits of nw_miss_id */
  unsigned    entity;      /* NW_ENTITY_COUNT: whatever it could be */
  unsigned    context;     /* the nw_context_set whose words would do; NW_CONTEXT_NONE: none */
  const char *check;       /* the check that failed: "luhn" */
  const char *what;        /* "a date", "2 octets"; static */
  unsigned    want, got;   /* of LENGTH */
  int         unnamed;     /* neither a word in front nor the value itself says that it is one: names go first */
} nw_miss;

typedef struct nw_miss_sink {
  nw_alloc alloc;
  NW_VEC(nw_miss) misses;
  unsigned entity;         /* the one that is asked for, or NW_ENTITY_COUNT: only what is near is kept */
  int failed, full;        /* no memory; NW_LIMIT_MISSES was hit */
} nw_miss_sink;
/* How many steps the reasons are from a finding; more than NW_MISS_NEAR is not near. */
enum { NW_MISS_NEAR = 40 };
unsigned nw_miss_steps(uint32_t missing);

/* ---- for verifiers, which include detect/probe.h ---- */

void nw_miss_add(struct nw_probe *probe, nw_miss miss);
#define nw_miss_wanted(probe) __builtin_expect((probe)->scan->misses != NULL, 0)
/* return nw_refuse(probe, explain(…)): 0, after telling where it is wanted. Such functions are NW_MISS_COLD: out of the way of
 * the verifier. */
#define nw_refuse(probe, call) (nw_miss_wanted(probe) ? (call) : 0)
#if defined(__GNUC__)
#  define NW_MISS_COLD __attribute__((cold, noinline))
#else
#  define NW_MISS_COLD
#endif
/* nw_probe_miss(probe, .start = a, .end = b, .entity = e, .missing = NW_MISS_BIT(CHECK), .check = "luhn"): the fields are
 * evaluated only where they are wanted. */
#define nw_probe_miss(probe, ...) ((void)(nw_miss_wanted(probe) ? nw_miss_add((probe), (nw_miss){ __VA_ARGS__ }), 0 : 0))

/* Where [start, …) goes on without a blank: the place that a person sees. At most 64 bytes. */
size_t nw_miss_word_end(struct nw_probe *probe, size_t start);

/* ---- what a person would ask next: a word of the set that stands near and did not count ---- */

typedef enum nw_stray_kind { NW_STRAY_NONE = 0, NW_STRAY_FAR, NW_STRAY_PART, NW_STRAY_BEHIND } nw_stray_kind;
typedef struct nw_stray { nw_stray_kind kind; size_t start, end, distance; } nw_stray;
/* Looks 256 bytes in front of [start, end) and 40 behind. */
nw_stray nw_miss_stray(newel_slice text, size_t start, size_t end, unsigned context);
/* The n-th word of a context set; its data is NULL behind the last. */
newel_slice nw_miss_word(unsigned context, unsigned n);

#endif
