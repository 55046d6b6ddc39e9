"""The words of the C library: enumerations whose members are the strings that policies, traces and the command line use."""

from __future__ import annotations

from enum import Enum

__all__ = ["Action", "Band", "Cause", "Source", "Surface", "Verdict"]


class _Word(str, Enum):
    def __str__(self) -> str:
        return str(self.value)


class Verdict(_Word):
    """What becomes of a text. OPEN: there are questions to answer first."""

    ALLOW = "allow"
    MODIFY = "modify"
    DENY = "deny"
    OPEN = "open"


class Cause(_Word):
    """Why a verdict is not `allow`."""

    NONE = "none"
    RULE = "rule"
    INCOMPLETE = "incomplete"
    ESCALATION_FAILED = "escalation_failed"


class Action(_Word):
    """What a rule asks for."""

    NONE = "NONE"
    ANONYMIZE = "ANONYMIZE"
    BLOCK = "BLOCK"


class Band(_Word):
    """What the local stage says of a rule."""

    CLEAR = "clear"
    UNSURE = "unsure"
    HIT = "hit"
    UNEVALUATED = "unevaluated"


class Source(_Word):
    """Towards the model, or from it: Bedrock's words."""

    INPUT = "INPUT"
    OUTPUT = "OUTPUT"


class Surface(_Word):
    """Where a text came from. tool_args, output and reasoning are OUTPUT, the rest INPUT."""

    USER = "user"
    HISTORY = "history"
    SYSTEM = "system"
    TOOL_ARGS = "tool_args"
    TOOL_RESULT = "tool_result"
    RETRIEVED = "retrieved"
    OUTPUT = "output"
    REASONING = "reasoning"


VERDICTS = tuple(Verdict)
CAUSES = tuple(Cause)
ACTIONS = tuple(Action)
BANDS = tuple(Band)
SOURCES = tuple(Source)
SURFACES = tuple(Surface)
SURFACE_NUMBER: dict[str, int] = {surface.value: number for number, surface in enumerate(SURFACES)}
#: The surface that stands for a source when none is named.
SOURCE_SURFACE: dict[str, int] = {"INPUT": SURFACE_NUMBER["user"], "OUTPUT": SURFACE_NUMBER["output"]}
FORMATS: dict[str, int] = {"text": 0, "json": 1}
QUALIFIERS: dict[str, int] = {"guard_content": 1, "grounding_source": 2, "query": 4}
