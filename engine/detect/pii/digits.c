#include "detect/pii/digits.h"

#include <string.h>

#include "base/eight.h"

/* A separator at `pos`: its symbol and its length in bytes; 0 when there is none. */
static unsigned char separator(nw_probe *probe, size_t pos, unsigned *len) {
  int c = nw_probe_at(probe, pos);
  *len = 1;
  switch (c) {
    case ' ': case '.': case '-': case '/': case '(': case ')': case '+': return (unsigned char)c;
    case 0xC2:  /* U+00A0 */
      *len = 2;
      return nw_probe_at(probe, pos + 1) == 0xA0 ? ' ' : 0;
    case 0xE2:  /* U+2010..2013 hyphens and the en dash, U+202F */
      *len = 3;
      if (nw_probe_at(probe, pos + 1) != 0x80) return 0;
      c = nw_probe_at(probe, pos + 2);
      return c >= 0x90 && c <= 0x93 ? '-' : c == 0xAF ? ' ' : 0;
    default: return 0;
  }
}

static void push(nw_chain *chain, unsigned char symbol, size_t end) {
  chain->symbol[chain->count++] = symbol;
  chain->symbol[chain->count] = 0;
  chain->at[chain->count] = end;
}

static void close_chain(nw_chain *chain, nw_probe *probe, size_t pos) {
  int c = nw_probe_at(probe, pos);
  unsigned char symbol = '$';
  if (nw_is_word(c)) symbol = 'w';
  else if ((c == ',' || c == ':') && nw_is_digit_at(nw_probe_at(probe, pos + 1))) symbol = (unsigned char)c;
  push(chain, symbol, pos);
  chain->closed = 1;
}

/* ". " and " ." are no joint, whatever follows: one item ends there. */
static int is_sentence(unsigned char first, unsigned char second) {
  return (first == '.' && second == ' ') || (first == ' ' && (second == '.' || second == '/'));
}

/* Takes back what was pushed behind `count`: the window ended inside of it. */
static void leave_open(nw_chain *chain, unsigned count) {
  chain->count = count;
  chain->symbol[count] = 0;
  chain->open = 1;
  chain->closed = 0;
}

/* Digits at `pos`, at most one more than a group has; sets `touched` when the window ends behind them. */
static unsigned digits_at(nw_probe *probe, size_t pos) {
  const nw_scan *scan = probe->scan;
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t left = scan->end - pos;
  unsigned digits = left < sizeof(uint64_t) ? 0 : nw_eight_run(nw_eight_no_digits(nw_eight(text)));
  if (digits == 0 || digits == sizeof(uint64_t))
    while (digits <= NW_GROUP_DIGITS && digits < left && nw_is_digit(text[digits])) digits++;
  probe->work += digits;
  if (digits == left && digits <= NW_GROUP_DIGITS && !scan->final) probe->touched = 1;
  return digits;
}

static unsigned char symbol_of(unsigned digits) { return (unsigned char)(digits < 10 ? '0' + digits : 'A' + digits - 10); }

/* One separator stands at `pos`, and a digit behind it, as behind most groups: both are pushed. */
static int push_joined(nw_chain *chain, const nw_scan *scan, size_t pos, unsigned digits) {
  const unsigned char *text = scan->data + (pos - scan->base);
  if (pos + 1 >= scan->end || !nw_is_digit(text[1]) || (text[0] != ' ' && text[0] != '-' && text[0] != '.' && text[0] != '/')) return 0;
  unsigned count = chain->count;
  chain->symbol[count] = symbol_of(digits);
  chain->symbol[count + 1] = text[0];
  chain->symbol[count + 2] = 0;
  chain->at[count + 1] = pos;
  chain->at[count + 2] = pos + 1;
  chain->count = count + 2;
  return 1;
}

/* "123 45 6789 378282246310005": no number has such a group behind a blank, so the chain ended in front of the blank. */
static int is_another(const nw_chain *chain, unsigned digits) {
  enum { MOST_DIGITS = 12 };
  return digits > MOST_DIGITS && chain->count > chain->head + 1 && chain->symbol[chain->count - 1] == ' ' &&
         nw_group_digits(chain->symbol[chain->count - 2]) > 0;
}

static void close_before_blank(nw_chain *chain) {
  chain->count--;
  push(chain, '$', chain->at[chain->count]);
  chain->closed = 1;
}

/* Reads one group at the end of the chain and the separators behind it; all or nothing, so an open chain can be read on. */
static void read_group(nw_chain *chain, nw_probe *probe) {
  unsigned count = chain->count, joint = 0;
  size_t pos = chain->at[count];
  unsigned digits = digits_at(probe, pos);
  if (is_another(chain, digits) && !probe->touched) {
    close_before_blank(chain);
    return;
  }
  if (digits > NW_GROUP_DIGITS) {
    push(chain, 'L', pos + digits);
    chain->closed = 1;
    return;
  }
  pos += digits;
  if (push_joined(chain, probe->scan, pos, digits)) return;
  push(chain, symbol_of(digits), pos);
  while (joint < 3) {
    unsigned len;
    unsigned char symbol = separator(probe, pos + joint, &len);
    if (symbol == 0 || joint + len > 3) break;
    joint += len;
    push(chain, symbol, pos + joint);
  }
  if (chain->count >= count + 3 && is_sentence(chain->symbol[count + 1], chain->symbol[count + 2])) joint = 0;
  if (joint == 0 || !nw_is_digit_at(nw_probe_at(probe, pos + joint))) {
    chain->count = count + 1;
    close_chain(chain, probe, pos);
  }
  if (probe->touched) leave_open(chain, count);
}

/* Finds the group at `pos` among those already read. */
static int move_head(nw_chain *chain, size_t pos) {
  if (chain->count == 0 || pos < chain->at[chain->head] || pos > chain->at[chain->count]) return 0;
  while (chain->head < chain->count && chain->at[chain->head] < pos) chain->head++;
  return chain->at[chain->head] == pos && (chain->head == chain->count || nw_group_digits(chain->symbol[chain->head]) > 0);
}

static void forget_front(nw_chain *chain) {
  unsigned rest = chain->count - chain->head;
  memmove(chain->symbol, chain->symbol + chain->head, rest + 1);
  memmove(chain->at, chain->at + chain->head, (rest + 1) * sizeof chain->at[0]);
  chain->blank_to = chain->blank_to > chain->head ? chain->blank_to - chain->head : 0;
  chain->head = 0;
  chain->count = rest;
}

void nw_chain_seek(nw_chain *chain, nw_probe *probe) {
  if (!move_head(chain, probe->at) || (chain->head == chain->count && chain->closed)) {
    chain->symbol[0] = 0;
    chain->at[0] = probe->at;
    chain->head = chain->count = chain->blank_to = 0;
    chain->closed = chain->open = 0;
  }
  if (chain->head > NW_CHAIN_SYMBOLS / 2) forget_front(chain);
  while (!chain->closed && !chain->open && chain->at[chain->count] < probe->at + NW_CHAIN_REACH_BYTES) read_group(chain, probe);
  if (chain->open && chain->at[chain->count] < probe->at + NW_CHAIN_REACH_BYTES) probe->touched = 1;
}

unsigned nw_chain_digits(nw_probe *probe, const unsigned char *from, const unsigned char *to, unsigned char *digits,
    unsigned size) {
  const nw_chain *chain = probe->chain;
  const unsigned char *end = probe->scan->data + (probe->scan->end - probe->scan->base);
  unsigned count = 0;
  for (; from < to; from++) {
    unsigned n = nw_group_digits(*from);
    if (n == 0) continue;
    const unsigned char *text = probe->scan->data + (nw_chain_text(chain, from) - probe->scan->base);
    if (n > size - count) n = size - count;
    if (n <= 8 && size - count >= 8 && end - text >= 8)  /* what is behind the group is written over */
      nw_store_le(digits + count, nw_load_le(text, 8) - 0x3030303030303030u);
    else
      for (unsigned i = 0; i < n; i++) digits[count + i] = (unsigned char)(text[i] - '0');
    count += n;
  }
  probe->work += count;
  return count;
}

/* What may stand between two groups: a separator, or a byte of one beyond ASCII. */
static int may_join(int c) {
  switch (c) {
    case ' ': case '.': case '-': case '/': case '(': case ')': case '+': return 1;
    default: return c >= 0x80;
  }
}

/* "12:30:45 4111 1111 1111 1111": is the digit `n` bytes in front the last one of a time? "12:30", or with parts of a second. */
static int ends_time(nw_probe *probe, size_t n) {
  enum { FRACTION_DIGITS = 9 };
  size_t digits = 1;
  int c;
  while (nw_is_digit_at(c = nw_probe_before(probe, probe->at, n + digits)) && digits <= FRACTION_DIGITS) digits++;
  if (c == '.' || c == ',') {
    n += digits + 1;
    for (digits = 0; digits < 2 && nw_is_digit_at(nw_probe_before(probe, probe->at, n + digits)); digits++) {}
    c = nw_probe_before(probe, probe->at, n + 2);
  }
  return digits == 2 && c == ':' && nw_is_digit_at(nw_probe_before(probe, probe->at, n + 3));
}

static unsigned char joined(nw_probe *probe) {
  int last = nw_probe_before(probe, probe->at, 1);
  if (nw_is_digit_at(last)) return probe->at == probe->free_from ? 0 : (unsigned char)last;
  if (last < 0 || !may_join(last)) return 0;
  for (size_t n = 2; n <= 4; n++) {
    int c = nw_probe_before(probe, probe->at, n);
    if (nw_is_digit_at(c) && probe->at - n + 1 == probe->free_from) return 0;  /* the digits of a finding */
    if (nw_is_digit_at(c) && n > 2 && last < 0x80) return 0;                   /* more than a joint stands between */
    if (nw_is_digit_at(c) && last == ' ' && ends_time(probe, n)) return 0;
    if (nw_is_digit_at(c)) return last == 0xA0 || last == 0xAF ? ' ' : last >= 0x80 ? '-' : (unsigned char)last;
    if (!may_join(c)) return 0;
  }
  return 0;
}

/* May a digit follow behind the separators at `text`? */
static int may_follow(const unsigned char *text, size_t left) {
  enum { JOINT_BYTES = 3 };
  for (size_t n = 0; n < left && n < JOINT_BYTES; n++)
    if (text[n] >= 0x80 || !may_join(text[n])) return text[n] >= 0x80 || (n > 0 && nw_is_digit(text[n]));
  return left <= JOINT_BYTES || nw_is_digit(text[JOINT_BYTES]);
}

int nw_chain_may(const nw_scan *scan, size_t pos) {
  enum { MOST_DIGITS = 6, EIGHT = sizeof(uint64_t) };
  const unsigned char *text = scan->data + (pos - scan->base);
  size_t left = scan->end - pos, digits = left < EIGHT ? 1 : nw_eight_run(nw_eight_no_digits(nw_eight(text)));
  while (left < EIGHT && digits < left && nw_is_digit(text[digits])) digits++;
  return digits > MOST_DIGITS || digits == left || may_follow(text + digits, left - digits);
}

unsigned char nw_chain_joined(nw_probe *probe) {
  nw_chain *chain = probe->chain;
  if (chain->joined_at == probe->at && chain->joined_free == probe->free_from) return chain->joined;
  chain->joined = joined(probe);
  chain->joined_at = probe->at;
  chain->joined_free = probe->free_from;
  return chain->joined;
}

int nw_chain_has_other(nw_chain *chain) {
  unsigned at = chain->blank_to > chain->head ? chain->blank_to : chain->head;
  while (nw_group_digits(chain->symbol[at]) > 0 || chain->symbol[at] == ' ') at++;
  chain->blank_to = at;
  return chain->symbol[at] != '$' && chain->symbol[at] != 'w' && chain->symbol[at] != 0;
}

int nw_chain_ends(const unsigned char *end, unsigned char last) {
  switch (*end) {
    case '$': return 1;
    case ',': return 0;
    case ':': return nw_group_digits(end[-1]) > 2;  /* "10:30" is a time */
    case '(': case ')': case '+': return 1;
    case ' ': return last != ' ' || end[1] == '+' || end[1] == '(';
    case '-': case '.': return end[1] == '(' || end[1] == '+' || (*end == '-' && end[1] == '-');
    case '/': return last != '/';
    default: return 0;
  }
}

int nw_luhn(const unsigned char *digits, unsigned count) {
  unsigned sum = 0;
  static const unsigned char twice[10] = { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
  for (unsigned i = 0; i < count; i++) sum += i % 2 == 1 ? twice[digits[count - 1 - i]] : digits[count - 1 - i];
  return sum % 10 == 0;
}
