#include "base/engine.h"

#include <string.h>

#include "base/error.h"

enum { KEY_MIN_BYTES = 16 };

#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_(x)

const char *newel_version(void) {
  return STRINGIFY(NEWEL_VERSION_MAJOR) "." STRINGIFY(NEWEL_VERSION_MINOR) "." STRINGIFY(NEWEL_VERSION_PATCH);
}

int newel_engine_open(newel_engine **out, const newel_engine_options *options, newel_error *err) {
  nw_error_clear(err);
  if (out == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "newel_engine_open: 'out' is NULL");
  *out = NULL;
  if (options != NULL && options->size != sizeof *options)
    return nw_fail(err, NEWEL_E_ARGUMENT, "newel_engine_open: options.size is %zu, expected %zu", options->size, sizeof *options);
  newel_slice key = options == NULL ? newel_slice_of(NULL) : options->key;
  if (key.len > 0 && key.len < KEY_MIN_BYTES)
    return nw_fail_advice(err, NEWEL_E_ARGUMENT, "use at least 16 random bytes",
                          "the engine's key has %zu bytes, expected %d or more",
                          key.len, KEY_MIN_BYTES);
  nw_alloc alloc = nw_alloc_of(options == NULL ? NULL : &options->allocator);
  /* The key lies behind the struct: one allocation. */
  newel_engine *engine = nw_malloc(&alloc, sizeof *engine + key.len);
  if (engine == NULL) return nw_fail_nomem(err);
  engine->alloc = alloc;
  engine->clock_ns = options == NULL ? NULL : options->clock_ns;
  engine->clock_user = options == NULL ? NULL : options->clock_user;
  engine->content_model = options == NULL ? newel_slice_of(NULL) : options->content_model;
  engine->key.data = (char *)(engine + 1);
  engine->key.len = key.len;
  if (key.len > 0) memcpy(engine + 1, key.data, key.len);
  *out = engine;
  return NEWEL_OK;
}

void newel_engine_free(newel_engine *engine) {
  if (engine == NULL) return;
  nw_alloc alloc = engine->alloc;
  size_t size = sizeof *engine + engine->key.len;
  nw_wipe(engine, size);
  nw_free(&alloc, engine, size);
}
