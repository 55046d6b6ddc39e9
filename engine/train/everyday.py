#!/usr/bin/env python3
"""Texts that violate nothing, as people write and read them: everyday.py CHECKOUTS OUT_DIR

Requests to assistants, tasks, talk with shops and airlines, medical questions, questions on passages, glosses of words. They are not ours:
sources.txt has their licences, MANIFEST.md the commits. CHECKOUTS is the folder that lexicon_text.py reads, with yizhongw/self-instruct.
Of each set a part, drawn with a fixed seed: the same bytes each time.
"""
import io
import json
import os
import random
import re
import subprocess
import sys
import zipfile

import lexicon_text

CLEAN = dict.fromkeys(("HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT", "PROMPT_ATTACK", "ANY"), 0)
UNSURE = {"roleplay": ("VIOLENCE", "ANY")}  # stories of crime and war are among them
SELF_INSTRUCT = "yizhongw+self-instruct"
# Of the prompts of P3 those on texts with an open licence (CC BY, CC BY-SA, MIT, BSD).
OPEN = r"t0_train_50k/data_per_template/(adversarial_qa|common_gen|commonsense_qa|cosmos_qa|dbpedia|duorc|kilt|paws|qasc|quarel|quartz|" \
       r"quoref|ropes|social_i|wiki_bio|wiki_hop)"


def asks(root):
    """What people ask of tools that help with writing, mail, code."""
    for _, text in lexicon_text.files(root, SELF_INSTRUCT, r"user_oriented_instructions"):
        for line in text.splitlines():
            ask = json.loads(line)
            yield ask["instruction"]
            yield ask["instruction"] + "\n" + ask["instances"][0]["input"]


def prompts(root):
    """Questions on passages, and sentences to write."""
    for _, text in lexicon_text.files(root, SELF_INSTRUCT, OPEN):
        for line in text.splitlines():
            yield json.loads(line)["prompt"]


def tasks(name, path):
    """Instructions with their inputs, as sets in the form of Self-Instruct have them."""
    def read(root):
        for _, text in lexicon_text.files(root, name, path):
            for task in json.loads(text):
                yield task["instruction"] + ("\n" + task["input"] if task.get("input") else "")
    return read


def glosses(root):
    for text in lexicon_text.wordnet(root):
        yield text.split(" ", 1)[1]


def skills_abroad(root):
    """What people say to a calendar, a mailbox, a player: in Chinese, German, French, Spanish, Italian."""
    return lexicon_text.skill_lines(root, r"/LU/(?!en)[^/]*/.*\.lu$")


def prompts_zh(root):
    """Roles that a model is asked to play, in Chinese."""
    for _, text in lexicon_text.files(root, "PlexPt+awesome-chatgpt-prompts-zh", r"^prompts-zh(-TW)?\.json$"):
        for one in json.loads(text):
            yield one["act"]
            yield one["prompt"]


def home_abroad(root):
    for _, text in lexicon_text.files(root, "home-assistant+intents", r"\.yaml$", *("tests/" + t for t in ("ar", "de", "es", "fr", "ru", "vi", "zh-cn"))):
        yield from re.findall(r'(?m)^\s*-\s*"?([^":{}]{6,})"?$', text)


def crosswoz(root):
    """Talk about restaurants and hotels in Chinese, two turns a text."""
    path = lexicon_text.checkout(root, "thu-coai+CrossWOZ")
    blob = subprocess.run(["git", "-C", path, "cat-file", "blob", "HEAD:data/crosswoz/val.json.zip"], check=True, stdout=subprocess.PIPE).stdout
    dialogues = json.loads(zipfile.ZipFile(io.BytesIO(blob)).read("val.json"))
    for dialogue in dialogues.values():
        turns = [turn["content"] for turn in dialogue["messages"]]
        for i in range(0, len(turns), 2):
            yield " ".join(turns[i:i + 2])


# Name, reader, texts at most, words at most.
SETS = (("sgd", lexicon_text.schema_guided, 8000, 80), ("multidogo", lexicon_text.multidogo, 6000, 80), ("medquad", lexicon_text.medquad, 8000, 80),
        ("snips", lexicon_text.snips, 4000, 80), ("skills", lexicon_text.bot_skills, 3000, 80), ("wordnet", glosses, 12000, 80),
        ("asks", asks, 1000, 150), ("p3", prompts, 12000, 250),
        ("codegen", tasks("teknium1+GPTeacher", r"^Codegen/codegen-instruct.json$"), 5000, 250),
        ("roleplay", tasks("teknium1+GPTeacher", r"^Roleplay/roleplay-simple-deduped-roleplay-instruct.json$"), 2000, 250),
        ("codealpaca", tasks("sahil280114+codealpaca", r"^data/code_alpaca_2k.json$"), 2000, 250),
        ("skills-abroad", skills_abroad, 4000, 80), ("prompts-zh", prompts_zh, 500, 250), ("home-abroad", home_abroad, 2500, 80),
        ("crosswoz", crosswoz, 4000, 80))


def draw(name, texts, most, words):
    """At most `most` of them, each of 3 to `words` words; sorted, so that the order of files does not matter. Chinese has no blanks."""
    texts = sorted({text.strip() for text in texts if (3 if text.isascii() else 1) <= len(text.split()) <= words})
    random.Random(name).shuffle(texts)
    return texts[:most]


def main():
    root, out = sys.argv[1:3]
    os.makedirs(out, exist_ok=True)
    for name, read, most, words in SETS:
        with open(os.path.join(out, name + ".jsonl"), "w", encoding="utf-8") as file:
            for text in draw(name, read(root), most, words):
                labels = {k: v for k, v in CLEAN.items() if k not in UNSURE.get(name, ())}
                file.write(json.dumps({"text": text, "labels": labels}, ensure_ascii=False, sort_keys=True) + "\n")


main()
