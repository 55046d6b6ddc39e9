"""quickstart.py - a policy, a guard, three texts."""

import newel

POLICY = """
newel: 1
name: quickstart
messages: {input: "Sorry, I can't help with that.", output: "Sorry, I can't share that."}
pii:
  EMAIL: ANONYMIZE
  PHONE: {input: ANONYMIZE}
  CREDIT_DEBIT_CARD_NUMBER: BLOCK
regexes:
  booking: {pattern: '\\bBK-[0-9]{8}\\b', action: ANONYMIZE, match: [BK-12345678], clean: [BK-1234]}
"""


def main():
    guard = newel.Guard(newel.Policy.loads(POLICY))
    for text in ("Where is my parcel?", "I am ana@example.com, booking BK-12345678", "My card is 4111 1111 1111 1111"):
        result = guard.apply(text)
        print(f"{result.verdict:6}  {result.output}")
        for finding in result.findings:
            print(f"        {finding.type} at {finding.start}..{finding.end}")


if __name__ == "__main__":
    main()
