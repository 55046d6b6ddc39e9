/* The laws of docs/design.md as properties over random texts: split, edit, prefix, block wins, purity, nothing outside findings changes.
 *
 * Texts are glued from fragments that detectors care about (valid items, near misses, halves, separators, placeholders, list words,
 * several scripts, bad bytes, NUL), so that findings touch, overlap and straddle every chunk border.
 *
 *   laws [seed] [rounds]        prints the seed; closes with "N passed, N failed"
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "json/tree.h"
#include "newel/newel.h"

/* ---- random ---- */

static uint64_t rng_state;

static uint64_t rng(void) { /* splitmix64 */
  uint64_t z = (rng_state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

static size_t below(size_t n) { return (size_t)(rng() % n); }

static const char *const fragments[] = {
  "ann@example.com", "bob.o'neil+x@mail.example.co.uk", "@example.com", "ann@", "a@b", "x@y.z.", "4111 1111 1111 1111", "4111111111111111",
  "5500-0000-0000-0004", "4111 1111 1111 1112", "378282246310005", "123-45-6789", "000-45-6789", "123 45 6789", "SSN: 123456789", "+1 415 555 0132",
  "(415) 555-0132", "415.555.0132", "tel 415-555-0132", "+44 20 7946 0958", "192.168.1.10", "1.2.3.4.5", "256.1.1.1", "2001:db8::8a2e:370:7334",
  "::1", "fe80::1%eth0", "DE89 3704 0044 0532 0130 00", "de89370400440532013000", "GB82WEST12345698765432", "DE00 3704 0044 0532 0130 00",
  "AKIAIOSFODNN7EXAMPLE", "AKIAQYLPMN5HFIQR7XYZ", "ghp_0123456789abcdefghijABCDEFGHIJ012345", "https://example.com/a?b=ann@example.com#f",
  "http://", "www.example.org/path).", "https://u:p@host.example/x", "ftp://files.example.net/x.tar", "BK-12345678", "BK-1234", "xBK-12345678", "aaaaaaab",
  "aaaaaaaaaaaaaaaaaaaaaaaa", "start", "stop", "acme corp", "acme", "ACME  Corp", "Corp", "stra\xc3\x9f\x65", "STRASSE", "wid\xc3\xa9n", "\xe7\xa7\x98\xe5\xaf\x86",
  "\xe8\xbf\x99\xe6\x98\xaf\xe7\xa7\x98\xe5\xaf\x86\xe3\x80\x82", "\xd0\xa1\xd0\xb5\xd0\xba\xd1\x80\xd0\xb5\xd1\x82", "{EMAIL}", "{EMAIL_3}", "{EMAIL:0123456789abcdef}", "{EMAIL", "EMAIL}", "{PHONE}{PHONE}",
  "{", "}", "{{", "********", "*", "\xf0\x9f\x98\x80", "e\xcc\x81", "\xff", "\xc3", "\xe2\x82", "\0x", "the", "order", "version 1.2.3", "2024-05-06", "12:30:45",
  "3.14159265358979", "550e8400-e29b-41d4-a716-446655440000", "0123456789abcdef0123456789abcdef", "7", "42", "12345", "999999999999999999999999",
  "and then they said that nobody had been there before the others came", "a day or two (see below). A", "at the end of the beginning may 5, 2021",
  "\"hunter2abc\" == password", "within 5 days", "call 555 and", "john \b@x.org", "ann ok\b\b\b@x.org", "ann, \b\b@x.org", "bob at example dot org", "abcdefghijklmnopqrstuvwxyz",
};
enum { FRAGMENTS = sizeof fragments / sizeof fragments[0] };

/* Of the policies with names: words of which some are names by a list, others by the look of what stands around them; cues in any
 * case; quotes that end one string and could begin another. */
static const char *const named_fragments[] = {
  "key Yan gerals --, Zha", "at JANE.GI@. **E", "computer\xe2\x80\x99s RAM", "\"Carolina regulations", "Carolina", "Madison", "Paris", "Jane", "Yan", "Zbyx K. Foo",
  "Khasan", "Anne-Marie van der Berg", "Mr Jones", "Will", "May", "San Francisco", "The", "Near", "Hi", "Dear", "in", "from", "City:", "12 Mill Rd.",
  "Hauptstra\xc3\x9f\x65 12", "Apt 4", "78701", "gerals", "regulations differ", "and the", "key", "text", "wrote", "\n\n", "--", "\xe2\x80\x9c", "cvV 123", "pIn 4711", "DrIvEr",
  "paSsword is Winter2024!", "aDdress is 9444 Heritage St. apt 2", "my liCense plate is XAA-123", "curl -u @m:4Fgh7 x", "--user @ann:hunter2!", "7", "1987", "{NAME}",
  "\"a\" and \"b&#33;\"", "\":=\"abcd", "\"<em>(this <strong>not available</strong> on Docker!)</em>\"", "\"abcd1234ABCD1234--__\"",
  "\nname,pin,ssn\n", "Bo Tveit,4711,123456789\n", "Orla Finnerty,12 Mill Road, Leeds,987654320\n", "\n| Name | PIN |\n|---|---|\n", "| Ove Lindgaard | 4471 |\n",
  "\nINSERT INTO t (name, pin) VALUES ('Bo Lind', 4471), ", "\n<tr><th>Name</th><th>PIN</th></tr><tr><td>Bo Lind</td><td>4471</td></tr>",
  "\n[[\"user\",\"pin\"],[\"rkowal\",4471],", "\nuser;password\nrkowal;Zima!2031x\n",
};
enum { NAMED_FRAGMENTS = sizeof named_fragments / sizeof named_fragments[0] };
static int named;  /* the policy looks for such */
/* The last ones glue two items into one word: "Corp_4111…" is one token before an edit and two after it, so the edit law is asked of
 * texts without them. */
static const char *const separators[] = { " ", " ", " ", " ", ", ", ". ", "\n", "\r\n", "\t", ":", "/", " \xc2\xa0", "\"", "'", "(", ")", "; ",
                                          "", "", "-", "_" };
enum { GLUES = 4 };
enum { SEPARATORS = sizeof separators / sizeof separators[0] };

static int glue;  /* may items be glued? */

/* Of the policies with a rule `leak`: pieces of it stand among the others. */
static const char system_prompt[] =
  "You are Ada, the assistant of Acme Bank. Never tell customers that the fee of order 12345 can be waived; write to ann@example.com or {EMAIL} "
  "instead. Angry customers are handed to tier two (call +1 415 555 0132), and the discount code is only for staff.\n- Stra\xc3\x9f\x65 und "
  "wid\xc3\xa9n stay as they are \xe8\xbf\x99\xe6\x98\xaf\xe7\xa7\x98\xe5\xaf\x86\n- Answer in short paragraphs: answer in short paragraphs, "
  "answer in short paragraphs. Canary: plum-4711-kite-0815-fern";
static const char *prompt;  /* NULL: the policy has no such rule */

/* Some of the prompt, in capitals or with other signs between its words. */
static void add_piece_of_prompt(nw_buf *out) {
  size_t len = sizeof system_prompt - 1, from = below(len), most = 8 + below(130), way = below(5);
  for (size_t i = from; i < len && i < from + most; i++) {
    char c = system_prompt[i];
    if (way == 1 && c >= 'a' && c <= 'z') c = (char)(c - 32);
    if (way == 2 && c == ' ') nw_buf_add_text(out, "\n- ");
    else if (way == 3 && c == ' ' && below(6) == 0) nw_buf_add_text(out, " order ");
    else if (way == 4 && c == ' ') nw_buf_add_text(out, below(20) ? "\xe2\x80\x8b " : "                                                                     ");
    else nw_buf_add_char(out, c);
  }
}

static void make_text(nw_buf *out, size_t pieces) {
  nw_buf_clear(out);
  for (size_t i = 0; i < pieces; i++) {
    const char *piece = named && below(8) ? named_fragments[below(NAMED_FRAGMENTS)] : fragments[below(FRAGMENTS)];
    size_t len = piece[0] == '\0' ? 2 : strlen(piece);
    size_t cut = below(8) == 0 ? below(len + 1) : len; /* now and then only the front of it */
    if (prompt != NULL && below(3) == 0) add_piece_of_prompt(out);
    else nw_buf_add(out, piece, cut);
    nw_buf_add_text(out, separators[below(glue ? SEPARATORS : SEPARATORS - GLUES)]);
  }
}

/* ---- JSON documents around such texts ---- */

static void json_string(nw_buf *out, const nw_buf *text) {
  nw_buf_add_char(out, '"');
  for (size_t i = 0; i < text->len; i++) {
    unsigned char c = (unsigned char)text->data[i];
    if (c == '"' || c == '\\') nw_buf_addf(out, "\\%c", c);
    else if (c < 0x20 || (c < 0x80 && below(40) == 0)) nw_buf_addf(out, "\\u%04x", c);
    else nw_buf_add_char(out, (char)c);
  }
  nw_buf_add_char(out, '"');
}

static void json_value(nw_buf *out, nw_buf *text, unsigned depth) {
  static const char *const keys[] = { "ssn", "phone", "note", "ann@example.com", "bob@example.com", "card", "k", "{EMAIL}", "tel" };
  switch (depth == 0 ? below(3) : below(5)) {
    case 0:
    case 1: make_text(text, 1 + below(6)), json_string(out, text); return;
    case 2: nw_buf_add_text(out, below(2) ? "4111111111111111" : below(2) ? "123456789" : "-12.5e3"); return;
    case 3:
      nw_buf_add_char(out, '[');
      for (size_t i = 0, n = below(4); i < n; i++) nw_buf_add_text(out, i ? ", " : ""), json_value(out, text, depth - 1);
      nw_buf_add_char(out, ']');
      return;
    default:
      nw_buf_add_char(out, '{');
      for (size_t i = 0, n = below(5), first = below(9); i < n; i++) {
        nw_buf_addf(out, "%s\"%s\": ", i ? "," : "", keys[(first + i) % 9]);
        json_value(out, text, depth - 1);
      }
      nw_buf_add_text(out, below(3) ? "}" : " }\n ");
  }
}

static void make_json(nw_buf *out, nw_buf *text) {
  nw_buf_clear(out);
  json_value(out, text, 4);
  if (below(6) == 0 && out->len > 0) out->len = below(out->len); /* broken off */
}

/* ---- policies ---- */

#define ALL_PII(action) \
  "pii: {EMAIL: " action ", PHONE: " action ", CREDIT_DEBIT_CARD_NUMBER: " action ", US_SOCIAL_SECURITY_NUMBER: " action ", IP_ADDRESS: " action \
  ", INTERNATIONAL_BANK_ACCOUNT_NUMBER: " action ", AWS_ACCESS_KEY: " action ", URL: " action "}\nsecrets: " action "\n"

typedef struct law_policy {
  const char *name, *text;
  int rescan;  /* the edit law holds for it: 1; 2: for leaks, whose edits take away words that kept other rules silent */
  int leak;    /* outputs have a system prompt */
  int named;   /* texts are of names, cues and quotes */
} law_policy;
static const law_policy policies[] = {
  { "type", "newel: 1\nname: type\n" ALL_PII("ANONYMIZE") "words:\n  codes: {list: ['acme corp', \"stra\\xdfe\", \"\\u79d8\\u5bc6\", email], action: ANONYMIZE}\n", 1, 0, 0 },
  { "numbered", "newel: 1\nname: numbered\n" ALL_PII("ANONYMIZE") "anonymize: {style: numbered}\n", 1, 0, 0 },
  { "mask", "newel: 1\nname: mask\n" ALL_PII("ANONYMIZE") "anonymize: {style: mask}\nallow: {values: ['ann@example.com'], patterns: ['192\\.168\\..*']}\n", 1, 0, 0 },
  { "hash", "newel: 1\nname: hash\n" ALL_PII("ANONYMIZE") "anonymize: {style: hash}\nwords: {w: [order, the, email]}\n", 0, 0, 0 },
  { "block", "newel: 1\nname: block\npii: {EMAIL: ANONYMIZE, PHONE: ANONYMIZE, URL: NONE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}\n"
             "words:\n  managed: [PROFANITY]\n  stop: {list: [stop], action: BLOCK}\n", 1, 0, 0 },
  { "regex", "newel: 1\nname: regex\npii: {EMAIL: ANONYMIZE}\nregexes:\n  booking: {pattern: '\\bBK-[0-9]{8}\\b', action: ANONYMIZE}\n"
             "  run: {pattern: 'a+b', action: ANONYMIZE}\n  digits: {pattern: '[0-9]+', action: ANONYMIZE}\n"
             "  pair: {pattern: 'start[^{}]*?stop', action: NONE}\n  line: {pattern: '(?m)^the\\b', action: NONE}\n", 1, 0, 0 },
  { "observe", "newel: 1\nname: observe\nmode: observe\npii: {EMAIL: ANONYMIZE, PHONE: BLOCK}\n", 1, 0, 0 },
  { "hold", "newel: 1\nname: hold\nstream: {hold: verdict}\npii: {EMAIL: ANONYMIZE}\nwords: {w: {list: [stop], action: BLOCK}}\n", 1, 0, 0 },
  { "content", "newel: 1\nname: content\ncontent: {INSULTS: {input: LOW, output: HIGH}, MISCONDUCT: HIGH, PROMPT_ATTACK: {input: MEDIUM}}\n"
               "pii: {EMAIL: ANONYMIZE}\n", 0, 0, 0 },
  { "dates", "newel: 1\nname: dates\npii: {DATE_TIME: ANONYMIZE, EMAIL: ANONYMIZE}\n", 0, 0, 0 },
  { "open", "newel: 1\nname: open\non_incomplete: allow\npii: {EMAIL: ANONYMIZE, PHONE: ANONYMIZE}\nregexes: {far: {pattern: 'a[^b]*b', action: ANONYMIZE}}\n", 0, 0, 0 },
  { "leak", "newel: 1\nname: leak\nleak: {action: ANONYMIZE, canaries: [plum-4711-kite-0815-fern]}\n", 1, 1, 0 },
  { "leak-pii", "newel: 1\nname: leak-pii\nleak: {action: ANONYMIZE, run: 30, clean: [the discount code is only for staff]}\n" ALL_PII("ANONYMIZE"), 2, 1, 0 },
  { "leak-block", "newel: 1\nname: leak-block\npii: {EMAIL: ANONYMIZE}\nleak: {canaries: [plum-4711-kite-0815-fern]}\n", 1, 1, 0 },
  { "names", "newel: 1\nname: names\npii: {NAME: ANONYMIZE}\n", 0, 0, 1 },
  { "cues", "newel: 1\nname: cues\npii: {NAME: ANONYMIZE, ADDRESS: ANONYMIZE, PASSWORD: ANONYMIZE, PIN: ANONYMIZE, DRIVER_ID: ANONYMIZE, LICENSE_PLATE: "
            "ANONYMIZE, CREDIT_DEBIT_CARD_CVV: ANONYMIZE}\nsecrets: ANONYMIZE\n", 0, 0, 1 },
  { "quotes", "newel: 1\nname: quotes\nregexes: {quoted: {pattern: '\"[^\"]*\"', action: ANONYMIZE}}\n", 0, 0, 1 },
};
enum { POLICIES = sizeof policies / sizeof policies[0] };

/* ---- bookkeeping ---- */

static unsigned long passed, failed, rescanned, excused;  /* excused: the known gap of the edit law */
static newel_engine *engine;
static const char *what_policy;

static void show(const char *law, newel_slice text, const char *detail) {
  failed++;
  if (failed > 20) return;
  printf("FAILED %s, policy %s: %s\n  text (%zu bytes): ", law, what_policy, detail, text.len);
  for (size_t i = 0; i < text.len && i < 600; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c >= 0x20 && c < 0x7f && c != '\\') putchar(c);
    else printf("\\x%02x", c);
  }
  printf("\n");
}

static void check(int holds, const char *law, newel_slice text, const char *detail) {
  if (holds) passed++;
  else show(law, text, detail);
}

/* What one evaluation gave: the canonical trace, the edited text as its edits say, the first place that denies. */
enum { EDITS = 512 };
typedef struct outcome {
  nw_buf        trace, edited, released;
  newel_verdict verdict;
  size_t        deny_at, deny_edited, edits;
  struct { size_t from, edited; long long moved; } edit[EDITS];  /* the first ones: the replacement, and how far all behind it moved */
} outcome;

static void outcome_init(outcome *o) {
  nw_alloc alloc = nw_alloc_of(NULL);
  memset(o, 0, sizeof *o);
  nw_buf_init(&o->trace, alloc), nw_buf_init(&o->edited, alloc), nw_buf_init(&o->released, alloc);
}

static void outcome_free(outcome *o) { nw_buf_free(&o->trace), nw_buf_free(&o->edited), nw_buf_free(&o->released); }

static void read_result(outcome *o, const newel_guard *guard, const newel_result *result, newel_slice text) {
  size_t at = 0;
  nw_buf_clear(&o->trace), nw_buf_clear(&o->edited);
  o->edits = 0;
  if (newel_trace_write(guard, result, NULL, nw_buf_write, &o->trace, NULL) != NEWEL_OK) abort();
  o->verdict = newel_result_verdict(result);
  o->deny_at = SIZE_MAX;
  for (size_t i = 0, n = newel_result_segment(result, 0).finding_count; i < n; i++) {
    newel_finding finding = newel_result_finding(result, 0, i);
    int denies = finding.action == NEWEL_ACTION_BLOCK && !finding.observe;
    if (denies && finding.start < o->deny_at) o->deny_at = finding.start;
  }
  o->deny_edited = SIZE_MAX;
  for (size_t i = 0; i < newel_result_edit_count(result, 0); i++) {
    newel_edit edit = newel_result_edit(result, 0, i);
    if (edit.start < at || edit.end < edit.start || edit.end > text.len) abort();
    if (o->deny_at < edit.start && o->deny_edited == SIZE_MAX) o->deny_edited = o->edited.len + (o->deny_at - at);
    nw_buf_add(&o->edited, text.data + at, edit.start - at);
    nw_buf_add_slice(&o->edited, edit.replacement);
    at = edit.end;
    if (i < EDITS) o->edit[i].from = o->edited.len - edit.replacement.len, o->edit[i].edited = o->edited.len;
    if (i < EDITS) o->edit[i].moved = (long long)o->edited.len - (long long)at, o->edits = i + 1;
  }
  if (o->deny_at != SIZE_MAX && o->deny_edited == SIZE_MAX) o->deny_edited = o->edited.len + (o->deny_at - at);
  nw_buf_add(&o->edited, text.data + at, text.len - at);
}

static void run_whole(outcome *o, const newel_guard *guard, newel_scratch *scratch, newel_slice text, newel_format format) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  const newel_result *result;
  newel_error err;
  segment.text = text;
  segment.surface = NEWEL_SURFACE_OUTPUT;
  segment.format = format;
  options.system_prompt = newel_slice_of(prompt);
  if (newel_guard_apply(guard, scratch, &segment, 1, &options, &result, &err) != NEWEL_OK) printf("%s\n", err.message), abort();
  read_result(o, guard, result, text);
  newel_slice output = newel_result_segment(result, 0).output;
  if (o->verdict != NEWEL_VERDICT_DENY) check(nw_slice_eq(output, nw_buf_slice(&o->edited)), "edit", text, "output is not the text with its edits");
}

/* `most`: chunks of 1..most bytes; 0: one chunk and empty ones around it. */
static void run_stream(outcome *o, const newel_guard *guard, newel_slice text, newel_format format, size_t most) {
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  newel_stream *stream;
  newel_slice released;
  const newel_result *result;
  options.format = format;
  options.system_prompt = newel_slice_of(prompt);
  nw_buf_clear(&o->released);
  if (newel_stream_open(&stream, guard, &options, NULL) != NEWEL_OK) abort();
  for (size_t at = 0; at < text.len;) {
    size_t len = most == 0 ? text.len : 1 + below(most);
    if (len > text.len - at) len = text.len - at;
    if (newel_stream_push(stream, nw_slice(text.data + at, len), &released, NULL) != NEWEL_OK) abort();
    nw_buf_add_slice(&o->released, released);
    at += len;
  }
  if (newel_stream_finish(stream, &released, &result, NULL) != NEWEL_OK) abort();
  nw_buf_add_slice(&o->released, released);
  read_result(o, guard, result, text);
  newel_stream_free(stream);
}

/* ---- the laws ---- */

static void split_law(const newel_guard *guard, const outcome *whole, newel_slice text, newel_format format) {
  static const size_t sizes[] = { 1, 5, 40, 0 };
  outcome o;
  outcome_init(&o);
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    char detail[64];
    (void)snprintf(detail, sizeof detail, "chunks of at most %zu bytes", sizes[i]);
    run_stream(&o, guard, text, format, sizes[i]);
    int same = nw_slice_eq(nw_buf_slice(&o.trace), nw_buf_slice(&whole->trace));
    check(same, "split: trace", text, detail);
    if (!same && failed < 4) printf("whole  %.*s\nstream %.*s\n", (int)whole->trace.len, whole->trace.data, (int)o.trace.len, o.trace.data);
    if (whole->verdict != NEWEL_VERDICT_DENY) {
      check(nw_slice_eq(nw_buf_slice(&o.released), nw_buf_slice(&whole->edited)), "split: bytes", text, detail);
    } else {
      int prefix = o.released.len <= whole->edited.len && (o.released.len == 0 || memcmp(o.released.data, whole->edited.data, o.released.len) == 0);
      check(prefix && (whole->deny_edited == SIZE_MAX || o.released.len <= whole->deny_edited), "split: prefix before a deny", text, detail);
    }
  }
  outcome_free(&o);
}

/* Where a place of the edited text stood before the edits. */
static size_t unedited(const outcome *whole, size_t at) {
  long long moved = 0;
  for (size_t i = 0; i < whole->edits && whole->edit[i].edited < at; i++) moved = whole->edit[i].moved;
  return (size_t)((long long)at - moved);
}

static void show_part(const char *label, newel_slice text, size_t from, size_t to) {
  from = from < 40 ? 0 : from - 40;
  to = to + 30 < text.len ? to + 30 : text.len;
  printf("    %s ", label);
  for (; from < to; from++) {
    unsigned char c = (unsigned char)text.data[from];
    if (c >= 0x20 && c < 0x7f && c != '\\') putchar(c);
    else printf("\\x%02x", c);
  }
  printf("\n");
}

/* The known gap of docs/design.md: an edit follows the number at `end`, and nothing but a joint of numbers stands between. */
static int before_an_edit(const outcome *whole, size_t end) {
  static const char joints[] = " .-/()+\xc2\xa0";
  enum { JOINT_BYTES = 3 };
  for (size_t i = 0; i < whole->edits; i++) {
    size_t from = whole->edit[i].from, at = end;
    if (from < end || from - end > JOINT_BYTES) continue;
    while (at < from && memchr(joints, whole->edited.data[at], sizeof joints - 1) != NULL) at++;
    if (at == from && from > end) return 1;
  }
  return 0;
}

static void edit_law(const law_policy *policy, const newel_guard *guard, newel_scratch *scratch, const outcome *whole, newel_slice text,
                     newel_format format) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  segment.text = nw_buf_slice(&whole->edited);
  segment.surface = NEWEL_SURFACE_OUTPUT;
  segment.format = format;
  options.system_prompt = newel_slice_of(prompt);
  if (newel_guard_apply(guard, scratch, &segment, 1, &options, &result, NULL) != NEWEL_OK) abort();
  size_t asking = 0;
  rescanned++;
  for (size_t i = 0, n = newel_result_segment(result, 0).finding_count; i < n; i++) {
    newel_finding finding = newel_result_finding(result, 0, i);
    if (finding.action == NEWEL_ACTION_NONE || finding.observe) continue;
    if (policy->rescan == 2 && !nw_slice_is(finding.type, "SYSTEM_PROMPT_LEAK") && !nw_slice_is(finding.type, "CANARY")) continue;
    if (before_an_edit(whole, finding.end)) {
      excused++;
      continue;
    }
    asking++;
    if (failed > 20) continue;
    printf("  %.*s [%zu, %zu) in the edited text\n", (int)finding.type.len, finding.type.data, finding.start, finding.end);
    show_part("edited  ", nw_buf_slice(&whole->edited), finding.start, finding.end);
    show_part("original", text, unedited(whole, finding.start), unedited(whole, finding.end));
  }
  check(asking == 0, "edit: the edited text asks for no action", text, "it does");
}

static int is_json(newel_slice text) {
  nw_arena arena;
  nw_json_node *root;
  nw_arena_init(&arena, nw_alloc_of(NULL));
  int ok = nw_json_parse(&root, &arena, text, 100000, NULL) == NEWEL_OK;
  nw_arena_free(&arena);
  return ok;
}

/* Adding a turn never changes the edited bytes of earlier ones. */
static void prefix_law(const newel_guard *guard, newel_scratch *scratch) {
  enum { TURNS = 4 };
  nw_buf turns[TURNS], before[TURNS];
  newel_segment segments[TURNS];
  const newel_result *result;
  for (size_t i = 0; i < TURNS; i++) {
    newel_segment segment = NEWEL_SEGMENT_INIT;
    nw_buf_init(&turns[i], nw_alloc_of(NULL)), nw_buf_init(&before[i], nw_alloc_of(NULL));
    make_text(&turns[i], 1 + below(8));
    segments[i] = segment;
    segments[i].text = nw_buf_slice(&turns[i]);
    segments[i].surface = i % 2 ? NEWEL_SURFACE_OUTPUT : NEWEL_SURFACE_USER;
  }
  for (size_t n = 1; n <= TURNS; n++) {
    if (newel_guard_apply(guard, scratch, segments, n, NULL, &result, NULL) != NEWEL_OK) abort();
    for (size_t i = 0; i < n; i++) {
      newel_slice output = newel_result_segment(result, i).output;
      if (i + 1 < n) check(nw_slice_eq(output, nw_buf_slice(&before[i])), "prefix", segments[i].text, "a later turn changed an earlier one");
      nw_buf_clear(&before[i]);
      nw_buf_add_slice(&before[i], output);
    }
  }
  for (size_t i = 0; i < TURNS; i++) nw_buf_free(&turns[i]), nw_buf_free(&before[i]);
}

static void one_round(const law_policy *policy, const newel_guard *guard, newel_scratch *scratch, nw_buf *text, nw_buf *piece) {
  newel_format format = below(3) == 0 ? NEWEL_FORMAT_JSON : NEWEL_FORMAT_TEXT;
  outcome whole, again;
  outcome_init(&whole), outcome_init(&again);
  glue = below(2) == 0;
  if (format == NEWEL_FORMAT_JSON) make_json(text, piece);
  else make_text(text, below(30) == 0 ? 400 + below(800) : 1 + below(25));
  newel_slice slice = nw_buf_slice(text);
  run_whole(&whole, guard, scratch, slice, format);
  run_whole(&again, guard, scratch, slice, format);
  check(nw_slice_eq(nw_buf_slice(&whole.trace), nw_buf_slice(&again.trace)), "pure", slice, "two runs differ");
  check(whole.deny_at == SIZE_MAX || whole.verdict == NEWEL_VERDICT_DENY, "block wins", slice, "a BLOCK finding and no deny");
  split_law(guard, &whole, slice, format);
  if (policy->rescan && !glue && whole.verdict != NEWEL_VERDICT_DENY) edit_law(policy, guard, scratch, &whole, slice, format);
  if (format == NEWEL_FORMAT_JSON && is_json(slice)) check(is_json(nw_buf_slice(&whole.edited)), "json stays valid", slice, "it does not");
  outcome_free(&whole), outcome_free(&again);
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 20261122;
  size_t rounds = argc > 2 ? (size_t)strtoull(argv[2], NULL, 10) : 250;
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  newel_scratch *scratch;
  nw_buf text, piece;
  options.key = newel_slice_of("sixteen bytes or more");
  nw_buf_init(&text, nw_alloc_of(NULL)), nw_buf_init(&piece, nw_alloc_of(NULL));
  printf("seed %llu, %zu rounds a policy\n", (unsigned long long)seed, rounds);
  if (newel_engine_open(&engine, &options, NULL) != NEWEL_OK || newel_scratch_open(&scratch, engine, NULL) != NEWEL_OK) abort();
  for (size_t p = 0; p < POLICIES; p++) {
    newel_policy *policy;
    newel_guard *guard;
    newel_error err;
    what_policy = policies[p].name;
    rng_state = seed + p;
    prompt = policies[p].leak ? system_prompt : NULL;
    named = policies[p].named;
    if (newel_policy_parse(&policy, engine, newel_slice_of(policies[p].text), NULL, NULL, &err) != NEWEL_OK ||
        newel_guard_compile(&guard, policy, NULL, &err) != NEWEL_OK) {
      printf("policy %s: line %u: %s\n", what_policy, err.line, err.message);
      failed++;
      continue;
    }
    for (size_t i = 0; i < rounds; i++) one_round(&policies[p], guard, scratch, &text, &piece);
    for (size_t i = 0; i < rounds / 4; i++) prefix_law(guard, scratch);
    newel_guard_free(guard);
    newel_policy_free(policy);
  }
  newel_scratch_free(scratch);
  newel_engine_free(engine);
  nw_buf_free(&text), nw_buf_free(&piece);
  printf("%lu edited texts scanned again, %lu findings of the known gap\n", rescanned, excused);
  if (excused > 2 + rescanned / 2000) failed++;
  printf("%lu passed, %lu failed\n", passed, failed);
  return failed > 0;
}
