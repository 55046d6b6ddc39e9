/* judge.c - asks a Bedrock guardrail about one text.
 *
 *   cc judge.c $(pkg-config --cflags --libs newel-cloud) -o judge && ./judge a1b2c3d4e5f6 3 'Mail me at ana@example.com'
 *   {"action":"GUARDRAIL_INTERVENED","outputs":[{"text":"Mail me at {EMAIL}"}],…}
 *
 * Credentials and region are those of the AWS command line. */
#include <stdio.h>

#include <newel/bedrock.h>

static int ask(newel_client *client, newel_body *body, char **argv, newel_error *err) {
  newel_apply_guardrail request = NEWEL_APPLY_GUARDRAIL_INIT;
  newel_guardrail_block block = { 0 };
  block.text = newel_slice_of(argv[3]);
  request.guardrail.id = newel_slice_of(argv[1]);
  request.guardrail.version = newel_slice_of(argv[2]);
  request.blocks = &block;
  request.block_count = 1;
  return newel_client_apply_guardrail(client, &request, NULL, body, err);
}

int main(int argc, char **argv) {
  newel_engine *engine = NULL;
  newel_client *client = NULL;
  newel_body *body = NULL;
  newel_error err;
  if (argc != 4) return fprintf(stderr, "usage: %s GUARDRAIL VERSION TEXT\n", argv[0]), 1;
  int code = newel_engine_open(&engine, NULL, &err);
  if (code == NEWEL_OK) code = newel_client_open(&client, engine, NULL, &err);
  if (code == NEWEL_OK) code = newel_body_open(&body, engine, &err);
  if (code == NEWEL_OK) code = ask(client, body, argv, &err);
  if (code == NEWEL_OK) printf("%.*s\n", (int)newel_body_json(body).len, newel_body_json(body).data);
  else fprintf(stderr, "%s\n%s\n", err.message, err.advice);
  newel_body_free(body);
  newel_client_free(client);
  newel_engine_free(engine);
  return code != NEWEL_OK;
}
