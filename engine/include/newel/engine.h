/* newel/engine.h - the engine: allocator, key and limits that all other handles share. */
#ifndef NEWEL_ENGINE_H
#define NEWEL_ENGINE_H

#include "newel/types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NEWEL_VERSION_MAJOR 0
#define NEWEL_VERSION_MINOR 1
#define NEWEL_VERSION_PATCH 0

/* "0.1.0". Static storage. */
NEWEL_API const char *newel_version(void);

/* One library or table that this build stands on ("pcre2", "10.42"). Static storage; `name` is NULL past the end. */
typedef struct newel_component { const char *name, *version; } newel_component;
NEWEL_API newel_component newel_component_at(size_t index);

typedef struct newel_engine newel_engine;

typedef struct newel_engine_options {
  size_t           size;       /* sizeof(newel_engine_options) */
  newel_allocator  allocator;  /* zero: the C library's */
  /* Key for `hash` edits and for the fingerprints of a trace: at least 16 bytes; empty: neither is available
   * (a policy that asks for `hash` does not compile, findings carry no fingerprint). Copied, wiped on free. */
  newel_slice      key;
  /* Nanoseconds of a monotonic clock, for the timing of traces; NULL: no timing. The library reads no clock of its own. */
  uint64_t       (*clock_ns)(void *user);
  void            *clock_user;
  /* Weights of the content judge, as newel_train_run writes them; empty: those that are built in. Borrowed: they must outlive the
   * engine and its guards. They are looked at when a policy with content rules is compiled (NEWEL_E_FORMAT). */
  newel_slice      content_model;
} newel_engine_options;
#define NEWEL_ENGINE_OPTIONS_INIT { sizeof(newel_engine_options), { NULL, NULL }, { NULL, 0 }, NULL, NULL, { NULL, 0 } }

/* Opens an engine. `options` may be NULL. The engine is immutable and may be shared by threads; it must outlive every
 * handle made from it. Errors: NEWEL_E_ARGUMENT (key of 1..15 bytes, size 0), NEWEL_E_NOMEM. Cost: one allocation. */
NEWEL_API int newel_engine_open(newel_engine **out, const newel_engine_options *options, newel_error *err);
NEWEL_API void newel_engine_free(newel_engine *engine);

/* One limit of grammar/limits.def. `name` is NULL past the end. */
typedef struct newel_limit_info {
  const char *name;
  uint64_t    value;
  const char *unit;
  const char *when_hit;
} newel_limit_info;

/* The `index`-th limit, from 0. Static storage. */
NEWEL_API newel_limit_info newel_limit_at(size_t index);

#ifdef __cplusplus
}
#endif
#endif
