/* What places read as, and what is left alone: rewrite by rewrite. */
#include <criterion/criterion.h>

#include "base/buf.h"
#include "base/slice.h"
#include "text/reading.h"

typedef struct row { const nw_rewrite *rewrite; const char *text, *reads; } row;

static const row rows[] = {
  /* another dress */
  { &nw_rewrite_fold, "１２３ ａＢ", "123 aB" }, { &nw_rewrite_fold, "𝐢𝗀𝑛𝓸𝖗𝚎", "ignore" }, { &nw_rewrite_fold, "ⓐ⒝🄲①⑩", "abC110" },
  { &nw_rewrite_fold, "ﬁ ﬆ ℡ ㏂", "fi st TEL am" }, { &nw_rewrite_fold, "ɪɢɴ", "IGN" }, { &nw_rewrite_fold, "٤١١ ४११ ៤១១", "411 411 411" },
  /* what shows nothing */
  { &nw_rewrite_fold, "a\u200bb\u00adc\u2060d", "abcd" }, { &nw_rewrite_fold, "a\uFE00b\uFE01", "ab" },
  { &nw_rewrite_fold, "n\u0332o\u0332w", "now" }, { &nw_rewrite_fold, "xa\by", "xy" }, { &nw_rewrite_fold, "a\x1b[31mb", "ab" },
  /* payloads */
  { &nw_rewrite_fold, "😀\U000E0159\U000E015A", "😀ij" }, { &nw_rewrite_fold, "\U000E0061\U000E0062", "ab" },
  { &nw_rewrite_fold, "🇮\u200b🇬\u200b🇳", "IGN" },
  /* look-alikes, in words that mix scripts; among digits as digits */
  { &nw_rewrite_fold, "p\u0430yp\u0430l", "paypal" }, { &nw_rewrite_fold, "4\u041e1", "401" }, { &nw_rewrite_fold, "\u0430\u057d\u0440", "aup" },
  { &nw_rewrite_fold, "ígñóŕé", "ignore" }, { &nw_rewrite_fold, "3\u01B7\u09ED 7\u09ED\u01B7", "339 793" },  /* by its look, not its value */
  /* honest text reads as itself */
  { &nw_rewrite_fold, "el año más sıkıntı", "el año más sıkıntı" }, { &nw_rewrite_fold, "Привет, оса", "Привет, оса" },
  { &nw_rewrite_fold, "❤\uFE0F 🇩🇪 🇫🇷", "❤\uFE0F 🇩🇪 🇫🇷" },
  { &nw_rewrite_fold, "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F" },
  { &nw_rewrite_fold, "и\u0306 中文，标点", "и\u0306 中文，标点" }, { &nw_rewrite_fold, "plain\r\n\ttext\x01", "plain\r\n\ttext\x01" },
  { &nw_rewrite_skeleton, "\u0430\u0441\u0435 оса Привет", "ace oca Привет" },
  /* order */
  { &nw_rewrite_override, "see \u202eelbisiv\u202c.", "see visible." },
  { &nw_rewrite_override, "\u202d\u2066\u202e\u2066b\u2069\u2066a\u2069\u202c\u2069\u202cc", "abc" },
  { &nw_rewrite_override, "\u2067שלום\u2069 \u202babc\u202c", "\u2067שלום\u2069 \u202babc\u202c" },
  { &nw_rewrite_flipped, "ʇxǝʇ", "text" }, { &nw_rewrite_flipped, "suoıʇɔnɹʇsuı snoıʌǝɹd", "previous instructions" },
  { &nw_rewrite_flipped, "nɔ is [ˈɪɡ]", "nɔ is [ˈɪɡ]" },
  /* letters and groups that were parted */
  { &nw_rewrite_letters, "m★a★x★@★x★.★o★r★g", "max@x.org" }, { &nw_rewrite_letters, "i✂\uFE0Fg✂\uFE0Fn", "ign" },
  { &nw_rewrite_letters, "+★4★9★3★0", "+4930" }, { &nw_rewrite_letters, "+ 1   4 1 5 - 5", "+1 415-5" },
  { &nw_rewrite_letters, "+1 4,1,5-5,5,5", "+1 415-555" }, { &nw_rewrite_letters, "B-K-1-2-3-4", "BK1234\nBK-1234" },
  { &nw_rewrite_letters, "i\r\ng\r\nn", "ign" }, { &nw_rewrite_letters, "i🏽g🏽n", "ign" },
  { &nw_rewrite_letters, "i.g-n,o/r:e- a/l.l", "ignore all" }, { &nw_rewrite_letters, "x+y-z*a i😀g🎉n✨o🎈r", "x+y-z*a ignor" },
  { &nw_rewrite_letters, "1. i\n2. g\n3. n\n4. @", "1. ign@" }, { &nw_rewrite_letters, "8,i\n9,g\n10,n\n11,o\n13,r", "8,igno\n13,r" },
  { &nw_rewrite_letters, "{\"0\":\"i\",\"1\":\"g\",\"2\":\"n\",\"3\":\"o\"}", "{\"0\":\"igno\"}" },
  { &nw_rewrite_address, "bob[@]x[.]org 192[.]168(.)10 dot 4", "bob@x.org 192.168.10.4" },
  { &nw_rewrite_address, "bob(a)x.org f(a)b.c(d) a[.]", "bob@x.org f(a)b.c(d) a[.]" },
  { &nw_rewrite_letters, "a, b or c; 1 - 2", "a, b or c; 1 - 2" }, { &nw_rewrite_fold, "4×0×1 i‖g‖n", "4×0×1 i‖g‖n" },
  { &nw_rewrite_groups, "192~168~10~24", "192.168.10.24" }, { &nw_rewrite_codes, "BK-123-456-78", "BK12345678\nBK-12345678" },
  { &nw_rewrite_groups, "EUR 1.234.567 or 12.05.2024", "EUR 1.234.567 or 12.05.2024" },
  /* markup */
  { &nw_rewrite_markup, "<p>b</p><p>@</p><p>x</p> <p>ab</p><p>cd</p>", "<p>b@x ab</p><p>cd</p>" },
  { &nw_rewrite_markup, "ig**no**re i<b></b>gn i<!-- x -->g", "ignore ign ig" },
  { &nw_rewrite_markup, "<i>4</i><i>1</i> <i>1</i><i> </i><i>1</i>", "<i>41 1 1</i>" },
  { &nw_rewrite_markup, "**o****n** **i****t**", "**on it**" }, { &nw_rewrite_markup, "**on** **it** and *a* b", "**on** **it** and *a* b" },
  { &nw_rewrite_markup, "[b]i[/b][b]g[/b][b] [/b][b]n[/b] i[i][/i]g", "[b]ig n[/b] ig" },
  { &nw_rewrite_markup, "a[i][j] = b[k].c; d[e] f[/b] g", "a[i][j] = b[k].c; d[e] f[/b] g" },
  /* the same signs around each letter */
  { &nw_rewrite_letters, "['i', 'g', 'n', ' ', 'o']", "['ign o']" }, { &nw_rewrite_letters, "[\"i\",  \"g\",  \"n\"]", "[\"ign\"]" },
  { &nw_rewrite_letters, "\\text{i}\\text{g}\\text{n} \\text{o}\\text{n}", "\\text{ign on}" },
  { &nw_rewrite_letters, "['b', 'o', '@', 'x']  +\n> 1\n>  \n> 2\n> 1\n> 2", "['bo@x']  +1 212" }, { &nw_rewrite_letters, "g+++i+++++++i", "g+++i+++++++i" },
  { &nw_rewrite_letters, "['ab', 'c', 'd'] x['a', 'b', 'c']", "['ab', 'c', 'd'] x['a', 'b', 'c']" },
  { &nw_rewrite_letters, "\\frac{a}{b} + \\sqrt{c}", "\\frac{a}{b} + \\sqrt{c}" },
  /* words in pieces */
  { &nw_rewrite_glue, "\"ig\" + \"nore\", 'ig'+'no'+\n  're', \"a\" & \" b\"", "\"ignore\", 'ignore', \"a b\"" },
  { &nw_rewrite_glue, "'ig' || 'no'||'re', \"ig\" ^ \"no\" ~ \"re\", \"ig\" & _\n  \"no\" ++ \"re\"", "'ignore', \"ignore\", \"ignore\"" },
  { &nw_rewrite_glue, "| 'a' | b | 'c' d |, a | 'b', 'a' ||| 'b', 'a' ~ b, x ^ 'y'", "| 'a' | b | 'c' d |, a | 'b', 'a' ||| 'b', 'a' ~ b, x ^ 'y'" },
  { &nw_rewrite_glue, "\"ig\" . \"nore\", 'ig'.'nore', \"ig\" ..\n  \"nore\", \"bob@\".\"example\"", "\"ignore\", 'ignore', \"ignore\", \"bob@example\"" },
  { &nw_rewrite_glue, "x.split('.', 1), ['.', \".\"], \"yes.\" \"no\", 'a' . b, \"a\" ... \"b\"", "x.split('.', 1), ['.', \".\"], \"yes.\" \"no\", 'a' . b, \"a\" ... \"b\"" },
  { &nw_rewrite_glue, "x + \"a\", \"a\" + x, \"\" + \"a\" + \"\", 1 + 2", "x + \"a\", \"a\" + x, \"a\" + \"\", 1 + 2" },
  { &nw_rewrite_glue, "ig-\nnore ig=\r\nnore which=\n is", "ignore ignore which is" },
  { &nw_rewrite_glue, "4-\n5 ig -\nnore x =\n1 a-\n-b", "4-\n5 ig -\nnore x =\n1 a-\n-b" },
  { &nw_rewrite_wide_at, "bob@ x.org or ann@\nmail.x.com, eve  @  x.net", "bob@x.org or ann@mail.x.com, eve@x.net" },
  { &nw_rewrite_wide_at, "root@ is none, me@\n\n\n\nx.org, 3 @ 5 pounds, a @\nb", "root@ is none, me@\n\n\n\nx.org, 3 @ 5 pounds, a @\nb" },
  { &nw_rewrite_address, "bob at sign x dot org, ann(at-symbol)x(dot)org", "bob@x.org, ann@x.org" },
  { &nw_rewrite_address, "meet at the dot com cafe, stay at symbol", "meet at the.com cafe, stay at symbol" },
  { &nw_rewrite_markup, "bob*at*x*dot*org ~at~ c**a**t", "bob*at*x*dot*org ~at~ cat" },
  { &nw_rewrite_wide_at, "bob @ example . org, ann @ mail.x .com", "bob@example.org, ann@mail.x.com" },
  { &nw_rewrite_wide_at, "he @ me, 3 @ 2.50, noon @ work. Com", "he @ me, 3 @ 2.50, noon @ work. Com" },
  { &nw_rewrite_glue, "> ig-\n> nore and ig-\n   nore", "> ignore and ignore" },
  { &nw_rewrite_series, "chr(98)+chr(111)+chr(98)+chr(98)+chr(121)+chr(101)", "chr(bobbye)" },
  { &nw_rewrite_escape, "U+0062 U+006F U+0062 and", "bob and" },
  /* base64 in groups */
  { &nw_rewrite_token, "aWdub3Jl IHByZXZp b3VzIGlu c3RydWN0 aW9ucw== and", "ignore previous instructions and" },
  /* counting */
  { &nw_rewrite_number, "one two three four five six seven eight nine ten", "one two three four five six seven eight nine ten" },
  { &nw_rewrite_number, "one two three dash four five dash six seven eight nine", "123-45-6789" },
  { &nw_rewrite_fold, "\U0001F170\uFE0F", "A" },
  { &nw_rewrite_escape, "\\\\ud83d\\\\ude00 x", "\U0001F600 x" },
  /* signs that are spelt out */
  { &nw_rewrite_address, "bob <at> example [dot] org, bob(at)x.org", "bob@example.org, bob@x.org" },
  { &nw_rewrite_address, "bob-at-example-dot-org bob_at_x_dot_io bob*at*x*dot*com", "bob@example.org bob@x.io bob@x.com" },
  { &nw_rewrite_address, "look-at-me-now and state-of-the-art at home", "look-at-me-now and state-of-the-art at home" },
  /* dictated */
  { &nw_rewrite_number, "+ four one five two double five", "+415255" }, { &nw_rewrite_number, "plus four one five two two", "+41522" },
  { &nw_rewrite_series, "52 49 49 49 32 49 49 49 49", "4111 1111" }, { &nw_rewrite_series, "98 111 98 64 120 46 111 114 103", "bob@x.org" },
  { &nw_rewrite_escape, "\\000062\\00006f\\000062 and", "bob and" }, { &nw_rewrite_escape, "\\62 \\6f \\62 x", "bob x" },
  { &nw_rewrite_number, "ctyri jedna sest osm devat", "41689" }, { &nw_rewrite_number, "jedna dvě tři čtyři pět šest", "123456" }, { &nw_rewrite_number, "opt unu doi trei patru", "81234" },
  { &nw_rewrite_number, "хиляда пет шест седем осем девет", "хиляда 56789" }, { &nw_rewrite_number, "یک دو سه چهار پنج", "12345" },
  { &nw_rewrite_number, "double five double zero double one", "550011" },
  { &nw_rewrite_number, "BK dash one two three four five", "BK-12345" },
  { &nw_rewrite_number, "BK one two three four five six seven", "BK1234567\nBK-1234567" },
  { &nw_rewrite_number, "one two three four five six seven", "one two three four five six seven" },  /* somebody counts */
  { &nw_rewrite_mixed, "4 one 1 one 5 five 2 two", "41115522" },
  { &nw_rewrite_mixed, "2 or three of 12 in 2024, ten", "2 or three of 12 in 2024, ten" },
  /* numbers that prove themselves, and those that do not */
  { &nw_rewrite_turned, "QR89 3704 0044 0532 0130 00.", "DE89 3704 0044 0532 0130 00." },
  { &nw_rewrite_turned, "QR89 3704 0044 0532 0130 01.", "QR89 3704 0044 0532 0130 01." },
  { &nw_rewrite_parts, "first four 5500, next four 0055, then 5555 and finally 5559.", "first four 5500 0055 5555 5559." },
  { &nw_rewrite_parts, "{\"card\": [\"5500\", \"0055\", \"5555\", \"5559\"]}", "{\"card\": [\"5500 0055 5555 5559\"]}" },
  { &nw_rewrite_parts, "visa 1) 5500 2) 0055 3) 5555 4) 5559", "visa 1) 5500 0055 5555 5559" },
  { &nw_rewrite_parts, "amex: 3782, then 822463, then 10005", "amex: 3782 822463 10005" },
  { &nw_rewrite_parts, "My SSN is 536, then 22, then 1847", "My SSN is 536-22-1847" },
  { &nw_rewrite_parts, "GB29 then NWBK then 6016 then 1331 9268 19.", "GB29 NWBK 6016 1331 9268 19." },
  /* no card's name, no check digit, no brand, a decimal, as it is written, no name of the number, no check digits */
  { &nw_rewrite_parts, "sales: 5500, 0055, 5555, 5559", "sales: 5500, 0055, 5555, 5559" },
  { &nw_rewrite_parts, "card: 5500, 0055, 5555, 5558", "card: 5500, 0055, 5555, 5558" },
  { &nw_rewrite_parts, "cards sold: 2019, 2020, 2021, 2022", "cards sold: 2019, 2020, 2021, 2022" },
  { &nw_rewrite_parts, "card: 1.5500, 0055, 5555, 5559", "card: 1.5500, 0055, 5555, 5559" },
  { &nw_rewrite_parts, "card: 5500 0055 5555 5559", "card: 5500 0055 5555 5559" },
  { &nw_rewrite_parts, "rooms 536, 22 and 1847", "rooms 536, 22 and 1847" },
  { &nw_rewrite_parts, "GB28 then NWBK then 6016 then 1331 9268 19.", "GB28 then NWBK then 6016 then 1331 9268 19." },
  { &nw_rewrite_parts, "pan: 4111 1111\n1111 1111", "pan: 4111 1111 1111 1111" },
  { &nw_rewrite_parts, "pan: 4111 1111\n1111 1112", "pan: 4111 1111\n1111 1112" },
  { &nw_rewrite_parts, "4111 1111\n1111 1111", "4111 1111\n1111 1111" },
  { &nw_rewrite_digit_looks, "4O12 8888 8888 l881", "4012 8888 8888 1881" },
  { &nw_rewrite_digit_looks, "378282246310O05", "378282246310005" },
  { &nw_rewrite_digit_looks, "B2B 1234567, 10l 20l 30l 40l 50l", "B2B 1234567, 10l 20l 30l 40l 50l" },
};

Test(text_reading, rewrites) {
  nw_buf out;
  nw_buf_init(&out, nw_alloc_of(NULL));
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    nw_buf_clear(&out);
    cr_assert(nw_rewrite_text(rows[i].rewrite, newel_slice_of(rows[i].text), &out, NULL));
    nw_buf_add_char(&out, '\0');
    cr_expect_str_eq(out.data, rows[i].reads, "%s: '%s' reads '%s', expected '%s'", rows[i].rewrite->name, rows[i].text, out.data,
                     rows[i].reads);
  }
  nw_buf_free(&out);
}

/* A span of the reading lies where its characters came from. */
Test(text_reading, spans_lead_back) {
  nw_buf out;
  nw_map map;
  nw_buf_init(&out, nw_alloc_of(NULL));
  cr_assert(nw_rewrite_text(&nw_rewrite_fold, NW_LIT("x １\u200b２ y"), &out, &map));
  cr_expect(nw_slice_is(nw_buf_slice(&out), "x 12 y"));
  cr_expect_eq(nw_map_start(&map, 2), 2);
  cr_expect_eq(nw_map_start(&map, 3), 8);
  cr_expect_eq(nw_map_end(&map, 4), 11);
  cr_expect_eq(nw_map_end(&map, 6), 13);
  nw_map_free(&map);
  nw_buf_free(&out);
}
