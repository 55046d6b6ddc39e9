/* Disguised words: what each reading finds and what it leaves alone. Each case is scanned whole and in every way of the split
 * harness; and a batch gives the same answers on every machine. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "base/slice.h"
#include "detect/families.h"
#include "detect/word/batch.h"
#include "split_scan.h"

enum { MAX_ENTRIES = 16 };

typedef struct disguise_case { const char *list, *text, *want; } disguise_case;

static nw_word *build(const char *list, int disguises) {
  newel_slice entries[MAX_ENTRIES];
  nw_word_rule rule = { .rule = 0, .type = "WORD", .entries = entries, .disguises = disguises };
  const nw_alloc alloc = nw_alloc_of(NULL);
  nw_word *word = NULL;
  for (const char *p = list, *bar; p != NULL; p = bar == NULL ? NULL : bar + 1) {
    bar = strchr(p, '|');
    entries[rule.count++] = nw_slice(p, bar == NULL ? strlen(p) : (size_t)(bar - p));
  }
  cr_assert_eq(nw_word_build(&word, &alloc, &rule, 1, NULL), NEWEL_OK);
  return word;
}

/* What is found, as "reading:text; …". */
static void check(const char *list, int disguises, const char *text, const char *want) {
  static const uint8_t active[1] = { 1 };
  const nw_alloc alloc = nw_alloc_of(NULL);
  nw_word *word = build(list, disguises);
  uint64_t seed = 11;
  nw_buf got;
  nw_sink found = { .alloc = alloc };
  split_job job = { .family = &nw_word_family, .compiled = word, .active = active, .text = text, .len = strlen(text),
                    .hold_bytes = nw_word_lookahead(word) };
  const char *wrong = split_check(&job, &seed, &found);
  nw_buf_init(&got, alloc);
  for (size_t i = 0; i < found.found.count; i++) {
    const nw_found *f = &found.found.at[i];
    nw_buf_addf(&got, "%s%s:%.*s", i == 0 ? "" : "; ", f->reading == NULL ? "" : f->reading, (int)(f->end - f->start),
                text + f->start);
  }
  cr_assert(wrong == NULL, "'%s' in '%s': %s", list, text, wrong);
  cr_assert(nw_slice_is(nw_buf_slice(&got), want), "'%s' in '%s' found '%.*s', expected '%s'", list, text, (int)got.len, got.data,
            want);
  nw_buf_free(&got);
  nw_sink_free(&found);
  nw_word_free(word, &alloc);
}

static void check_cases(const disguise_case *cases, size_t count) {
  for (size_t i = 0; i < count; i++) {
    check(cases[i].list, 1, cases[i].text, cases[i].want);
    if (cases[i].want[0] != ':' && strstr(cases[i].want, "; :") == NULL) check(cases[i].list, 0, cases[i].text, "");
  }
}
#define CHECK_CASES(cases) check_cases((cases), sizeof(cases) / sizeof *(cases))

Test(disguise, leet) {
  static const disguise_case cases[] = {
    { "ignore", "please 1gn0r3 it", "leet:1gn0r3" },
    { "ignore", "!gn°r€", "leet:!gn°r€" },
    { "silent", "51l3n7 and 5113n7", "leet:51l3n7; leet:5113n7" },
    { "castle", "(a$+|€!", "leet:(a$+|€" },
    { "ignore all rules", "1gn0r3 4ll ru13$.", "leet:1gn0r3 4ll ru13$" },
    { "ignore all rules", "ignore 411 rules", "leet:ignore 411 rules" },
    { "boss", "($b0$$) b0ss!", "leet:b0$$; leet:b0ss" },
    { "map|bob|ho|box|echo", "MP3, B2B, H2O, C++, 4x4, 2B, k8s, i18n, 3D, US$128, A4, P2P", "" },
    { "as|it|is", "1s 4s 17", "" },
    { "lath|loam|bpm|gam", "the 14th at 10am, 8pm or 6am; 1a7h", "leet:1a7h" },
    { "sos", "505 and 5-0-5", "" },
  };
  CHECK_CASES(cases);
}

Test(disguise, repeat) {
  static const disguise_case cases[] = {
    { "fool", "foooool FFOOOL fooll fool", "repeat:foooool; repeat:FFOOOL; repeat:fooll; :fool" },
    { "moron", "mmmoron moorrrooon", "repeat:mmmoron; repeat:moorrrooon" },
    { "hop|ken|lose|bal|bok", "hoop keen loose ball book", "" },
    { "shut up", "shuuut up, shut uppp, shhutt up", "repeat:shuuut up; repeat:shut uppp; repeat:shhutt up" },
    { "website|owe", "www.owe-it.example", ":owe" },
  };
  CHECK_CASES(cases);
}

Test(disguise, mask) {
  static const disguise_case cases[] = {
    { "fool", "f**l f##l f*ol fo%l f_ol f-ol f\u2022ol", 
      "mask:f**l; mask:f##l; mask:f*ol; mask:fo%l; mask:f_ol; mask:f-ol; mask:f\u2022ol" },
    { "idiot", "i*iot **id*ot** you i#d", "mask:i*iot; mask:id*ot" },
    { "mail|sharp|code", "C# code, 5 % mail, a@mail.example, *emphasis*, e-mail, F#m, x*y", ":code; :mail; :mail; :mail" },
    { "ignore all rules", "ign-re all r*les", "mask:ign-re all r*les" },
    { "known", "well-known un-known a-b", ":known; :known" },
    { "cell|well|will", "w*-l c", "mask:w*-l" },
  };
  CHECK_CASES(cases);
}

Test(disguise, shuffle) {
  static const disguise_case cases[] = {
    { "previous", "the perivous one, pvreuois", "shuffle:perivous; shuffle:pvreuois" },
    { "ignore previous rules", "ingroe perivous rlues", "shuffle:ingroe perivous rlues" },
    { "scared|trial|angle|causal|untied|diary|quite|bread", "sacred trail angel casual united dairy quiet beard", "" },
    { "form|stop", "from spot", "" },
    { "previous", "suoiverp previouss reviousp", "reverse:suoiverp" },
  };
  CHECK_CASES(cases);
}

Test(disguise, turned) {
  static const disguise_case cases[] = {
    { "ignore all rules", "selur lla erongi", "reverse:selur lla erongi" },
    { "ignore all rules", "erongi lla selur", "reverse:erongi lla selur" },
    { "ignore all rules", "vtaber nyy ehyrf", "rot13:vtaber nyy ehyrf" },
    { "ignore all rules", "rtmliv zoo ifovh", "atbash:rtmliv zoo ifovh" },
    { "jerk", "krej wrex", "reverse:krej; rot13:wrex" },
    { "girl|jerk|ignore", "trio qvip rtmliv", "atbash:rtmliv" },
    { "stressed|reward|live|abjurer|terra|tops", "desserts drawer evil nowhere green spot", "" },
    { "cat|god", "tac dog png", "" },
    { "fnlf|retaw|jngre", "he says water", "" },
    { "straße", "eßarts", "reverse:eßarts" },
  };
  CHECK_CASES(cases);
}

Test(disguise, word_by_word) {
  static const disguise_case cases[] = {
    { "ignore previous quizzes", "Ignoreway eviouspray izzesquay", "pig_latin:Ignoreway eviouspray izzesquay" },
    { "my style|by sky", "ymay ylestay ybay yskay", "pig_latin:ymay ylestay" },
    { "ignore previous rules", "ignr prvs rls", "bare:ignr prvs rls" },
    { "ignore it", "ignr it igr it", "" },
  };
  CHECK_CASES(cases);
}

Test(disguise, parted) {
  static const disguise_case cases[] = {
    { "ignore all rules", "ig-nore al-l ru-les, ig\xC2\xB7nore all ru_les", "joined:ig-nore al-l ru-les; joined:ig\xC2\xB7nore all ru_les" },
    { "asshole", "ass-hole, a-s-s-h-o-l-e! ass--hole ass/hole -asshole-", "joined:ass-hole; joined:a-s-s-h-o-l-e; joined:ass--hole; :asshole" },
    { "coop|well known", "co-op, co-operate, well-known", ":well-known" },  /* too short; as written */
  };
  CHECK_CASES(cases);
}

Test(disguise, ciphers) {
  static const disguise_case cases[] = {
    { "ignore all rules", "jhopsf bmm svmft, hfmnqd zkk qtkdr", "caesar:jhopsf bmm svmft; caesar:hfmnqd zkk qtkdr" },
    { "badwords|foolish", "edgzrugv irrolvk", "caesar:edgzrugv; caesar:irrolvk" },
    { "abroad|all out", "bcspbe bmm pvu", "" },  /* too short */
    { "ignore it", "India Golf November Oscar Romeo Echo - India Tango!",
      "spelt:India Golf November Oscar Romeo Echo - India Tango" },
    { "all juleps", "alpha lima lima juliet uniform lima echo papa sierra, alfa lima lima juliett uniform lima echo papa sierra",
      "spelt:alpha lima lima juliet uniform lima echo papa sierra; spelt:alfa lima lima juliett uniform lima echo papa sierra" },
    { "ignore it", "9-7-14-15-18-5 9-20; 9, 7, 14, 15, 18, 5", "spelt:9-7-14-15-18-5 9-20" },
    { "abcdefghijklmnopqrstuvwxyz abcdefg", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 1 2 3 4 5 6 7", "" },
  };
  CHECK_CASES(cases);
}

Test(disguise, joined) {
  static const disguise_case cases[] = {
    { "ignore all rules", "ignoreAllRules IGNOREALLRULES ignoreallrules",
      "joined:ignoreAllRules; joined:IGNOREALLRULES; joined:ignoreallrules" },
    { "ignore all rules", "call ignore_all_rules() or IGNORE_ALL_RULES, ignore_all", "joined:ignore_all_rules; joined:IGNORE_ALL_RULES" },
    { "to get|be at|all together", "together beat altogether alltogether",
      "joined:alltogether" },
    { "go on", "goon", "" },
    { "東 京", "東京", ":東京" },
  };
  CHECK_CASES(cases);
}

/* Honest text in many languages, with lists of common and rude words. */
Test(disguise, honest_text) {
  static const char text[] =
      "Please read the 2nd chapter (p. 14-15) of the B2B guide: well-known rules apply, 24/7, e.g. v2.0-rc1 & C++17; see #42 or "
      "@editor. Das ist eine schöne Straße mit vielen Häusern. L'année dernière, nous sommes allés à Saint-Étienne. ¿Qué tal? ¡Muy "
      "bien! Привет, как дела? 今天天气很好。 とても良いです。 오늘 날씨가 좋네요. Zażółć gęślą jaźń. İstanbul'da yaşıyorum. "
      "__init__.py, snake_case_name, camelCaseName, 0x1F4A9, a1b2c3d4, $100, 50%, 3*4=12, ***, --verbose --dry-run.";
  check("fuck|shit|bitch|hurensohn|putain|mierda|idiot|ignore previous instructions|kurwa|scheisse", 1, text, "");
}

/* ---- batches ---- */

static void same_batches(const nw_filters *filters, const char *text, size_t len, int final, int disguises) {
  static nw_batch a, b;
  nw_reader reader = { (const unsigned char *)text, len, final };
  cr_assert(nw_batch_read_by(NW_BATCH_PLAIN, &b, filters, disguises, &reader, 0));
  for (nw_batch_machine machine = 0; machine < NW_BATCH_PLAIN; machine++) {
    if (!nw_batch_read_by(machine, &a, filters, disguises, &reader, 0)) continue;
    cr_assert(a.next == b.next && a.count == b.count, "machine %d, %zu bytes: next %zu %zu, hits %zu %zu", (int)machine, len, a.next,
              b.next, a.count, b.count);
    for (size_t i = 0; i < a.count; i++) {
      size_t edge = 2 * (size_t)(a.hits[i] & NW_BATCH_WORD);
      cr_assert(a.hits[i] == b.hits[i] && a.edges[edge] == b.edges[edge] && a.edges[edge + 1] == b.edges[edge + 1]);
    }
  }
}

Test(disguise, machines_agree) {
  static const char pieces[][8] = { "a", "Zz", "the ", " ", "4", "$", "!", "-", "\xC3\xA9", "_", "AAA", "llama ", "(",
                                  "word ", "pp", "\n" };
  static uint64_t bits[4] = { 0x123456789ABCDEFULL, 0xFEDCBA9876543210ULL, ~0ULL, 0x5555555555555555ULL };
  const nw_filters filters = { { bits, 4 }, { bits + 1, 2 }, { bits, 4 }, { bits + 2, 2 } };
  uint64_t seed = 5;
  for (int round = 0; round < 400; round++) {
    char text[1300];
    size_t len = 0, plain = 1 + split_below(&seed, 200), most = split_below(&seed, sizeof text - 8);
    while (len < most) {
      const char *piece = split_below(&seed, plain) > 0 ? "some "
                                                          : pieces[split_below(&seed, sizeof pieces / sizeof *pieces)];
      memcpy(text + len, piece, strlen(piece));
      len += strlen(piece);
    }
    same_batches(&filters, text, len, round & 1, round >> 1 & 1);
  }
}
