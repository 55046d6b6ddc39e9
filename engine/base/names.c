/* base/names.c - the words of the public enums, as policies, traces and the command line spell them. */
#include "base/slice.h"
#include "newel/guard.h"

static const char *const source_names[] = { "INPUT", "OUTPUT" };
static const char *const surface_names[NEWEL_SURFACE_COUNT] = { "user",        "history",   "system", "tool_args",
                                                                "tool_result", "retrieved", "output", "reasoning" };
static const char *const action_names[] = { "NONE", "ANONYMIZE", "BLOCK" };
static const char *const band_names[] = { "clear", "unsure", "hit", "unevaluated" };
static const char *const verdict_names[] = { "allow", "modify", "deny", "open" };
static const char *const cause_names[] = { "none", "rule", "incomplete", "escalation_failed" };

#define NAME_OF(names, value) ((unsigned)(value) < sizeof(names) / sizeof(names)[0] ? (names)[(unsigned)(value)] : "?")

const char *newel_source_name(newel_source source) { return NAME_OF(source_names, source); }
const char *newel_surface_name(newel_surface surface) { return NAME_OF(surface_names, surface); }
const char *newel_action_name(newel_action action) { return NAME_OF(action_names, action); }
const char *newel_band_name(newel_band band) { return NAME_OF(band_names, band); }
const char *newel_verdict_name(newel_verdict verdict) { return NAME_OF(verdict_names, verdict); }
const char *newel_cause_name(newel_cause cause) { return NAME_OF(cause_names, cause); }

static int find(const char *const *names, size_t count, newel_slice name, unsigned *out) {
  for (unsigned i = 0; i < count; i++)
    if (nw_slice_is(name, names[i])) return *out = i, 1;
  return 0;
}

int newel_source_parse(newel_source *out, newel_slice name) {
  unsigned at;
  if (out == NULL || !find(source_names, 2, name, &at)) return 0;
  *out = (newel_source)at;
  return 1;
}

int newel_surface_parse(newel_surface *out, newel_slice name) {
  unsigned at;
  if (out == NULL || !find(surface_names, NEWEL_SURFACE_COUNT, name, &at)) return 0;
  *out = (newel_surface)at;
  return 1;
}

uint32_t newel_qualifier_parse(newel_slice name) {
  static const char *const names[] = {"guard_content", "grounding_source", "query"};  /* bits from 0 on */
  for (uint32_t i = 0; i < 3; i++)
    if (nw_slice_is(name, names[i])) return 1u << i;
  return 0;
}

newel_source newel_surface_source(newel_surface surface) {
  switch (surface) {
    case NEWEL_SURFACE_TOOL_ARGS:
    case NEWEL_SURFACE_OUTPUT:
    case NEWEL_SURFACE_REASONING: return NEWEL_SOURCE_OUTPUT;
    default: return NEWEL_SOURCE_INPUT;
  }
}
