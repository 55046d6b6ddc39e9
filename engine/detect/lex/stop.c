/* stop.c - the list, sorted by bytes, found by halving what begins with the same letter: words of more than 13 letters are not looked
 * up. */
#include "detect/lex/stop.h"

#include <stdint.h>
#include <string.h>

#include "detect/lex/term.h"

enum { LONGEST = NW_STOP_BYTES, S = NW_TERM_STOP, F = NW_TERM_FRAME };

static const struct { char word[LONGEST + 1]; uint8_t flags; } words[] = {
  {"a", S}, {"about", S}, {"above", S}, {"advice", F}, {"after", S}, {"again", S}, {"against", S}, {"all", S}, {"also", S},
  {"am", S}, {"an", S}, {"and", S}, {"answer", F}, {"answers", F}, {"any", S}, {"anything", S}, {"are", S}, {"arent", S},
  {"as", S}, {"asking", F}, {"assistance", F}, {"at", S}, {"be", S}, {"because", S}, {"been", S}, {"before", S}, {"being", S},
  {"below", S}, {"between", S}, {"both", S}, {"but", S}, {"by", S}, {"can", S}, {"cannot", S}, {"cant", S}, {"come", S},
  {"conversation", F}, {"conversations", F}, {"could", S}, {"couldnt", S}, {"did", S}, {"didnt", S}, {"discuss", F},
  {"discusses", F}, {"discussing", F}, {"discussion", F}, {"discussions", F}, {"do", S}, {"does", S}, {"doesnt", S},
  {"doing", S}, {"done", S}, {"dont", S}, {"down", S}, {"during", S}, {"each", S}, {"else", S}, {"etc", S}, {"even", S},
  {"ever", S}, {"every", S}, {"few", S}, {"for", S}, {"from", S}, {"further", S}, {"get", S}, {"gets", S}, {"getting", S},
  {"give", S}, {"go", S}, {"goes", S}, {"going", S}, {"gonna", S}, {"got", S}, {"had", S}, {"hadnt", S}, {"has", S},
  {"hasnt", S}, {"have", S}, {"havent", S}, {"having", S}, {"he", S}, {"hed", S}, {"hello", S}, {"help", F}, {"helping", F},
  {"her", S}, {"here", S}, {"hers", S}, {"herself", S}, {"hes", S}, {"hey", S}, {"hi", S}, {"him", S}, {"himself", S},
  {"his", S}, {"how", S}, {"hows", S}, {"i", S}, {"id", S}, {"if", S}, {"ill", S}, {"im", S}, {"in", S}, {"includes", F},
  {"including", F}, {"information", F}, {"into", S}, {"involving", F}, {"is", S}, {"isnt", S}, {"it", S}, {"its", S},
  {"itself", S}, {"ive", S}, {"just", S}, {"kind", S}, {"know", S}, {"let", S}, {"lets", S}, {"like", S}, {"make", S},
  {"makes", S}, {"many", S}, {"may", S}, {"maybe", S}, {"me", S}, {"might", S}, {"more", S}, {"most", S}, {"much", S},
  {"must", S}, {"my", S}, {"myself", S}, {"need", S}, {"needs", S}, {"no", S}, {"nor", S}, {"not", S}, {"now", S}, {"of", S},
  {"off", S}, {"offering", F}, {"oh", S}, {"ok", S}, {"okay", S}, {"on", S}, {"once", S}, {"one", S}, {"only", S},
  {"opinion", F}, {"opinions", F}, {"or", S}, {"other", S}, {"others", S}, {"ought", S}, {"our", S}, {"ours", S},
  {"ourselves", S}, {"out", S}, {"over", S}, {"own", S}, {"per", S}, {"please", S}, {"provide", F}, {"provides", F},
  {"providing", F}, {"put", S}, {"question", F}, {"questions", F}, {"really", S}, {"regarding", F}, {"related", F},
  {"request", F}, {"requesting", F}, {"requests", F}, {"said", S}, {"same", S}, {"say", S}, {"see", S}, {"shall", S},
  {"she", S}, {"should", S}, {"shouldnt", S}, {"so", S}, {"some", S}, {"someone", S}, {"something", S}, {"sort", S},
  {"specific", F}, {"statement", F}, {"statements", F}, {"still", S}, {"subject", F}, {"such", S}, {"take", S}, {"tell", S},
  {"text", F}, {"texts", F}, {"than", S}, {"thank", S}, {"thanks", S}, {"that", S}, {"thats", S}, {"the", S}, {"their", S},
  {"theirs", S}, {"them", S}, {"themselves", S}, {"then", S}, {"there", S}, {"theres", S}, {"these", S}, {"they", S},
  {"theyre", S}, {"theyve", S}, {"thing", S}, {"things", S}, {"this", S}, {"those", S}, {"though", S}, {"through", S},
  {"to", S}, {"too", S}, {"topic", F}, {"topics", F}, {"try", S}, {"trying", S}, {"under", S}, {"until", S}, {"up", S},
  {"upon", S}, {"us", S}, {"use", S}, {"used", S}, {"using", S}, {"very", S}, {"via", S}, {"wanna", S}, {"want", S},
  {"wanted", S}, {"wants", S}, {"was", S}, {"wasnt", S}, {"way", S}, {"we", S}, {"well", S}, {"went", S}, {"were", S},
  {"weve", S}, {"what", S}, {"whats", S}, {"when", S}, {"where", S}, {"wheres", S}, {"whether", S}, {"which", S}, {"while", S},
  {"who", S}, {"whom", S}, {"whos", S}, {"whose", S}, {"why", S}, {"will", S}, {"with", S}, {"within", S}, {"without", S},
  {"wont", S}, {"would", S}, {"wouldnt", S}, {"yeah", S}, {"yes", S}, {"yet", S}, {"you", S}, {"youd", S}, {"youll", S},
  {"your", S}, {"youre", S}, {"yours", S}, {"yourself", S}, {"youve", S},
};

/* Where the words of each letter begin; the last: how many there are. A unit test looks every word up. */
static const uint16_t first[27] = {0, 22, 32, 40, 55, 61, 65, 74, 98, 115, 116, 118, 121, 134, 140, 162, 168, 170, 176, 195, 228,
                                   236, 238, 270, 270, 281, 281};
_Static_assert(sizeof words / sizeof words[0] == 281, "the list changed: so does first[]");

/* Eight letters as one number: in the order of bytes. */
static uint64_t head_of(const char *word) {
  const unsigned char *p = (const unsigned char *)word;
  uint64_t head = 0;
  for (int i = 0; i < 8; i++) head = head << 8 | p[i];
  return head;
}

static int order_of(const char *key, uint64_t head, const char *word) {
  uint64_t other = head_of(word);
  return head != other ? (head < other ? -1 : 1) : memcmp(key + 8, word + 8, LONGEST + 1 - 8);
}

uint8_t nw_stop_flags(const char *word, size_t len) {
  char key[LONGEST + 1] = {0};
  if (len == 0 || len > LONGEST || word[0] < 'a' || word[0] > 'z') return 0;
  size_t low = first[word[0] - 'a'], high = first[word[0] - 'a' + 1];
  memcpy(key, word, len);
  uint64_t head = head_of(key);
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = order_of(key, head, words[middle].word);
    if (order == 0) return words[middle].flags;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return 0;
}

const char *nw_stop_word(size_t i) { return i < sizeof words / sizeof words[0] ? words[i].word : NULL; }
