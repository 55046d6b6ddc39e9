/* newel/types.h - the words that every other header uses: codes, errors, slices, the allocator.
 *
 * Conventions of the whole API
 *   - A function that can fail returns `int`: NEWEL_OK (0) or a negative newel_code. The code is about the call,
 *     never about the text: a blocked text is NEWEL_OK with a verdict in the result.
 *   - An out parameter comes first and is set to NULL on failure; `newel_error *err` comes last and may be NULL.
 *   - Handles are opaque. What `newel_x_open` / `newel_x_load` gives, `newel_x_free` takes back; free(NULL) is a no-op.
 *   - Strings go in and out as slices (pointer + length). They may hold NUL and bytes that are no UTF-8.
 *   - Option structs start with `size` (set it with the NEWEL_..._INIT macro); they grow at the end only.
 *   - Nothing is global: no locale, no environment, no clock, no signal handler is read or set.
 */
#ifndef NEWEL_TYPES_H
#define NEWEL_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#  define NEWEL_API
#else
#  define NEWEL_API __attribute__((visibility("default")))
#endif

/* What went wrong with a call. Numbers are never reused. */
typedef enum newel_code {
  NEWEL_OK            = 0,
  NEWEL_E_NOMEM       = -1,  /* the allocator gave NULL; nothing changed */
  NEWEL_E_ARGUMENT    = -2,  /* a parameter is NULL, out of range or of the wrong kind */
  NEWEL_E_IO          = -3,  /* a file could not be read, or a write callback failed */
  NEWEL_E_POLICY      = -4,  /* the policy does not compile: see the diagnostics */
  NEWEL_E_LIMIT       = -5,  /* a limit of grammar/limits.def was reached before there was a result to carry it */
  NEWEL_E_STATE       = -6,  /* the call does not fit the handle's state (push after finish, …) */
  NEWEL_E_NO_JUDGE    = -7,  /* the policy escalates, and the caller neither answers questions nor said `local` */
  NEWEL_E_UNSUPPORTED = -8,  /* known to the policy language, absent from this version */
  NEWEL_E_FORMAT      = -9,  /* input that must be well-formed (a saved scope, a JSON line) is not */
  NEWEL_E_INTERNAL    = -10, /* a bug in Newel: please report it with the message */
  NEWEL_E_NETWORK     = -11, /* no answer came: no address, no connection, no trust, broken off, out of time */
  NEWEL_E_REMOTE      = -12, /* the service answered with an error; the message has its name and what it said */
  NEWEL_E_CREDENTIALS = -13, /* no AWS credentials were found, or their source failed */
  NEWEL_E_CANCELLED   = -14  /* the caller stopped it */
} newel_code;

/* The stable name of a code ("NEWEL_E_NOMEM"), "NEWEL_E_?" for an unknown one. Static storage, any thread. */
NEWEL_API const char *newel_code_name(int code);

/* An error of one call. Caller-owned, fixed size, no heap. Never holds matched text.
 * `line` and `column` count from 1 (column in code points), 0 where there is no place; `offset` is in bytes. */
typedef struct newel_error {
  int      code;
  uint32_t line;
  uint32_t column;
  size_t   offset;
  char     source[160];   /* file name, "" where there is none */
  char     message[320];  /* one line, lower case, no "error:" */
  char     advice[240];   /* what to do, "" where there is nothing to say */
} newel_error;

/* A run of bytes, not NUL-terminated; `data` may be NULL when `len` is 0. Never owned by who holds it. */
typedef struct newel_slice {
  const char *data;
  size_t      len;  /* bytes */
} newel_slice;

/* A slice of a NUL-terminated string; NULL gives the empty slice. */
NEWEL_API newel_slice newel_slice_of(const char *text);

/* One function for all memory, in the manner of Lua: sizes are given back, so a test can account for every byte.
 *   ptr NULL, old_size 0    allocate `new_size` bytes
 *   new_size 0              free `ptr` (`old_size` bytes); returns NULL
 *   else                    resize; on NULL the old block stays valid
 * Memory is aligned for any object. Called from any thread that uses a handle of the engine. */
typedef void *(*newel_realloc_fn)(void *user, void *ptr, size_t old_size, size_t new_size);

typedef struct newel_allocator {
  newel_realloc_fn realloc_fn;  /* NULL: the C library's */
  void            *user;
} newel_allocator;

/* Takes `len` bytes of output; returns 0, or anything else to stop (the caller then gets NEWEL_E_IO).
 * Must not call back into the handle that writes. */
typedef int (*newel_write_fn)(void *user, const char *data, size_t len);

/* How a description is rendered. */
typedef enum newel_render {
  NEWEL_RENDER_TEXT  = 0,  /* for people; no colour */
  NEWEL_RENDER_COLOR = 1,  /* for people, with ANSI colours */
  NEWEL_RENDER_JSON  = 2,
  NEWEL_RENDER_SARIF = 3   /* SARIF 2.1.0; diagnostics only */
} newel_render;

#ifdef __cplusplus
}
#endif
#endif
