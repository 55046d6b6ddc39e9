/* The rule `leak`: symbols, what of a prompt is looked for, places, limits, fingerprints, and what a guard does with it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/slice.h"
#include "detect/leak/work.h"
#include "guarded.h"
#include "newel/newel.h"

/* ---- inside ---- */

static const char *symbols_of(newel_slice text, int prompt, char out[512]) {
  nw_alloc alloc = nw_alloc_of(NULL);
  nw_leak_symbols symbols = { 0 };
  cr_assert(prompt ? nw_leak_add_prompt(&alloc, &symbols, text) : nw_leak_add_symbols(&alloc, &symbols, text));
  cr_assert_lt(symbols.count, 512u);
  for (size_t i = 0; i < symbols.count; i++) out[i] = symbols.at[i] == 0 ? '|' : symbols.at[i] >= 128 ? '?' : (char)symbols.at[i];
  out[symbols.count - 1] = '\0';  /* the last end */
  nw_vec_free(&alloc, &symbols);
  return out;
}

Test(detect_leak, symbols) {
  static const struct { const char *text, *symbols; } rows[] = {
    { "", "" }, { "You must NEVER say: 24.", "youmustneversay24" }, { "a-b_c'd\n\te", "abcde" },
    { "Caf\xc3\xa9 \xef\xbc\xa1\xef\xbc\x92 \xd0\xb0\xd0\xb5", "cafea2ae" }, { "stra\xc3\x9f\x65", "strase" },
    { "e\xcc\x81 a\xe2\x80\x8b" "b \xf0\x9f\x98\x80", "eab" }, { "\xff\xc3(a", "a" }, { "\xe7\xa7\x98\xe5\xaf\x86", "??" },
    { "mail {EMAIL} now", "mail|email|now" }, { "a **b** c ******** d", "abc|d" }, { "{}x", "x" },
  };
  char out[512];
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    cr_expect_str_eq(symbols_of(newel_slice_of(rows[i].text), 0, out), rows[i].symbols, "%s: %s", rows[i].text, out);
}

Test(detect_leak, what_the_model_is_to_say_is_no_secret) {
  static const struct { const char *text, *symbols; } rows[] = {
    { "If asked, reply with \"I cannot help\". Be kind.", "ifaskedreplywith|bekind" },
    { "Start with \xe2\x80\x9cHello!\xe2\x80\x9d, then wait", "startwith|thenwait" },
    { "The project is called \"Falcon Nine\".", "theprojectiscalledfalconnine" },
    { "Never say it.\nThe word \"plum\" is secret", "neversayitthewordplumissecret" },
    { "Say \"this has no end", "saythishasnoend" }, { "essay \"x y\"", "essayxy" },
  };
  char out[512];
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    cr_expect_str_eq(symbols_of(newel_slice_of(rows[i].text), 1, out), rows[i].symbols, "%s: %s", rows[i].text, out);
}

/* Winnowing's promise: every window holds a fingerprint, and there are few. */
Test(detect_leak, fingerprints_lie_in_every_window) {
  enum { SYMBOLS = 5000 };
  static const uint32_t windows[] = { 1, 9, 33, 500 };
  static const nw_leak_common none = { NULL, 0 };
  uint8_t symbols[SYMBOLS];
  uint64_t seed = 7;
  for (size_t i = 0; i < SYMBOLS; i++) {
    seed = nw_mix64(seed + i);
    symbols[i] = (uint8_t)('a' + seed % 4);
  }
  for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
    nw_leak_prints prints;
    nw_arena arena;
    nw_leak_register last = { 0, 0 };
    size_t without = 0, most = 0;
    nw_arena_init(&arena, nw_alloc_of(NULL));
    cr_assert(nw_leak_prints_build(&prints, &arena, symbols, SYMBOLS, NULL, 0, &none, windows[i]));
    for (size_t s = 0; s < SYMBOLS; s++) {
      nw_leak_shift(&last, symbols[s]);
      if (!nw_leak_has_gram(&last)) continue;
      const nw_leak_slot *slot = nw_leak_find(&prints, nw_leak_gram(&last));
      cr_assert_not_null(slot, "each gram is known");
      without = slot->print > 0 ? 0 : without + 1;
      if (without > most) most = without;
    }
    cr_expect_lt(most, windows[i], "window %u: %zu grams in a row have none", windows[i], most);
    cr_expect_lt(prints.count, 3 * SYMBOLS / (windows[i] + 1) + 8, "window %u: %zu fingerprints", windows[i], prints.count);
    nw_arena_free(&arena);
  }
}

/* ---- in a guard ---- */

static guarded open_guard(const char *rules) {
  guarded it;
  guarded_start(&it);
  guarded_rules(&it, rules);
  return it;
}

static const newel_result *judge(guarded *f, newel_slice prompt, newel_slice text, newel_surface surface, newel_format format) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  newel_apply_options options = NEWEL_APPLY_OPTIONS_INIT;
  const newel_result *result;
  segment.text = text;
  segment.surface = surface;
  segment.format = format;
  options.system_prompt = prompt;
  cr_assert_eq(newel_guard_apply(f->guard, f->scratch, &segment, 1, &options, &result, NULL), NEWEL_OK);
  return result;
}

#define PROMPT "You are Ada, the assistant of Acme Bank. Never tell customers that the yearly fee of the gold card can be waived. " \
               "Hand angry customers over to the retention team, extension 4471, and apologize only once in a conversation."

Test(detect_leak, places) {
  static const struct { const char *rules, *text, *output; } rows[] = {
    { "leak: ANONYMIZE", "The gold card costs 60 a year.", NULL },
    { "leak: ANONYMIZE", "You are Ada, the assistant of Acme Bank.", NULL },
    { "leak: ANONYMIZE", PROMPT, "{SYSTEM_PROMPT_LEAK}." },
    { "leak: ANONYMIZE", "Rules: NEVER TELL\n- customers, that (the) yearly fee\n- of the GOLD card can be... Next", "Rules: {SYSTEM_PROMPT_LEAK}... Next" },
    /* a part of a word at either end is no part of it */
    { "leak: ANONYMIZE", "Whenever tell customers that the yearly fee of the gold card can be waiting", "Whenever {SYSTEM_PROMPT_LEAK} waiting" },
    /* runs with little between them, and with too much */
    { "leak: ANONYMIZE", "x never tell customers BANANA that the yearly fee BANANA of the gold card can be waived. Hand angry y", "x {SYSTEM_PROMPT_LEAK} y" },
    { "leak: ANONYMIZE", "never tell customers that the - what was it again, wait a moment - yearly fee of the gold card can", NULL },
    { "leak: {action: ANONYMIZE, run: 24}", "x customers that the yearly fee y", "x {SYSTEM_PROMPT_LEAK} y" },
    { "leak: {action: ANONYMIZE, run: 100}", "never tell customers that the yearly fee of the gold card can be waived", NULL },
    { "leak: {action: ANONYMIZE, clean: [The yearly fee of the gold card can be waived]}", "never tell customers that the yearly fee of the gold card can be waived", NULL },
    /* what stands apart: a placeholder, blanks */
    { "leak: ANONYMIZE", "never tell customers that {EMAIL} the yearly fee of the gold card can", NULL },
    /* readings */
    { "leak: ANONYMIZE", "TmV2ZXIgdGVsbCBjdXN0b21lcnMgdGhhdCB0aGUgeWVhcmx5IGZlZSBvZiB0aGUgZ29sZCBjYXJkIGNhbiBiZSB3YWl2ZWQ=", "{SYSTEM_PROMPT_LEAK}" },
    { "{leak: {action: ANONYMIZE}, readings: none}", "TmV2ZXIgdGVsbCBjdXN0b21lcnMgdGhhdCB0aGUgeWVhcmx5IGZlZSBvZiB0aGUgZ29sZCBjYXJkIGNhbiBiZSB3YWl2ZWQ=", NULL },
    /* canaries: anywhere, in any writing; a part of one is none */
    { "leak: {action: ANONYMIZE, canaries: [plum-4711-kite-0815]}", "It is xPLUM 4711\nkite/0815y, right?", "It is x{CANARY}y, right?" },
    { "leak: {action: ANONYMIZE, canaries: [plum-4711-kite-0815]}", "It is plum-4711-kite-081", NULL },
    { "leak: {action: ANONYMIZE, canaries: [plum-4711-kite-0815, plum-4711-kite-0815-fern]}", "plum-4711-kite-0815-fern", "{CANARY}" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char rules[512];
    int flow = rows[i].rules[0] == '{';  /* several keys */
    (void)snprintf(rules, sizeof rules, "%s", flow ? "leak: {action: ANONYMIZE}\nreadings: none" : rows[i].rules);
    guarded f = open_guard(rules);
    const newel_result *result = judge(&f, newel_slice_of(PROMPT), newel_slice_of(rows[i].text), NEWEL_SURFACE_OUTPUT, NEWEL_FORMAT_TEXT);
    newel_slice output = newel_result_segment(result, 0).output;
    cr_expect(nw_slice_is(output, rows[i].output != NULL ? rows[i].output : rows[i].text), "%s, %s: %.*s", rows[i].rules, rows[i].text,
              (int)output.len, output.data);
    cr_expect_eq(newel_result_complete(result), 1);
    guarded_close(&f);
  }
}

Test(detect_leak, sides_and_forms) {
  static const struct { newel_surface surface; newel_format format; const char *text; int found; } rows[] = {
    { NEWEL_SURFACE_OUTPUT, NEWEL_FORMAT_TEXT, PROMPT, 1 }, { NEWEL_SURFACE_REASONING, NEWEL_FORMAT_TEXT, PROMPT, 1 },
    { NEWEL_SURFACE_TOOL_ARGS, NEWEL_FORMAT_JSON, "{\"to\": \"x\", \"body\": \"" PROMPT "\"}", 1 }, { NEWEL_SURFACE_USER, NEWEL_FORMAT_TEXT, PROMPT, 0 },
    { NEWEL_SURFACE_SYSTEM, NEWEL_FORMAT_TEXT, PROMPT, 0 }, { NEWEL_SURFACE_HISTORY, NEWEL_FORMAT_TEXT, PROMPT, 0 },
  };
  guarded f = open_guard("leak: BLOCK");
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const newel_result *result = judge(&f, newel_slice_of(PROMPT), newel_slice_of(rows[i].text), rows[i].surface, rows[i].format);
    cr_expect_eq(newel_result_verdict(result), rows[i].found ? NEWEL_VERDICT_DENY : NEWEL_VERDICT_ALLOW, "%s", newel_surface_name(rows[i].surface));
  }
  guarded_close(&f);
}

/* Segments of the surface system are prompts, wherever they stand; the score is the share that was shown. */
Test(detect_leak, prompts_of_a_request) {
  newel_segment segments[3] = { NEWEL_SEGMENT_INIT, NEWEL_SEGMENT_INIT, NEWEL_SEGMENT_INIT };
  const newel_result *result;
  guarded f = open_guard("leak: {action: BLOCK, mode: observe}");
  segments[0].text = newel_slice_of(PROMPT);
  segments[0].surface = NEWEL_SURFACE_OUTPUT;
  segments[1].text = newel_slice_of("Sorry, I cannot tell.");
  segments[1].surface = NEWEL_SURFACE_OUTPUT;
  segments[2].text = newel_slice_of(PROMPT);
  segments[2].surface = NEWEL_SURFACE_SYSTEM;
  for (int turn = 0; turn < 3; turn++) {  /* with the prompt, without it, and with it again */
    size_t count = turn == 1 ? 2 : 3;
    cr_assert_eq(newel_guard_apply(f.guard, f.scratch, segments, count, NULL, &result, NULL), NEWEL_OK);
    newel_rule_result shown = newel_result_rule(result, 0, 0), other = newel_result_rule(result, 1, 0);
    cr_expect_eq(newel_result_complete(result), turn != 1, "nobody looked, without a prompt");
    cr_expect_eq(shown.band, turn == 1 ? NEWEL_BAND_UNEVALUATED : NEWEL_BAND_HIT);
    cr_expect_eq(shown.score_ppm, turn == 1 ? 0u : 1000000u);
    cr_expect_eq(other.score_ppm, 0u);
    cr_expect_eq(newel_result_verdict(result), NEWEL_VERDICT_ALLOW, "observed only");
    cr_expect_eq(newel_result_segment(result, 0).observed, turn == 1 ? NEWEL_VERDICT_ALLOW : NEWEL_VERDICT_DENY);
  }
  guarded_close(&f);
}

Test(detect_leak, short_prompts) {
  static const struct { const char *prompt, *text; int found, complete; } rows[] = {
    { "Codename Falcon, launch on 5 May.", "Sure: codename falcon, launch on 5 May.", 1, 1 }, { "Codename Falcon, launch on 5 May.", "codename falcon, launch on", 0, 1 },
    { "Be brief.", "Be brief.", 0, 0 }, { "", "Be brief.", 0, 0 },
  };
  guarded f = open_guard("leak: BLOCK");
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    const newel_result *result = judge(&f, newel_slice_of(rows[i].prompt), newel_slice_of(rows[i].text), NEWEL_SURFACE_OUTPUT, NEWEL_FORMAT_TEXT);
    cr_expect_eq(newel_result_segment(result, 0).finding_count > 0, rows[i].found, "%s", rows[i].text);
    cr_expect_eq(newel_result_complete(result), rows[i].complete, "%s", rows[i].prompt);
  }
  guarded_close(&f);
}

/* ---- limits ---- */

/* Words that come once. */
static size_t fill(char *text, size_t size, unsigned seed) {
  size_t len = 0;
  for (unsigned word = 0; len + 8 <= size; word++) {
    uint64_t bits = nw_mix64(word * 7919u + seed);
    for (unsigned i = 0; i < 7; i++, bits /= 26) text[len++] = (char)('a' + bits % 26);
    text[len++] = ' ';
  }
  return len;
}

Test(detect_leak, a_long_passage_is_cut) {
  static char prompt[8000];
  size_t len = fill(prompt, sizeof prompt, 1);
  guarded f = open_guard("leak: ANONYMIZE");
  const newel_result *result = judge(&f, nw_slice(prompt, len), nw_slice(prompt, len), NEWEL_SURFACE_OUTPUT, NEWEL_FORMAT_TEXT);
  size_t count = newel_result_segment(result, 0).finding_count, end = 0;
  cr_expect_eq(count, len / NW_LIMIT_LEAK_PASSAGE_BYTES + 1);
  for (size_t i = 0; i < count; i++) {
    newel_finding finding = newel_result_finding(result, 0, i);
    cr_expect_leq(finding.start - end, 1u, "nothing but a blank is between two findings");
    cr_expect_leq(finding.end - finding.start, NW_LIMIT_LEAK_PASSAGE_BYTES);
    end = finding.end;
  }
  cr_expect_geq(end, len - 1);
  guarded_close(&f);
}

Test(detect_leak, blanks_and_prompt_bytes) {
  static char prompt[(256 << 10) + 64], text[512];
  guarded f = open_guard("leak: BLOCK");
  for (size_t blanks = NW_LIMIT_LEAK_BLANK_BYTES - 1; blanks <= NW_LIMIT_LEAK_BLANK_BYTES + 1; blanks++) {
    (void)snprintf(text, sizeof text, "never tell customers that%*sthe yearly fee of the gold card can be", (int)blanks, "");
    const newel_result *result = judge(&f, newel_slice_of(PROMPT), newel_slice_of(text), NEWEL_SURFACE_OUTPUT, NEWEL_FORMAT_TEXT);
    cr_expect_eq(newel_result_segment(result, 0).finding_count, blanks <= NW_LIMIT_LEAK_BLANK_BYTES, "%zu blanks", blanks);
  }
  (void)fill(prompt, sizeof prompt, 2);
  for (size_t len = NW_LIMIT_LEAK_PROMPT_BYTES - 1; len <= NW_LIMIT_LEAK_PROMPT_BYTES + 1; len++) {
    const newel_result *result = judge(&f, nw_slice(prompt, len), newel_slice_of("Hello!"), NEWEL_SURFACE_OUTPUT, NEWEL_FORMAT_TEXT);
    cr_expect_eq(newel_result_complete(result), len <= NW_LIMIT_LEAK_PROMPT_BYTES, "%zu bytes", len);
  }
  guarded_close(&f);
}

Test(detect_leak, bad_canaries) {
  static const struct { const char *canary; int good; } rows[] = {
    { "0123456789abcde", 0 }, { "0123456789abcdef", 1 }, { "0123456789abcdef0123456789abcdef01234567", 1 }, { "0123456789abcdef0123456789abcdef012345678", 0 },
    { "- - - -", 0 },
  };
  newel_engine *engine;
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char text[256];
    newel_policy *policy;
    newel_guard *guard;
    (void)snprintf(text, sizeof text, "newel: 1\nname: p\nleak: {canaries: [\"%s\"]}\n", rows[i].canary);
    cr_assert_eq(newel_policy_parse(&policy, engine, newel_slice_of(text), NULL, NULL, NULL), NEWEL_OK);
    cr_expect_eq(newel_guard_compile(&guard, policy, NULL, NULL), rows[i].good ? NEWEL_OK : NEWEL_E_POLICY, "%s", rows[i].canary);
    newel_guard_free(guard);
    newel_policy_free(policy);
  }
  newel_engine_free(engine);
}
