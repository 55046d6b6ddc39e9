/* detect/pii/phone_table.h - the numbering plans of the world, as questions about digits.
 *
 *   "442079460175"   nw_phone_code        44, the first two digits
 *   "2079460175"     nw_phone_valid(44)   NW_PHONE_VALID: London
 *   "02079460175"    nw_phone_national(44)   the same, behind the national prefix
 *   "02079460175" in groups 3 4 4   nw_phone_groups_begin   VALID: a country prints its numbers so
 *
 * Digits are 0..9. Each answer costs one table read a digit, 15 at most. The tables are grammar/tables/phone.h.
 */
#ifndef NW_DETECT_PII_PHONE_TABLE_H
#define NW_DETECT_PII_PHONE_TABLE_H

#include <stddef.h>
#include <stdint.h>

typedef enum nw_phone_grade {
  NW_PHONE_UNKNOWN = 0,
  NW_PHONE_POSSIBLE,  /* the plan has numbers of this shape */
  NW_PHONE_VALID      /* and this one lies in a range that is in use */
} nw_phone_grade;

enum { NW_PHONE_DIGITS = 15 };  /* ITU-T E.164, without the prefix that is dialled inside a country */

/* The calling code that the digits begin with, and how many digits it has; 0 when none has been given out. */
unsigned nw_phone_code(const unsigned char *digits, size_t count, unsigned *code_digits);
/* The plan of a code reads a national significant number digit by digit, from one state to the next; and what it says of those read. */
unsigned nw_phone_begin(unsigned code);
unsigned nw_phone_next(unsigned state, const unsigned char *digits, size_t count);
nw_phone_grade nw_phone_grade_of(unsigned state);
/* What a plan says of a national significant number. */
nw_phone_grade nw_phone_valid(unsigned code, const unsigned char *digits, size_t count);
/* The same with the national prefix in front ("0" in "020 …"); UNKNOWN for plans without one. */
nw_phone_grade nw_phone_national(unsigned code, const unsigned char *digits, size_t count);
/* The plans whose countries print numbers, with the national prefix, in these groups, as a state before the first digit; 0: nobody does.
 * `groups`: the sizes as hexadecimal digits, "020 7946 0175" is 0x344. */
unsigned nw_phone_groups_begin(uint32_t groups);
/* What the plans of the world say of digits that begin with a national prefix, as dialled inside a country: the best grade. Asks
 * every plan, so for rare texts only. */
nw_phone_grade nw_phone_dialled(const unsigned char *digits, size_t count);

/* Where the tables come from: name and version, SHA-256 of the source. */
const char *nw_phone_source(void);
const char *nw_phone_digest(void);

#endif
