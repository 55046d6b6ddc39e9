/* What a class of names asks of a value.
 *
 *   PASS    password, passwd, pwd, passphrase     any quoted word; bare ones with a digit, or behind a NAME in capitals
 *   SECRET  secret, credential                    the same
 *   TOKEN   token, api key, secret key, auth      letters and digits, eight and more
 *   KEY     …_key, key=                           looks random: changes between letters and digits, no word, no UUID
 *
 * Never a secret: templates (${X}, {{x}}, %s), stars, code, labels, hashes, paths, words such as null (value.c). What asks for a
 * secret ("changeme", "your-api-key", "xxxx") is a SECRET_PLACEHOLDER, of low confidence.
 */
#include <string.h>

#include "detect/miss.h"
#include "detect/secret/assign.h"

static int is_mixed(const nw_value *v) { return v->digits > 0 && v->letters > 0; }

/* Marks of many kinds between letters, which no name, path or expression has. */
static int is_wild(const nw_value *v) {
  return v->others >= 6 && v->letters >= 6 && v->distinct >= 14 && v->others * 5 >= v->len
      && strpbrk(v->text, ",;|\\\"'= ") == NULL && strstr(v->text, "://") == NULL;
}

/* Passwords and secrets may be words: what stands around them decides. `tight`: NAME=value. */
static int is_password(const nw_value *v, nw_name_class class, const nw_name *name, int tight) {
  if (nw_value_is_path(v)) return 0;
  if (v->quoted) return v->len >= 4 && (class == NW_NAME_PASS || v->others == 0 || is_mixed(v) || v->others > 3);
  if (nw_value_is_code(v) && !(name->capitals && tight && v->to_line_end)) return 0;
  if (name->capitals && v->to_line_end) return v->len >= 4;
  if (class == NW_NAME_PASS && v->ends_line && v->letters == v->len && !tight) return v->len >= 6 && v->changes == 0;
  return v->len >= 6 && (is_mixed(v) || (v->others > 1 && v->letters > 0));
}

static int fits(const nw_value *v, nw_name_class class, const nw_name *name, int tight) {
  switch (class) {
    case NW_NAME_PASS: case NW_NAME_SECRET: return is_password(v, class, name, tight);
    case NW_NAME_TOKEN:
      if (is_wild(v)) return 1;
      if (nw_value_is_path(v) || strpbrk(v->text, "()[]") != NULL) return 0;
      if (name->capitals && tight && v->to_line_end && v->letters == v->len && v->len >= 12) return 1;
      return v->len >= 8 && ((is_mixed(v) && v->changes >= (v->len < 16 ? 3 : 2)) || nw_value_is_random(v));
    case NW_NAME_KEY:
      return nw_value_is_random(v) && !nw_value_is_uuid(v) && !nw_value_is_path(v) && strpbrk(v->text, "()[] ") == NULL;
    default: return 0;
  }
}

nw_verdict nw_value_judge(const nw_value *v, nw_name_class class, const nw_name *name, int tight) {
  if (v->len < 3 || v->letters + v->digits == 0 || nw_value_is_keyword(v) || nw_value_is_template(v) || nw_value_is_hash(v))
    return NW_NO_SECRET;
  if (v->quoted && nw_value_is_label(v)) return NW_NO_SECRET;
  if (nw_value_is_placeholder(v)) return v->len >= 4 && (v->quoted || tight) ? NW_PLACEHOLDER : NW_NO_SECRET;
  if (nw_value_repeats(v, name->text, name->len) || (!v->quoted && !tight && nw_value_is_code(v))) return NW_NO_SECRET;
  return fits(v, class, name, tight) ? NW_A_SECRET : NW_NO_SECRET;
}

int nw_value_refuse(nw_probe *probe, const nw_value *v, nw_name_class class, const nw_name *name) {
  if (v->len < 3) return 0;
  nw_miss miss = { .start = v->start, .end = v->start + v->len, .entity = NW_ENTITY_GENERIC_SECRET, .missing = NW_MISS_BIT(VETO) };
  if (nw_value_is_keyword(v) || nw_value_is_placeholder(v))
    miss.missing = NW_MISS_BIT(DUMMY), miss.what = "a word that stands for a secret";
  else if (nw_value_is_template(v)) miss.missing = NW_MISS_BIT(DUMMY), miss.what = "a template";
  else if (nw_value_repeats(v, name->text, name->len)) miss.missing = NW_MISS_BIT(DUMMY), miss.what = "the value repeats the name";
  else if (nw_value_is_hash(v)) miss.what = "a hash";
  else if (nw_value_is_uuid(v)) miss.what = "a UUID";
  else if (nw_value_is_path(v)) miss.what = "a path or an address";
  else if (v->quoted && nw_value_is_label(v)) miss.what = "a label";
  else if (!v->quoted && nw_value_is_code(v)) miss.what = "a piece of a program";
  else if (class == NW_NAME_TOKEN || class == NW_NAME_KEY)
    miss.missing = NW_MISS_BIT(RANDOM), miss.what = "a key has letters and digits in change";
  else miss.missing = NW_MISS_BIT(RANDOM), miss.what = "a word without quotes is a secret only with a digit or a sign in it";
  nw_miss_add(probe, miss);
  return 0;
}
