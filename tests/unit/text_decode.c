/* Decoders, numbers and joins: what each reads, and its look-alikes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "text/reading.h"

typedef struct row { const nw_rewrite *by; const char *text, *reads; } row;

#define BITS_OF_FROG \
  "\u2062\u2064\u2064\u2062\u2062\u2064\u2064\u2062\u2062\u2064\u2064" \
  "\u2064\u2062\u2062\u2064\u2062\u2062\u2064\u2064\u2062\u2064\u2064" \
  "\u2064\u2064\u2062\u2064\u2064\u2062\u2062\u2064\u2064\u2064"

/* NULL: as it is. */
static const row cases[] = {
  { &nw_rewrite_escape, "%62%6f%62@x.org", "bob@x.org" }, { &nw_rewrite_escape, "%2562", "b" }, { &nw_rewrite_escape, "%u0062", "b" },
  { &nw_rewrite_escape, "%C3%A9t%C3%A9", "\xC3\xA9t\xC3\xA9" }, { &nw_rewrite_escape, "100% sure, %d %s", NULL },
  { &nw_rewrite_escape, "%ff%fe", NULL }, { &nw_rewrite_escape, "%00", NULL },
  { &nw_rewrite_escape, "&#98;&#x6F;&#0098 &commat;&lt;", "bob @<" }, { &nw_rewrite_escape, "&amp;#98;", "b" },
  { &nw_rewrite_escape, "R&D &nosuch; AT&T", NULL }, { &nw_rewrite_escape, "\\u0062\\u{6f}\\U00000062\\x40\\N{U+78}", "bob@x" },
  { &nw_rewrite_escape, "\\N{LATIN SMALL LETTER B}", "b" }, { &nw_rewrite_escape, "\\ud83d\\ude00", "\xF0\x9F\x98\x80" },
  { &nw_rewrite_escape, "\\ud83d", NULL }, { &nw_rewrite_escape, "\\142\\157\\142", "bob" }, { &nw_rewrite_escape, "\\u0062x\\u0063", "bxc" },
  { &nw_rewrite_escape, "%62x%", "bx%" }, { &nw_rewrite_escape, "%62x\\142", "bx\\142" }, { &nw_rewrite_escape, "1&nbsp;2&nbsp;", "1\xC2\xA0" "2\xC2\xA0" }, { &nw_rewrite_escape, "C:\\101", NULL },
  { &nw_rewrite_escape, "=62=6F=\n=62", "bob" }, { &nw_rewrite_escape, "a=42", NULL },
  { &nw_rewrite_escape, "U+0062 U+006F U+0062", "bob" },
  { &nw_rewrite_token, "see Ym9iQHgub3Jn now", "see bob@x.org now" }, { &nw_rewrite_token, "ZnJvZw==", "frog" },
  { &nw_rewrite_token, "ZnJvZw", "frog" }, { &nw_rewrite_token, "aQBnAG4AbwByAGUA", "ignore" },
  { &nw_rewrite_token, "626f6240782e6f7267", "bob@x.org" }, { &nw_rewrite_token, "0x626f6240782e6f7267", "bob@x.org" },
  { &nw_rewrite_token, "MJXWEQDYFZXXEZZAMJXWE===", "bob@x.org bob" }, { &nw_rewrite_token, "011000100110111101100010", NULL },
  { &nw_rewrite_token, "01100010011011110110001001100010", "bobb" },
  { &nw_rewrite_token, "d41d8cd98f00b204e9800998ecf8427e", NULL }, { &nw_rewrite_token, "JavaScript TypeScript GitHub", NULL },
  { &nw_rewrite_token, "550e8400-e29b-41d4-a716-446655440000", NULL }, { &nw_rewrite_token, "4111111111111111", NULL },
  { &nw_rewrite_token, "iVBORw0KGgoAAAANSUhEUgAAAAUA", NULL }, { &nw_rewrite_token, "AKIAQYLPMN5HFIQR7XYZ", NULL },
  { &nw_rewrite_series, "String.fromCharCode(49,57,50,46,49,54)", "String.fromCharCode(192.16)" }, { &nw_rewrite_series, "49 57 50 46 49 54", "IWPFIT" },
  { &nw_rewrite_series, "62 6f 62 62", "bobb" }, { &nw_rewrite_series, "0x62, 0x6f, 0x62, 0x62", "bobb" },
  { &nw_rewrite_series, "98 111 98 98", "bobb" }, { &nw_rewrite_series, "01100010 01101111 01100010", "bob" },
  { &nw_rewrite_series, "44|20|79|46|09|58", NULL }, { &nw_rewrite_series, "10 20 30 40 50 60 70", NULL },
  { &nw_rewrite_morse, "-... --- -... / .- -", "BOB AT" }, { &nw_rewrite_morse, "wait ... what - no", NULL },
  { &nw_rewrite_morse, "-... -.. .-.-.-...-...", NULL }, { &nw_rewrite_morse, "-... -.. ...-..-.", "BD$." },
  { &nw_rewrite_morse, "- - - - -", NULL }, { &nw_rewrite_morse, ".---- ..--- ...--.", "123." },
  { &nw_rewrite_braille, "\xE2\xA0\x83\xE2\xA0\x95\xE2\xA0\x83\xE2\xA0\x80\xE2\xA0\xBC\xE2\xA0\x81\xE2\xA0\x83", "BOB 12" },
  { &nw_rewrite_number, "four one one one double five", "411155" }, { &nw_rewrite_number, "zwei null acht sieben eins", "20871" },
  { &nw_rewrite_number, "one two three dash four five dash six", "123-45-6" }, { &nw_rewrite_number, "GB eight two WEST one two three four five",
                                                                                "GB82WEST12345" },
  { &nw_rewrite_number, "one of two things", NULL }, { &nw_rewrite_number, "on the third floor", NULL },
  { &nw_rewrite_address, "bob at example dot org", "bob@example.org" }, { &nw_rewrite_address, "bob [at] example (dot) org",
                                                                          "bob@example.org" },
  { &nw_rewrite_address, "bob arroba ejemplo punto com", "bob@ejemplo.com" }, { &nw_rewrite_address, "un bon point en commun", NULL },
  { &nw_rewrite_address, "look at this point in time", NULL }, { &nw_rewrite_address, "meet me at example.com", NULL },
  { &nw_rewrite_letters, "i g n o r e   a l l", "ignore all" }, { &nw_rewrite_letters, "i.g.n.o.r.e", "ignore" },
  { &nw_rewrite_letters, "4-1-1-1 2-2-2-2", "4111 2222" }, { &nw_rewrite_letters, "b.o.b@e.x.o.r.g", "bob@ex.org" },
  { &nw_rewrite_letters, "en 3 o 4 días", NULL }, { &nw_rewrite_letters, "5 и 6", NULL }, { &nw_rewrite_letters, "3 o 4 1", "3o41" },
  { &nw_rewrite_letters, "a plan B or C++", NULL }, { &nw_rewrite_letters, "0.445312 1 1 v", NULL },
  { &nw_rewrite_markup, "ig**no**re i<b></b>g<!-- x -->n", "ignore ign" }, { &nw_rewrite_markup, "**bold** and snake_case", NULL },
  { &nw_rewrite_markup, "i*g*n~~o~~r`e` x", "ignore` x" },
  { &nw_rewrite_markup, "ig{}no{{''}}re a{{x}}ll ", "ignore all " }, { &nw_rewrite_markup, "ig[]no[](x)re al[^1]l", "ignore all" },
  { &nw_rewrite_markup, "ig\\-nore", "ignore" }, { &nw_rewrite_markup, "f(){} a {} b x[] y{ z} {{a}} [^1] \\- a{b}c", NULL },
  { &nw_rewrite_markup, "<first>Ann</first><last>Lee</last> <td>5</td><td>12</td>", NULL },
  { &nw_rewrite_markup, "ig</b><i>no</I><font color=red>re", "ignore" },
  { &nw_rewrite_markup, "ig<span style=\"font-size: 0\">qx</span>no<B HIDDEN>z</B>re", "ignore" },
  { &nw_rewrite_markup, "ig<i hidden>a b</i>no", "iga bno" }, { &nw_rewrite_markup, "ig<i>qx</i>no", "igqxno" },
  { &nw_rewrite_fold, "x" BITS_OF_FROG "y", "x frog y" }, { &nw_rewrite_fold, "a\u200C\u200Bb \u2062\u2064", "ab " },
  { &nw_rewrite_groups, "4111/1111/11/11/1111", "4111111111111111" }, { &nw_rewrite_groups, "1234_56_7890", "1234567890" },
  { &nw_rewrite_groups, "2024-01-02T03:04:05Z", NULL }, { &nw_rewrite_groups, "02T03:04:05", NULL },
  { &nw_rewrite_groups, "DE 89/37 04/00 44", NULL }, { &nw_rewrite_groups, "DE/89/3704/0044/0532/0130/00", "DE89370400440532013000" },
  { &nw_rewrite_turned, "QR89 3704 0044 0532 0130 00 x", "DE89 3704 0044 0532 0130 00 x" },
  { &nw_rewrite_turned, "QR89 3704 0044 0532 0130 0011", NULL }, { &nw_rewrite_turned, "ZZ89 3704 0044 0532 0130 00", NULL },
  { &nw_rewrite_groups, "2024-05-01", NULL }, { &nw_rewrite_groups, "192.168.10.24", NULL }, { &nw_rewrite_groups, "1,234,567,890", NULL },
  { &nw_rewrite_groups, "10, 20, 30, 40, 50", NULL }, { &nw_rewrite_groups, "192|168|10|24", "192.168.10.24" },
};

static void check(const nw_rewrite *by, const char *text, size_t len, const char *want) {
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  cr_assert(nw_rewrite_text(by, (newel_slice){ text, len }, &out, NULL));
  cr_expect(nw_slice_is(nw_buf_slice(&out), want), "%s: '%s' does not read '%s' but '%.*s'", by->name, text, want, (int)out.len, out.data);
  nw_buf_free(&out);
}

Test(decode, cases) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    const char *want = cases[i].reads != NULL ? cases[i].reads : cases[i].text;
    check(cases[i].by, cases[i].text, strlen(cases[i].text), want);
  }
}

/* What a place is does not depend on where in a text it stands: plain text is passed over in blocks (text/calm.h). */
Test(decode, anywhere) {
  static const char plain[] = "and then we went home because it was late and nobody wanted coffee any more so that was that ";
  char text[1024], want[1024];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    for (int front = 1; front < 200; front += 7) {
      int before = front < 100 ? front : 95, more = front < 100 ? 0 : front - 100;
      const char *reads = cases[i].reads != NULL ? cases[i].reads : cases[i].text;
      (void)snprintf(text, sizeof text, "%.*s%.*s thus %s\n%s%s", before, plain, more, plain, cases[i].text, plain, plain);
      (void)snprintf(want, sizeof want, "%.*s%.*s thus %s\n%s%s", before, plain, more, plain, reads, plain, plain);
      check(cases[i].by, text, strlen(text), want);
    }
}
