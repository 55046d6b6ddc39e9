/* guard/version.c - what this build stands on. */
#include "crypto/digest.h"
#include "detect/families.h"
#include "newel/engine.h"
#include "policy/node.h"
#include "text/fold.h"

newel_component newel_component_at(size_t index) {
  const newel_component components[] = {
    { "pcre2", nw_pcre2_version() },   { "libyaml", nw_yaml_version() },     { "openssl", nw_crypto_version() },
    { "unicode", nw_unicode_version() }, { "profanity", nw_profanity_digest() },
    { "tagger", nw_tagger_digest() },
  };
  const newel_component none = { NULL, NULL };
  return index < sizeof components / sizeof components[0] ? components[index] : none;
}
