/* aws/profile.h - the shared config and credentials files, merged into sections of properties.
 *
 *   ~/.aws/config                         ~/.aws/credentials
 *   [profile dev]                         [dev]
 *   region = eu-west-1                    aws_access_key_id = AKIA…
 *   services = local                      aws_secret_access_key = …
 *   [services local]
 *   bedrock_runtime =
 *     endpoint_url = http://localhost:4566
 *
 * The credentials file wins over the config file; a later line over an earlier one. Names of properties are kept in lower case;
 * a value that goes on over indented lines keeps its line ends, so a sub-property is a line "name = value" of its parent's
 * value. Sections and names that the format does not know are skipped with what is in them; a line that is no line of the
 * format is an error with its place. Source: "Shared config and credentials files", AWS SDKs and Tools Reference Guide; its
 * parser cases run as tests. */
#ifndef NW_AWS_PROFILE_H
#define NW_AWS_PROFILE_H

#include "base/alloc.h"

typedef enum nw_section_kind { NW_SECTION_PROFILE, NW_SECTION_SSO_SESSION, NW_SECTION_SERVICES, NW_SECTION_UNKNOWN } nw_section_kind;

typedef struct nw_property { newel_slice name, value; } nw_property;
typedef struct nw_section {
  nw_section_kind kind;
  newel_slice     name;
  int             prefixed;  /* "[profile default]" beats "[default]" in the config file */
  NW_VEC(nw_property) properties;
} nw_section;

typedef struct nw_profiles {
  nw_arena arena;  /* names and values; secrets among them: wiped */
  NW_VEC(nw_section) sections;
} nw_profiles;

void nw_profiles_init(nw_profiles *profiles, nw_alloc alloc);
void nw_profiles_free(nw_profiles *profiles);
/* Reads one file's text into `profiles`: the config file first, then the credentials file (`is_credentials`: sections are bare
 * names).
 * `source` names the file in errors. Errors: NEWEL_E_FORMAT with the line, which never quotes a value; NEWEL_E_NOMEM. */
int nw_profiles_read(nw_profiles *profiles, newel_slice text, int is_credentials, const char *source, newel_error *err);

/* NULL where there is none. */
const nw_section *nw_profiles_section(const nw_profiles *profiles, nw_section_kind kind, newel_slice name);
/* The property `name` (lower case) of a section; data NULL where there is none; `section` may be NULL. */
newel_slice nw_section_get(const nw_section *section, const char *name);
/* The sub-property `name` inside a value of several lines. */
newel_slice nw_property_sub(newel_slice value, const char *name);

#endif
