"""The fixed sentences of the form's guideline fields, as the State worded them over the years."""

from __future__ import annotations

import re

__all__ = ["BASED_ON", "NONE_CITED", "NOT_APPLICABLE", "OUTSIDE", "PART_OF_MTUS", "REGULATION"]

BASED_ON = re.compile(
    r"""
    Decision\sbased\son\s(?:the\s)?
    (?P<non>Non\s?-\s?)?                # "Non-MTUS", also broken at a line end: "Non- MTUS"
    (?P<mtus>MTUS)\b
    (?:\sCitations?\b)?:?               # "Non-MTUS Citation Official Disability Guidelines"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What opens a list of the MTUS or a source outside it, since 2014."""

NONE_CITED = re.compile(
    r"""
    did\snot\scite\sany\s
    (?:medical\s)?(?:evidence|guidelines?)\b    # "did not cite any medical evidence for its decision"
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The statement that nothing was cited, which is no gap."""

OUTSIDE = re.compile(
    r"""
    (?:The\s)?(?:Claims\sAdministrator|(?:Expert|Physician)\sReviewer)\s
    (?:
      did\snot\sbase\s(?:their|its|his/her)\sdecision\son\sthe\sMTUS             # 2014 and 2015
      | based\s(?:their|its|his/her)\sdecision\son\srecommendations?(?:\(s\))?   # since autumn 2015:
        \soutside\sof\sthe\sMTUS\sGuidelines                                     # "recommendation(s) outside of ..."
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The status that a side did not rest on the MTUS; a source may follow."""

NOT_APPLICABLE = re.compile(
    r"""
    (?:(?:The\s)?(?:Claims\sAdministrator|(?:Expert|Physician)\sReviewer)\s)?(?:also\s)?(?:found|stated|determined)\s(?:that\s)?
    (?:no\ssection\sof\s)?the\s(?:California\s)?MTUS\s(?:was|is|were)\s(?:not\s)?applicable[^.]{0,80}(?:\.|$)\s?
    (?:Per\sthe\sStrength\sof\sEvidence[^.]{0,160}?,?\s   # "Per the Strength of Evidence hierarchy ..."
      (?=the\s(?:Expert|Physician)\sReviewer))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The statement of 2013 that the MTUS has nothing on the matter, which cites nothing."""

PART_OF_MTUS = re.compile(
    r"""
    (?:,?\s?(?:which|that)\s(?:is|are|was|were)\s)?      # ", which is part of the MTUS"
    (?P<not>\bnot\s)?(?:\ba\s)?                          # "which is not part of the MTUS"
    \bpart\sof\s(?:the\s)?(?:California\s)?
    (?:MTUS|Medical\sTreatment\sUtilization\sSchedule)(?:\s\(MTUS\))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What closes a citation in the free sentences of 2013."""

REGULATION = re.compile(
    r"""
    [\s,;(-]{1,4}(?:8|Title\s8,?)\s(?:CCR|C\.\s?C\.\s?R\.|California\sCode\sof\sRegulations)   # ", 8 C.C.R."
    [\s,]{0,2}(?:§{1,2}\s?|sections?\s)?9792\.\d+\s?(?:-|–|—|to|through)\s?(?:§\s?)?9792\.\d+   # "9792.20 - 9792.26"
    (?:\.\d+)?\)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""The sections of the regulation that hold the whole schedule: they name nothing narrower."""
