/* Cells of tables: a header names what stands below it. The text of each row, as it is edited; streams of single bytes release the same,
 * and an edited text is left as it is. */
#include <criterion/criterion.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/slice.h"
#include "newel/newel.h"

static const char rules[] =
  "newel: 1\nname: n\non_incomplete: allow\npii: {NAME: ANONYMIZE, US_SOCIAL_SECURITY_NUMBER: ANONYMIZE, PASSWORD: ANONYMIZE, PIN: ANONYMIZE, "
  "DATE_OF_BIRTH: ANONYMIZE, PHONE: ANONYMIZE, ADDRESS: ANONYMIZE, USERNAME: ANONYMIZE, US_BANK_ACCOUNT_NUMBER: ANONYMIZE}\n";

static newel_engine *engine;
static newel_scratch *scratch;
static newel_guard *guard;

static void setup(void) {
  newel_policy *policy;
  newel_error err;
  cr_assert_eq(newel_engine_open(&engine, NULL, NULL), NEWEL_OK);
  cr_assert_eq(newel_scratch_open(&scratch, engine, NULL), NEWEL_OK);
  cr_assert_eq(newel_policy_parse(&policy, engine, newel_slice_of(rules), NULL, NULL, &err), NEWEL_OK, "%s", err.message);
  cr_assert_eq(newel_guard_compile(&guard, policy, NULL, &err), NEWEL_OK, "%s", err.message);
  newel_policy_free(policy);
}

static void teardown(void) {
  newel_guard_free(guard);
  newel_scratch_free(scratch);
  newel_engine_free(engine);
}

TestSuite(guard_cells, .init = setup, .fini = teardown, .timeout = 120);

static const newel_result *apply(newel_slice text, nw_buf *out) {
  newel_segment segment = NEWEL_SEGMENT_INIT;
  const newel_result *result;
  segment.text = text;
  cr_assert_eq(newel_guard_apply(guard, scratch, &segment, 1, NULL, &result, NULL), NEWEL_OK);
  newel_slice output = newel_result_segment(result, 0).output;
  nw_buf_clear(out);
  nw_buf_add_slice(out, output);
  nw_buf_add_char(out, '\0');
  out->len--;
  return result;
}

/* The same a few bytes at a time. */
static void stream(newel_slice text, size_t step, nw_buf *out) {
  newel_stream *to;
  newel_slice released;
  const newel_result *result;
  newel_stream_options options = NEWEL_STREAM_OPTIONS_INIT;
  options.surface = NEWEL_SURFACE_USER;
  nw_buf_clear(out);
  cr_assert_eq(newel_stream_open(&to, guard, &options, NULL), NEWEL_OK);
  for (size_t at = 0; at < text.len; at += step) {
    cr_assert_eq(newel_stream_push(to, nw_slice(text.data + at, text.len - at < step ? text.len - at : step), &released, NULL), NEWEL_OK);
    nw_buf_add_slice(out, released);
  }
  cr_assert_eq(newel_stream_finish(to, &released, &result, NULL), NEWEL_OK);
  nw_buf_add_slice(out, released);
  nw_buf_add_char(out, '\0');
  newel_stream_free(to);
}

static void expect(const char *text, const char *edited) {
  static const size_t steps[] = { 1, 3, 7, 50 };
  nw_buf out, again;
  nw_buf_init(&out, nw_alloc_of(NULL)), nw_buf_init(&again, nw_alloc_of(NULL));
  (void)apply(newel_slice_of(text), &out);
  cr_expect_str_eq(out.data, edited, "%s\nis edited to\n%s", text, out.data);
  for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
    stream(newel_slice_of(text), steps[i], &again);
    cr_expect_str_eq(again.data, out.data, "%s\nis streamed as\n%s", text, again.data);
  }
  (void)apply(nw_buf_slice(&out), &again);
  cr_expect_str_eq(again.data, out.data, "%s\nis edited again to\n%s", out.data, again.data);
  nw_buf_free(&out), nw_buf_free(&again);
}

Test(guard_cells, kinds_of_tables) {
  static const struct { const char *text, *edited; } rows[] = {
    { "id,full_name,ssn\n7,Orla Finnerty,123456789\n8,Bo Lind,219554321\n",
      "id,full_name,ssn\n7,{NAME},{US_SOCIAL_SECURITY_NUMBER}\n8,{NAME},{US_SOCIAL_SECURITY_NUMBER}\n" },
    { "user;password;since\r\nrkowal;Zima!2031x;2025\r\nmjones4;blueTr4in;2024\r\n",
      "user;password;since\r\n{USERNAME};{PASSWORD};2025\r\n{USERNAME};{PASSWORD};2024\r\n" },
    { "user\tpin\nrkowal\t4471\n", "user\tpin\n{USERNAME}\t{PIN}\n" },
    { "Логин;Пароль;Дата рождения\nrkowal;Zima!2031x;12.03.1984\nmjones4;blueTr4in;13.04.1985\n",
      "Логин;Пароль;Дата рождения\n{USERNAME};{PASSWORD};{DATE_OF_BIRTH}\n{USERNAME};{PASSWORD};{DATE_OF_BIRTH}\n" },
    { "<table><tr><th>Имя</th><th>Пароль</th></tr><tr><td>Анна</td><td>Zima2031x!</td></tr></table>",
      "<table><tr><th>Имя</th><th>Пароль</th></tr><tr><td>{NAME}</td><td>{PASSWORD}</td></tr></table>" },
    { "Utilisateur;Mot de passe\nrkowal;Zima!2031x\n", "Utilisateur;Mot de passe\n{USERNAME};{PASSWORD}\n" },
    { "Name | Surname | Codice | PIN\nOrla | Finnerty | 12 | 4471\n", "Name | Surname | Codice | PIN\n{NAME} | {NAME} | 12 | {PIN}\n" },
    { "Staff:\n\n| Name | PIN |\n|:-----|----:|\n| Ove Lindgaard | 4471 |\n\nDone, 4471 rows\n",
      "Staff:\n\n| Name | PIN |\n|:-----|----:|\n| {NAME} | {PIN} |\n\nDone, 4471 rows\n" },
    { "+------+------+\n| name | pin  |\n+------+------+\n| Bo Tveit | 9023 |\n+------+------+\n",
      "+------+------+\n| name | pin  |\n+------+------+\n| {NAME} | {PIN} |\n+------+------+\n" },
    { "Badge  Username    PIN\n-----  ----------  ----\n70115  sprewitt    4410\n70116  blindgaard  4412\n",
      "Badge  Username    PIN\n-----  ----------  ----\n70115  {USERNAME}    {PIN}\n70116  {USERNAME}  {PIN}\n" },
    { "INSERT INTO staff (id, `username`, passwd) VALUES (1, 'rkowal', 'Zima!2031x'),\n (2, 'mjones4', 'blueTr4in');\n",
      "INSERT INTO staff (id, `username`, passwd) VALUES (1, '{USERNAME}', '{PASSWORD}'),\n (2, '{USERNAME}', '{PASSWORD}');\n" },
    { "COPY public.staff (id, username, pin) FROM stdin;\n1\trkowal\t4471\n2\tmjones4\t9023\n\\.\n",
      "COPY public.staff (id, username, pin) FROM stdin;\n1\t{USERNAME}\t{PIN}\n2\t{USERNAME}\t{PIN}\n\\.\n" },
    { "[[\"n\",\"full_name\",\"pin\"],[1,\"Bo Lind\",\"4471\"],[2,\"Ove Tveit\",9023]]",
      "[[\"n\",\"full_name\",\"pin\"],[1,\"{NAME}\",\"{PIN}\"],[2,\"{NAME}\",{PIN}]]" },
    { "{\"columns\":[\"full_name\",\"pin\"],\"rows\":[[\"Bo Lind\",4471]]}", "{\"columns\":[\"full_name\",\"pin\"],\"rows\":[[\"{NAME}\",{PIN}]]}" },
    { "<table><tr><th>Username</th><th>PIN</th></tr>\n<tr><td>rkowal</td><td class=\"n\"><b>4471</b></td></tr></table>",
      "<table><tr><th>Username</th><th>PIN</th></tr>\n<tr><td>{USERNAME}</td><td class=\"n\"><b>{PIN}</b></td></tr></table>" },
    { "n,full_name,pin\n1,\"Orla Finnerty\",\"4471\"\n2,\"Bo \"\"B\"\" Lind\",9023\n", "n,full_name,pin\n1,\"{NAME}\",\"{PIN}\"\n2,\"Bo \"\"B\"\" Lind\",{PIN}\n" },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) expect(rows[i].text, rows[i].edited);
}

/* What a line ends with is known before what follows it. */
Test(guard_cells, a_line_that_ends_like_no_header) {
  expect("Done.\nn;Er/\n[[\"user\",\"pin\"],[\"rkowal\",4471]]", "Done.\nn;Er/\n[[\"user\",\"pin\"],[\"{USERNAME}\",{PIN}]]");
}

/* A cell with the sign that parts cells makes others of those behind it: they are scanned as the last columns, too. */
Test(guard_cells, more_cells_than_columns) {
  expect("note,pin,order\nfast, please,4471,5501\nnone,9023,5502\n", "note,pin,order\nfast, please,{PIN},5501\nnone,{PIN},5502\n");
}

/* What was taken for a header, and has no row below it, may hold another table; a stream keeps it until there is a row. */
Test(guard_cells, a_table_inside_of_no_header) {
  expect("/\n<tr><thons\n\nuser;password\nrkowal;Zima!2\nPab \n<tr><th>Name</th><th>PIN</th></tr><tind</td>y: 4Fgh7 x\r\nMr Jones 234, Madison was there too",
         "/\n<tr><thons\n\nuser;password\n{USERNAME};{PASSWORD}\nPab \n<tr><th>Name</th><th>PIN</th></tr><tind</td>y: 4Fgh7 x\r\nMr {NAME} 234, Madison was there too");
}

Test(guard_cells, tables_of_other_things) {
  static const char *const texts[] = {
    "name,type,default\ntimeout,int,3000\nVerbose,bool,false\n", "item,name,weight_g\n880412,Bearing,106\n880413,Seal ring,12\n",
    "column,type,nullable\nssn,char(11),NO\ndob,date,YES\npassword,varchar(255),NO\n", "metric | p50 | p90\npassword hash | 88.0 | 91.2\n",
    "name, pin, phone\n\n1, 2, 3\n", "name,pin\n", "foo(name, pin);\nbar(rkowal, 4471);\n", "ssn,total\n12,13\n14,15\n",
  };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) expect(texts[i], texts[i]);
}

static int has_limit(newel_slice text, const char *member) {
  nw_buf out, trace;
  nw_buf_init(&out, nw_alloc_of(NULL)), nw_buf_init(&trace, nw_alloc_of(NULL));
  const newel_result *result = apply(text, &out);
  cr_assert_eq(newel_trace_write(guard, result, NULL, nw_buf_write, &trace, NULL), NEWEL_OK);
  nw_buf_add_char(&trace, '\0');
  int has = strstr(trace.data, member) != NULL;
  nw_buf_free(&out), nw_buf_free(&trace);
  return has;
}

/* At the limit, and beyond it. */
Test(guard_cells, limits) {
  nw_buf text;
  nw_buf_init(&text, nw_alloc_of(NULL));
  for (size_t more = 0; more < 2; more++) {
    nw_buf_clear(&text);
    nw_buf_add_text(&text, "pin");
    for (size_t i = 1; i < NW_LIMIT_TABLE_COLUMNS + more; i++) nw_buf_addf(&text, ",c%c", (int)('a' + i % 26));
    nw_buf_add_text(&text, "\n4471");
    for (size_t i = 1; i < NW_LIMIT_TABLE_COLUMNS + more; i++) nw_buf_add_text(&text, ",1");
    nw_buf_add_text(&text, "\n");
    cr_expect_eq(has_limit(nw_buf_slice(&text), "\"limit\":\"TABLE_COLUMNS\""), (int)more);
  }
  for (size_t more = 0; more < 2; more++) {
    static const char row[] = "rkowal,4472,";
    nw_buf_clear(&text);
    nw_buf_add_text(&text, "user,pin,note\nrkowal,4471,-\n");
    nw_buf_add_text(&text, row);
    for (size_t i = sizeof row - 1; i < NW_LIMIT_TABLE_ROW_BYTES + more; i++) nw_buf_add_char(&text, 'x');
    nw_buf_add_text(&text, "\n");
    cr_expect_eq(has_limit(nw_buf_slice(&text), "\"limit\":\"TABLE_ROW_BYTES\""), (int)more);
  }
  nw_buf_free(&text);
}
