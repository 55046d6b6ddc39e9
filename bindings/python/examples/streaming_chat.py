"""streaming_chat.py - an answer is filtered while it arrives; numbers hold through the conversation."""

import newel

POLICY = """
newel: 1
name: chat
messages: {input: "Sorry, no.", output: "Sorry, I can't share that."}
pii: {EMAIL: ANONYMIZE, CREDIT_DEBIT_CARD_NUMBER: BLOCK}
anonymize: {style: numbered}
"""

TURNS = [("I am ana@example.com", ["Hello! Shall I write to ana@exam", "ple.com or to bob@exa", "mple.org?"]),
         ("To bob@example.org", ["The card of bob@example.org is 4111 1111 ", "1111 1111, valid until May"])]


def main():
    guard = newel.Guard(newel.Policy.loads(POLICY))
    with guard.scope() as scope:
        for question, chunks in TURNS:
            print("user:  ", guard.apply(question, scope=scope).output)
            with guard.stream(scope=scope) as stream:
                print("model: ", "|".join(stream.filter(chunks)))
                print("       ", stream.result.verdict, [f.type for f in stream.result.findings])


if __name__ == "__main__":
    main()
