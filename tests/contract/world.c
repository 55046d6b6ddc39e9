/* aws/world_posix on this machine: files, programs without a shell, clocks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aws/world_posix.h"
#include "base/slice.h"
#include "tally.h"

static nw_buf empty(void) {
  nw_buf buf;
  nw_buf_init(&buf, nw_alloc_of(NULL));
  return buf;
}

static void run_files(const nw_world *w, const char *folder) {
  char path[256], missing[300];
  struct stat info;
  nw_buf text = empty();
  snprintf(path, sizeof path, "%s/token", folder);
  snprintf(missing, sizeof missing, "%s/none/token", folder);
  tally_check(w->read_file(w->user, path, 100, &text) == 0, "a file that is not there");
  tally_check(w->read_file(w->user, missing, 100, &text) == 0, "nor its folder");
  tally_check(w->read_file(w->user, folder, 100, &text) == -1, "a folder is no file");
  tally_check(w->write_file(w->user, path, NW_LIT("one")) == 1 && w->write_file(w->user, path, NW_LIT("second")) == 1, "written twice");
  tally_check(stat(path, &info) == 0 && (info.st_mode & 0777) == 0600, "readable by its owner only");
  tally_check(w->read_file(w->user, path, 6, &text) == 1 && nw_slice_is(nw_buf_slice(&text), "second"), "read whole");
  tally_check(w->read_file(w->user, path, 5, &text) == -1, "more than the cap");
  tally_check(w->write_file(w->user, missing, NW_LIT("x")) == 0, "no folder to write into");
  nw_buf_free(&text);
  unlink(path);
  tally_check(rmdir(folder) == 0, "nothing is left beside it");
}

typedef struct program { const char *name, *words[6]; uint64_t timeout_ms; int status; const char *out; } program;

static void run_programs(const nw_world *w) {
  static const program programs[] = {
    { "words", { "printf", "%s|", "a b", "$HOME;`id`", "" }, 5000, 0, "a b|$HOME;`id`||" },
    { "exit status", { "sh", "-c", "exit 7" }, 5000, 7, "" },
    { "no such program", { "/nowhere/at-all" }, 5000, -1, "" },
    { "stdin is empty", { "cat" }, 5000, 0, "" },
    { "stderr is nobody's", { "sh", "-c", "echo secret >&2; echo out" }, 5000, 0, "out\n" },
    { "out of time", { "sleep", "20" }, 150, -2, "" },
    { "output closed, still there", { "sh", "-c", "exec >&-; sleep 20" }, 200, -2, "" },
    { "a child that stays", { "sh", "-c", "sleep 20 & echo out" }, 200, -2, "out\n" },
    { "too talkative", { "yes", "secret" }, 5000, -1, NULL },
    { "killed", { "sh", "-c", "kill -9 $$" }, 5000, -1, "" },
  };
  for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
    const program *p = &programs[i];
    char *argv[7] = { NULL };
    nw_buf out = empty();
    for (size_t n = 0; p->words[n] != NULL; n++) argv[n] = (char *)(uintptr_t)p->words[n];
    uint64_t begin = w->now_ms(w->user);
    int status = w->run(w->user, argv, p->timeout_ms, &out);
    tally_check(status == p->status && (p->out == NULL || nw_slice_is(nw_buf_slice(&out), p->out)), p->name);
    tally_check(w->now_ms(w->user) - begin < p->timeout_ms + 1000, p->name);
    nw_buf_free(&out);
  }
}

static void run_rest(const nw_world *w) {
  uint64_t begin = w->now_ms(w->user);
  w->sleep_ms(w->user, 30);
  uint64_t slept = w->now_ms(w->user) - begin;
  tally_check(slept >= 29 && slept < 2000, "a sleep of 30 ms");
  tally_check(w->now_s(w->user) > 1700000000, "the clock");
  tally_check(w->random(w->user) != w->random(w->user) || w->random(w->user) != w->random(w->user), "chance");
  setenv("NEWEL_WORLD_TEST", "here", 1);
  tally_check(strcmp(w->env(w->user, "NEWEL_WORLD_TEST"), "here") == 0 && w->env(w->user, "NEWEL_WORLD_NONE") == NULL, "environment");
  nw_http_response response;
  nw_http_response_init(&response, nw_alloc_of(NULL));
  nw_http_call call = { .request = NULL };
  tally_check(w->send(NULL, &call, &response, NULL) == NW_HTTP_INTERNAL, "no network before there is a client");
  nw_http_response_free(&response);
}

int main(void) {
  char folder[] = "/tmp/newel-world.XXXXXX";
  nw_world world = nw_world_posix();
  tally_check(mkdtemp(folder) != NULL, "a folder");
  run_files(&world, folder);
  run_programs(&world);
  run_rest(&world);
  return tally_end();
}
