/* detect/cue/cue.h - the inside of the cue family: cues, the table they stand in, and the verifiers of values.
 *
 *   "Password for the portal: hunter2!X"
 *    ^ cue (table.c)        ^ gap (gap.c)  ^ value (secret.c, number.c, name.c, address.c)
 *
 * A verifier reads through a probe (detect/probe.h) whose `at` is the begin of the cue, so its look-ahead counts from there, over
 * cue, gap and value. Every finding begins at its cue or behind it: what is before an event is settled.
 */
#ifndef NW_DETECT_CUE_H
#define NW_DETECT_CUE_H

#include <string.h>

#include "base/hash.h"
#include "detect/families.h"
#include "detect/masks.h"
#include "detect/probe.h"
#include "detect/tag/tag.h"

/* How a cue asks for its value: the comment of grammar/cues.def. */
typedef enum nw_cue_how {
  NW_CUE_NEXT = 0, NW_CUE_SIGN,
  NW_CUE_TITLE, NW_CUE_GREET, NW_CUE_CLOSE, NW_CUE_HEAD, NW_CUE_LABEL, NW_CUE_PERSON, NW_CUE_FIELD, NW_CUE_INTRO,
  NW_CUE_SELF, NW_CUE_HINT,
  NW_CUE_STREET, NW_CUE_BOX, NW_CUE_UNIT, NW_CUE_LIVES,
  NW_CUE_UNITS, NW_CUE_FORM, NW_CUE_OPTION,
  NW_CUE_GIVEN, NW_CUE_EITHER, NW_CUE_FAMILY, NW_CUE_ENDING, NW_CUE_FIRM, NW_CUE_WORD,  /* looked up by name.c only: no events */
  NW_CUE_COMMON, /* begins sentences, and is in no list of names: no event */
  NW_CUE_OPENER, /* the same, but some language has it for a name: it is one in front of another capital letter */
  NW_CUE_BEHIND  /* "in", "from": an address may stand behind it: no event */
} nw_cue_how;

enum { NW_CUE_WORD_BYTES = 48 };  /* a longer word is none of ours */

/* Latin with marks, Greek, Cyrillic: is the letter that begins with these bytes a capital one? By the order of the blocks
 * (UnicodeData.txt); letters of ASCII are told by themselves. */
static inline int nw_cue_is_capital(unsigned c, unsigned next) {
  switch (c) {
    case 0xC3: return next >= 0x80 && next <= 0x9E;
    case 0xC4: return next < 0xB8 ? next % 2 == 0 : next % 2 == 1;
    case 0xC5: return next < 0x89 || next > 0xB8 ? next % 2 == 1 : next % 2 == 0;
    case 0xC8: return next == 0x98 || next == 0x9A;
    case 0xCE: return next >= 0x86 && next <= 0xAB;
    case 0xD0: return next >= 0x80 && next <= 0xAF;
    default: return nw_is_upper(c);
  }
}

/* ---- table.c ---- */

typedef struct nw_cue {
  const char *text;    /* the phrase in grammar/; not terminated */
  uint8_t     len, first_len, entity, how;
  uint32_t    next;    /* index + 1 of the next one with this first word; 0: none */
} nw_cue;

/* A first word, or a word that name.c asks for. */
typedef struct nw_cue_slot {
  uint64_t    key;
  const char *word;         /* NULL: empty */
  uint32_t    first, last;  /* cues with this first word, in order of the sources: index + 1 */
  uint32_t    alone;        /* bits 1 << nw_cue_how: the word is one all by itself */
  uint32_t    seconds;      /* bits 1 << (letter & 31): what the second words begin with */
  uint8_t     len, anything;  /* anything: some phrase goes on otherwise, or not at all */
} nw_cue_slot;

enum { NW_CUE_FILTER_LOG = 16, NW_CUE_ENDING_BITS = 1 << 15, NW_CUE_LABEL_BITS = 1 << 12 };

/* What the filter knows of a word: some phrase begins with it, in any case, with a capital letter; it is one of the other lists. */
enum { NW_CUE_ANY = 1, NW_CUE_UPPER = 2, NW_CUE_LISTED = 4 };

struct nw_cues {
  nw_alloc     alloc;
  const nw_machine *machine;
  nw_cue      *cues;
  size_t       count, capacity;
  nw_cue_slot *slots;
  size_t       slot_mask;   /* a power of two, less one */
  unsigned     first[NW_ENTITY_COUNT + 1];  /* rules of entity e: rules[first[e]] … */
  nw_cue_rule *rules;
  size_t       rule_count;
  uint8_t      on[NW_ENTITY_COUNT];         /* asked for when every rule is judged */
  uint8_t      bare[NW_ENTITY_COUNT], bares;  /* some rule of the entity, of any, takes bare shapes */
  uint8_t      numbers;     /* some rule asks for events at numbers */
  uint8_t      tags, names; /* … for names or addresses: the tagger is asked; for names */
  nw_tag_model tagger;
  /* First words in any case: behind a shorter one stands a 0, and anything behind the 0 of one of two letters. All words that have a
   * slot, four bits a word. */
  nw_fronts    fronts;
  uint8_t      filter[1 << (NW_CUE_FILTER_LOG - 1)];
  uint64_t     endings[NW_CUE_ENDING_BITS / 64];
  uint64_t     label_ends[NW_CUE_LABEL_BITS / 64];  /* letters that labels of one word end with, by nw_cue_label_bit */
};

/* The first eight bytes of a word of `len` bytes, 0 behind its end. Eight bytes can be read at `text`. */
static inline uint64_t nw_cue_eight(const unsigned char *text, size_t len) {
  static const uint64_t keep[9] = { 0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF,
                                    UINT64_MAX };
  return nw_load_few(text, 8) & keep[len < 8 ? len : 8];
}
/* Key of a word of `len` bytes: its first eight, folded, and its length. */
static inline uint64_t nw_cue_key(uint64_t eight, size_t len) {
  const uint64_t ones = 0x0101010101010101ULL, high = 0x80 * ones;
  uint64_t low = eight & ~high;
  uint64_t capital = (low + (0x80 - 'A') * ones) & ~(low + (0x7F - 'Z') * ones) & ~eight & high;
  return ((eight | capital >> 2) ^ ((uint64_t)len << 56)) * 0x9e3779b97f4a7c15ULL;
}
/* Bits of NW_CUE_ANY, _UPPER, _LISTED; a word that has none is in no list. */
static inline unsigned nw_cue_filter(const struct nw_cues *table, uint64_t key) {
  unsigned at = (unsigned)(key >> (64 - NW_CUE_FILTER_LOG));
  return table->filter[at / 2] >> at % 2 * 4 & 15;
}

static inline unsigned nw_cue_ending_bit(const unsigned char *text, size_t len) {
  return (text[len - 1] & 31u) | (text[len - 2] & 31u) << 5 | (text[len - 3] & 31u) << 10;
}

/* By the last letter of a label, of three bytes; `end` behind it. */
static inline unsigned nw_cue_label_bit(const unsigned char *end) { return (end[-1] & 63u) | (end[-2] & 63u) << 6; }

static inline size_t nw_cue_slot_of(const struct nw_cues *table, uint64_t key) { return (size_t)(key >> 20) & table->slot_mask; }
/* The slot of a word; NULL: it is in no list. */
const nw_cue_slot *nw_cue_find(const struct nw_cues *table, uint64_t key, const unsigned char *text, size_t len);
/* Writes a word with letters beyond ASCII as the table has it: "ПАРОЛЬ" is пароль, and what begins "密码：" is 密码. Returns its length;
 * above NW_CUE_WORD_BYTES: no word of the table. Zero what is behind it before. */
enum { NW_CUE_FOLD_BYTES = NW_CUE_WORD_BYTES + 8 };
unsigned nw_cue_fold_word(const unsigned char *text, unsigned len, char folded[NW_CUE_FOLD_BYTES]);
/* The slots of a word of `len` > 0 bytes as it is, and of it in small letters when that is another one; NULL: none. Only words with letters
 * beyond ASCII have two. Eight bytes can be read at `text`. */
void nw_cue_find_both(const struct nw_cues *table, const unsigned char *text, size_t len, const nw_cue_slot *both[2]);
/* Bits 1 << nw_cue_how: what the word is all by itself, as it is or in small letters. Eight bytes can be read at `text`. */
uint32_t nw_cue_word_kinds(const struct nw_cues *table, const unsigned char *text, size_t len);

/* ---- list.c: the large list of names ---- */

enum { NW_NAME_GIVEN = 1, NW_NAME_SURE = 2, NW_NAME_FAMILY = 4, NW_NAME_ANY = NW_NAME_GIVEN | NW_NAME_FAMILY };
/* Bits of NW_NAME_*; 0: not in the list. SURE: no word of a language and no place; SURE alone: a frequent word that is no name. */
unsigned nw_name_kinds(const unsigned char *text, size_t len);
/* The same by the hash of the letters, small ones (ASCII and Latin-1): hash = SEED, then (hash ^ letter) * PRIME for each byte. */
#define NW_NAME_SEED 2166136261u
#define NW_NAME_PRIME 16777619u
unsigned nw_name_kinds_hashed(uint32_t hash, size_t len);
const char *nw_names_digest(void);

/* ---- gap.c: what stands between a cue and its value ---- */

typedef struct nw_cue_gap {
  size_t start;   /* of the value */
  int    sign;    /* ':', '=', "is" … was there */
  int    verb;    /* … and it was a word */
  int    equal;   /* '=' was there */
  int    filler;  /* "number", "no.", '#' was there */
  int    line;    /* a line end was there */
  int    quote;   /* the quote in front of the value, or 0 */
  int    tag;     /* a tag of HTML or XML was there: the next one ends the value */
} nw_cue_gap;
/* The value's place behind `pos`; 0 when there is none. */
int nw_cue_gap_scan(nw_probe *probe, size_t pos, unsigned entity, nw_cue_gap *gap);
/* The same for a value that is glued to the option "-p" of the command that ends at `pos`. */
int nw_cue_option_scan(nw_probe *probe, size_t pos, nw_cue_gap *gap);
/* May the value of a cue of one word stand behind it? A filter: `left` >= 2 bytes are there. */
int nw_cue_may_follow(const nw_cue *cue, const unsigned char *behind, size_t left);
/* The rest of a phrase behind its first word; its end, or 0. */
size_t nw_cue_phrase_end(nw_probe *probe, const nw_cue *cue);

/* ---- verifiers: 1 and `hit` filled, or 0. The text of the value begins at gap->start. ---- */

typedef int (*nw_cue_value_fn)(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit);
int nw_cue_password(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit);
int nw_cue_username(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit);
int nw_cue_aws_secret(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit);
/* All entities whose value is a number or a short code. */
int nw_cue_number(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit);
/* At a number, for rules of strictness ANY: the shape of hit->entity by itself, where it has one. */
int nw_cue_bare(nw_probe *probe, nw_hit *hit);
int nw_cue_age(nw_probe *probe, const nw_cue_gap *gap, const nw_cue *cue, nw_hit *hit);
int nw_cue_age_number(nw_probe *probe, nw_hit *hit);                  /* at a number: "40 years old" */
int nw_cue_health_number(nw_probe *probe, nw_hit *hit);               /* at a number: 4-3-3 and a version code */
int nw_cue_plate_place(nw_probe *probe, nw_hit *hit);                 /* where a text or, behind a plate, another plate may begin */
int nw_cue_driver_place(nw_probe *probe, nw_hit *hit);
int nw_cue_address_number(nw_probe *probe, nw_hit *hit);              /* at a number: "12 Baker Street, London NW1 6XE" */
int nw_cue_address_word(nw_probe *probe, nw_hit *hit);                /* at a word: "Hauptstraße 12, 10115 Berlin" */
int nw_cue_address(nw_probe *probe, size_t pos, const nw_cue *cue, nw_hit *hit);   /* behind a cue that ends at `pos` */
/* A name behind a cue that ends at `pos`; a name at a word with a capital letter. */
int nw_cue_name(const struct nw_cues *table, nw_probe *probe, size_t pos, const nw_cue *cue, nw_hit *hit);
int nw_cue_name_here(const struct nw_cues *table, nw_probe *probe, nw_hit *hit);
/* 1: the lists or the letters around [probe->at, end) say that it is no name, whatever it looks like. */
int nw_cue_no_name(const struct nw_cues *table, nw_probe *probe, size_t end);

/* ---- uncased.c: scripts without capital letters ---- */

/* The name at `pos`, behind a cue; 0: none, or another script. `sure`: nothing but a name stands behind the cue. */
int nw_cue_uncased_name(const struct nw_cues *table, nw_probe *probe, size_t pos, int sure, nw_hit *hit);
/* The Chinese, Japanese or Korean address at `pos`, behind "住所：". */
int nw_cue_uncased_address(nw_probe *probe, size_t pos, nw_hit *hit);

/* ---- grammar/cue_*.re ---- */

typedef enum nw_gap_token {
  NW_GAP_NONE = 0, NW_GAP_BLANK, NW_GAP_LINE, NW_GAP_SIGN, NW_GAP_EQUAL, NW_GAP_VERB, NW_GAP_FILLER, NW_GAP_QUOTE, NW_GAP_NOTE,
  NW_GAP_TAG, NW_GAP_OF
} nw_gap_token;
nw_gap_token nw_cue_gap_token(nw_cursor *c);
int nw_cue_digits_scan(nw_cursor *c);     /* digits in groups */
int nw_cue_expiry_scan(nw_cursor *c);     /* MM/YY, MM/YYYY, Mon YYYY: 1, or 2 for Mon */
int nw_cue_date_scan(nw_cursor *c);
int nw_cue_birthplace_scan(nw_cursor *c);
int nw_cue_driver_scan(nw_cursor *c);
int nw_cue_plate_scan(nw_cursor *c);
int nw_cue_plate_form_scan(nw_cursor *c);   /* the layout of a country */
int nw_cue_driver_form_scan(nw_cursor *c);
int nw_cue_health_scan(nw_cursor *c);
int nw_cue_record_scan(nw_cursor *c);
int nw_cue_passport_scan(nw_cursor *c);
typedef enum nw_age_form { NW_AGE_NONE = 0, NW_AGE_BARE, NW_AGE_UNIT, NW_AGE_OLD } nw_age_form;
nw_age_form nw_cue_age_scan(nw_cursor *c);
int nw_cue_old_scan(nw_cursor *c);          /* behind it: " old", " de edad" */
int nw_cue_street_scan(nw_cursor *c);       /* number first */
int nw_cue_house_scan(nw_cursor *c);        /* number, names, number */
int nw_cue_street_after_scan(nw_cursor *c); /* behind "via", "ul.": name and number */
int nw_cue_street_word_scan(nw_cursor *c);  /* "Hauptstraße 12" */
int nw_cue_tail_scan(nw_cursor *c);         /* behind a street: 1 city and code, 2 a city, 3 a unit */
int nw_cue_box_scan(nw_cursor *c);
int nw_cue_mail_scan(nw_cursor *c);         /* behind "PSC", "Unit" */
int nw_cue_free_scan(nw_cursor *c);         /* behind "address:" */

/* ---- join.c ---- */

/* `hit`: what the lists and words found, when `found`; the tagger's answer then trims it, extends it, or makes it bare. 1: `hit` holds a
 * finding. */
int nw_cue_join(const nw_tagged *tagged, int found, nw_hit *hit);

/* ---- front.c ---- */

/* What the bytes around a number allow it to be. `open`: the window ends before they tell. */
typedef struct nw_cue_number_front { int street, age, health, open; } nw_cue_number_front;
nw_cue_number_front nw_cue_front_of(const nw_scan *scan, size_t pos);

/* ---- words.c: where words and numbers begin ---- */

/* The next batch of the window, from `pos` < end on: places 1 … n, the block behind at n + 1. Returns n. */
size_t nw_words_batch(const nw_machine *machine, const nw_scan *scan, size_t pos, nw_words *words);

#endif
