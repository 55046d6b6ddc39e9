/* aws/world_posix.h - the machine that a client runs on: environment, files, programs, clocks and the network, as a nw_world.
 *
 *   nw_http_client *http = NULL;
 *   nw_world world = nw_world_posix();         all but the network
 *   nw_aws_config_load(&config, alloc, &world, …);
 *   nw_http_client_open(&http, …);             with the certificates and proxy of the configuration
 *   world.user = http;                         now nw_world.send works, too
 *
 * Nothing else of net, aws and bedrock reads any of this. Stateless but for `user`; any thread (the environment as getenv: a program
 * that changes it meanwhile is wrong). */
#ifndef NW_AWS_WORLD_POSIX_H
#define NW_AWS_WORLD_POSIX_H

#include "aws/world.h"

/* `user` is the nw_http_client that `send` sends through, NULL at first: then `send` fails with NEWEL_E_NETWORK. */
nw_world nw_world_posix(void);

#endif
