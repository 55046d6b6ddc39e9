/* US social security numbers (SSA POMS RM 10201; no check digit, and since 2011 no geography): area 001..899 without 666, group
 * 01..99, serial 0001..9999.
 *
 *   "SSN: 123-45-6789"   behind its word: sure          "id 123-45-6789"   hyphens alone: a rigid shape
 *   "123 45 6789"        needs a word, so does "123456789": nine digits are many things
 */
#include "detect/pii/ssn.h"

#include "detect/context.h"

static const char *const ssn_words[] = {
  "ssn", "ssns", "ss", "social security", "soc sec", "taxpayer", "tax id", "tin", "sozialversicherung",
  "sozialversicherungsnummer",
  "sécurité sociale", "seguro social", "seguridad social", NULL
};

static int is_issued(const unsigned char *d) {
  unsigned area = d[0] * 100u + d[1] * 10u + d[2], group = d[3] * 10u + d[4],
      serial = d[5] * 1000u + d[6] * 100u + d[7] * 10u + d[8];
  if (area == 0 || area == 666 || area >= 900 || group == 0 || serial == 0) return 0;
  /* Two numbers that stood on sample cards and are void. */
  return !(area == 78 && group == 5 && serial == 1120) && !(area == 219 && group == 9 && serial == 9999);
}

int nw_ssn_verify(nw_probe *probe, nw_hit *hit) {
  const unsigned char *layout = nw_chain_layout(probe->chain), *end = nw_ssn_layout(layout);
  if (end == NULL) return 0;
  unsigned char separator = end - layout > 1 ? layout[1] : 0, digits[9], joined = nw_chain_joined(probe);
  if (joined != 0 && (joined == separator || joined != ' ')) return 0;
  int before = nw_probe_before(probe, probe->at, 1);
  if (before == '.' || before == '-' || before == '/' || before == '+' || before == '$') return 0;
  if (*end != ',' && !nw_chain_ends(end, separator)) return 0;
  if (nw_chain_digits(probe, layout, end, digits, sizeof digits) != 9 || !is_issued(digits)) return 0;
  int context = nw_context_find(probe, probe->at, ssn_words, hit);
  if (!context && separator != '-') return 0;
  hit->start = probe->at;
  hit->end = nw_chain_text(probe->chain, end);
  hit->validator = "area";
  hit->score_ppm = !context || separator == 0 ? NW_SCORE_CONTEXT : NW_SCORE_SHAPE;
  return 1;
}
