/* cloud/escalate.c - the client that answers a guard's questions for a verb: options and newel.lock in, a transport out. */
#include "cli/escalate.h"

#include "base/slice.h"
#include "cli/cloud/cloud.h"
#include "cli/cloud/lock_file.h"

typedef struct asked { nw_alloc alloc; nw_cloud cloud; nw_lock_file lock; } asked;

/* "800ms", "2s": milliseconds; 0 for anything else. */
static uint32_t parse_time(const char *text) {
  enum { MOST_MS = 3600 * 1000 };
  uint64_t value = 0;
  const char *c = text;
  for (; nw_is_digit((unsigned char)*c) && value < MOST_MS; c++) value = value * 10 + (uint64_t)(*c - '0');
  if (c == text) return 0;
  if (nw_slice_is(newel_slice_of(c), "s")) value *= 1000;
  else if (!nw_slice_is(newel_slice_of(c), "ms")) return 0;
  return value > 0 && value <= MOST_MS ? (uint32_t)value : 0;
}

static int open_deadline(nw_escalation_cli *escalation, const nw_cli *cli) {
  const char *said = cli->args.value[NW_OPT_DEADLINE];
  if (said == NULL) return 0;
  escalation->deadline_ms = parse_time(said);
  return escalation->deadline_ms > 0 ? 0 : nw_say("option '--deadline' is '%s', expected a time like 800ms or 2s, at most 3600s", said);
}

/* A machine without region or keys cannot ask anybody: that is a failed escalation, not a wrong command line. */
int nw_escalation_open(nw_escalation_cli *escalation, nw_cli *cli, newel_engine *engine) {
  newel_transport_options options = NEWEL_TRANSPORT_OPTIONS_INIT;
  newel_error err;
  int code = open_deadline(escalation, cli);
  if (code != 0) return code;
  asked *self = nw_zalloc(&cli->alloc, sizeof *self);
  if (self == NULL) return nw_say("out of memory");
  escalation->self = self;
  self->alloc = cli->alloc;
  nw_buf_init(&self->lock.path, cli->alloc);
  nw_buf_init(&self->lock.bytes, cli->alloc);
  code = nw_cloud_open(&self->cloud, cli, engine);
  if (code == NW_EXIT_ERROR && nw_given(cli, NW_OPT_TIMEOUT) == 0) code = NW_EXIT_ESCALATION;
  if (code == 0) code = nw_lock_file_open(&self->lock, cli, engine);
  options.lock = self->lock.lock;
  options.cancel = self->cloud.call.cancel;
  if (code == 0 && newel_client_transport(self->cloud.client, &options, &escalation->transport, &err) != NEWEL_OK)
    code = nw_say_error(&err);
  escalation->open = code == 0;
  return code;
}

void nw_escalation_close(nw_escalation_cli *escalation) {
  asked *self = escalation->self;
  if (self == NULL) return;
  nw_alloc alloc = self->alloc;
  newel_client_transport_free(&escalation->transport);
  nw_lock_file_close(&self->lock);
  nw_cloud_close(&self->cloud);
  nw_free(&alloc, self, sizeof *self);
  escalation->self = NULL;
}
