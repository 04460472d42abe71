"""What devices complain of, in words that can be said in other languages.

A device says it in English, with its own details; other languages say it by the problem's code.
"""

import re
from typing import Final

from hub.domain.text import N_, worded

_SENTENCES: Final = {
    "pins_mock": N_("The pins are pretended: no real button is read."),
    "press_lost": N_("Presses cannot be kept: restart the kiosk, and look at its disk."),
    "light_failed": N_("A light of the buttons does not work."),
    "kiosk_fault": N_("The program failed once and went on; its journal has the details."),
    "button_noise": N_(
        "A button line flickers faster than anybody can press. Check for a loose wire."
    ),
    "disk_full": N_("The disk takes no events; they wait in memory, and some may be lost."),
    "outbox_damaged": N_(
        "The device's store of events was damaged and set aside; events that had not been sent "
        "are in there."
    ),
    "time_unknown": N_(
        "The time has not been known since the start, so staff hours and the nightly zero of the "
        "count wait: let the camera reach a time server (UDP port 123)."
    ),
    "camera_gone": N_("The camera gives no pictures: check its cable and power."),
    "camera_frozen": N_("The camera has long shown the same picture, or none; restart it."),
    "camera_dark": N_(
        "The camera's picture has long been black; is it covered, or is the light off?"
    ),
    "camera_covered": N_(
        "The camera has long shown an empty blur; is its lens covered, painted or out of focus?"
    ),
    "camera_moved": N_(
        "The camera has long shown another place; turn it back, or draw its lines anew and "
        "restart the service."
    ),
    "settings_refused": N_(
        "Settings from the hub do not act; the page of its settings has its own words."
    ),
    "expression_off": N_("Expression shares are off; the camera's journal says why."),
    "expression_uncorrected": N_(
        "Expression shares are uncorrected and far off: there is no calibration; make one with "
        "`otklik-vision calibrate`."
    ),
}
_STUCK: Final = re.compile(r"button_(\d+)_stuck")


def problem_text(code: str, english: str) -> str:
    """A device's problem as a text; one that this version does not know stays as it came."""
    if stuck := _STUCK.fullmatch(code):
        pattern = N_("Button %(button)s has been down for long and counts nothing: free it.")
        return worded(english, pattern, button=stuck[1])
    known = _SENTENCES.get(code)
    return worded(english, known) if known else english
