"""background.py LEXICON.tsv > background.txt - texts that have nothing to do with a topic (engine/models/background.txt).

A topic's cosines are measured against what these texts give (detect/topic). Evenly spread picks of what people ask and say, so many
a source, of one to forty words; from sources whose texts may be passed on as they are (engine/models/MANIFEST.md).
"""
import re
import sys

PICKS = {"snips": 60, "multidogo": 100, "medquad": 40, "skills": 50, "home": 25, "clinc": 150, "banking": 50, "dolly-ask": 150,
         "doctor": 25, "sgd": 75}


def main():
    texts = {source: [] for source in PICKS}
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            source, text = line.rstrip("\n").split("\t", 1)
            if source in texts and 3 <= len(text.split()) <= 40 and not re.search(r"[^\x20-\x7e]", text):
                texts[source].append(text)
    for source, picks in PICKS.items():
        unique = list(dict.fromkeys(texts[source]))
        for i in range(picks):
            sys.stdout.write(unique[i * len(unique) // picks] + "\n")


if __name__ == "__main__":
    main()
