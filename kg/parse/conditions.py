"""Words that name a condition, a place of the body, or a quality: enough to tell where a diagnosis ends.

This is no vocabulary of diseases. It only decides whether a part of a list can stand alone ("cervicalgia"), needs what
follows ("neck" in "neck, back and shoulder pain"), or goes on with what came before ("lumbosacral region").
"""

from __future__ import annotations

import re

__all__ = ["CONDITION", "PLACE", "QUALITY"]

_ENDINGS = """
    itis osis opathy opathies algia oma emia plegia paresis esthesias? dynia megaly trophy plasty ectomy otomy
    rrhea rrhage listhesis stenosis iasis lysis uria pnea phobia mania phagia malacia cardia hernia sthenia somnia
"""
_CONDITIONS = """
    pains? strains? sprains? stain syndromes? diseases? disorders? fractures? contusions? tears? torn injury
    injuries bulg(?:es?|ing) herniat(?:ions?|ed) displacements? protrusions? extrusions? lumbago stress
    depress(?:ion|ive) anxiety headaches? migraines? concussion numbness weakness tingling sciatica
    derangements? dysfunctions? impingement instabilit(?:y|ies) deformit(?:y|ies) degenerat(?:ion|ive) lesions?
    lacerations? abrasions? burns? wounds? ulcers? cysts? ganglion hernias? effusions? swelling edema trauma
    disturbances? obesity hypertension diabetes reflux gerd asthma copd ptsd crps rsd ddd djd tmj fusion
    jam(?:med)? [a-z]*spasms? status[ -]post s/p amputation arthroscop\\w+ decompression infections? trigger[
    ](?:finger|thumb) tunnel frozen fall bite dislocations? subluxations? complaints? abnormalit(?:y|ies)
    difficult(?:y|ies) problems? symptoms? neuroma loss tinnitus dizziness vertigo giddiness nausea abscess
    crush whiplash discs? disks? annular spondylo\\w+ dependence abuse hypogonadism constipation fatigue trapped
    entrapment compression erosion cancer spasticity spurs? contractures? stiffness exposure hallux facet post[
    -]?concussi\\w+ reaction adhesi\\w+ bunion callus palsy seizures? stroke angina rash scar gout lupus polyps?
    calculus insufficiency deficiency footdrop foot[ ]drop rupture[ds]? separation necrosis nonunion malunion attacks?
"""
_PLACES = """
    right left bilateral both upper lower mid middle low anterior posterior medial lateral distal proximal
    cervical thoracic lumbar lumbosacral sacral sacroiliac spine spinal neck back head face shoulders? elbows?
    forearms? wrists? hands? fingers? thumbs? digits? hips? thighs? knees? legs? calf ankles? f[oe]{2}t heels?
    toes? arms? chest ribs? abdomen pelvis groin buttocks? extremity extremities joints? muscles? tendons?
    ligaments? fascia regions? areas? sides? levels? limbs? parts? unspecified other and or of the at in to on
    [CTLS]\\d{1,2}(?:[ ]?[-/][ ]?[CTLS]?\\d{1,2})?
"""
_QUALITIES = """
    mild moderate severe acute chronic recurrent persistent unspecified uncontrolled resolved stable improved
    improving tricompartmental healed idiopathic
    traumatic rotational multi-?level advanced localized generalized primary secondary closed open nos
    not[ ](?:otherwise|elsewhere)[ ](?:specified|classified) not[ ]specified.*
    right left bilateral status single[ ]episode.* sequela.* (?:initial|subsequent)[ ]encounter.* with(?:out)?[ ].*
    type[ ][iv\\d]+.* (?:grade|stage)[ ].* (?:right|left)(?:[ ]side)?[ ](?:greater|more|worse|less)[ ]than[ ].*
    (?:confirmed|proven|shown|documented|demonstrated|verified|evidenced|seen)[ ](?:by|on)[ ].*
    (?:secondary|due)[ ]to[ ].* (?:industrial(?:ly)?|work)(?:[ -]related)? \\w+[ ](?:region|level|side|dominant)
    [CTLS]\\d[\\d/CTLS-]{0,12}(?:[ ](?:levels?|region))?
"""


def _any(words: str) -> str:
    """An alternation of patterns written with blanks between them; a blank inside one is ``[ ]`` or ``[ -]``."""
    written = re.sub(r"\s+", " ", words).replace("[ ]", "\0").replace("[ -]", "[\0-]")
    return "|".join(written.split()).replace("\0", " ")


CONDITION = re.compile(rf"\b(?:[a-z]*(?:{_any(_ENDINGS)})|{_any(_CONDITIONS)})\b", re.IGNORECASE)
"""Finds a word that names a condition."""

PLACE = re.compile(rf"(?:and )?(?:{_any(_PLACES)})(?:[ /-]{{1,3}}(?:{_any(_PLACES)}))*\b", re.IGNORECASE)
"""Matches words that only say where."""

QUALITY = re.compile(rf"(?:and )?(?:{_any(_QUALITIES)})", re.IGNORECASE)
"""Matches a whole part that only says how, when, or on which side."""
