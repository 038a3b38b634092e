"""The fixed words of the State's form, which case files write short."""

WORDS = {
    "{mtus}": "Decision based on MTUS",
    "{non}": "Decision based on Non-MTUS Citation",
    "{outside}": "The Physician Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines.",
    "{not_mtus}": "The Claims Administrator did not base their decision on the MTUS.",
    "{none}": "The Expert Reviewer did not cite any medical evidence for its decision.",
}


def expanded(field: str) -> str:
    """`field` with the form's own words."""
    for short, words in WORDS.items():
        field = field.replace(short, words)
    return field
