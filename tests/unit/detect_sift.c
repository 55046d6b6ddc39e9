/* Which events sieves drop, and that they drop none whose answer may still change: every text is cut at every place, too. */
#include <criterion/criterion.h>
#include <string.h>

#include "detect/secret/token.h"
#include "detect/sift.h"

/* `place`: of the event in `text`. */
typedef struct row { const char *text; unsigned place; nw_trigger kind; int kept; } row;

static const row rows[] = {
  { "the value x = list of things we wanted", 12, NW_TRIGGER_ASSIGN, 0 },
  { "the fields a_b_ = list of things we got", 16, NW_TRIGGER_ASSIGN, 0 },
  { "if (left_over != 'c' && right) return", 15, NW_TRIGGER_ASSIGN, 0 },
  { "  \"title\": \"nothing to see here at all\"", 9, NW_TRIGGER_ASSIGN, 0 },
  { "std::vector<int> of(things); return of;", 3, NW_TRIGGER_ASSIGN, 0 },
  { "times of 10:30:15 and 10:30:16 in here", 14, NW_TRIGGER_ASSIGN, 0 },
  { "the password = list of things we wanted", 13, NW_TRIGGER_ASSIGN, 1 },
  { "  \"api_key2\": \"nothing to see here\"     ", 12, NW_TRIGGER_ASSIGN, 1 },
  { "if (\"hunter2!\" == pw) return to sender", 15, NW_TRIGGER_ASSIGN, 1 },
  { "curl -s -u bob:hunter2 host.example/path", 14, NW_TRIGGER_ASSIGN, 1 },
  { "names = list.append(20, of, them, all)", 12, NW_TRIGGER_DOT, 0 },
  { "read docs.next_page of the book tonight", 9, NW_TRIGGER_DOT, 0 },
  { "read docs.python.org of the book tonight", 9, NW_TRIGGER_DOT, 1 },
  { "read example.net or what it points to", 12, NW_TRIGGER_DOT, 1 },
  { "and see www.municipality or the others", 11, NW_TRIGGER_DOT, 1 },
  { "call a_name_of_a_program(with, arguments)", 5, NW_TRIGGER_TOKEN, 0 },
  { "call anotherNameOfPrograms(with, a, b, c)", 5, NW_TRIGGER_TOKEN, 0 },
  { "call ghp_nameOfAProgramOrOne(with, a, b)", 5, NW_TRIGGER_TOKEN, 1 },
  { "call a_name_of_a_2nd_program(with, args)", 5, NW_TRIGGER_TOKEN, 1 },
  { "call aBcDeFgHiJkLmNoPqRs in the list now", 5, NW_TRIGGER_TOKEN, 1 },
  { "call ab-cd-ef-ab-cd-ef about the network", 5, NW_TRIGGER_TOKEN, 1 },
  { "wait for another 20 minutes, then go home", 17, NW_TRIGGER_NUMBER, 0 },
  { "f(20, 30) and number 12345 in the listing", 21, NW_TRIGGER_NUMBER, 0 },
  { "it was on the 5 May when we met for lunch", 14, NW_TRIGGER_NUMBER, 1 },
  { "it was on the 21st of May when we first met", 14, NW_TRIGGER_NUMBER, 1 },
  { "it was on March 12 when we met for lunch", 16, NW_TRIGGER_NUMBER, 1 },
  { "it was in maio de 2021 when we met for it", 18, NW_TRIGGER_NUMBER, 1 },
  { "it was the 2021-05-20 when we met for it", 11, NW_TRIGGER_NUMBER, 1 },
};

static nw_secret_index secrets;

/* 1 when the event is there and stays; of the first `len` bytes of a text, behind `before` bytes of others. */
static int is_kept(const row *r, const char *text, size_t len, size_t before, int final) {
  const nw_machine *machine = nw_machine_best();
  nw_masks masks;
  nw_events events;
  nw_stretch stretch = { 0 };
  uint64_t wanted[NW_TRIGGER_COUNT] = { 0 };
  wanted[r->kind] = UINT64_MAX;
  nw_scan scan = { .data = (const unsigned char *)text, .end = len, .final = final };
  size_t blocks = nw_masks_batch(nw_masks_of(machine->width), &masks, scan.data, len, !final, -1);
  nw_sift sift = { .scan = &scan, .masks = &masks, .secrets = &secrets, .stretch = &stretch };
  size_t at = before + r->place, b = 1 + at / NW_BLOCK_BYTES;
  nw_events_of(machine, &events, wanted, &masks, blocks);
  cr_assert(events.of[r->kind][b] >> at % NW_BLOCK_BYTES & 1u, "'%s' has no event at %u", r->text, r->place);
  nw_sift_block(&sift, &events, wanted, b);
  return (int)(events.of[r->kind][b] >> at % NW_BLOCK_BYTES & 1u);
}

Test(sift, drops_what_no_verifier_takes) {
  enum { MOST = 160 };
  nw_secret_index_build(&secrets);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    for (size_t before = 0; before < 100; before += 9) {  /* at the beginning of a text less is known, never another thing */
      char text[MOST + 1];
      memset(text, ' ', sizeof text);
      memcpy(text + before, rows[i].text, strlen(rows[i].text));
      int kept = is_kept(&rows[i], text, MOST, before, 1);
      cr_expect(before < 18 || kept == rows[i].kept, "'%s' behind %zu bytes", rows[i].text, before);
      cr_expect(kept >= rows[i].kept, "'%s' behind %zu bytes", rows[i].text, before);
    }
  }
}

Test(sift, keeps_what_is_not_all_there) {
  nw_secret_index_build(&secrets);
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (!rows[i].kept) continue;
    for (size_t len = rows[i].place + 1; len <= strlen(rows[i].text); len++)
      cr_expect(is_kept(&rows[i], rows[i].text, len, 0, 0), "'%.*s|'", (int)len, rows[i].text);
  }
}
