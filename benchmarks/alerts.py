"""False alarms of the hub's alerts against the setting, and how soon a doubling is seen.

Simulated shops, so that every false alarm is known to be one. Writes the end of docs/alerts.md:
`python -m benchmarks.alerts --into docs/alerts.md`.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.alerts_crowd import footfall_lines, silent_lines
from benchmarks.alerts_presses import delay_lines, promise_lines
from benchmarks.machine import describe

SEED: Final = 7
MARK: Final = "<!-- Below: written by `python -m benchmarks.alerts --into docs/alerts.md`. -->\n"
_INTRODUCTION: Final = """\
Simulated shops, so that every false alarm is known to be one; "learned" means from eight weeks, as
a hub does it."""
_PRESSES: Final = """\
12 opening hours, unhappy share 8 to 22 % by hour and weekday, presses independent of each other.
Real people press in families; that is not in these figures. False alarms for each shop and month
against the setting; at least 300 alarms a row, so a ratio is known to about 6 %. Learned: 40
shops."""
_DELAYS: Final = """\
Opening hours until a doubled unhappy share is seen (median; 9 of 10 within), where the test is set
to as many false alarms as the rule gives. 720 hours mean: not within 60 days."""
_SILENT: Final = """\
60 shops, each learned from eight weeks and watched for half a year: minutes of a door, and presses;
looked at once a minute, at a second of its own. "Together": so many visitors come as one family, of
which all press or none. A ratio is known to 5 % at setting 1 and to 3 % at 4."""
_FOOTFALL: Final = """\
The shops of `benchmarks/forecast.py` without holidays and closing days: days that differ as wholes,
hours that differ by themselves, visitors that come by chance, levels that drift and have seasons.
Each day's forecast, and what is known of its errors, are made from the eight weeks before it only.
Each finished hour is looked at. A ratio is known to about 9 % at setting 1 and to 4 % at 4. Kinds
of shops that are as good as closed on a weekday are left out."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print or write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, help="write the end of the page there")
    options = parser.parse_args(arguments)
    text = "\n".join([*_page(), ""])
    if options.into:
        before = options.into.read_text(encoding="utf-8").partition(MARK)[0]
        options.into.write_text(before + MARK + text, encoding="utf-8")
    else:
        print(text)


def _page() -> Iterator[str]:
    begun = time.process_time()
    yield f"\n{describe()}; seed {SEED}. {_INTRODUCTION}"
    yield f"\n### Unhappy presses\n\n{_PRESSES}\n"
    yield from promise_lines(random.Random(SEED))
    yield f"\n{_DELAYS}\n"
    yield from delay_lines(random.Random(SEED))
    yield f"\n### Silent kiosks\n\n{_SILENT}\n"
    yield from silent_lines(np.random.default_rng(SEED))
    yield f"\n### Footfall\n\n{_FOOTFALL}\n"
    yield from footfall_lines()
    yield f"\n{time.process_time() - begun:.0f} s of CPU."


if __name__ == "__main__":
    main()
