"""lexicon_text.py CHECKOUTS CORPORA > lexicon.tsv - the text that the lexicon (engine/models/lexicon.bin) is trained on.

One document a line: source, TAB, text. Sources are read from git checkouts below CHECKOUTS (folders OWNER+NAME/repo or OWNER+NAME, at
the commits that engine/models/MANIFEST.md names), from Debian's wordnet-base and from the labelled sets in CORPORA; their licences
are in the manifest, too. A repository that is missing is an error: a table is reproducible or it is none.

Half of the intents of the topic sets (by hash of the intent, see `held_back`) and all of HWU64 stay out: they measure.
"""
import gzip
import hashlib
import html
import json
import os
import re
import subprocess
import sys

WORDNET = "/usr/share/wordnet"


def checkout(root, name):
    for folder in (name + "/repo/.git", name + "/repo", name + "/.git", name):
        path = os.path.join(root, folder)
        if os.path.exists(os.path.join(path, "HEAD")):
            return path
    sys.exit(f"no checkout of {name} below {root}")


def files(root, name, pattern, *folders):
    """(path, text) of the files of HEAD whose path matches, in order of path."""
    git = ["git", "-C", checkout(root, name)]
    tree = subprocess.run(git + ["ls-tree", "-r", "HEAD", *folders], check=True, stdout=subprocess.PIPE, text=True).stdout
    for line in tree.splitlines():
        about, path = line.split("\t")
        if re.search(pattern, path):
            yield path, subprocess.run(git + ["cat-file", "blob", about.split()[2]], check=True,
                                       stdout=subprocess.PIPE).stdout.decode("utf-8", "replace")


def rows(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def held_back(intent):
    """1 where the intent is never trained or tuned on."""
    return hashlib.sha256(intent.encode()).digest()[0] & 1


# ---- checkouts ---------------------------------------------------------------------------------------------------------


def schema_guided(root):
    """Dialogues about 20 services; two turns a document. 87 of the 127 files of the training part."""
    part = r"dialogues_(0[0-2]\d|03[0-6]|04\d|09[5-9]|10[0-35-9]|11[0-6]|119|12\d)\.json$"
    for _, text in files(root, "google-research-datasets+dstc8-schema-guided-dialogue", part, "train"):
        for dialogue in json.loads(text):
            turns = [turn["utterance"] for turn in dialogue["turns"]]
            for i in range(0, len(turns), 2):
                yield " ".join(turns[i:i + 2])


def multidogo(root):
    for _, text in files(root, "awslabs+multi-domain-goal-oriented-dialogues-dataset", r"turn_level/.*\.tsv$", "data/paper_splits"):
        for line in text.splitlines()[1:]:
            cells = line.split("\t")
            if len(cells) > 3 and len(cells[3].split()) > 2:
                yield cells[3]


def medquad(root):
    for _, text in files(root, "abachaa+MedQuAD", r"\.xml$"):
        for question, answer in re.findall(r"<Question[^>]*>(.*?)</Question>\s*<Answer[^>]*>(.*?)</Answer>", text, re.S):
            yield html.unescape(question)
            for paragraph in re.split(r"\n\s*\n", html.unescape(answer)):
                yield paragraph


def snips(root):
    for _, text in files(root, "sonos+nlu-benchmark", r"train_\w+_full\.json$", "2017-06-custom-intent-engines"):
        for examples in json.loads(text).values():
            for example in examples:
                yield "".join(part["text"] for part in example["data"])


def skill_lines(root, pattern):
    """Utterances of the Bot Framework skills whose files match."""
    seen = set()
    for _, text in files(root, "microsoft+botframework-skills", pattern):
        for line in re.findall(r"(?m)^\s*-\s*(.+)$", text):
            line = re.sub(r"\{[^{}=]*=?([^{}]*)\}", r" \1 ", re.sub(r"\{[^{}=]*=?([^{}]*)\}", r" \1 ", line))
            if line not in seen and "=" not in line and "(" not in line:
                seen.add(line)
                yield line


def bot_skills(root):
    return skill_lines(root, r"(?i)\.en(-us)?\.lu$|en/[^/]*\.lu$")


def home_assistant(root):
    for _, text in files(root, "home-assistant+intents", r"\.yaml$", "tests/en"):
        for line in re.findall(r'(?m)^\s*-\s*"([^"]+)"', text):
            yield line


# ---- what is installed, what is labelled --------------------------------------------------------------------------------


def wordnet(_):
    """Words, their gloss and its examples: "overdraft: a draft in excess of the credit balance"."""
    for part in ("noun", "verb", "adj", "adv"):
        with open(os.path.join(WORDNET, "data." + part), encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("  ") or "|" not in line:
                    continue
                head, gloss = line.split("|", 1)
                cells = head.split()
                words = [cells[4 + 2 * i].replace("_", " ") for i in range(int(cells[3], 16))]
                yield " ".join(words) + " " + gloss.strip()


def topics(name):
    def read(corpora):
        for row in rows(os.path.join(corpora, "topics", name)):
            if not held_back(row["intent"]):
                yield row["text"]
    return read


def texts(path, *members):
    def read(corpora):
        seen = set()
        for row in rows(os.path.join(corpora, path)):
            for member in members:
                text = row.get(member) or ""
                if text not in seen:
                    seen.add(text)
                    yield text
    return read


FROM_CHECKOUTS = {"wordnet": wordnet, "sgd": schema_guided, "multidogo": multidogo, "medquad": medquad, "snips": snips,
                  "skills": bot_skills, "home": home_assistant}
FROM_CORPORA = {
    "clinc": topics("clinc150.jsonl.gz"), "banking": topics("banking77.jsonl.gz"),
    "dolly": texts("grounding/dolly-context.jsonl.gz", "source_text", "query", "response"),
    "dolly-ask": texts("safety/dolly.jsonl", "text"), "dolly-answer": texts("safety/dolly-response.jsonl", "text"),
    "begin": texts("grounding/begin-wow.jsonl.gz", "source_text", "query"),
    "icliniq": texts("grounding/medqa-relevance.jsonl.gz", "query", "response"), "doctor": texts("safety/doctor-q.jsonl", "text"),
    "counsel": texts("safety/counsel-q.jsonl", "text"), "civil": texts("safety/civil-spans.jsonl.gz", "text"),
}


def main():
    checkouts, corpora = sys.argv[1:3]
    for sources, place in ((FROM_CHECKOUTS, checkouts), (FROM_CORPORA, corpora)):
        for name, read in sources.items():
            count = 0
            for text in read(place):
                text = " ".join(text.split())
                if text:
                    count += 1
                    sys.stdout.write(f"{name}\t{text}\n")
            print(f"{name}: {count} documents", file=sys.stderr)


if __name__ == "__main__":
    main()
