/* date.re - the words of dates (detect/pii/date.c puts them in order): months, what joins the parts, the time behind them. */
#include "detect/pii/date.h"

/*!re2c
    re2c:api = custom;
    re2c:api:style = free-form;
    re2c:define:YYCTYPE = "unsigned char";
    re2c:define:YYPEEK = "nw_cursor_peek(c)";
    re2c:define:YYSKIP = "c->pos++;";
    re2c:define:YYBACKUP = "c->mark = c->pos;";
    re2c:define:YYRESTORE = "c->pos = c->mark;";
    re2c:yyfill:enable = 0;

    d     = [0-9];
    blank = " " | "\xC2\xA0";
    ord   = 'st' | 'nd' | 'rd' | 'th' | 'er' | 'ter' | "." | "\xC2\xBA" | "\xC2\xAA" | "\xC2\xB0";
    hh    = [01]? d | "2" [0-3];
    mm    = [0-5] d;
    frac  = [.,] d{1,9};
    ampm  = blank? [aApP] ("." [mM] "." | [mM]);
    zone  = [zZ] | blank? ('utc' | 'gmt') | blank? [+-] hh ":"? mm;
*/

/* 1..12, 0: no month. English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Czech, Romanian, Swedish, Danish,
 * Norwegian, Turkish, Russian, Ukrainian. What is a word of a language as well is WEAK: it needs a day and a year. */
int nw_date_month(nw_cursor *c) {
  /*!re2c
    'gen' | 'sty'  { return NW_DATE_WEAK | 1; }
    "mar" | "march" | 'mars'  { return NW_DATE_WEAK | 3; }
    "may" | 'mag'  { return NW_DATE_WEAK | 5; }
    'cze'  { return NW_DATE_WEAK | 6; }
    'lip'  { return NW_DATE_WEAK | 7; }
    'ago' | 'sie'  { return NW_DATE_WEAK | 8; }
    'set'  { return NW_DATE_WEAK | 9; }
    'out'  { return NW_DATE_WEAK | 10; }
    'lis'  { return NW_DATE_WEAK | 11; }
    'gru'  { return NW_DATE_WEAK | 12; }
    'jan' | 'january' | 'januar' | 'januari' | 'janvier' | 'janv' | 'enero' | 'ene' | 'gennaio' | 'janeiro' |
      'stycznia' | 'stycze' ("ń" | "Ń") | 'ianuarie' | 'ocak' | 'ledna' | 'leden' | ("я" | "Я") "нв" |
      ("я" | "Я") "нваря" | ("я" | "Я") "нварь" | ("с" | "С") "ічня" | 'j' ("ä" | "Ä") 'nner'  { return 1; }
    'feb' | 'february' | 'februar' | 'februari' | 'feber' | 'f' ("é" | "É") 'vrier' | 'f' ("é" | "É") 'vr' |
      'f' ("é" | "É") 'v' | 'febrero' | 'febbraio' | 'fevereiro' | 'fev' | 'lutego' | 'luty' | 'februarie' |
      ("ş" | "Ş") 'ubat' | ("ú" | "Ú") 'nora' | ("ú" | "Ú") 'nor' | ("ф" | "Ф") "ев" | ("ф" | "Ф") "евраля" |
      ("ф" | "Ф") "евраль" | ("л" | "Л") "ютого"  { return 2; }
    'mar' | 'march' | 'm' ("ä" | "Ä") 'rz' | 'mrz' | 'marzo' | 'mar' ("ç" | "Ç") 'o' | 'maart' | 'mrt' | 'marca' |
      'marzec' | 'martie' | 'mart' | 'b' ("ř" | "Ř") 'ezna' | ("м" | "М") "арта" | ("м" | "М") "арт" |
      ("б" | "Б") "ерезня"  { return 3; }
    'apr' | 'april' | 'avril' | 'avr' | 'abril' | 'abr' | 'aprile' | 'kwietnia' | 'kwiecie' ("ń" | "Ń") | 'kwi' |
      'aprilie' | 'nisan' | 'dubna' | 'duben' | ("а" | "А") "пр" | ("а" | "А") "преля" | ("а" | "А") "прель" |
      ("к" | "К") "вітня"  { return 4; }
    'may' | 'mai' | 'mayo' | 'maggio' | 'maio' | 'mei' | 'maj' | 'maja' | 'may' ("ı" | "I") 's' |
      'kv' ("ě" | "Ě") 'tna' | 'kv' ("ě" | "Ě") 'ten' | ("м" | "М") "ая" | ("м" | "М") "ай" | ("т" | "Т") "равня"  { return 5; }
    'jun' | 'june' | 'juni' | 'juin' | 'junio' | 'giugno' | 'giu' | 'junho' | 'czerwca' | 'czerwiec' | 'iunie' |
      'haziran' | ("č" | "Č") 'ervna' | ("č" | "Č") 'erven' | ("и" | "И") "юн" | ("и" | "И") "юня" |
      ("и" | "И") "юнь" | ("ч" | "Ч") "ервня"  { return 6; }
    'jul' | 'july' | 'juli' | 'juillet' | 'juil' | 'julio' | 'luglio' | 'lug' | 'julho' | 'lipca' | 'lipiec' |
      'iulie' | 'temmuz' | ("č" | "Č") 'ervence' | ("č" | "Č") 'ervenec' | ("и" | "И") "юл" | ("и" | "И") "юля" |
      ("и" | "И") "юль" | ("л" | "Л") "ипня"  { return 7; }
    'aug' | 'august' | 'ao' ("û" | "Û") 't' | 'aout' | 'agosto' | 'augustus' | 'sierpnia' | 'sierpie' ("ń" | "Ń") |
      'augusti' | 'a' ("ğ" | "Ğ") 'ustos' | 'srpna' | 'srpen' | ("а" | "А") "вг" | ("а" | "А") "вгуста" |
      ("а" | "А") "вгуст" | ("с" | "С") "ерпня"  { return 8; }
    'sep' | 'sept' | 'september' | 'septembre' | 'septiembre' | 'settembre' | 'setembro' | 'wrze' ("ś" | "Ś") 'nia' |
      'wrzesie' ("ń" | "Ń") | 'wrz' | 'septembrie' | 'eyl' ("ü" | "Ü") 'l' |
      'z' ("á" | "Á") ("ř" | "Ř") ("í" | "Í") | ("с" | "С") "ен" | ("с" | "С") "ентября" | ("с" | "С") "ентябрь" |
      ("в" | "В") "ересня"  { return 9; }
    'oct' | 'october' | 'okt' | 'oktober' | 'octobre' | 'octubre' | 'ottobre' | 'ott' | 'outubro' |
      'pa' ("ź" | "Ź") 'dziernika' | 'pa' ("ź" | "Ź") 'dziernik' | 'pa' ("ź" | "Ź") | 'octombrie' | 'ekim' |
      ("ř" | "Ř") ("í" | "Í") 'jna' | ("ř" | "Ř") ("í" | "Í") 'jen' | ("о" | "О") "кт" | ("о" | "О") "ктября" |
      ("о" | "О") "ктябрь" | ("ж" | "Ж") "овтня"  { return 10; }
    'nov' | 'november' | 'novembre' | 'noviembre' | 'novembro' | 'listopada' | 'listopad' | 'listopadu' |
      'noiembrie' | 'kas' ("ı" | "I") 'm' | ("н" | "Н") "оя" | ("н" | "Н") "оября" | ("н" | "Н") "оябрь" |
      ("л" | "Л") "истопада"  { return 11; }
    'dec' | 'december' | 'dez' | 'dezember' | 'd' ("é" | "É") 'cembre' | 'd' ("é" | "É") 'c' | 'diciembre' | 'dic' |
      'dicembre' | 'dezembro' | 'grudnia' | 'grudzie' ("ń" | "Ń") | 'decembrie' | 'aral' ("ı" | "I") 'k' |
      'prosince' | 'prosinec' | ("д" | "Д") "ек" | ("д" | "Д") "екабря" | ("д" | "Д") "екабрь" | ("г" | "Г") "рудня"
  { return 12; }
    *  { return 0; }
  */
}

/* Between two parts: '-', '/', '.', or ' ' and ',' for what a blank is in. */
int nw_date_joint(nw_cursor *c) {
  /*!re2c
    "-"                                        { return '-'; }
    "/"                                        { return '/'; }
    "."                                        { return '.'; }
    ord? blank (('of' | 'de' | 'del') blank)?  { return ' '; }
    ord? "," blank                             { return ','; }
    *                                          { return 0; }
  */
}

/* Behind a number that is a day: "21st". */
int nw_date_ordinal(nw_cursor *c) {
  /*!re2c
    'st' | 'nd' | 'rd' | 'th'  { return 1; }
    *                          { return 0; }
  */
}

/* Behind a date: "T09:15:30.500-07:00" is PROVEN, " 9:15 pm", ", 21:15", ":13:55:36 +0200" (logs of web servers). */
nw_date_clock nw_date_time(nw_cursor *c) {
  /*!re2c
    [tT] hh ":" mm (":" mm frac?)? zone?                                   { return NW_DATE_ISO; }
    ","? blank (('at' | 'um' | 'on') blank)? hh ":" mm (":" mm frac?)? ampm? zone?  { return NW_DATE_SPOKEN; }
    ":" hh ":" mm ":" mm zone?                                             { return NW_DATE_SPOKEN; }
    *                                                                      { return NW_DATE_NONE; }
  */
}
