"""What a run says on stderr: progress for people, lines of JSON for machines, nothing when told to be quiet."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from tqdm import tqdm

from kg.build.pipeline import Advance
from kg.build.report import Report
from kg.model import Remark

__all__ = ["Console"]


@dataclass(frozen=True, slots=True)
class Console:
    """Talks on stderr; stdout is for results."""

    quiet: bool = False
    as_json: bool = False

    @classmethod
    def of(cls, arguments: argparse.Namespace) -> Console:
        """The console that ``--quiet`` and ``--json`` ask for."""
        return cls(arguments.quiet, arguments.json)

    def say(self, event: str, message: str, **facts: object) -> None:
        """One line: `message` for people, `event` and `facts` for machines."""
        if self.as_json:
            print(json.dumps({"event": event, "message": message, **facts}, default=str), file=sys.stderr)
        elif not self.quiet:
            print(message, file=sys.stderr)

    def problem(self, event: str, message: str, **facts: object) -> None:
        """A line that ``--quiet`` does not hold back."""
        if self.as_json:
            self.say(event, message, **facts)
        else:
            print(message, file=sys.stderr)

    @contextmanager
    def progress(self, unit: str) -> Iterator[Advance]:
        """A bar with count and rate, shown once the work takes longer than a second."""
        hidden = self.quiet or self.as_json or not sys.stderr.isatty()
        with tqdm(unit=f" {unit}", delay=1, disable=hidden, dynamic_ncols=True, leave=False) as bar:

            def advance(count: int) -> None:
                bar.update(count)

            yield advance

    def report(self, report: Report) -> None:
        """A line for each rejection and notice, and the totals."""
        for rejection in report.rejections:
            self.problem("rejected", f"rejected [{rejection.code}] {rejection}", **_facts(rejection))
        if report.unlisted:
            codes = ", ".join(f"{code} {count:,}" for code, count in report.unlisted.most_common())
            told = f"rejected {report.unlisted.total():,} more, which are only counted: {codes}"
            self.problem("unlisted", told, codes=dict(report.unlisted))
        for notice in report.notices:
            self.say("notice", f"note [{notice.code}] {notice}", **_facts(notice))
        totals = f"{report.letters:,} letters, {report.decisions:,} decisions read; {report.rejected:,} rejected"
        self.say("read", totals, letters=report.letters, rejected=report.rejected)
        if report.findings:
            counts = ", ".join(f"{code} {count}" for code, count in report.findings.most_common())
            self.say("findings", f"noticed while reading: {counts}", findings=dict(report.findings))


def _facts(item: Remark) -> dict[str, object]:
    return {key: value for key, value in asdict(item).items() if key != "message"}
