/* bedrock/client.h - what a client holds: settings, the machine they came from, keys and connections. Opened in bedrock/client.c;
 * the operations (bedrock/operation.c) send through `aws`. Shared by threads: nothing here changes after opening but what aws/
 * guards itself. */
#ifndef NW_BEDROCK_CLIENT_H
#define NW_BEDROCK_CLIENT_H

#include "aws/call.h"
#include "newel/bedrock.h"

struct newel_client {
  nw_alloc        alloc;
  newel_engine   *engine;
  nw_aws_config   config;
  nw_world        world;       /* of aws/world_posix.c; a test puts its own here: nw_client_open_in */
  nw_http_client *http;        /* what `world` sends through; NULL in a test's world */
  nw_aws_client  *aws;
  uint32_t        deadline_ms;
};

struct newel_body {
  nw_alloc      alloc;
  nw_aws_answer answer;
  nw_buf        json;          /* what newel_body_json gives */
};

/* Opens a client in a world of one's own (tests). `world` is copied; what it points to outlives the client. */
int nw_client_open_in(newel_client **out, newel_engine *engine, const nw_world *world, const newel_client_options *options,
                      newel_error *err);

#endif
