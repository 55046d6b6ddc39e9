/* detect/word/form.h - forms of an entry that are entries by themselves: the trie (trie.h) finds them as it finds the phrase.
 *
 *   ignore all       lla erongi     backwards as a whole          ignoreway allway    pig latin
 *                    ignoreall      without gaps, or with "_"     ignr all            without inner vowels
 *                    jhopsf bmm     each letter moved by 1 … 25   india golf …, 9 7 … letter by letter, by names or places
 *
 * Ciphers are for lists of up to 256 entries, and for entries of seven letters and more; spelt ones have 32 at most. No honest
 * text reads so. Cost: none in a text but for larger filters; about a hundred bytes of the guard for each word of a form.
 */
#ifndef NW_DETECT_WORD_FORM_H
#define NW_DETECT_WORD_FORM_H

#include "detect/word/disguise.h"

/* Room for the longest: a name of eight letters and a blank for each letter, or four bytes for each of the entry. */
enum { NW_FORM_BYTES = 4 * NW_WORD_MOST_BYTES };
typedef struct nw_form { char text[NW_FORM_BYTES]; size_t len; nw_disguise as; } nw_form;

/* The forms of an entry of so many tokens begin with this one: a word has ciphers only. */
unsigned nw_form_first(size_t tokens);
/* And end before this one in a list of so many entries. */
unsigned nw_form_count(size_t entries);
/* Form `n` of an entry of at most NW_WORD_MOST_BYTES; empty when there is none. form->as says what it is. */
newel_slice nw_form_of(nw_form *form, newel_slice entry, unsigned n);

#endif
