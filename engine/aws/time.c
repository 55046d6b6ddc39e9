#include "aws/time.h"

#include "base/slice.h"

/* Days since 1970-01-01 of a date of the Gregorian calendar, counted in years that begin in March (so that the leap day is the
 * last one). */
static int64_t days_of(int64_t year, int month, int day) {
  year -= month <= 2;
  int64_t era = year / 400, of_era = year - era * 400;
  int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of(int64_t days, int *year, int *month, int *day) {
  days += 719468;
  int64_t era = days / 146097, of_era = days - era * 146097;
  int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
  *day = (int)(of_year - (153 * m + 2) / 5 + 1);
  *month = (int)(m < 10 ? m + 3 : m - 9);
  *year = (int)(y + era * 400 + (*month <= 2));
}

static void put(char *out, int value, int digits) {
  for (int i = digits; i > 0; i--, value /= 10) out[i - 1] = (char)('0' + value % 10);
}

int nw_time_basic(char out[17], int64_t time_s) {
  if (time_s < 0 || time_s > 253402300799) return 0;
  int year, month, day, s = (int)(time_s % 86400);
  date_of(time_s / 86400, &year, &month, &day);
  put(out, year, 4);
  put(out + 4, month, 2);
  put(out + 6, day, 2);
  out[8] = 'T';
  put(out + 9, s / 3600, 2);
  put(out + 11, s / 60 % 60, 2);
  put(out + 13, s % 60, 2);
  out[15] = 'Z';
  out[16] = '\0';
  return 1;
}

/* Reads `digits` digits at `*at`. */
static int number(newel_slice text, size_t *at, int digits, int *out) {
  *out = 0;
  for (; digits > 0; digits--, ++*at) {
    if (*at >= text.len || !nw_is_digit((unsigned char)text.data[*at])) return 0;
    *out = *out * 10 + (text.data[*at] - '0');
  }
  return 1;
}

static void skip(newel_slice text, size_t *at, char c) { *at += *at < text.len && text.data[*at] == c; }

static int in_calendar(int year, int month, int day, int hour, int minute, int second) {
  static const int most[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month >= 1 && month <= 12 && day >= 1 && day <= most[month - 1] - (month == 2 && !leap) && hour < 24 && minute < 60 &&
         second <= 60;
}

/* The offset from UTC in seconds: "Z", "", "+02:00", "-0330". */
static int zone(newel_slice text, size_t *at, int64_t *offset_s) {
  *offset_s = 0;
  if (*at == text.len) return 1;
  char c = text.data[(*at)++];
  if (c == 'Z' || c == 'z') return 1;
  int hour, minute;
  if ((c != '+' && c != '-') || !number(text, at, 2, &hour)) return 0;
  skip(text, at, ':');
  if (!number(text, at, 2, &minute)) return 0;
  *offset_s = (c == '-' ? -1 : 1) * (int64_t)(hour * 3600 + minute * 60);
  return 1;
}

int nw_time_parse(newel_slice text, int64_t *time_s) {
  size_t at = 0;
  int year, month, day, hour, minute, second;
  int64_t offset_s;
  if (!number(text, &at, 4, &year)) return 0;
  skip(text, &at, '-');
  if (!number(text, &at, 2, &month)) return 0;
  skip(text, &at, '-');
  if (!number(text, &at, 2, &day) || at >= text.len || (text.data[at] != 'T' && text.data[at] != ' ')) return 0;
  at++;
  if (!number(text, &at, 2, &hour)) return 0;
  skip(text, &at, ':');
  if (!number(text, &at, 2, &minute)) return 0;
  skip(text, &at, ':');
  if (!number(text, &at, 2, &second)) return 0;
  if (at < text.len && text.data[at] == '.')
    for (at++; at < text.len && nw_is_digit((unsigned char)text.data[at]); at++) {}
  if (!zone(text, &at, &offset_s) || at != text.len || !in_calendar(year, month, day, hour, minute, second)) return 0;
  *time_s = days_of(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset_s;
  return 1;
}

int nw_time_parse_http(newel_slice text, int64_t *time_s) {
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  int year, day, hour, minute, second, month = 0;
  size_t at = 5;
  if (text.len != 29 || !number(text, &at, 2, &day)) return 0;
  while (month < 12 && memcmp(text.data + 8, months + 3 * month, 3) != 0) month++;
  at = 12;
  if (month == 12 || !number(text, &at, 4, &year)) return 0;
  at = 17;
  if (!number(text, &at, 2, &hour) || text.data[19] != ':') return 0;
  at = 20;
  if (!number(text, &at, 2, &minute) || text.data[22] != ':') return 0;
  at = 23;
  if (!number(text, &at, 2, &second) || memcmp(text.data + 25, " GMT", 4) != 0) return 0;
  if (!in_calendar(year, month + 1, day, hour, minute, second)) return 0;
  *time_s = days_of(year, month + 1, day) * 86400 + hour * 3600 + minute * 60 + second;
  return 1;
}
