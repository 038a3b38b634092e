"""Words that the forms of `kg.parse.scope` are made of: parts of regular expressions."""

from __future__ import annotations

__all__ = [
    "ADDED",
    "BAD",
    "BE",
    "DEEMED",
    "DENIAL",
    "DENY",
    "GAP",
    "GOOD",
    "INNER",
    "NEEDED",
    "NOBODY",
    "NOT",
    "SUBJECT",
]

DENY = (
    r"(?:deny|denying|refus(?:e|ing)|withhold(?:ing)?|reject(?:ing)?|declin(?:e|ing)"
    r"|disallow(?:ing)?|turn(?:ing)? down)"
)
DENIAL = (
    r"(?:denials?|refusal|non-?certification|non-?authorization|withholding|denying|refusing|disallowing"
    r"|turning (?:\w+ ){1,4}?down|adverse (?:determination|decision)"
    r"|(?:decision|determination) to (?:deny|refuse|non-?certify))"
)
NEEDED = r"(?:medically (?:necessary|appropriate|indicated)|medical necessity|necessary)"
GOOD = (
    r"(?:warranted|justified|appropriate|reasonable|supported|supportable|correct|proper|right"
    r"|upheld|affirmed|sustained"
    r"|maintained|recommended|advised|defensible|well founded|well[- ]reasoned|sound|sensible|prudent"
    r"|understandable|fair|valid|legitimate|stand|hold up)"
)
BAD = (
    r"(?:inappropriate|unreasonable|wrong|improper|unwarranted|unjustified|unfair|incorrect"
    r"|erroneous|unsupported|unfounded"
    r"|in error|an error|a mistake|premature|harmful|overturned|reversed|set aside)"
)
BE = r"(?:is|are|was|were|be|been|seems?|appears?|remains?)"
DEEMED = (
    r"(?:(?:\w+ly|also|thus|therefore|hence|still|be|been|to be|considered|deemed|found|called|judged"
    r"|seen as) ){0,3}"
)
NOT = r"(?:not|never|n't|no longer)"
ADDED = r"(?:(?:and|but|so|thus|therefore|hence|because|since|as|which|making|rendering|however|yet)\b)"
GAP = rf"(?:(?!\b{ADDED})[^.;,]){{0,90}}?"
SUBJECT = (
    r"(?:(?:that|how|why|whether) )?(?:the|this|these|that|such|an?|any|it|they|her|his)\b"
    r"(?: (?!(?:has|have|had|failed|is|are|was|were|and|but|so|thus|therefore|because|which)\b)[\w/-]+){0,5}?"
)
INNER = (
    r"(?P<turn_inner>not (?:be )?(?:considered |deemed )?|un|non-?"
    r"|lack(?:s|ing)? (?:of )?|(?:other|less) than |anything but )"
)
NOBODY = (
    r"(?:nothing|no one|nobody|little"
    r"|no (?:\w+ )?(?:reasons?|grounds?|basis|proof|evidence|facts?|findings?|circumstances?))"
)
