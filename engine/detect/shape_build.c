/* detect/shape_build.c - the table of detectors, and a compiled shape: which of them are asked about which events.
 *
 *   policy   EMAIL, PHONE            events AT: email    DIGITS: phone
 *
 * Owner   one allocation, immutable after build. What is asked when every rule is judged is worked out here; other choices once a unit.
 */
#include "base/error.h"
#include "detect/pii/card.h"
#include "detect/pii/crypto.h"
#include "detect/pii/date.h"
#include "detect/pii/email.h"
#include "detect/pii/iban.h"
#include "detect/pii/ip.h"
#include "detect/pii/mac.h"
#include "detect/pii/phone.h"
#include "detect/pii/url.h"
#include "detect/shape_pass.h"

const nw_detector nw_detectors[NW_DETECTOR_COUNT] = {
  { NW_TRIGGER_AT,      nw_email_verify,      NW_ENTITY_EMAIL,                             0 },
  { NW_TRIGGER_DIGITS,  nw_card_verify,       NW_ENTITY_CREDIT_DEBIT_CARD_NUMBER,          0 },
  { NW_TRIGGER_DIGITS,  nw_phone_verify,      NW_ENTITY_PHONE,                             0 },
  { NW_TRIGGER_DIGITS,  nw_ipv4_verify,       NW_ENTITY_IP_ADDRESS,                        0 },
  { NW_TRIGGER_COLONS,  nw_ipv6_verify,       NW_ENTITY_IP_ADDRESS,                        0 },
  { NW_TRIGGER_COLONS,  nw_mac_colon_verify,  NW_ENTITY_MAC_ADDRESS,                       0 },
  { NW_TRIGGER_TOKEN,   nw_mac_hyphen_verify, NW_ENTITY_MAC_ADDRESS,                       0 },
  { NW_TRIGGER_TOKEN,   nw_crypto_verify,     NW_ENTITY_CRYPTO,                            0 },
  { NW_TRIGGER_SCHEME,  nw_url_scheme_verify, NW_ENTITY_URL,                               0 },
  { NW_TRIGGER_DOT,     nw_url_host_verify,   NW_ENTITY_URL,                               0 },
  { NW_TRIGGER_COUNTRY, nw_iban_verify,       NW_ENTITY_INTERNATIONAL_BANK_ACCOUNT_NUMBER, 0 },
  { NW_TRIGGER_TOKEN,   nw_token_verify,      NW_ENTITY_AWS_ACCESS_KEY,                    NW_SECRET_END },
  { NW_TRIGGER_ASSIGN,  nw_assign_verify,     NW_SECRET_FIRST,                             NW_SECRET_END },
  { NW_TRIGGER_DASHES,  nw_pem_verify,        NW_ENTITY_PRIVATE_KEY,                       0 },
  { NW_TRIGGER_NUMBER,  nw_date_verify,       NW_ENTITY_DATE_TIME,                         0 },
  { NW_TRIGGER_SCHEME,  nw_userinfo_verify,   NW_ENTITY_URL_CREDENTIALS,                   0 },
};

static size_t aligned(size_t bytes) { return (bytes + 15) / 16 * 16; }

static int check_rules(const nw_shape_rule *rules, size_t count, newel_error *err) {
  for (size_t i = 0; i < count; i++) {
    const nw_entity *entity = nw_entity_at(rules[i].entity);
    if (entity == NULL) return nw_fail(err, NEWEL_E_ARGUMENT, "rule %u: no entity %u", (unsigned)rules[i].rule,
        rules[i].entity);
    if (!entity->local) return nw_fail(err, NEWEL_E_UNSUPPORTED, "entity '%s' has no local detector", entity->name);
    if (nw_cue_finds(rules[i].entity))
      return nw_fail(err, NEWEL_E_UNSUPPORTED, "entity '%s' is not found by its shape", entity->name);
  }
  return NEWEL_OK;
}

/* Rules by entity; what the ids need to know of them. */
static void sort_rules(nw_shape *shape, const nw_shape_rule *rules, size_t count) {
  uint8_t on[NW_ENTITY_COUNT] = { 0 };
  unsigned used = 0;
  for (unsigned entity = 0; entity < NW_ENTITY_COUNT; entity++) {
    shape->first[entity] = used;
    for (size_t i = 0; i < count; i++) {
      if (rules[i].entity != entity) continue;
      shape->rules[used++] = rules[i];
      on[entity] = 1;
      shape->is_id[entity] = (uint8_t)nw_id_has(entity);
      if (rules[i].strictness == NW_STRICT_ANY) shape->bare[entity] = shape->bare[NW_ENTITY_COUNT] = 1;
    }
  }
  shape->first[NW_ENTITY_COUNT] = used;
  nw_ids_build(shape->ids, shape->contexts, on);
  shape->letters = (uint8_t)nw_ids_take_letters(shape->ids);
}

/* `active` by rule; NULL: all are. */
static int entity_is_active(const nw_shape *shape, const uint8_t *active, unsigned entity) {
  for (unsigned i = shape->first[entity]; i < shape->first[entity + 1]; i++)
    if (active == NULL || active[shape->rules[i].rule]) return 1;
  return 0;
}

/* How far a finding may begin in front of its event: the local part of an e-mail, the name of a login; the first group of an
 * IPv6 or MAC address; "(+". */
static size_t back_bytes(const uint32_t on[NW_TRIGGER_COUNT]) {
  enum { GROUP_BYTES = 4, SIGN_BYTES = 2 };
  uint32_t far = 0;
  for (unsigned d = 0; d < NW_DETECTOR_COUNT; d++)
    if (nw_detectors[d].verify == nw_token_verify) far = on[NW_TRIGGER_TOKEN] & 1u << d;
  far |= on[NW_TRIGGER_AT] | on[NW_TRIGGER_SCHEME] | on[NW_TRIGGER_DOT] | on[NW_TRIGGER_ASSIGN];
  if (far != 0) return NW_EMAIL_LOCAL_BYTES;
  return on[NW_TRIGGER_COLONS] ? GROUP_BYTES : SIGN_BYTES;
}

void nw_shape_choose(const nw_shape *shape, const uint8_t *active, nw_choice *out) {
  memset(out, 0, sizeof *out);
  for (unsigned d = 0; d < NW_DETECTOR_COUNT; d++) {
    const nw_detector *detector = &nw_detectors[d];
    unsigned last = detector->last == 0 ? detector->entity + 1 : detector->last;
    int on = 0;
    for (unsigned entity = detector->entity; entity < last && !on; entity++) on = entity_is_active(shape, active, entity);
    if (!on) continue;
    out->on[detector->trigger] |= 1u << d;
    out->wanted[detector->trigger] = UINT64_MAX;
  }
  for (unsigned i = 0; i < shape->first[NW_ENTITY_COUNT] && !out->ids; i++)
    out->ids = shape->is_id[shape->rules[i].entity] && (active == NULL || active[shape->rules[i].rule]);
  if (out->ids) out->wanted[NW_TRIGGER_DIGITS] = UINT64_MAX;
  if (out->ids && shape->letters) out->wanted[NW_TRIGGER_ID] = UINT64_MAX;
  out->back_bytes = back_bytes(out->on);
}

int nw_shape_build(nw_shape **out, const nw_alloc *alloc, const nw_shape_rule *rules, size_t count, newel_error *err) {
  *out = NULL;
  int code = check_rules(rules, count, err);
  if (code != NEWEL_OK) return code;
  size_t rules_at = aligned(sizeof(nw_shape)), ids_at = rules_at + aligned(count * sizeof *rules);
  size_t secrets_at = ids_at + aligned(nw_ids_bytes()), contexts_at = secrets_at + aligned(sizeof(nw_secret_index));
  size_t bytes = contexts_at + nw_context_table_bytes();
  nw_shape *shape = nw_zalloc(alloc, bytes);
  if (shape == NULL) return nw_fail_nomem(err);
  shape->alloc = *alloc;
  shape->bytes = bytes;
  shape->machine = nw_machine_best();
  shape->rules = (void *)((char *)shape + rules_at);
  shape->ids = (void *)((char *)shape + ids_at);
  shape->secrets = (void *)((char *)shape + secrets_at);
  shape->contexts = (void *)((char *)shape + contexts_at);
  nw_context_table_build(shape->contexts);
  sort_rules(shape, rules, count);
  nw_secret_index_build(shape->secrets);
  nw_shape_choose(shape, NULL, &shape->all);
  *out = shape;
  return NEWEL_OK;
}

void nw_shape_free(nw_shape *shape, const nw_alloc *alloc) {
  if (shape != NULL) nw_free(alloc, shape, shape->bytes);
}

/* Dates begin at their month. */
int nw_shape_is_quiet(const nw_shape *shape) { return shape->all.wanted[NW_TRIGGER_NUMBER] == 0; }

void nw_shape_run_on(nw_shape *shape, const nw_machine *machine) { shape->machine = machine; }
