"""grounding.py GOLD_FOLDER FEATURES.jsonl > engine/detect/grounding/trees.h - how the measurements of an answer become two scores.

    newel judge grounding --jsonl gold/*.jsonl > features.jsonl          (the scores in it are of the trees before; only "features" is read)
    python3 engine/train/grounding.py gold features.jsonl > engine/detect/grounding/trees.h

Boosted trees of depth 3 on the logistic loss, Python's standard library only, no chance in it: the same input gives the same bytes.
- The rows of each set fall into FOLDS parts (by SHA-256 of the id). Each part is scored by trees that learnt from the others: the figures on
  stderr, the calibration and the cuts are of these scores. The trees that are written learnt from all rows.
- Sets differ in how much their answers copy. Each has an intercept of its own while training, so that trees learn what tells good from
  bad within a set, and not which set it is.
- Most measurements may push one way only (DIRECTION): more coverage never makes an answer less grounded.
"""
import bisect
import gzip
import hashlib
import json
import math
import os
import sys

BINS, RATE, LEAST, L2, DEPTH = 24, 0.15, 25.0, 2.0, 3
UNIT = 10000  # leaves and scores are in 1/UNIT of a logit
FOLDS = 3
# Off the score where a number is lacking, or something stands in the place of something else: trees alone forgive one in an answer that
# is good else.
PENALTY = {"numbers": 10000, "replaced": 10000, "renamed": 10000}
SETTLED_ERROR = 0.05  # at most so many of the answers that are settled as bad are good ones

GROUNDING = {
    "coverage": 1, "coverage_all": 1, "window": 1, "bigram": 1, "trigram": 1, "char": 1, "run": 1, "worst": 1, "rarest": -1, "numbers": -1,
    "names": -1, "maybe_names": -1, "negation": -1, "person": -1, "likeness": 1, "together": 1, "replaced": -1,
    "renamed": -1, "pieces": -1, "density": 1, "jumps": -1, "sentence": 1, "source_length": 0, "length": 0,
}
RELEVANCE = {"query": 1, "query_likeness": 1, "query_cosine": 1, "source_query": 0, "length": 0}
WEIGHT = {"qags-cnndm": 3, "begin-wow": 4, "number-swap": 4, "entity-swap": 4}  # where words tell most


def fold_of(row_id):
    return hashlib.sha256(row_id.encode()).digest()[0] % FOLDS


def rows(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def load(folder, features):
    """{set: [(features, label, fold)]} for both questions."""
    measured = {row["id"]: {k: round(v * 1e6) for k, v in row["features"].items()} for row in rows(features)}
    grounding, relevance = {}, {}
    for name in sorted(os.listdir(folder)):
        for row in rows(os.path.join(folder, name)):
            source, item = name.split(".")[0], measured[row["id"]]
            kinds = ["shuffled", "number-swap", "entity-swap"] if row.get("kind") == "human" else [row.get("kind") or source]
            if row.get("grounded") is not None:
                for kind in kinds:
                    grounding.setdefault(kind, []).append((item, row["grounded"], fold_of(row["id"])))
            if row.get("relevant") is not None and row.get("kind") not in ("number-swap", "entity-swap"):
                relevance.setdefault(source, []).append((item, row["relevant"], fold_of(row["id"])))
    return grounding, relevance


def chance(x):
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))


class Boost:
    """Rows are binned by quantiles; a split is `value <= cut`. Rows of fold `left_out` are not looked at."""

    def __init__(self, sets, directions, trees, left_out=None):
        self.names, self.direction, self.direction_of = list(directions), list(directions.values()), directions
        self.groups, self.target, self.weight, values = [], [], [], []
        for name, items in sets.items():
            kept = [(item, label) for item, label, fold in items if fold != left_out]
            count = [sum(1 for _, label in kept if label == side) for side in (0, 1)]
            for item, label in kept:
                values.append([item[f] for f in self.names])
                self.groups.append(name)
                self.target.append(label)
                self.weight.append(WEIGHT.get(name, 1) / count[label])
        scale = len(values) / sum(self.weight)
        self.weight = [w * scale for w in self.weight]
        self.cuts = [self.quantiles([v[f] for v in values]) for f in range(len(self.names))]
        self.binned = [[bisect.bisect_left(self.cuts[f], v[f]) for f in range(len(self.names))] for v in values]
        self.offset = dict.fromkeys(sets, 0.0)
        self.score = [0.0] * len(values)
        self.trees = [self.grow_one() for _ in range(trees)]

    @staticmethod
    def quantiles(values):
        values = sorted(values)
        return sorted({values[len(values) * k // BINS] for k in range(1, BINS)})

    def slopes(self):
        """First and second derivatives; the intercepts of the sets are settled first."""
        for _ in range(2):
            first, second = dict.fromkeys(self.offset, 0.0), dict.fromkeys(self.offset, 1e-3)
            for s, y, w, g in zip(self.score, self.target, self.weight, self.groups):
                p = chance(s + self.offset[g])
                first[g] += w * (y - p)
                second[g] += w * p * (1 - p)
            for g in self.offset:
                self.offset[g] += first[g] / second[g]
        p = [chance(s + self.offset[g]) for s, g in zip(self.score, self.groups)]
        return ([w * (y - q) for w, y, q in zip(self.weight, self.target, p)], [w * q * (1 - q) + 1e-9 for w, q in zip(self.weight, p)])

    def grow_one(self):
        first, second = self.slopes()
        tree = self.grow(first, second, range(len(self.score)), DEPTH, -9e9, 9e9)
        for i, bins in enumerate(self.binned):
            self.score[i] += leaf_of(tree, bins)
        return tree

    def grow(self, first, second, rows_, depth, low, high):
        rows_ = list(rows_)
        g, h = sum(first[i] for i in rows_), sum(second[i] for i in rows_)
        leaf = min(max(g / (h + L2) * RATE, low), high)
        split = self.best_split(first, second, rows_, g, h) if depth > 0 and len(rows_) >= 2 * LEAST else None
        if split is None:
            return leaf
        f, b, left, right = split
        middle = (min(max(left, low), high) + min(max(right, low), high)) / 2
        bounds = {1: (low, middle, middle, high), -1: (middle, high, low, middle), 0: (low, high, low, high)}[self.direction[f]]
        return (f, b, self.grow(first, second, [i for i in rows_ if self.binned[i][f] <= b], depth - 1, *bounds[:2]),
                self.grow(first, second, [i for i in rows_ if self.binned[i][f] > b], depth - 1, *bounds[2:]))

    def best_split(self, first, second, rows_, g, h):
        best, found = 1e-6, None
        for f in range(len(self.names)):
            size = len(self.cuts[f]) + 1
            sums = [[0.0, 0.0, 0] for _ in range(size)]
            for i in rows_:
                cell = sums[self.binned[i][f]]
                cell[0] += first[i]
                cell[1] += second[i]
                cell[2] += 1
            a = c = 0.0
            n = 0
            for b in range(size - 1):
                a, c, n = a + sums[b][0], c + sums[b][1], n + sums[b][2]
                left, right = a / (c + L2), (g - a) / (h - c + L2)
                if n < LEAST or len(rows_) - n < LEAST or self.direction[f] * (right - left) < 0:
                    continue
                gain = a * left + (g - a) * right - g * g / (h + L2)
                if gain > best + 1e-12:
                    best, found = gain, (f, b, left * RATE, right * RATE)
        return found

    def predict(self, item):
        """As the C code adds it up."""
        bins = [bisect.bisect_left(self.cuts[f], item[name]) for f, name in enumerate(self.names)]
        penalty = sum(points for name, points in PENALTY.items() if name in self.direction_of and item[name] > 0)
        return sum(round(leaf_of(tree, bins) * UNIT) for tree in self.trees) - penalty


def leaf_of(tree, bins):
    while isinstance(tree, tuple):
        tree = tree[2] if bins[tree[0]] <= tree[1] else tree[3]
    return tree


# ---- calibration and figures ------------------------------------------------------------------------------------------------------


def auroc(pairs):
    good, bad = [s for s, y in pairs if y], [s for s, y in pairs if not y]
    ranks, below = sorted(bad), 0.0
    for s in good:
        below += bisect.bisect_left(ranks, s) + (bisect.bisect_right(ranks, s) - bisect.bisect_left(ranks, s)) / 2
    return below / (len(good) * len(bad))


def scored_apart(sets, directions, trees):
    """{set: [(score, label)]}: each row by trees that have not seen it."""
    scored = {name: [] for name in sets}
    for fold in range(FOLDS):
        model = Boost(sets, directions, trees, fold)
        for name, items in sets.items():
            scored[name] += [(model.predict(item), label) for item, label, at in items if at == fold]
    return scored


def weighed(scored):
    """(score, label, weight), sorted: each set counts the same, and both labels of it."""
    rows_ = []
    for pairs in scored.values():
        count = [sum(1 for _, y in pairs if y == label) for label in (0, 1)]
        rows_ += [(s, y, 1 / count[y]) for s, y in pairs]
    return sorted(rows_)


def calibrate(scored, knots=15):
    """Scores at equal masses and the share of good answers there, rising."""
    total, blocks, at, mass = sum(w for _, _, w in scored), [], 0, 0.0
    block = [0.0, 0.0, 0.0]  # good, all, score
    for s, y, w in scored:
        block = [block[0] + w * y, block[1] + w, block[2] + w * s]
        mass += w
        if mass >= total * (at + 1) / knots - 1e-9:
            blocks.append(block)
            block, at = [0.0, 0.0, 0.0], at + 1
            while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] >= blocks[-1][0] / blocks[-1][1]:
                last = blocks.pop()
                blocks[-1] = [x + y for x, y in zip(blocks[-1], last)]
    line = [(round(b[2] / b[1]), round(b[0] / b[1] * 1e6)) for b in blocks]
    # Scores beyond the outermost means still differ: the line goes on half way to certainty.
    return [(scored[0][0] - UNIT, line[0][1] // 2)] + line + [(scored[-1][0] + UNIT, (1000000 + line[-1][1]) // 2)]


def bad_cut(scored):
    """The highest score up to which at most SETTLED_ERROR of the answers are good."""
    good = mass = 0.0
    cut = scored[0][0] - 1
    for s, y, w in scored:
        good, mass = good + w * y, mass + w
        if good <= SETTLED_ERROR * mass:
            cut = s
    return cut


def settled(scored, cut):
    below = [(y, w) for s, y, w in scored if s <= cut]
    mass = sum(w for _, w in below) or 1.0
    return (sum(w * y for y, w in below) / mass, mass / sum(w for _, _, w in scored),
            sum(w for y, w in below if not y) / sum(w for _, y, w in scored if not y))


def report(title, scored, cut):
    for name, pairs in scored.items():
        print(f"{title} {name:16} {auroc(pairs):.3f}", file=sys.stderr)
    error, share, found = settled(weighed(scored), cut)
    print(f"{title} settled as bad: {share:.1%} of all, {found:.1%} of the bad ones, {error:.1%} of them good", file=sys.stderr)


# ---- the table ---------------------------------------------------------------------------------------------------------------------


def flat(tree, depth):
    """A tree as a full one: inner nodes in order of breadth, and leaves."""
    if depth == 0:
        return [], [leaf_of(tree, None)]
    if not isinstance(tree, tuple):
        tree = (None, None, tree, tree)
    left, right = flat(tree[2], depth - 1), flat(tree[3], depth - 1)
    inner = [(tree[0], tree[1])]
    for level in range(depth - 1):
        inner += left[0][2 ** level - 1:2 ** (level + 1) - 1] + right[0][2 ** level - 1:2 ** (level + 1) - 1]
    return inner, left[1] + right[1]


def write(title, name, model, knots, cut):
    print(f"/* {title} */\nstatic const nw_tree {name}_trees[] = {{")
    for tree in model.trees:
        inner, leaves = flat(tree, DEPTH)
        nodes = ["{0, INT32_MAX}" if f is None else f"{{NW_F_{model.names[f].upper()}, {model.cuts[f][b]}}}" for f, b in inner]
        print(f"  {{{{{', '.join(nodes[:3])},\n    {', '.join(nodes[3:])}}},")
        print(f"   {{{', '.join(str(round(x * UNIT)) for x in leaves)}}}}},")
    print(f"}};\nstatic const nw_knot {name}_knots[] = {{")
    for i in range(0, len(knots), 6):
        print("  " + ", ".join(f"{{{s}, {p}}}" for s, p in knots[i:i + 6]) + ",")
    print("};")
    print(f"enum {{ {name.upper()}_HIT = {cut} }};\n")


def main():
    grounding, relevance = load(sys.argv[1], sys.argv[2])
    print("/* trees.h - made by engine/train/grounding.py; do not edit. Nodes: measurement and cut (at or below it: left), in order\n"
          " * of breadth; leaves in 1/10,000 of a logit. Knots: score and the share of good answers there, in millionths. */")
    for title, name, sets, directions, trees in (("Is the answer grounded?", "grounding", grounding, GROUNDING, 160),
                                                 ("Is it relevant?", "relevance", relevance, RELEVANCE, 30)):
        scored = scored_apart(sets, directions, trees)
        cut = bad_cut(weighed(scored))
        report(name, scored, cut)
        write(title, name, Boost(sets, directions, trees), calibrate(weighed(scored)), cut)


if __name__ == "__main__":
    main()
