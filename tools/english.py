"""Writes the English catalogue anew after the program's words have changed, and says what of it has no English yet, or none that is right:
python tools/english.py"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bangfu.english import catalogue  # noqa: E402
from bangfu.english.collecting import collected  # noqa: E402


def main() -> None:
    catalogue.rewrite(collected())
    for name, sentences in catalogue.kept().items():
        missing = sum(not english for english in sentences.values())
        print(f"{name:20} {len(sentences):5} sentences, {missing:5} without English, {sum(map(len, sentences)):6} characters")
        for sentence, english in sentences.items():
            if english and (found := catalogue.faults(sentence, english)):
                print(f"    {sentence} → {english}: {', '.join(found)}")


if __name__ == "__main__":
    main()
