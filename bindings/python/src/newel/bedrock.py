"""A judge that asks Amazon Bedrock: ApplyGuardrail through a bedrock-runtime client of boto3.

    judge = newel.bedrock.Judge(client, guard.policy)
    guard.apply(text, judge=judge)

It is called with what the local stage left open, and only then; personal data that is masked locally goes to Bedrock masked. The questions
of one segment are one call. A call that fails is an answer `failed`: the policy's `on_error` decides then.
"""

from __future__ import annotations

import logging
from itertools import groupby
from typing import Any, Dict, Iterable, Iterator, List, Sequence, Tuple

from .errors import ArgumentError
from .policy import Policy
from .result import Answer, Question

__all__ = ["Judge"]

_LOG = logging.getLogger("newel")
_CONFIDENCE = {"NONE": 0.0, "LOW": 0.4, "MEDIUM": 0.7, "HIGH": 0.95}


class Judge:
    """`guardrail` and `version` are the policy's own unless they are given. A DRAFT must be asked for by name."""

    def __init__(self, client: Any, policy: Policy, *, guardrail: str | None = None, version: str | None = None) -> None:
        escalation: Dict[str, Any] = policy.to_dict().get("escalation") or {}
        self.client = client
        self.guardrail = guardrail or escalation.get("guardrail")
        self.version = version or escalation.get("version")
        if not self.guardrail or not self.version:
            raise ArgumentError("the policy names no guardrail and version to ask",
                                advice="write them under `escalation`, or give guardrail= and version=")

    def __call__(self, questions: Sequence[Question]) -> Iterable[Answer]:
        answers: List[Answer] = []
        for _, asked in groupby(questions, key=lambda q: (q.segment, q.source)):
            answers.extend(self._ask(list(asked)))
        return answers

    def _ask(self, asked: List[Question]) -> Iterator[Answer]:
        text = asked[0].text
        try:
            reply = self.client.apply_guardrail(guardrailIdentifier=self.guardrail, guardrailVersion=self.version,
                                                source=asked[0].source.value,
                                                content=[{"text": {"text": text}}], outputScope="FULL")
        except Exception as error:  # noqa: BLE001 - whatever it is, the judge could not be asked
            _LOG.warning("newel: ApplyGuardrail failed: %s", type(error).__name__)
            yield from (Answer.failed(question) for question in asked)
            return
        for question in asked:
            yield answer(question, reply)


def answer(question: Question, reply: Dict[str, Any]) -> Answer:
    """What an ApplyGuardrail reply says of one question."""
    items = [item for assessment in reply.get("assessments", ()) for item in _items(question, assessment)]
    hits = [item for item in items if item.get("detected", item.get("action", "NONE") != "NONE")]
    if not hits:
        return Answer.clear(question)
    score = max(float(item.get("score", _CONFIDENCE.get(item.get("confidence", "HIGH"), 1.0))) for item in hits)
    spans = [span for item in hits for span in _places(question.text, item.get("match", ""))]
    return Answer.hit(question, min(max(score, 0.0), 1.0), sorted(set(spans)))


def _items(question: Question, assessment: Dict[str, Any]) -> List[Dict[str, Any]]:
    """The entries of an assessment that speak of the question's rule."""
    def entries(policy: str, member: str, key: str) -> List[Dict[str, Any]]:
        return [item for item in assessment.get(policy, {}).get(member, ()) if item.get(key) == question.name]

    kind = question.kind
    if kind == "content":
        return entries("contentPolicy", "filters", "type")
    if kind == "topic":
        return entries("topicPolicy", "topics", "name")
    if kind == "pii":
        return entries("sensitiveInformationPolicy", "piiEntities", "type")
    if kind == "regex":
        return entries("sensitiveInformationPolicy", "regexes", "name")
    if kind == "grounding":
        return entries("contextualGroundingPolicy", "filters", "type")
    if kind == "word":
        words = assessment.get("wordPolicy", {})
        return [*words.get("customWords", ()), *(w for w in words.get("managedWordLists", ()) if w.get("type") == question.name)]
    return []


def _places(text: str, match: str) -> Iterator[Tuple[int, int]]:
    at = text.find(match) if match else -1
    while at >= 0:
        yield at, at + len(match)
        at = text.find(match, at + len(match))
