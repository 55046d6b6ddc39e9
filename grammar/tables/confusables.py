#!/usr/bin/env python3
"""Writes confusables.txt: the code points whose UTS #39 skeleton is plain ASCII, asked of ICU's spoof checker (libicui18n).

  confusables.py        writes confusables.txt beside this file

Debian's unicode-data has no security/confusables.txt; ICU carries its data. The result is committed and is the source of reading.py,
so building and checking the tables needs no ICU.
"""
import ctypes
import ctypes.util
import os
import re


def skeletons():
    name = ctypes.util.find_library("icui18n")
    icu, suffix = ctypes.CDLL(name), "_" + re.search(r"\.so\.(\d+)", name).group(1)
    version = ctypes.create_string_buffer(4)
    getattr(ctypes.CDLL(ctypes.util.find_library("icuuc")), "u_getUnicodeVersion" + suffix)(version)
    opened, skeleton, error = getattr(icu, "uspoof_open" + suffix), getattr(icu, "uspoof_getSkeletonUTF8" + suffix), ctypes.c_int(0)
    opened.restype = ctypes.c_void_p
    skeleton.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_char_p, ctypes.c_int32, ctypes.c_char_p, ctypes.c_int32,
                         ctypes.c_void_p]
    checker, out = opened(ctypes.byref(error)), ctypes.create_string_buffer(256)
    lines = []
    for cp in [*range(0x80, 0xD800), *range(0xE000, 0x110000)]:
        source = chr(cp).encode()
        error.value = 0
        length = skeleton(checker, 0, source, len(source), out, len(out), ctypes.byref(error))
        text = out.raw[:length].decode()
        if error.value == 0 and text.strip() and text.isascii():
            lines.append("%04X %s" % (cp, text))
    return "%d.%d.%d" % tuple(version.raw[:3]), suffix[1:], lines


def main():
    unicode_version, icu_version, lines = skeletons()
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "confusables.txt"), "w", encoding="utf-8") as file:
        file.write("# Code points with an ASCII skeleton (UTS #39), Unicode %s, asked of ICU %s by confusables.py.\n"
                   "# (c) Unicode, Inc., https://www.unicode.org/license.txt\n" % (unicode_version, icu_version))
        file.write("\n".join(lines) + "\n")


main()
