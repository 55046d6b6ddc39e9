"""rag.py - retrieved passages, the question and the answer are judged as what they are.

A denied passage is replaced by the policy's message and denies alone; the question goes on. Grounding is a matter for a judge: without one the
result says `complete: False`, and names the rule. Here a stand-in answers; newel.bedrock.Judge asks Bedrock.
"""

import newel
from newel import Answer, Segment

POLICY = """
newel: 1
name: rag
messages: {input: "[withheld]", output: "Sorry, I can't share that."}
pii: {EMAIL: ANONYMIZE, US_SOCIAL_SECURITY_NUMBER: BLOCK}
grounding: {GROUNDING: 0.75}
escalation: {guardrail: gr-rag, version: "1", on_error: block, when: {grounding: always}}
"""

PASSAGES = ["Parcels are sent within two days. Ask office@example.com.", "Employee file: SSN 536-90-4399", "Returns are free for 30 days."]
QUESTION = "How long do returns take? I am ana@example.com"


def ask_the_model(question, passages):
    """A stand-in for a model."""
    return f"Returns are free for 30 days, see {len(passages)} passages."


def judge(questions):
    """A stand-in for a judge of grounding: it says what the answer rests on, and how well."""
    return [Answer.clear(question, score=0.9) for question in questions]


def main():
    guard = newel.Guard(newel.Policy.loads(POLICY))
    request = guard.apply([*(Segment(p, "retrieved", qualifiers=("grounding_source", "guard_content")) for p in PASSAGES), Segment(QUESTION, "user")],
                          judge=judge)
    *passages, question = request.outputs
    print(request.verdict, question)
    for passage in passages:
        print("  ", passage)
    answer = guard.apply(ask_the_model(question, passages), "OUTPUT", judge=judge)
    print(answer.verdict, answer.complete, answer.output)


if __name__ == "__main__":
    main()
