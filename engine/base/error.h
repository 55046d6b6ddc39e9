/* base/error.h - filling a newel_error. Each returns the code, so `return nw_fail(err, NEWEL_E_IO, …)` reads well. */
#ifndef NW_BASE_ERROR_H
#define NW_BASE_ERROR_H

#include "newel/types.h"

#if defined(__GNUC__)
#  define NW_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#  define NW_PRINTF(f, a)
#endif

/* Sets code and message (cut to fit, at a code point); clears the place and the advice. `err` may be NULL. */
int nw_fail(newel_error *err, int code, const char *format, ...) NW_PRINTF(3, 4);
/* The same with an advice. */
int nw_fail_advice(newel_error *err, int code, const char *advice, const char *format, ...) NW_PRINTF(4, 5);
int nw_fail_nomem(newel_error *err);
/* Adds a place to what nw_fail set. */
void nw_fail_at(newel_error *err, const char *source, uint32_t line, uint32_t column, size_t offset);
/* No code, no place, empty texts; what every public function does first. */
void nw_error_clear(newel_error *err);

#endif
