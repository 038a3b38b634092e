"""Letters made up for the tests of the parser: only the form's own words are as in real letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

HEADER = """\
Case Number: CM16-0000042
Date Assigned: 03/21/2016 Date of Injury: 05/04/2015
Decision Date: 04/18/2016 UR Denial Date: 02/29/2016
Priority: Standard Application
Received:
03/10/2016
"""
ISSUES = "IMR ISSUES, DECISIONS AND RATIONALES"
SUMMARY = (
    "The gardener is a 41 year old female who hurt her left wrist on 5/4/2015.\n"
    "Diagnoses include left wrist sprain and ganglion cyst of the left wrist.\n"
    "Utilization Review dated 2/29/2016 denied the request."
)
ITEMS = (("Wrist brace", "Upheld", "The brace brings nothing. The request is not medically necessary."),)


def compose(
    items: Sequence[tuple[str, str, str]] = ITEMS,
    header: str = HEADER,
    summary: str = SUMMARY,
    gap: str = "\n\n",
    credentials: str = "State(s) of Licensure: Oregon, District of Columbia\nCertification(s)/Specialty: Hand Surgery",
) -> str:
    """A letter of the standard form; `gap` stands between its paragraphs."""
    blocks = [
        gap.join(
            (
                f"{title}: {word}",
                "Claims Administrator guideline: Decision based on MTUS Wrist Complaints 2004, Section(s): Summary.",
                "MAXIMUS guideline: Decision based on MTUS Wrist Complaints 2004, Section(s): Splints.",
                f"Decision rationale: {rationale}",
            )
        )
        for title, word, rationale in items
    ]
    return gap.join(
        (
            f"{header}HOW THE IMR FINAL DETERMINATION WAS MADE",
            f"The Expert Reviewer has the following credentials:\n{credentials}",
            "CLINICAL CASE SUMMARY",
            f"The expert reviewer developed this, including all medical records:\n{summary}",
            ISSUES,
            "The Final Determination was based on decisions for the items below:",
            *blocks,
        )
    )


@pytest.fixture(scope="session")
def letter() -> Callable[..., str]:
    """Composes a letter of the standard form."""
    return compose
