#include "aws/profile.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/slice.h"

/* One file being read. */
typedef struct reading {
  nw_profiles *profiles;
  nw_buf       value;         /* of the property that may still go on */
  size_t       section;       /* SIZE_MAX: none; its content is skipped when `skip` */
  size_t       property;      /* SIZE_MAX: none yet in this section */
  int          skip;
  int          skip_property; /* the name was no name: its continuations go with it */
  int          is_credentials;
  const char  *source;
  uint32_t     line;
  newel_error *err;
} reading;

static int wrong(reading *r, const char *message) {
  nw_fail(r->err, NEWEL_E_FORMAT, "%s", message);
  nw_fail_at(r->err, r->source, r->line, 1, 0);
  return NEWEL_E_FORMAT;
}

static newel_slice trim(newel_slice s) {
  while (s.len > 0 && nw_is_space((unsigned char)s.data[0])) s.data++, s.len--;
  while (s.len > 0 && nw_is_space((unsigned char)s.data[s.len - 1])) s.len--;
  return s;
}

/* Up to a comment that stands behind a blank ("value # why") or anywhere (`anywhere`: behind a section's bracket). */
static newel_slice before_comment(newel_slice s, int anywhere) {
  for (size_t i = 0; i < s.len; i++)
    if ((s.data[i] == '#' || s.data[i] == ';') && (anywhere || i == 0 || nw_is_blank((unsigned char)s.data[i - 1])))
      return nw_slice(s.data, i);
  return s;
}

static int is_name(newel_slice name) {
  for (size_t i = 0; i < name.len; i++)
    if (!nw_is_alnum((unsigned char)name.data[i]) && (name.data[i] == '\0' || strchr("-_/.%@:+", name.data[i]) == NULL)) return 0;
  return name.len > 0;
}

/* ---- sections ---- */

static size_t find(const nw_profiles *p, nw_section_kind kind, newel_slice name) {
  for (size_t i = 0; i < p->sections.count; i++)
    if (p->sections.at[i].kind == kind && nw_slice_eq(p->sections.at[i].name, name)) return i;
  return SIZE_MAX;
}

/* "profile dev" -> PROFILE "dev"; the word must end before the name. */
static nw_section_kind kind_of(newel_slice head, int is_credentials, newel_slice *name, int *prefixed) {
  static const struct { const char *word; nw_section_kind kind; } words[] = {
    { "profile", NW_SECTION_PROFILE }, { "sso-session", NW_SECTION_SSO_SESSION }, { "services", NW_SECTION_SERVICES },
  };
  *name = head;
  *prefixed = 0;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    size_t len = strlen(words[i].word);
    if (head.len <= len || memcmp(head.data, words[i].word, len) != 0 || !nw_is_blank((unsigned char)head.data[len])) continue;
    *name = trim(nw_slice(head.data + len, head.len - len));
    *prefixed = 1;
    return is_credentials ? NW_SECTION_UNKNOWN : words[i].kind;
  }
  return is_credentials || nw_slice_is(head, "default") ? NW_SECTION_PROFILE : NW_SECTION_UNKNOWN;
}

static int open_section(reading *r, nw_section_kind kind, newel_slice name, int prefixed) {
  nw_profiles *p = r->profiles;
  r->section = find(p, kind, name);
  if (r->section != SIZE_MAX) {
    nw_section *s = &p->sections.at[r->section];
    /* "[default]" next to "[profile default]" of the config file: what the bare one says is gone. */
    if (!r->is_credentials && kind == NW_SECTION_PROFILE && s->prefixed != prefixed) {
      if (prefixed) s->properties.count = 0;
      else r->skip = 1;
      s->prefixed = 1;
    }
    return NEWEL_OK;
  }
  nw_section made = { kind, nw_arena_copy(&p->arena, name), prefixed, { NULL, 0, 0 } };
  if (made.name.data == NULL || !nw_vec_push(&p->arena.alloc, &p->sections, made)) return nw_fail_nomem(r->err);
  r->section = p->sections.count - 1;
  return NEWEL_OK;
}

static int read_section(reading *r, newel_slice line) {
  const char *close = memchr(line.data, ']', line.len);
  if (close == NULL) return wrong(r, "Profile definition must end with ']'");
  newel_slice name;
  int prefixed;
  nw_section_kind kind =
      kind_of(trim(nw_slice(line.data + 1, (size_t)(close - line.data) - 1)), r->is_credentials, &name, &prefixed);
  r->property = SIZE_MAX;
  r->skip_property = 0;
  r->skip = kind == NW_SECTION_UNKNOWN || !is_name(name);
  if (r->skip) {
    r->section = 0;
    return NEWEL_OK;
  }
  return open_section(r, kind, name, prefixed);
}

/* ---- properties ---- */

static int set_value(reading *r) {
  nw_section *s = &r->profiles->sections.at[r->section];
  s->properties.at[r->property].value = nw_arena_copy(&r->profiles->arena, nw_buf_slice(&r->value));
  return r->value.failed || s->properties.at[r->property].value.data == NULL ? nw_fail_nomem(r->err) : NEWEL_OK;
}

static int add_property(reading *r, newel_slice name, newel_slice value) {
  nw_profiles *p = r->profiles;
  nw_section *s = &p->sections.at[r->section];
  char *lower = nw_arena_alloc(&p->arena, name.len);
  if (lower == NULL) return nw_fail_nomem(r->err);
  for (size_t i = 0; i < name.len; i++) lower[i] = (char)nw_to_lower((unsigned char)name.data[i]);
  name.data = lower;
  for (r->property = 0; r->property < s->properties.count; r->property++)
    if (nw_slice_eq(s->properties.at[r->property].name, name)) break;
  nw_property made = { name, { NULL, 0 } };
  if (r->property == s->properties.count && !nw_vec_push(&p->arena.alloc, &s->properties, made)) return nw_fail_nomem(r->err);
  nw_buf_clear(&r->value);
  nw_buf_add_slice(&r->value, value);
  return set_value(r);
}

static int read_property(reading *r, newel_slice line) {
  if (r->section == SIZE_MAX) return wrong(r, "Expected a profile definition");
  const char *equals = memchr(line.data, '=', line.len);
  if (equals == NULL) return wrong(r, "Expected an '=' sign defining a property");
  newel_slice name = trim(nw_slice(line.data, (size_t)(equals - line.data)));
  newel_slice value = trim(before_comment(nw_slice(equals + 1, line.len - (size_t)(equals - line.data) - 1), 0));
  if (name.len == 0) return wrong(r, "Property did not have a name");
  r->skip_property = r->skip || !is_name(name);
  return r->skip_property ? NEWEL_OK : add_property(r, name, value);
}

/* An indented line: more of the value, or one of its sub-properties when the value began empty. */
static int read_continuation(reading *r, newel_slice line) {
  if (r->section == SIZE_MAX) return wrong(r, "Expected a profile definition");
  if (r->skip || r->skip_property) return NEWEL_OK;
  if (r->property == SIZE_MAX) return wrong(r, "Expected a property definition, found continuation");
  line = trim(line);
  int is_sub = r->value.len == 0 || r->value.data[0] == '\n';
  if (is_sub) {
    const char *equals = memchr(line.data, '=', line.len);
    if (equals == NULL) return wrong(r, "Expected an '=' sign defining a sub-property");
    if (trim(nw_slice(line.data, (size_t)(equals - line.data))).len == 0) return wrong(r, "Sub-property did not have a name");
  }
  nw_buf_add_char(&r->value, '\n');
  nw_buf_add_slice(&r->value, line);
  return set_value(r);
}

static int read_line(reading *r, newel_slice line) {
  if (trim(line).len == 0 || line.data[0] == '#' || line.data[0] == ';') return NEWEL_OK;
  if (nw_is_blank((unsigned char)line.data[0])) return read_continuation(r, line);
  if (line.data[0] == '[') return read_section(r, before_comment(line, 1));
  return read_property(r, line);
}

int nw_profiles_read(nw_profiles *profiles, newel_slice text, int is_credentials, const char *source, newel_error *err) {
  reading r = { .profiles = profiles,
                .section = SIZE_MAX,
                .property = SIZE_MAX,
                .is_credentials = is_credentials,
                .source = source,
                .err = err };
  int code = NEWEL_OK;
  nw_buf_init_secret(&r.value, profiles->arena.alloc);
  for (size_t at = 0; code == NEWEL_OK && at < text.len;) {
    const char *end = memchr(text.data + at, '\n', text.len - at);
    newel_slice line = nw_slice(text.data + at, (end == NULL ? text.len : (size_t)(end - text.data)) - at);
    at += line.len + 1;
    if (line.len > 0 && line.data[line.len - 1] == '\r') line.len--;
    r.line++;
    code = read_line(&r, line);
  }
  nw_buf_free(&r.value);
  return code;
}

/* ---- looking up ---- */

void nw_profiles_init(nw_profiles *profiles, nw_alloc alloc) {
  memset(profiles, 0, sizeof *profiles);
  nw_arena_init(&profiles->arena, alloc);
}

void nw_profiles_free(nw_profiles *profiles) {
  for (size_t i = 0; i < profiles->sections.count; i++) nw_vec_free(&profiles->arena.alloc, &profiles->sections.at[i].properties);
  nw_vec_free(&profiles->arena.alloc, &profiles->sections);
  nw_arena_free(&profiles->arena);
}

const nw_section *nw_profiles_section(const nw_profiles *profiles, nw_section_kind kind, newel_slice name) {
  size_t i = find(profiles, kind, name);
  return i == SIZE_MAX ? NULL : &profiles->sections.at[i];
}

newel_slice nw_section_get(const nw_section *section, const char *name) {
  for (size_t i = 0; section != NULL && i < section->properties.count; i++)
    if (nw_slice_is(section->properties.at[i].name, name)) return section->properties.at[i].value;
  return nw_slice(NULL, 0);
}

newel_slice nw_property_sub(newel_slice value, const char *name) {
  for (size_t at = 0; at < value.len;) {
    const char *end = memchr(value.data + at, '\n', value.len - at);
    newel_slice line = nw_slice(value.data + at, (end == NULL ? value.len : (size_t)(end - value.data)) - at);
    const char *equals = line.len == 0 ? NULL : memchr(line.data, '=', line.len);
    at += line.len + 1;
    if (equals != NULL && nw_slice_is(trim(nw_slice(line.data, (size_t)(equals - line.data))), name))
      return trim(nw_slice(equals + 1, line.len - (size_t)(equals - line.data) - 1));
  }
  return nw_slice(NULL, 0);
}
