/* detect/secret/assign.h - the inside of event assign: a value behind a name that says it is a secret.
 *
 *   if (db_password == "hunter2!")      curl -u bob:hunter2      {"kty": "OKP", "d": "nWGxne_9…"}
 *       ^ name.c    ^  ^ read.c                ^ login.c                        ^ jwk.c
 *               assign.c: the operator, and what stands around it
 *   judge.c: is it a value that a name of this class has?         prose.c: the same without an operator
 */
#ifndef NW_DETECT_SECRET_ASSIGN_H
#define NW_DETECT_SECRET_ASSIGN_H

#include "detect/miss.h"
#include "detect/probe.h"
#include "detect/secret/token.h"
#include "detect/secret/value.h"

enum { NW_ASSIGN_BLANKS = 24, NW_ASSIGN_LINE_BYTES = 96 };

static inline int nw_byte_is_blank(int c) { return c == ' ' || c == '\t'; }
static inline int nw_byte_is_quote(int c) { return c == '"' || c == '\'' || c == '`'; }

static inline int nw_byte_is_name(int c) { return nw_is_word(c) || c == '-' || c == '.'; }

/* What a byte beside '=' and ':' is, in nw_secret_index.letter: a letter of a name (nw_name_letter), or some of these. */
enum {
  NW_BYTE_JOINT = 32, NW_BYTE_OPERATOR = 64, NW_BYTE_BLANK = 128, NW_BYTE_QUOTE = 256, NW_BYTE_ENDS_BARE = 512, NW_BYTE_POINTS = 1024,
  NW_BYTE_PREFIX = 2048, NW_BYTE_LOGIN = 4096
};

/* ---- read.c ---- */

/* Reads the value behind `pos`; 0 when there is none, or no end. */
int nw_value_read(nw_probe *probe, size_t pos, nw_value *v);
/* The quoted value that ends in front of `end`, which is behind its closing quote. */
int nw_value_read_back(nw_probe *probe, size_t end, nw_value *v);
/* A bare password of all kinds of marks: `m{}h)o]p$e[n` goes on to the next blank when its brackets do not match. */
void nw_value_widen(nw_probe *probe, nw_value *v);
/* 1: `text` stands at `pos`. */
int nw_probe_is_text(nw_probe *probe, size_t pos, const char *text);

/* ---- judge.c ---- */

typedef enum nw_verdict { NW_NO_SECRET = 0, NW_PLACEHOLDER, NW_A_SECRET } nw_verdict;
/* `tight`: NAME=value. */
nw_verdict nw_value_judge(const nw_value *v, nw_name_class class, const nw_name *name, int tight);
/* No finding behind a name that says secret: tells what was missing. Returns 0. */
NW_MISS_COLD int nw_value_refuse(nw_probe *probe, const nw_value *v, nw_name_class class, const nw_name *name);

/* ---- verifiers: 1 and `hit` filled, or 0 ---- */

/* "-u name:password": the event is the ':'. */
int nw_login_verify(nw_probe *probe, nw_hit *hit);
/* 0: what stands in front of "name:" ends like none of the options. */
int nw_login_may(const nw_secret_index *index, const nw_scan *scan, nw_stretch *word, size_t pos);
/* `v`: of a member "d" or "k". */
int nw_jwk_verify(nw_probe *probe, const nw_value *v, nw_hit *hit);

/* Fill the hit and return 1. The first: with the kind that the name in [from, to) tells. */
int nw_assign_fill(nw_probe *probe, const nw_value *v, size_t from, size_t to, nw_hit *hit);
int nw_assign_fill_as(unsigned entity, uint32_t score, size_t start, size_t end, nw_hit *hit);
/* Of low class: only rules that take everything (strictness "any") report it. */
int nw_assign_fill_placeholder(size_t start, size_t end, nw_hit *hit);

#endif
