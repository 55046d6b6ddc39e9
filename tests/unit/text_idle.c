/* Which places open an island where shapes alone are looked for, and that a text in pieces opens the same. */
#include <criterion/criterion.h>
#include <string.h>

#include "text/reading.h"

/* Does some place open an island, when `step` bytes come at a time? */
static int opens(const char *text, unsigned serves, size_t step) {
  const size_t len = strlen(text);
  nw_reading reading;
  int open = 0, final = 0;
  nw_reading_init(&reading, nw_alloc_of(NULL));
  nw_reading_begin(&reading, 0, NW_READINGS_ALL, serves);
  for (size_t end = step; !final; end += step) {
    final = end >= len;
    const nw_window window = { (const unsigned char *)text, 0, final ? len : end, final };
    while (nw_reading_next(&reading, &window)) {
      open = 1;
      if (!reading.done) break;
    }
  }
  cr_assert(!reading.failed, "%zu bytes at a time: %s", step, text);
  nw_reading_free(&reading);
  return open;
}

typedef struct idle_case { const char *text; int shapes, words; } idle_case;

Test(text_idle, what_serves_shapes) {
  static const idle_case cases[] = {
    /* letters and digits apart, and signs, with nothing near */
    { "for (unsigned s = 0; s < 2; s++) turn(s);", 0, 1 },
    { "nw_offsets begin = { 0, 0, 0 };", 0, 1 },
    { "uint32_t i = 0; i < 3; i++", 0, 1 },
    { "the term \xE2\x80\x9Cincremental\xE2\x80\x9D is old", 0, 1 },
    { "What is x, y, z here?", 0, 1 },
    /* four digits, an '@', a value, a word that speaks for a number */
    { "call 4, 1, 5, 5 or so", 1, 1 },
    { "my number 4 1 5 and 5550132", 1, 1 },
    { "write to b o b @ x . o r g please", 1, 1 },
    { "password: \xE2\x80\x9Chunter2hunter2\xE2\x80\x9D", 1, 1 },
    { "p w d = hunter2hunter2", 1, 1 },
    { "my s s n, as you asked, 123456789", 1, 1 },
    { "'+1 21' + '2-555' + '-0147'", 1, 1 },
    { "see \xE2\x80\x9Chttp://example.org\xE2\x80\x9D", 1, 1 },
    /* none at all */
    { "while (++__first != __last) use(*__first);", 0, 0 },
    { "printf(\"%.*s\", n, the `text`.);", 0, 0 },
    { "x = 0x1F03 + 20480; call +1 202 555 0143 or 4111 1111 1111 1111.", 0, 0 },
    { "CREATE | -------- | ======== | 10.12.2024", 0, 0 },
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const idle_case *it = &cases[i];
    for (size_t step = 1; step <= 64; step *= 4) {
      cr_expect_eq(opens(it->text, NW_FOR_SHAPE, step), it->shapes, "%zu, shapes: %s", step, it->text);
      cr_expect_eq(opens(it->text, NW_FOR_SHAPE | NW_FOR_WORD, step), it->words, "%zu, words: %s", step, it->text);
    }
  }
}
