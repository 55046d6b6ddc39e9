/* The numbering plans: example numbers of the plans, the same cut short, and the same behind a zero. */
#include <criterion/criterion.h>
#include <string.h>

#include "detect/pii/phone_table.h"

typedef struct plan_row {
  unsigned       code;
  const char    *national;
  nw_phone_grade grade;
} plan_row;

static const plan_row rows[] = {
  { 1, "2015550123", NW_PHONE_VALID }, { 1, "2015550", NW_PHONE_UNKNOWN }, { 1, "0015550123", NW_PHONE_UNKNOWN },
  { 1, "5062345678", NW_PHONE_VALID }, { 1, "5062345", NW_PHONE_UNKNOWN }, { 1, "0062345678", NW_PHONE_UNKNOWN },
  { 44, "7400123456", NW_PHONE_VALID }, { 44, "7400123", NW_PHONE_UNKNOWN }, { 49, "15123456789", NW_PHONE_VALID },
  { 49, "15123456", NW_PHONE_POSSIBLE }, { 33, "612345678", NW_PHONE_VALID }, { 33, "612345", NW_PHONE_UNKNOWN },
  { 33, "012345678", NW_PHONE_UNKNOWN }, { 39, "3123456789", NW_PHONE_VALID }, { 39, "3123456", NW_PHONE_UNKNOWN },
  { 39, "0123456789", NW_PHONE_VALID }, { 34, "612345678", NW_PHONE_VALID }, { 34, "612345", NW_PHONE_UNKNOWN },
  { 34, "012345678", NW_PHONE_UNKNOWN }, { 351, "912345678", NW_PHONE_VALID }, { 351, "912345", NW_PHONE_UNKNOWN },
  { 351, "012345678", NW_PHONE_UNKNOWN }, { 31, "612345678", NW_PHONE_VALID }, { 31, "612345", NW_PHONE_UNKNOWN },
  { 32, "450001234", NW_PHONE_VALID }, { 32, "450001", NW_PHONE_UNKNOWN }, { 352, "628123456", NW_PHONE_VALID },
  { 352, "628123", NW_PHONE_UNKNOWN }, { 352, "028123456", NW_PHONE_UNKNOWN }, { 41, "781234567", NW_PHONE_VALID },
  { 41, "781234", NW_PHONE_UNKNOWN }, { 41, "081234567", NW_PHONE_UNKNOWN }, { 43, "664123456", NW_PHONE_VALID },
  { 43, "664123", NW_PHONE_POSSIBLE }, { 45, "34412345", NW_PHONE_VALID }, { 45, "34412", NW_PHONE_UNKNOWN },
  { 45, "04412345", NW_PHONE_UNKNOWN }, { 46, "701234567", NW_PHONE_VALID }, { 46, "701234", NW_PHONE_UNKNOWN },
  { 47, "40612345", NW_PHONE_VALID }, { 47, "40612", NW_PHONE_UNKNOWN }, { 47, "00612345", NW_PHONE_UNKNOWN },
  { 358, "412345678", NW_PHONE_VALID }, { 358, "412345", NW_PHONE_VALID }, { 354, "6111234", NW_PHONE_VALID },
  { 354, "6111", NW_PHONE_UNKNOWN }, { 354, "0111234", NW_PHONE_UNKNOWN }, { 353, "850123456", NW_PHONE_VALID },
  { 353, "850123", NW_PHONE_UNKNOWN }, { 48, "512345678", NW_PHONE_VALID }, { 48, "512345", NW_PHONE_UNKNOWN },
  { 48, "012345678", NW_PHONE_UNKNOWN }, { 420, "601123456", NW_PHONE_VALID }, { 420, "601123", NW_PHONE_UNKNOWN },
  { 420, "001123456", NW_PHONE_UNKNOWN }, { 421, "912123456", NW_PHONE_VALID }, { 421, "912123", NW_PHONE_UNKNOWN },
  { 421, "012123456", NW_PHONE_UNKNOWN }, { 36, "201234567", NW_PHONE_VALID }, { 36, "201234", NW_PHONE_UNKNOWN },
  { 36, "001234567", NW_PHONE_UNKNOWN }, { 40, "712034567", NW_PHONE_VALID }, { 40, "712034", NW_PHONE_UNKNOWN },
  { 40, "012034567", NW_PHONE_UNKNOWN }, { 359, "43012345", NW_PHONE_VALID }, { 359, "43012", NW_PHONE_UNKNOWN },
  { 30, "6912345678", NW_PHONE_VALID }, { 30, "6912345", NW_PHONE_UNKNOWN }, { 30, "0912345678", NW_PHONE_UNKNOWN },
  { 90, "5012345678", NW_PHONE_VALID }, { 90, "5012345", NW_PHONE_UNKNOWN }, { 90, "0012345678", NW_PHONE_UNKNOWN },
  { 7, "9123456789", NW_PHONE_VALID }, { 7, "9123456", NW_PHONE_UNKNOWN }, { 7, "0123456789", NW_PHONE_UNKNOWN },
  { 380, "501234567", NW_PHONE_VALID }, { 380, "501234", NW_PHONE_UNKNOWN }, { 380, "001234567", NW_PHONE_UNKNOWN },
  { 375, "294911911", NW_PHONE_VALID }, { 375, "294911", NW_PHONE_UNKNOWN }, { 370, "61234567", NW_PHONE_VALID },
  { 370, "61234", NW_PHONE_UNKNOWN }, { 370, "01234567", NW_PHONE_UNKNOWN }, { 371, "21234567", NW_PHONE_VALID },
  { 371, "21234", NW_PHONE_UNKNOWN }, { 371, "01234567", NW_PHONE_UNKNOWN }, { 372, "51234567", NW_PHONE_VALID },
  { 372, "51234", NW_PHONE_UNKNOWN }, { 372, "01234567", NW_PHONE_UNKNOWN }, { 385, "921234567", NW_PHONE_VALID },
  { 385, "921234", NW_PHONE_UNKNOWN }, { 386, "31234567", NW_PHONE_VALID }, { 386, "31234", NW_PHONE_UNKNOWN },
  { 381, "601234567", NW_PHONE_VALID }, { 381, "601234", NW_PHONE_UNKNOWN }, { 972, "502345678", NW_PHONE_VALID },
  { 972, "502345", NW_PHONE_UNKNOWN }, { 20, "1001234567", NW_PHONE_VALID }, { 20, "1001234", NW_PHONE_UNKNOWN },
  { 27, "711234567", NW_PHONE_VALID }, { 27, "711234", NW_PHONE_UNKNOWN }, { 234, "8021234567", NW_PHONE_VALID },
  { 234, "8021234", NW_PHONE_UNKNOWN }, { 234, "0021234567", NW_PHONE_UNKNOWN }, { 254, "712123456", NW_PHONE_VALID },
  { 254, "712123", NW_PHONE_UNKNOWN }, { 233, "231234567", NW_PHONE_VALID }, { 233, "231234", NW_PHONE_UNKNOWN },
  { 212, "650123456", NW_PHONE_VALID }, { 212, "650123", NW_PHONE_UNKNOWN }, { 212, "050123456", NW_PHONE_UNKNOWN },
  { 216, "20123456", NW_PHONE_VALID }, { 216, "20123", NW_PHONE_UNKNOWN }, { 216, "00123456", NW_PHONE_UNKNOWN },
  { 213, "551234567", NW_PHONE_VALID }, { 213, "551234", NW_PHONE_UNKNOWN }, { 251, "911234567", NW_PHONE_VALID },
  { 251, "911234", NW_PHONE_UNKNOWN }, { 251, "011234567", NW_PHONE_UNKNOWN }, { 221, "701234567", NW_PHONE_VALID },
  { 221, "701234", NW_PHONE_UNKNOWN }, { 221, "001234567", NW_PHONE_UNKNOWN }, { 91, "8123456789", NW_PHONE_VALID },
  { 91, "8123456", NW_PHONE_UNKNOWN }, { 92, "3012345678", NW_PHONE_VALID }, { 92, "3012345", NW_PHONE_UNKNOWN },
  { 880, "1812345678", NW_PHONE_VALID }, { 880, "1812345", NW_PHONE_UNKNOWN }, { 94, "712345678", NW_PHONE_VALID },
  { 94, "712345", NW_PHONE_UNKNOWN }, { 94, "012345678", NW_PHONE_UNKNOWN }, { 86, "13123456789", NW_PHONE_VALID },
  { 86, "13123456", NW_PHONE_POSSIBLE }, { 81, "9012345678", NW_PHONE_VALID }, { 81, "9012345", NW_PHONE_UNKNOWN },
  { 81, "0012345678", NW_PHONE_POSSIBLE }, { 82, "1020000000", NW_PHONE_VALID }, { 82, "1020000", NW_PHONE_UNKNOWN },
  { 886, "912345678", NW_PHONE_VALID }, { 886, "912345", NW_PHONE_UNKNOWN }, { 852, "51234567", NW_PHONE_VALID },
  { 852, "51234", NW_PHONE_UNKNOWN }, { 852, "01234567", NW_PHONE_UNKNOWN }, { 65, "81234567", NW_PHONE_VALID },
  { 65, "81234", NW_PHONE_UNKNOWN }, { 65, "01234567", NW_PHONE_UNKNOWN }, { 60, "123456789", NW_PHONE_VALID },
  { 60, "123456", NW_PHONE_UNKNOWN }, { 66, "812345678", NW_PHONE_VALID }, { 66, "812345", NW_PHONE_UNKNOWN },
  { 84, "912345678", NW_PHONE_VALID }, { 84, "912345", NW_PHONE_UNKNOWN }, { 62, "812345678", NW_PHONE_VALID },
  { 62, "812345", NW_PHONE_UNKNOWN }, { 63, "9051234567", NW_PHONE_VALID }, { 63, "9051234", NW_PHONE_UNKNOWN },
  { 61, "412345678", NW_PHONE_VALID }, { 61, "412345", NW_PHONE_UNKNOWN }, { 64, "211234567", NW_PHONE_VALID },
  { 64, "211234", NW_PHONE_UNKNOWN }, { 54, "91123456789", NW_PHONE_VALID }, { 54, "91123456", NW_PHONE_UNKNOWN },
  { 55, "11961234567", NW_PHONE_VALID }, { 55, "11961234", NW_PHONE_UNKNOWN }, { 56, "221234567", NW_PHONE_VALID },
  { 56, "221234", NW_PHONE_UNKNOWN }, { 56, "021234567", NW_PHONE_UNKNOWN }, { 57, "3211234567", NW_PHONE_VALID },
  { 57, "3211234", NW_PHONE_UNKNOWN }, { 57, "0211234567", NW_PHONE_UNKNOWN }, { 52, "2221234567", NW_PHONE_VALID },
  { 52, "2221234", NW_PHONE_UNKNOWN }, { 52, "0221234567", NW_PHONE_UNKNOWN }, { 51, "912345678", NW_PHONE_VALID },
  { 51, "912345", NW_PHONE_UNKNOWN }, { 58, "4121234567", NW_PHONE_VALID }, { 58, "4121234", NW_PHONE_UNKNOWN },
  { 58, "0121234567", NW_PHONE_UNKNOWN }, { 598, "94231234", NW_PHONE_VALID }, { 598, "94231", NW_PHONE_UNKNOWN },
  { 593, "991234567", NW_PHONE_VALID }, { 593, "991234", NW_PHONE_UNKNOWN }, { 971, "501234567", NW_PHONE_VALID },
  { 971, "501234", NW_PHONE_UNKNOWN }, { 966, "512345678", NW_PHONE_VALID }, { 966, "512345", NW_PHONE_UNKNOWN },
  { 966, "012345678", NW_PHONE_UNKNOWN }, { 974, "33123456", NW_PHONE_VALID }, { 974, "33123", NW_PHONE_UNKNOWN },
  { 974, "03123456", NW_PHONE_UNKNOWN }, { 965, "50012345", NW_PHONE_VALID }, { 965, "50012", NW_PHONE_UNKNOWN },
  { 965, "00012345", NW_PHONE_UNKNOWN }, { 962, "790123456", NW_PHONE_VALID }, { 962, "790123", NW_PHONE_UNKNOWN },
  { 98, "9123456789", NW_PHONE_VALID }, { 98, "9123456", NW_PHONE_UNKNOWN }, { 98, "0123456789", NW_PHONE_UNKNOWN },
  { 7, "7710009998", NW_PHONE_VALID }, { 7, "7710009", NW_PHONE_UNKNOWN }, { 7, "0710009998", NW_PHONE_UNKNOWN },
  { 998, "912345678", NW_PHONE_VALID }, { 998, "912345", NW_PHONE_UNKNOWN }, { 998, "012345678", NW_PHONE_UNKNOWN },
  { 995, "555123456", NW_PHONE_VALID }, { 995, "555123", NW_PHONE_UNKNOWN }, { 995, "055123456", NW_PHONE_UNKNOWN },
  { 374, "77123456", NW_PHONE_VALID }, { 374, "77123", NW_PHONE_UNKNOWN }, { 374, "07123456", NW_PHONE_UNKNOWN },
  { 994, "401234567", NW_PHONE_VALID }, { 994, "401234", NW_PHONE_UNKNOWN }, { 994, "001234567", NW_PHONE_UNKNOWN },
  { 977, "9841234567", NW_PHONE_VALID }, { 977, "9841234", NW_PHONE_UNKNOWN }, { 977, "0841234567", NW_PHONE_UNKNOWN },
  { 95, "92123456", NW_PHONE_VALID }, { 95, "92123", NW_PHONE_UNKNOWN }, { 855, "91234567", NW_PHONE_VALID },
  { 855, "91234", NW_PHONE_UNKNOWN }, { 855, "01234567", NW_PHONE_UNKNOWN }, { 44, "2079460175", NW_PHONE_VALID },
  { 33, "142685346", NW_PHONE_VALID }, { 49, "3058382058", NW_PHONE_VALID }, { 39, "0667843434", NW_PHONE_VALID },
  { 39, "0667843", NW_PHONE_VALID }, { 34, "912345678", NW_PHONE_VALID }, { 81, "332106184", NW_PHONE_VALID },
  { 86, "1012345678", NW_PHONE_VALID }, { 1, "2025550143", NW_PHONE_VALID }, { 1, "5551234567", NW_PHONE_POSSIBLE },
  { 1, "1122334455", NW_PHONE_UNKNOWN }, { 7, "4951234567", NW_PHONE_VALID }, { 41, "446681800", NW_PHONE_VALID },
  { 46, "812345678", NW_PHONE_VALID }, { 358, "912345678", NW_PHONE_VALID }, { 972, "36543210", NW_PHONE_VALID },
  { 55, "1132345678", NW_PHONE_VALID }, { 54, "1123456789", NW_PHONE_VALID }, { 52, "5512345678", NW_PHONE_VALID },
  { 91, "8012345678", NW_PHONE_VALID }, { 800, "12345678", NW_PHONE_VALID }, { 870, "773111632", NW_PHONE_VALID },
  { 883, "510000000000", NW_PHONE_VALID }, { 1, "8005551212", NW_PHONE_VALID }, { 1, "9002345678", NW_PHONE_VALID },
  { 353, "1234567", NW_PHONE_UNKNOWN }, { 27, "123456789", NW_PHONE_VALID }, { 61, "212345678", NW_PHONE_VALID },
  { 64, "93031234", NW_PHONE_VALID },
};

static size_t digits_of(const char *text, unsigned char *digits) {
  size_t count = 0;
  for (; *text != 0; text++) digits[count++] = (unsigned char)(*text - '0');
  return count;
}

Test(phone_table, plans_grade_their_numbers) {
  unsigned char digits[32];
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    size_t count = digits_of(rows[i].national, digits);
    cr_expect_eq(nw_phone_valid(rows[i].code, digits, count), rows[i].grade, "+%u %s", rows[i].code, rows[i].national);
  }
}

Test(phone_table, every_beginning_is_no_code_or_one) {
  static const struct { const char *digits; unsigned code, code_digits; } heads[] = {
    { "12025550143", 1, 1 }, { "79161234567", 7, 1 }, { "442079460175", 44, 2 }, { "97236543210", 972, 3 }, { "88216", 882, 3 },
    { "44", 44, 2 }, { "999123456", 0, 0 }, { "0044", 0, 0 }, { "97", 0, 0 }, { "210123", 0, 0 }, { "", 0, 0 } };
  unsigned char digits[32];
  for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
    unsigned code_digits = 0;
    size_t count = digits_of(heads[i].digits, digits);
    cr_expect_eq(nw_phone_code(digits, count, &code_digits), heads[i].code, "%s", heads[i].digits);
    cr_expect_eq(code_digits, heads[i].code_digits, "%s", heads[i].digits);
  }
}

Test(phone_table, national_prefixes) {
  static const struct { unsigned code; const char *digits; nw_phone_grade grade; } with_prefix[] = {
    { 44, "02079460175", NW_PHONE_VALID }, { 44, "2079460175", NW_PHONE_UNKNOWN }, { 49, "015123456789", NW_PHONE_VALID },
    { 33, "0612345678", NW_PHONE_VALID }, { 7, "89161234567", NW_PHONE_VALID }, { 36, "06201234567", NW_PHONE_VALID },
    { 39, "00667843434", NW_PHONE_UNKNOWN }, { 34, "0912345678", NW_PHONE_UNKNOWN }, { 999, "01", NW_PHONE_UNKNOWN } };
  unsigned char digits[32];
  for (size_t i = 0; i < sizeof with_prefix / sizeof with_prefix[0]; i++) {
    size_t count = digits_of(with_prefix[i].digits, digits);
    cr_expect_eq(nw_phone_national(with_prefix[i].code, digits, count), with_prefix[i].grade, "%s", with_prefix[i].digits);
  }
}

Test(phone_table, printed_layouts) {
  static const struct { uint32_t groups; const char *digits; nw_phone_grade grade; } printed[] = {
    { 0x344, "02079460175", NW_PHONE_VALID }, { 0x56, "07700900420", NW_PHONE_VALID }, { 0x22222, "0142685346", NW_PHONE_VALID },
    { 0x433, "0412345678", NW_PHONE_VALID }, { 0x344, "09012345678", NW_PHONE_VALID }, { 0x4322, "05321234567", NW_PHONE_VALID },
    { 0x13322, "89161234567", NW_PHONE_VALID },
    { 0x344, "22079460175", NW_PHONE_UNKNOWN },
    { 0x22222, "0042685346", NW_PHONE_UNKNOWN },
    { 0x422, "20240115", NW_PHONE_UNKNOWN }, { 0x334, "2025550143", NW_PHONE_UNKNOWN }, { 0, "", NW_PHONE_UNKNOWN } };
  unsigned char digits[32];
  for (size_t i = 0; i < sizeof printed / sizeof printed[0]; i++) {
    size_t count = digits_of(printed[i].digits, digits);
    cr_expect_eq(nw_phone_grade_of(nw_phone_next(nw_phone_groups_begin(printed[i].groups), digits, count)), printed[i].grade, "%s", printed[i].digits);
  }
}

Test(phone_table, too_many_digits_are_no_number) {
  unsigned char digits[64];
  memset(digits, 2, sizeof digits);
  for (size_t count = NW_PHONE_DIGITS + 1; count <= sizeof digits; count++)
    cr_expect_eq(nw_phone_valid(49, digits, count), NW_PHONE_UNKNOWN);
}

Test(phone_table, source_is_named) {
  cr_expect_not_null(strstr(nw_phone_source(), "libphonenumber"));
  cr_expect_eq(strlen(nw_phone_digest()), 64);
}
