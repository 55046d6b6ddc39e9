/* escalate.c - see cli/escalate.h. */
#include "cli/escalate.h"

#include <string.h>

void nw_escalation_count(nw_escalation_cli *escalation, const newel_result *result) {
  for (size_t i = 0; i < newel_result_stage_count(result); i++) {
    newel_stage stage = newel_result_stage(result, i);
    if (i == 0) {
      escalation->local_ns += stage.elapsed_ns;
      continue;
    }
    escalation->asks += stage.asks;
    escalation->questions += stage.questions;
    escalation->failed += stage.failed;
    escalation->price_micro_usd += stage.price_micro_usd;
    escalation->remote_ns += stage.elapsed_ns;
    escalation->price_unverified |= stage.price_unverified;
    if (stage.error.len == 0 || escalation->error[0] != '\0') continue;
    size_t len = stage.error.len < sizeof escalation->error ? stage.error.len : sizeof escalation->error - 1;
    memcpy(escalation->error, stage.error.data, len);
    escalation->error[len] = '\0';
  }
}

void nw_escalation_say(const nw_escalation_cli *escalation) {
  if (!escalation->open || escalation->questions == 0) return;
  unsigned long long usd = escalation->price_micro_usd / 1000000, micro = escalation->price_micro_usd % 1000000;
  (void)nw_say("asked bedrock %llu times (%llu questions): local %.1f ms, bedrock %.1f ms, %llu.%06llu USD%s",
               (unsigned long long)escalation->asks, (unsigned long long)escalation->questions,
               (double)escalation->local_ns / 1e6, (double)escalation->remote_ns / 1e6, usd, micro,
               escalation->price_unverified ? " (a price of it is unverified)" : "");
  if (escalation->failed > 0)
    (void)nw_say("%llu questions were not answered: %s", (unsigned long long)escalation->failed,
                 escalation->error[0] != '\0' ? escalation->error : "the judge gave no answer");
}

#ifndef NEWEL_HAS_CLOUD
int nw_escalation_open(nw_escalation_cli *escalation, nw_cli *cli, newel_engine *engine) {
  (void)escalation, (void)cli, (void)engine;
  (void)nw_say("the policy escalates, and this newel is built without Bedrock (-DNEWEL_CLOUD=OFF); --local judges without it");
  return NW_EXIT_ESCALATION;
}

void nw_escalation_close(nw_escalation_cli *escalation) { (void)escalation; }
#endif
