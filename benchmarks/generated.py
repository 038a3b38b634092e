"""Letters made up for measuring: as many as asked for, the same ones for the same seed, in the forms of 2014 to 2024.

    python -m benchmarks.generated 1000 FOLDER      writes FOLDER/letters.jsonl

Facts are drawn at random with roughly the frequencies that the State reports (a tenth overturned, a third of the
requests drugs); no sentence is from a real letter.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["letters"]


@dataclass(frozen=True)
class Topic:
    """Something that gets disputed: titles, sections of the 2009/2016 chronic pain text or a chapter, an ODG entry."""

    weight: int
    titles: tuple[str, ...]
    style_a: tuple[str, ...]
    style_b: tuple[str, ...]
    odg: tuple[str, ...]


CPMT_A = "Chronic Pain Treatment Guidelines"
CPMT_B = "Chronic Pain Medical Treatment 2016, Section(s):"
TOPICS = (
    Topic(
        14,
        (
            "Norco 10/325mg #120",
            "Percocet 10/325mg #90",
            "Tramadol 50mg #60",
            "OxyContin 20mg #60",
            "MS Contin 30mg #60",
        ),
        (f"{CPMT_A} Opioids Page(s): 78-80", f"{CPMT_A} Opioids for Chronic Pain Page(s): 80"),
        (f"{CPMT_B} Opioids for chronic pain", "Opioid Treatment 2016, Section(s): 3.3.9 Opioids for Chronic Pain"),
        ("Pain Chapter, Opioids",),
    ),
    Topic(
        7,
        ("Flexeril 10mg #60", "Tizanidine 4mg #90", "Soma 350mg #30", "Baclofen 10mg #60 with 2 refills"),
        (f"{CPMT_A} Muscle Relaxants Page(s): 63-66",),
        (f"{CPMT_B} Muscle relaxants (for pain)", f"{CPMT_B} Cyclobenzaprine (Flexeril)"),
        ("Pain Chapter, Muscle relaxants",),
    ),
    Topic(
        6,
        ("Naproxen 550mg #60", "Ibuprofen 800mg #90", "Celebrex 200mg #30", "Diclofenac ER 100mg #60"),
        (f"{CPMT_A} NSAIDs (non-steroidal anti-inflammatory drugs) Page(s): 67-68",),
        (f"{CPMT_B} NSAIDs (non-steroidal anti-inflammatory drugs)",),
        ("Pain Chapter, NSAIDs",),
    ),
    Topic(
        5,
        ("Gabapentin 300mg #90", "Lyrica 75mg #60", "Topiramate 50mg #60"),
        (f"{CPMT_A} Antiepilepsy drugs (AEDs) Page(s): 16-19",),
        (f"{CPMT_B} Antiepilepsy drugs (AEDs)",),
        ("Pain Chapter, Anti-epilepsy drugs",),
    ),
    Topic(
        4,
        ("Flurbiprofen 20%, Lidocaine 5% cream 120 grams", "Lidoderm 5% patch #30", "Terocin patch #20"),
        (f"{CPMT_A} Topical Analgesics Page(s): 111-113",),
        (f"{CPMT_B} Topical analgesics",),
        ("Pain Chapter, Compound drugs",),
    ),
    Topic(
        3,
        ("Xanax 0.5mg #30", "Klonopin 1mg #60", "Ambien 10mg #30", "Restoril 15mg #30"),
        (f"{CPMT_A} Benzodiazepines Page(s): 24",),
        (f"{CPMT_B} Benzodiazepines",),
        ("Mental Illness & Stress, Insomnia treatment",),
    ),
    Topic(
        3,
        ("Omeprazole 20mg #60", "Pantoprazole 20mg #30"),
        (f"{CPMT_A} NSAIDs, GI symptoms & cardiovascular risk Page(s): 68-69",),
        (f"{CPMT_B} NSAIDs, GI symptoms & cardiovascular risk", f"{CPMT_B} Proton Pump Inhibitors (PPIs)"),
        ("Pain Chapter, Proton pump inhibitors (PPIs)",),
    ),
    Topic(
        14,
        (
            "Physical therapy 2 times a week for 6 weeks for the lumbar spine",
            "Physical therapy 12 sessions for the right shoulder",
            "Eight sessions of physical therapy for the left knee",
        ),
        (f"{CPMT_A} Physical Medicine Page(s): 98-99",),
        (f"{CPMT_B} Physical medicine treatment", "Low Back Complaints 2004, Section(s): Physical Methods"),
        ("Low Back, Physical therapy", "Shoulder, Physical therapy"),
    ),
    Topic(
        5,
        ("Acupuncture 2 times a week for 4 weeks for the neck", "Six acupuncture visits for the low back"),
        ("Acupuncture Treatment Guidelines",),
        ("Acupuncture Treatment 2007",),
        ("Pain Chapter, Acupuncture",),
    ),
    Topic(
        4,
        ("Chiropractic treatment 8 sessions for the cervical spine", "Chiropractic care 2x4 for the low back"),
        (f"{CPMT_A} Manual therapy & manipulation Page(s): 58-60",),
        (f"{CPMT_B} Manual therapy & manipulation",),
        ("Low Back, Manipulation",),
    ),
    Topic(
        8,
        ("MRI of the lumbar spine", "MRI of the right shoulder without contrast", "MRI of the left knee"),
        ("ACOEM Chapter 12 Low Back Complaints Page(s): 303-305",),
        ("Low Back Complaints 2004, Section(s): Special Studies", "Knee Complaints 2004, Section(s): Special Studies"),
        ("Low Back, MRIs (magnetic resonance imaging)",),
    ),
    Topic(
        4,
        ("EMG/NCV of the bilateral upper extremities", "EMG of the right lower extremity"),
        ("ACOEM Chapter 8 Neck and Upper Back Complaints Page(s): 178-179",),
        ("Neck and Upper Back Complaints 2004, Section(s): Special Studies",),
        ("Neck and Upper Back, Electrodiagnostic studies",),
    ),
    Topic(
        3,
        ("Urine drug screen", "Urine toxicology screening quarterly"),
        (f"{CPMT_A} Drug testing Page(s): 43",),
        (f"{CPMT_B} Drug testing",),
        ("Pain Chapter, Urine drug testing (UDT)",),
    ),
    Topic(
        6,
        (
            "Lumbar epidural steroid injection at L4-5",
            "Right L5-S1 transforaminal epidural steroid injection",
            "Cervical epidural steroid injection at C5-6",
        ),
        (f"{CPMT_A} Epidural steroid injections (ESIs) Page(s): 46",),
        (f"{CPMT_B} Epidural steroid injections (ESIs)",),
        ("Low Back, Epidural steroid injections (ESIs), therapeutic",),
    ),
    Topic(
        3,
        ("Bilateral medial branch block at L4-5 and L5-S1", "Left L3-4 facet joint injection"),
        ("ACOEM Chapter 12 Low Back Complaints Page(s): 300-301",),
        ("Low Back Complaints 2004, Section(s): Physical Methods",),
        ("Low Back, Facet joint diagnostic blocks (injections)",),
    ),
    Topic(
        4,
        ("Right shoulder arthroscopy with rotator cuff repair", "Left knee arthroscopy with partial meniscectomy"),
        ("ACOEM Chapter 9 Shoulder Complaints Page(s): 209-211",),
        ("Shoulder Complaints 2004, Section(s): Surgical Considerations",),
        ("Shoulder, Surgery for rotator cuff repair",),
    ),
    Topic(
        3,
        ("Associated surgical service: Cold therapy unit for 7 days", "Associated surgical service: Assistant surgeon"),
        ("ACOEM Chapter 9 Shoulder Complaints",),
        ("Shoulder Complaints 2004, Section(s): Initial Care",),
        ("Shoulder, Continuous-flow cryotherapy",),
    ),
    Topic(
        3,
        ("TENS unit purchase", "Interferential unit 30 day rental", "Lumbar brace", "Electric hospital bed"),
        (f"{CPMT_A} TENS, chronic pain (transcutaneous electrical nerve stimulation) Page(s): 114-116",),
        (f"{CPMT_B} TENS, chronic pain (transcutaneous electrical nerve stimulation)",),
        ("Low Back, Lumbar supports",),
    ),
    Topic(
        3,
        ("Psychological evaluation", "Cognitive behavioral therapy 6 sessions", "Follow-up visit with pain management"),
        (f"{CPMT_A} Psychological evaluations Page(s): 100-101",),
        (f"{CPMT_B} Psychological evaluations", f"{CPMT_B} Behavioral interventions"),
        ("Mental Illness & Stress, Cognitive therapy for depression",),
    ),
    Topic(
        2,
        ("Functional restoration program for 10 days", "Gym membership for 6 months", "Home health aide 4 hours a day"),
        (f"{CPMT_A} Functional restoration programs (FRPs) Page(s): 49",),
        (f"{CPMT_B} Functional restoration programs (FRPs)", f"{CPMT_B} Home health services"),
        ("Low Back, Gym memberships",),
    ),
)
SPECIALTIES = (
    "Physical Medicine & Rehabilitation",
    "Occupational Medicine",
    "Orthopedic Surgery",
    "Family Practice",
    "Anesthesiology, Pain Management",
    "Physical Medicine & Rehabilitation, Pain Management",
    "Preventive Medicine, Occupational Medicine",
    "Chiropractor",
    "Psychologist",
    "Internal Medicine",
    "Neurological Surgery",
    "Emergency Medicine",
)
STATES = ("California", "Texas", "California, Texas", "New York", "Florida", "California, Nevada", "Ohio", "Washington")
DIAGNOSES = (
    "lumbar radiculopathy",
    "cervical disc displacement",
    "rotator cuff tear",
    "chronic pain syndrome",
    "medial meniscus tear",
    "carpal tunnel syndrome",
    "lumbar facet arthropathy",
    "major depressive disorder",
)
REGIONS = ("low back", "neck", "right shoulder", "left knee", "both wrists", "mid back")
DENIALS = (
    "The notes at hand show no lasting gain in function from what was tried so far.",
    "Nothing in the file tells why this is wanted now, after so short a time of simpler care.",
    "What the treating doctor wrote does not answer the criteria set out above.",
)
GRANTS = (
    "The notes at hand show a clear gain in function and less pain from what was tried so far.",
    "Simpler care was tried for months and failed, and the findings on examination agree with the imaging.",
    "What the treating doctor wrote answers each of the criteria set out above.",
)


def letters(count: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Yield `count` pairs (case number, text of the letter); the same pairs for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        year = chance.choice(range(2014, 2025))
        yield from [_letter(chance, f"CM{year % 100:02d}-{9_000_000 - number:07d}", year)]


def _letter(chance: random.Random, case: str, year: int) -> tuple[str, str]:
    decided = dt.date(year, 1, 1) + dt.timedelta(days=chance.randrange(60, 364))
    assigned = decided - dt.timedelta(days=chance.randrange(20, 40))
    received = assigned - dt.timedelta(days=chance.randrange(2, 12))
    denied = received - dt.timedelta(days=chance.randrange(3, 28))
    injured = denied - dt.timedelta(days=chance.randrange(30, 4000))
    sex = chance.choice(("male", "female"))
    age = chance.randrange(21, 74)
    topics = chance.choices(
        TOPICS, weights=[topic.weight for topic in TOPICS], k=chance.choice((1, 1, 1, 2, 2, 3, 4, 6))
    )
    titles = list(dict.fromkeys(chance.choice(topic.titles) for topic in topics))
    issues = "\n".join(_issue(chance, title, next(t for t in TOPICS if title in t.titles), year) for title in titles)
    print_date = "%m/%d/%Y"
    return case, (
        f"Case Number: {case}\n"
        f"Date Assigned: {assigned:{print_date}} Date of Injury: {injured:{print_date}}\n"
        f"Decision Date: {decided:{print_date}} UR Denial Date: {denied:{print_date}}\n"
        f"Priority: Standard Application\nReceived:\n{received:{print_date}}\n\n"
        "HOW THE IMR FINAL DETERMINATION WAS MADE\n"
        "The file went to an expert reviewer who is independent of all parties and in active practice.\n\n"
        "The Expert Reviewer has the following credentials:\n"
        f"State(s) of Licensure: {chance.choice(STATES)}\n"
        f"Certification(s)/Specialty: {chance.choice(SPECIALTIES)}\n\n"
        "CLINICAL CASE SUMMARY\n"
        "The expert reviewer developed the following clinical case summary from the file:\n\n"
        f"The injured worker is a {age} year old {sex} hurt at work on {injured:{print_date}}, with pain of the\n"
        f"{chance.choice(REGIONS)} since then. The diagnoses include {', '.join(chance.sample(DIAGNOSES, 2))}.\n"
        "Care so far was rest, medication and exercise.\n"
        f"On {denied:{print_date}} utilization review denied the request.\n\n"
        "IMR ISSUES, DECISIONS AND RATIONALES\n"
        "The Final Determination was based on decisions for the disputed items below:\n\n" + issues
    )


def _issue(chance: random.Random, title: str, topic: Topic, year: int) -> str:
    overturned = chance.random() < 0.11
    necessary = overturned if chance.random() > 0.004 else not overturned
    prose = chance.choice(GRANTS if necessary else DENIALS)
    closing = "is medically necessary" if necessary else "is not medically necessary"
    return (
        f"{title}: {'Overturned' if overturned else 'Upheld'}\n\n"
        f"Claims Administrator guideline: {_field(chance, topic, year, 'The Claims Administrator', 0.18)}\n\n"
        f"MAXIMUS guideline: {_field(chance, topic, year, 'The Expert Reviewer', 0.06)}\n\n"
        f"Decision rationale: The guideline sets conditions for this request and they were weighed here. {prose}\n"
        f"Therefore, the request {closing}.\n"
    )


def _field(chance: random.Random, topic: Topic, year: int, party: str, none: float) -> str:
    draw = chance.random()
    if draw < none:
        return f"{party} did not cite any medical evidence for its decision."
    if draw < none + 0.25:
        lead = (
            "did not base their decision on the MTUS."
            if year < 2016
            else ("based their decision on recommendation(s) outside of the MTUS Guidelines.")
        )
        source = f"Official Disability Guidelines (ODG) {chance.choice(topic.odg)}"
        return f"{party} {lead} Decision based on Non-MTUS Citation {source}."
    return f"Decision based on MTUS {chance.choice(topic.style_a if year < 2016 else topic.style_b)}."


def main() -> None:
    """Write the letters asked for as JSON Lines."""
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "letters.jsonl").open("w", encoding="utf-8") as file:
        for case, text in letters(count):
            file.write(json.dumps({"id": case, "text": text}) + "\n")


if __name__ == "__main__":
    main()
