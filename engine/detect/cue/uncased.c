/* Names and addresses behind a cue, in scripts without capital letters. No letter tells where a name begins or ends, so the cue does the
 * one, and what stands behind a name in such a language the other:
 *
 *   姓名：王小明，          a sign ends it
 *   我叫王小明今年          a surname (grammar/names.def) has one letter or two behind it
 *   氏名は田中太郎です      です
 *   이름은 김철수입니다     입니다
 *   मेरा नाम राहुल शर्मा है    a word that is in no name (WORD in grammar/cues.def)
 *   住所：東京都千代田区1-1  都, 区: what an address is made of
 *
 * Blocks of scripts: Unicode 15, Blocks.txt.
 */
#include <string.h>

#include "detect/cue/cue.h"
#include "text/utf8.h"

/* Letters of one script may stand beside each other in a name; Han and kana are one. */
typedef enum script { NONE = 0, HEBREW, ARABIC, INDIC, THAI, HAN, HANGUL } script;

enum { LETTER_BYTES = 3, WORD_LETTERS = 24, NAME_WORDS = 4, EIGHT = 8 };

typedef struct letter { uint32_t cp; unsigned len; script script; } letter;

typedef struct reader {
  const struct nw_cues *table;
  nw_cursor             cursor;
} reader;

/* A run of letters of one script. */
typedef struct word {
  size_t   start, end;
  script   script;
  unsigned letters;
  char     text[WORD_LETTERS * LETTER_BYTES + EIGHT];  /* zeroes behind it */
} word;

static script script_of(uint32_t cp) {
  static const struct { uint16_t first, last; uint8_t script; } blocks[] = {
    { 0x0591, 0x05F2, HEBREW }, { 0x0620, 0x065F, ARABIC }, { 0x066E, 0x06D3, ARABIC }, { 0x06D5, 0x06EF, ARABIC },
    { 0x06FA, 0x077F, ARABIC }, { 0x0900, 0x0DFF, INDIC }, { 0x0E01, 0x0E3E, THAI }, { 0x0E40, 0x0E4E, THAI }, { 0x3005, 0x3005, HAN },
    { 0x3041, 0x30FF, HAN }, { 0x3400, 0x4DBF, HAN }, { 0x4E00, 0x9FFF, HAN }, { 0xAC00, 0xD7A3, HANGUL }
  };
  for (unsigned i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
    if (cp >= blocks[i].first && cp <= blocks[i].last)  /* the digits and dandas of Indic blocks stand at the same places */
      return blocks[i].script == INDIC && (cp & 0x7F) >= 0x64 && (cp & 0x7F) <= 0x6F ? NONE : (script)blocks[i].script;
  return NONE;
}

static int byte_at(reader *r, size_t pos) {
  r->cursor.pos = pos;
  return nw_cursor_peek(&r->cursor);
}

static letter letter_at(reader *r, size_t pos) {
  unsigned char bytes[LETTER_BYTES];
  letter l = { 0, 0, NONE };
  bytes[0] = (unsigned char)byte_at(r, pos);
  if (bytes[0] < 0xD6 || bytes[0] > 0xED) return l;
  const unsigned len = bytes[0] < 0xE0 ? 2 : 3;
  for (unsigned i = 1; i < len; i++) bytes[i] = (unsigned char)byte_at(r, pos + i);
  l.len = nw_utf8_decode(bytes, len, &l.cp);
  l.script = l.len > 1 && l.cp != NW_UTF8_BAD ? script_of(l.cp) : NONE;
  return l;
}

/* Reads the word at `pos`; 0: there is none, or it is longer than any of a name. */
static int read_word(reader *r, size_t pos, word *w) {
  *w = (word){ .start = pos, .end = pos };
  for (letter l; (l = letter_at(r, w->end)).script != NONE && (w->script == NONE || w->script == l.script); w->letters++) {
    if (w->letters == WORD_LETTERS) return 0;
    for (unsigned i = 0; i < l.len; i++) w->text[w->end - pos + i] = (char)byte_at(r, w->end + i);
    w->script = l.script;
    w->end += l.len;
  }
  return w->letters > 0;
}

/* Are the first `len` bytes of the word in a list of grammar/? */
static int is_in(const reader *r, const word *w, size_t len, nw_cue_how how) {
  return (int)(nw_cue_word_kinds(r->table, (const unsigned char *)w->text, len) >> how & 1);
}

/* All of it is in no name, or what is written with one letter: 未知, 请输入. */
static int is_no_name(const reader *r, const word *w) {
  return is_in(r, w, w->end - w->start, NW_CUE_WORD) || (w->script == HAN && is_in(r, w, LETTER_BYTES, NW_CUE_WORD));
}

/* A blank between two words of a name: one space, or the ideographic one. The place behind it, or 0. */
static size_t over_blank(reader *r, size_t pos) {
  if (byte_at(r, pos) == ' ') return pos + 1;
  return byte_at(r, pos) == 0xE3 && byte_at(r, pos + 1) == 0x80 && byte_at(r, pos + 2) == 0x80 ? pos + 3 : 0;
}

/* ":" or "：": what is in front of it is a label. */
static int is_colon(reader *r, size_t pos) {
  return byte_at(r, pos) == ':' || (byte_at(r, pos) == 0xEF && byte_at(r, pos + 1) == 0xBC && byte_at(r, pos + 2) == 0x9A);
}

static int begins_with_one(const char *text, const char *const *list) {
  for (; *list != NULL; list++)
    if (strncmp(text, *list, strlen(*list)) == 0) return 1;
  return 0;
}

/* The name at `w` has `n` letters: 1. */
static int cut_to(word *w, unsigned n) {
  w->end = w->start + n * LETTER_BYTES;
  w->letters = n;
  return 1;
}

/* Letters in front of what stands behind a name, of `least` at least; `*told`: there is such a thing. */
static unsigned letters_of_name(const word *w, unsigned least, const char *const *behind, int *told) {
  for (unsigned n = least; n < w->letters; n++)
    if ((*told = begins_with_one(w->text + n * LETTER_BYTES, behind)) != 0) return n;
  *told = 0;
  return w->letters;
}

/* ---- Chinese and Japanese ---- */

static const char *const behind_chinese[] = {
  "先生", "女士", "小姐", "的", "是", "在", "今年", "来自", "來自", "和", "我", "电话", "電話", "手机", "手機", "身份", "性", "年龄", "年齡", "出生",
  "地址", "住", "男", "女", "有", "想", NULL
};
static const char *const behind_japanese[] = {
  "です", "でございます", "でした", "という", "といいます", "と申します", "さん", "さま", "様", "殿", "氏", NULL
};

/* Letters of the Chinese surname that the word begins with; 0: none. */
static unsigned surname_letters(const reader *r, const word *w) {
  if (w->letters > 2 && is_in(r, w, (size_t)2 * LETTER_BYTES, NW_CUE_FAMILY)) return 2;
  return w->letters > 1 && is_in(r, w, LETTER_BYTES, NW_CUE_FAMILY) ? 1 : 0;
}

/* The kana that Japanese words are written with; names of other countries are in the other one. */
static int is_hiragana(const char *at) {
  const unsigned char *text = (const unsigned char *)at;
  return text[0] == 0xE3 && (text[1] == 0x81 || (text[1] == 0x82 && text[2] < 0xA0));
}
static int is_katakana(const char *at) { return (unsigned char)at[0] == 0xE3 && (unsigned char)at[1] >= 0x82 && !is_hiragana(at); }

/* Letters of the katakana that the word begins with. */
static unsigned katakana_letters(const word *w) {
  unsigned n = 0;
  while (n < w->letters && is_katakana(w->text + n * LETTER_BYTES)) n++;
  return n;
}

/* Letters of the name that the word may begin with, up to what stands behind names; `*told`: something Japanese does. */
static unsigned letters_of_han(const word *w, int *told) {
  int chinese;
  unsigned japanese = letters_of_name(w, 1, behind_japanese, told), n = letters_of_name(w, 1, behind_chinese, &chinese);
  if (n < japanese) *told = 0;
  return n < japanese ? n : japanese;
}

/* Cuts the word to the name that it begins with. `sure`: nothing but a name follows the cue. */
static int cut_han(const reader *r, word *w, int sure) {
  enum { LEAST_JAPANESE = 3, MOST = 6, GIVEN = 2 };
  int told;
  unsigned surname = surname_letters(r, w), n = letters_of_han(w, &told), katakana = katakana_letters(w);
  if (katakana > 0) return katakana > 1 && (sure || (told && n == katakana)) && cut_to(w, katakana < n ? katakana : n);
  if (surname > 0 && !told && n > (sure ? MOST : surname + GIVEN)) n = surname + GIVEN;
  if (surname == 0 && !sure && (!told || n < LEAST_JAPANESE || is_hiragana(w->text))) return 0;
  return n >= 2 && n <= MOST && cut_to(w, n);
}

/* "佐藤 花子": the given name behind a blank; not another label. */
static void join_han(reader *r, word *w) {
  enum { FAMILY = 3, GIVEN = 3 };
  word next;
  size_t at = over_blank(r, w->end);
  if (w->letters > FAMILY || at == 0 || !read_word(r, at, &next) || next.script != HAN || is_no_name(r, &next)) return;
  if (begins_with_one(next.text, behind_chinese) || begins_with_one(next.text, behind_japanese)) return;
  int told;
  unsigned n = letters_of_han(&next, &told), katakana = katakana_letters(&next);
  if (n > GIVEN && katakana < n) return;
  (void)cut_to(&next, n);
  if (!is_colon(r, next.end)) w->end = next.end;
}

/* ---- Korean ---- */

static int cut_hangul(const reader *r, word *w, int sure) {
  static const char *const behind[] = {
    "입니다", "이에요", "예요", "이라고", "라고", "이고", "이며", "이다", "님", "씨", "고객", "께서", NULL
  };
  enum { MOST = 4 };
  int told;
  unsigned n = letters_of_name(w, 2, behind, &told);
  int surname = is_in(r, w, LETTER_BYTES, NW_CUE_FAMILY) || is_in(r, w, (size_t)2 * LETTER_BYTES, NW_CUE_FAMILY);
  return n >= 2 && n <= MOST && (sure || (surname && n == 3)) && cut_to(w, n) && !is_no_name(r, w);
}

/* ---- scripts with blanks ---- */

/* "وأنا", "ואני": "and" is written with the next word. */
static int begins_with_and(const word *w) {
  return (w->script == ARABIC && strncmp(w->text, "و", 2) == 0) || (w->script == HEBREW && strncmp(w->text, "ו", 2) == 0);
}

/* Takes the words behind the first one that go with it. In a longer row of words nobody tells where the name ends: it has two then. */
static void join_words(reader *r, word *w, int sure) {
  const unsigned most = sure ? NAME_WORDS : w->script == INDIC ? 3 : 2;
  size_t second = 0;
  word next;
  for (unsigned words = 1;; words++) {
    size_t at = byte_at(r, w->end) == ' ' ? w->end + 1 : 0;
    if (at == 0 || !read_word(r, at, &next) || next.script != w->script || is_no_name(r, &next)) return;
    if (!sure && begins_with_and(&next)) return;
    if (words == most) break;
    w->end = next.end;
    if (second == 0) second = w->end;
  }
  if (sure && second > 0) w->end = second;
}

/* ---- a name ---- */

int nw_cue_uncased_name(const struct nw_cues *table, nw_probe *probe, size_t pos, int sure, nw_hit *hit) {
  reader r = { table, nw_cursor_at(probe, pos, NW_ENTITY_NAME) };
  word w;
  if (letter_at(&r, pos).script == NONE || !read_word(&r, pos, &w) || is_no_name(&r, &w)) return 0;
  if (w.script == HAN && !cut_han(&r, &w, sure)) return 0;
  if (w.script == HANGUL && !cut_hangul(&r, &w, sure)) return 0;
  if (w.script == HAN && sure) join_han(&r, &w);
  if (w.script < HAN) join_words(&r, &w, sure);
  if (w.letters < 2) return 0;
  hit->start = w.start;
  hit->end = w.end;
  hit->score_ppm = NW_SCORE_CONTEXT;
  return 1;
}

/* ---- an address ---- */

/* What Chinese, Japanese and Korean addresses are made of: 省, 市, 区 …, 都, 丁目, 番, 시, 구, 동, 로, 길. */
static int is_part_of_address(uint32_t cp) {
  static const uint16_t parts[] = {
    0x7701, 0x5E02, 0x533A, 0x5340, 0x53BF, 0x7E23, 0x8DEF, 0x8857, 0x9053, 0x53F7, 0x865F, 0x6751, 0x9547, 0x753A, 0x4E01, 0x76EE, 0x756A,
    0x90FD, 0x5E9C, 0x680B, 0x5F04, 0x5DF7, 0x697C, 0x5BA4, 0xC2DC, 0xAD6C, 0xB3D9, 0xB85C, 0xAE38, 0xAD70, 0xBA74, 0xC74D
  };
  for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++)
    if (parts[i] == cp) return 1;
  return 0;
}

/* Bytes of the letter, digit or dash at `pos`; 0: the address, or this part of it, ends there. */
static unsigned address_step(reader *r, size_t pos, unsigned *parts, unsigned *digits) {
  int c = byte_at(r, pos);
  if (nw_is_alnum((unsigned)c) || c == '-' || c == '#') {
    *digits += nw_is_digit_at(c) ? 1u : 0u;
    return 1;
  }
  letter l = letter_at(r, pos);
  if (l.script != HAN && l.script != HANGUL) return 0;
  *parts += is_part_of_address(l.cp) ? 1u : 0u;
  return l.len;
}

int nw_cue_uncased_address(nw_probe *probe, size_t pos, nw_hit *hit) {
  enum { MOST_BYTES = 160, LEAST_PARTS = 2 };
  reader r = { NULL, nw_cursor_at(probe, pos, NW_ENTITY_ADDRESS) };
  unsigned parts = 0, digits = 0, step;
  size_t end = pos, at = pos;
  script first = letter_at(&r, pos).script;
  if (first != HAN && first != HANGUL) return 0;
  do {  /* words between blanks; one that a colon stands behind is another label */
    unsigned more_parts = 0, more_digits = 0;
    size_t from = at;
    while (at < pos + MOST_BYTES && (step = address_step(&r, at, &more_parts, &more_digits)) > 0) at += step;
    if (at == from || is_colon(&r, at)) break;
    if (end > pos && more_parts + more_digits == 0) break;
    parts += more_parts;
    digits += more_digits;
    end = at;
  } while (at < pos + MOST_BYTES && (at = over_blank(&r, end)) > 0);
  if (end == pos || (parts < LEAST_PARTS && (parts == 0 || digits == 0))) return 0;
  hit->start = pos;
  hit->end = end;
  hit->score_ppm = NW_SCORE_CONTEXT;
  return 1;
}
