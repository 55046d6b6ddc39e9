/* tally.h - what a plain test program counts: checks that held and checks that did not. One thread at a time.
 *
 *   tally_check(code == NEWEL_OK, "the token was not renewed");     prints that where it does not hold
 *   return tally_end();                                             "12 passed, 1 failed", and the exit code
 */
#ifndef NW_TESTS_TALLY_H
#define NW_TESTS_TALLY_H

#include <stddef.h>

/* The first TALLY_SHOWN that do not hold are told. */
enum { TALLY_SHOWN = 100 };
void tally_check(int holds, const char *what);
/* The same in a case that has a name; while the n-th allocation fails. */
void tally_check_in(int holds, const char *where, const char *what);
void tally_check_oom(int holds, size_t n, const char *what);
int tally_end(void);

#endif
