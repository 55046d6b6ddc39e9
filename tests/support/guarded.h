/* guarded.h - a guard with what it takes to judge one text, whole or in chunks. What is not about the text (memory, a policy that does
 * not compile) ends the program with a message. */
#ifndef NW_TESTS_GUARDED_H
#define NW_TESTS_GUARDED_H

#include "base/buf.h"
#include "newel/newel.h"

typedef struct guarded {
  newel_engine  *engine;
  newel_scratch *scratch;
  newel_guard   *guard;
} guarded;

/* `rules`: a policy as YAML; NULL: every local detector. */
void guarded_open(guarded *it, const char *rules);
void guarded_close(guarded *it);

/* The same in two steps: no guard yet; then a guard in place of the one before, of rules behind a head that has a name and the
 * messages "no input" and "no output". */
void guarded_start(guarded *it);
void guarded_rules(guarded *it, const char *rules);

/* The result lives until the next whole text. */
const newel_result *guarded_whole(const guarded *it, newel_slice text, newel_format format);

/* A text in chunks of `chunk` bytes with an empty one behind each tenth. `released` is what came out. The result lives as long as the
 * stream, which the caller frees. */
newel_stream *guarded_stream(const guarded *it, newel_slice text, newel_format format, size_t chunk, nw_buf *released,
                             const newel_result **result);

/* The canonical trace, with a NUL behind it that `out->len` does not count. */
void guarded_trace(const guarded *it, const newel_result *result, nw_buf *out);
int guarded_names_limit(const nw_buf *trace, const char *limit);

#endif
