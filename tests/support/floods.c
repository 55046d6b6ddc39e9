#include "floods.h"

#include <string.h>

#include "split_scan.h"

const char *const floods[] = {
  /* candidates of detectors */
  "1:2:3:", "123 123 ", "123-123-", "4111 1111 1111 1111 ", "DE89 3704 0044 0532 ", "1.1.1.1.", "a@a.", "@@", "www.",
  "http://", "::",
  "+1 202 555 0143 ", "phone 12345678 ", "ssn 123-45-6789 ", "eyJhbGciOiJIUzI1NiJ9.", "ann@example.com7", "password=",
  "key: \"", "token = ",
  "-----BEGIN PRIVATE KEY-----\n", "AKIA", "Mr. ", "Dr. A. ", "12 Main St ", "(((", "[[[", "{{{", "<<<", "\"\"\"",
  "a.b.", "a-b-", "a_b_", "x=",
  "?a=", "1,1,", "0x", "ab ", "Ab ", "A", "9", " ", "\n", "\n\n", ". ", "\t", "\r\n", "BK-", "BK-1234567", "acme ",
  "acme corp", "{EMAIL", "{EMAIL}",
  /* encodings */
  "Ym9iQHgub3Jn", "Ym9iQHgub3Jn ", "aGVsbG8g", "QUJD", "/+/+", "JBSWY3DP", "626f62", "626f62 ", "62 6f 62 ", "0x62,",
  "98 111 98 ", "01100010",
  "01100010 ", "%62", "%2562", "%25", "%%", "%u0062", "&#98;", "&#x62;", "&amp;", "&amp;#98;", "&#", "&", "\\u0062",
  "\\x62", "\\142", "\\\\",
  "\\u", "=62", "=62=\n", "=?utf-8?", "=?utf-8?B?Ym9i?= ", "U+0062 ", "U+", "-... --- -... ", "... ", ". - ", ".", "-",
  "\xE2\xA0\x83\xE2\xA0\x95", "\xE2\xA0\xBC\xE2\xA0\x81", "aQBnAG4AbwByAGUA",
  /* characters in disguise */
  "e\xCC\x81", "\xCC\x81", "\xE2\x83\xA0", "a\xE2\x80\x8B", "\xE2\x80\x8B", "\xE2\x80\x8D", "\xC2\xAD", "\xEF\xB8\x8F",
  "a\xEF\xB8\x8F",
  "\xF3\xA0\x85\x99", "\xF3\xA0\x81\xA1", "\xF0\x9F\x87\xA9", "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA ", "\xF0\x9F\x98\x80",
  "\xEF\xBC\x91", "\xEF\xBD\x81",
  "p\xD0\xB0y", "\xD0\xB0", "\xD0\xB0\xD1\x81\xD0\xB5 ", "\xC3\xAD", "\xC3\xADg\xC3\xB1 ", "\xE2\x93\x90",
  "\xD9\xA4\xD9\xA1", "4\xD0\x9E", "\xC7\x9D",
  "\xCA\x87x\xC7\x9D\xCA\x87 ", "n\xC9\x94 ", "\xE2\x80\xAE", "\xE2\x80\xAE" "a\xE2\x80\xAC", "\xE2\x81\xA8",
  "\xE2\x81\xA6" "a", "\xE2\x80\xAD\xE2\x81\xA6\xE2\x80\xAE",
  "a\b", "\b", "\x7F", "\x1b[", "\x1b[31m", "\x1b", "\0",
  /* words and numbers taken apart */
  "a ", "a  ", "i g n o r e   ", "a.", "a.b c.d ", "4 1 1 1 ", "4-1-1-1 ", "+ 4 ", "b\xE2\x98\x85", "a*", "a**", "**",
  "__", "<b>", "</b>", "<!--", "<!-- -->", "a<b",
  "a<", "~", "`", "one ", "four one ", "twenty ", "double ", "oh ", "dash ", "plus one ", "4 one ", "one 4 ", "o",
  "at ", " dot ", "bob at example dot ",
  "a (at) b ", "(dot)", "12/34/", "12_34_56 ", "AA BB 11 ", "A1-", "4O1l", "1l1l1l1l1", "QR89 3704 ", "NXVN", "1111\n",
  "4111 1111\n",
  "elbisiv ", "f*ck ", "f.u.c.k ", "fuuuuck", "5h1t ", "$h!t ", "igonre ", "kcuf ",
  /* bytes that are no text */
  "\xFF", "\xBF", "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xED\xA0\x80", "\xF4\x90\x80\x80",
  /* rows of groups and of numbers, turned and not */
  "GB82 WEST 1234 5698 7654 32 ", "AB12 CD34 EF56 ", "AB12CD34 ", "12-AB-34-CD-", "\xD0\x90\xD0\x92" "12 ",
  "DE\xE2\x80\x8B" "89 ", "A1 ", "1A 2B ",
  "2024-01-02T03:04:05Z ", "12:34:56:78:9A:BC ", "1) 2) ", "1234-5678-9012-3456 ", "00 49 30 12 34 ",
  "192.168.0.1:8080 ", "(555) 555-0100 ",
  "123.456.789-09 ", "1,234,567.89 ", "4111\xE2\x80\x8B" "1111 ", "1\xC2\xA0" "2\xC2\xA0", "\xE2\x80\x89" "1",
  "550e8400-e29b-41d4-a716-446655440000 ",
  /* escapes, markup and signs by turns with what they are in */
  "1&nbsp;", "&a;", "\\0", "\\x", "\\n", "12\\n", "%41a", "C:\\a\\b\\", "{\\\"k\\\":\\\"v\\\"},", "**a**", "~~a~~",
  "a->b.c[0] ", "x.y(z).", "k1=v1;k2=v2;",
  "dGVzdA.dGVzdA.", "SGVsbG8gV29ybGQh\n", "a AT b DOT c ", "a[at]b[dot]c ", "h t t p : / / ", "a@b.c ",
  /* digits, quotes and letters of others by turns with ASCII */
  "\xF0\x9D\x9F\x8F", "1\xD9\xA1", "\xEF\xBC\x91 \xEF\xBC\x92 ", "1\xEF\xB8\x8F\xE2\x83\xA3", "\xC3\xA9" "1 ",
  "a\xCC\x81" "1", "\xCC\x81 ", "A\xD0\x92 ",
  "\xD0\xB0" "b\xD0\xB2 ", "\xE2\x80\x9C" "a\xE2\x80\x9D ", "1\xC2\xAD" "2", "\xEF\xBB\xBF" "1", "\xE2\x80\xAE" "1",
  "a\xFF", "1\x01",
  /* tables: rows of tiny cells under names that tell something, and beginnings that do not end */
  "a,ssn,b\n1,2,3\n", "ssn,pin\n12,34\n", "<tr><th>ssn</th><th>pin</th></tr><tr><td>1</td><td>12</td></tr>\n",
  "INSERT INTO t (ssn, pin) VALUES (12,34);\n", "<tr>\n", "<tr><td>\n", "insert into t (\n", "[[\"a\",\n", "\n[", "name\tpin\n",
  /* scripts */
  "\xE4\xB8\xAD", "\xE4\xB8\x80\xE4\xBA\x8C", "\xE1\xBB\x87t ", "\xE0\xA4\xA8\xE0\xA5\x8D", "\xD7\x90\xD6\xB0", "\xD8\xA7\xD9\x8E", "\xEA\xB0\x80", "\xE1\x84\x80\xE1\x85\xA1",
};
const size_t flood_count = sizeof floods / sizeof *floods;

void flood_fill(char *text, size_t len, const char *flood) {
  size_t piece = *flood == '\0' ? 1 : strlen(flood);
  for (size_t at = 0; at < len; at++) text[at] = flood[at % piece];
}

void flood_mix(char *text, size_t len, uint64_t *seed) {
  enum { TIMES_MOST = 12 };
  for (size_t at = 0; at < len;) {
    const char *flood = floods[split_random(seed) % flood_count];
    size_t times = 1 + split_random(seed) % TIMES_MOST, bytes = (*flood == '\0' ? 1 : strlen(flood)) * times;
    if (bytes > len - at) bytes = len - at;
    flood_fill(text + at, bytes, flood);
    at += bytes;
  }
}
