/* bedrock/doctor.h - the checks of `newel doctor`: what they share. doctor.c says whether AWS knows us, doctor_guardrail.c looks at the
 * guardrail, doctor_model.c at the model. */
#ifndef NW_BEDROCK_DOCTOR_H
#define NW_BEDROCK_DOCTOR_H

#include "bedrock/client.h"
#include "json/tree.h"
#include "json/writer.h"
#include "newel/doctor.h"

typedef enum nw_check { NW_CHECK_OK, NW_CHECK_WARNING, NW_CHECK_FAILED, NW_CHECK_SKIPPED } nw_check;

typedef struct nw_doctor {
  newel_client               *client;
  const newel_doctor_options *options;
  newel_body                 *body;
  newel_render                render;
  newel_write_fn              write;
  void                       *user;
  nw_json_writer              json;        /* with NEWEL_RENDER_JSON */
  uint64_t                    deadline_ms;
  size_t                      failed;
  int                         code;        /* of what ends the examination: write, memory, cancelled */
  newel_error                *err;
  nw_arena                    arena;       /* of what is kept of answers */
  const nw_json_node         *answer;      /* of the last call */
  newel_slice                 guardrail, version;  /* as calls take them; empty: none */
} nw_doctor;

/* One line of the report. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
void nw_doctor_say(nw_doctor *d, const char *name, nw_check status, const char *advice, const char *found, ...);
/* The line of a call that failed, with the service's own words. */
void nw_doctor_say_error(nw_doctor *d, const char *name, const newel_error *err);

/* Calls an operation with the parameters that `params` holds; d->answer has what came. Any code of newel_client_call; what ends the
 * examination is kept in d->code, too. */
int nw_doctor_call(nw_doctor *d, const char *operation, const nw_buf *params, newel_error *err);

/* A member of a JSON object, its text; empty where there is none. */
newel_slice nw_doctor_member(const nw_json_node *object, const char *name);

void nw_doctor_guardrail(nw_doctor *d);
void nw_doctor_model(nw_doctor *d);

#endif
