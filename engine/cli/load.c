#include "cli/load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/slice.h"
#include "cli/input.h"

enum { KEY_FILE_MODE_BITS = 077 };  /* none of group's and others' bits */

/* ---- engine and key --------------------------------------------------------------------------------------- */

/* Reads a key: the file's bytes without one line feed at the end. */
static int read_key(const char *path, nw_buf *key) {
  struct stat about;
  nw_input input;
  if (nw_input_open(&input, path) != 0) return NW_EXIT_ERROR;
  int code = 0;
  if (fstat(input.fd, &about) != 0) code = nw_say("cannot read '%s': %s", path, strerror(errno));
  else if (S_ISREG(about.st_mode) && (about.st_mode & KEY_FILE_MODE_BITS) != 0)
    code = nw_say("key file '%s' is readable or writable by others (mode %04o); run: chmod 600 '%s'", path,
                  (unsigned)about.st_mode & 07777u, path);
  if (code == 0) {
    nw_read got = nw_input_all(&input, key);
    if (got != NW_READ_OK) code = nw_exit_of_read(got);
  }
  nw_input_close(&input);
  if (code == 0 && key->len > 0 && key->data[key->len - 1] == '\n') key->len--;
  if (code == 0 && key->len == 0) code = nw_say("key file '%s' is empty; write at least 16 random bytes into it", path);
  return code;
}

static uint64_t clock_ns(void *user) {
  struct timespec now;
  (void)user;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int nw_load_engine(nw_cli *cli, nw_loaded *loaded) {
  newel_engine_options options = NEWEL_ENGINE_OPTIONS_INIT;
  const char *path = cli->args.value[NW_OPT_KEY_FILE];
  nw_buf key;
  nw_buf_init(&key, cli->alloc);
  memset(loaded, 0, sizeof *loaded);
  int code = path == NULL ? 0 : read_key(path, &key);
  nw_buf_init(&loaded->content_model, cli->alloc);
  nw_buf_init_secret(&loaded->system_prompt, cli->alloc);
  if (code == 0 && nw_given(cli, NW_OPT_SYSTEM_PROMPT)) {
    nw_read got = nw_input_load(cli->args.value[NW_OPT_SYSTEM_PROMPT], &loaded->system_prompt);
    if (got != NW_READ_OK) code = nw_exit_of_read(got);
  }
  if (code == 0 && nw_given(cli, NW_OPT_CONTENT_MODEL)) {
    nw_read got = nw_input_load(cli->args.value[NW_OPT_CONTENT_MODEL], &loaded->content_model);
    if (got != NW_READ_OK) code = nw_exit_of_read(got);
    else if (loaded->content_model.len == 0) code = nw_say("'%s' is empty: no content model", cli->args.value[NW_OPT_CONTENT_MODEL]);
  }
  if (code == 0) {
    options.content_model = nw_buf_slice(&loaded->content_model);
    options.key = nw_buf_slice(&key);
    options.clock_ns = clock_ns;
    loaded->has_key = key.len > 0;
    if (newel_engine_open(&loaded->engine, &options, &loaded->err) != NEWEL_OK) code = nw_say_error(&loaded->err);
  }
  if (key.data != NULL) nw_wipe(key.data, key.capacity);
  nw_buf_free(&key);
  return code;
}

/* ---- policy and guard ------------------------------------------------------------------------------------- */

static int parse_stdin(nw_cli *cli, nw_loaded *loaded, int *exit_code) {
  newel_parse_options options = NEWEL_PARSE_OPTIONS_INIT;
  options.name = "stdin";
  options.root = ".";
  nw_buf text;
  nw_buf_init(&text, cli->alloc);
  nw_read got = nw_input_load("-", &text);
  int code = NW_LOAD_STOPPED;
  if (got != NW_READ_OK) *exit_code = nw_exit_of_read(got);
  else
    code = newel_policy_parse(&loaded->policy, loaded->engine, nw_buf_slice(&text), &options, &loaded->of_policy, &loaded->err);
  nw_buf_free(&text);
  return code;
}

int nw_load_guard(nw_cli *cli, nw_loaded *loaded, const char *path, int *exit_code) {
  int code = strcmp(path, "-") == 0 ? parse_stdin(cli, loaded, exit_code)
                                    : newel_policy_load(&loaded->policy, loaded->engine, path, &loaded->of_policy, &loaded->err);
  if (code != NEWEL_OK) return code;
  return newel_guard_compile(&loaded->guard, loaded->policy, &loaded->of_guard, &loaded->err);
}

static int write_stderr(void *user, const char *data, size_t len) {
  (void)user;
  return fwrite(data, 1, len, stderr) == len ? 0 : 1;
}

/* All remarks, when one of them is an error; else there is only `err` to print. */
static int say_remarks(nw_cli *cli, nw_loaded *loaded) {
  newel_diagnostics *all[] = {loaded->of_policy, loaded->of_guard};
  newel_render how = cli->err_color ? NEWEL_RENDER_COLOR : NEWEL_RENDER_TEXT;
  int said = 0;
  for (size_t i = 0; i < 2; i++) {
    if (all[i] == NULL || newel_diagnostics_count(all[i], NEWEL_SEVERITY_ERROR) == 0) continue;
    (void)newel_diagnostics_write(all[i], how, write_stderr, NULL, NULL);
    said = 1;
  }
  return said ? nw_exit_of_code(loaded->err.code) : nw_say_error(&loaded->err);
}

int nw_load_path(nw_cli *cli, nw_loaded *loaded, const char *path) {
  memset(loaded, 0, sizeof *loaded);
  int exit_code = nw_load_engine(cli, loaded);
  if (exit_code != 0) return exit_code;
  int code = nw_load_guard(cli, loaded, path, &exit_code);
  if (code == NW_LOAD_STOPPED) return exit_code;
  return code == NEWEL_OK ? 0 : say_remarks(cli, loaded);
}

int nw_load(nw_cli *cli, nw_loaded *loaded) {
  const char *path = cli->args.value[NW_OPT_POLICY];
  memset(loaded, 0, sizeof *loaded);
  return path == NULL ? nw_say("no policy: name one with --policy FILE") : nw_load_path(cli, loaded, path);
}

void nw_unload_guard(nw_loaded *loaded) {
  newel_guard_free(loaded->guard);
  newel_policy_free(loaded->policy);
  newel_diagnostics_free(loaded->of_guard);
  newel_diagnostics_free(loaded->of_policy);
  loaded->guard = NULL;
  loaded->policy = NULL;
  loaded->of_guard = loaded->of_policy = NULL;
}

void nw_unload(nw_loaded *loaded) {
  nw_unload_guard(loaded);
  newel_engine_free(loaded->engine);
  loaded->engine = NULL;
  if (loaded->content_model.data != NULL) nw_buf_free(&loaded->content_model);
  if (loaded->system_prompt.data != NULL) nw_buf_free(&loaded->system_prompt);
}

/* ---- scope ------------------------------------------------------------------------------------------------ */

int nw_scope_open_file(nw_cli *cli, nw_loaded *loaded, newel_scope **out) {
  const char *path = cli->args.value[NW_OPT_SCOPE];
  *out = NULL;
  if (path == NULL) return 0;
  if (!loaded->has_key) return nw_say("--scope needs --key-file: a saved scope holds keyed digests, never values");
  struct stat about;
  if (stat(path, &about) != 0 && errno == ENOENT)
    return newel_scope_open(out, loaded->engine, &loaded->err) == NEWEL_OK ? 0 : nw_say_error(&loaded->err);
  nw_buf saved;
  nw_buf_init(&saved, cli->alloc);
  nw_read got = nw_input_load(path, &saved);
  int code = got == NW_READ_OK ? 0 : nw_exit_of_read(got);
  if (code == 0 && newel_scope_load(out, loaded->engine, nw_buf_slice(&saved), &loaded->err) != NEWEL_OK)
    code = nw_say("cannot read scope '%s': %s", path, loaded->err.message);
  nw_buf_free(&saved);
  return code;
}

int nw_scope_save_file(nw_cli *cli, const newel_scope *scope) {
  const char *path = cli->args.value[NW_OPT_SCOPE];
  newel_error err;
  nw_out out;
  nw_buf beside;
  if (path == NULL || scope == NULL) return 0;
  nw_buf_init(&beside, cli->alloc);
  nw_buf_addf(&beside, "%s.%ld.new", path, (long)getpid());
  nw_buf_add_char(&beside, '\0');
  int code = beside.failed ? nw_say("out of memory") : nw_out_create(&out, beside.data, 0600);
  if (code != 0) goto done;
  if (newel_scope_save(scope, nw_out_write, &out, &err) != NEWEL_OK && out.failed == 0) code = nw_say_error(&err);
  if (nw_out_close(&out) != 0) code = NW_EXIT_ERROR;
  if (code == 0 && rename(beside.data, path) != 0) code = nw_say("cannot write '%s': %s", path, strerror(errno));
  if (code != 0) (void)unlink(beside.data);
done:
  nw_buf_free(&beside);
  return code;
}
