"""Alerts in sentences: what is wrong, and what to do about it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hub.domain.device_problems import problem_text
from hub.domain.text import N_, Text, text, texts

Facts = Mapping[str, Any]

_TITLES: Final[Mapping[str, str]] = {
    "presses": N_("Unhappy presses"),
    "footfall": N_("Footfall"),
    "queue": N_("Queue"),
    "silent": N_("Silent kiosk"),
    "offline": N_("Not connected"),
    "deaf": N_("The hub hears nobody"),
    "camera": N_("Camera"),
    "device": N_("Device"),
    "counters": N_("Counters"),
    "certificate": N_("Certificate"),
}
_CURES: Final[Mapping[str, str]] = {
    "presses": N_("Look what is different at this hour: staff, queue, cleanliness, prices."),
    "footfall": N_("Look whether the door, the street or the camera is different today."),
    "queue": N_("Open another till."),
    "silent": N_("Press a button: does the kiosk thank? Is it switched on, and where people pass?"),
    "offline": N_("Look at power and network there. What devices count meanwhile waits on them."),
    "deaf": N_("Look at the broker, at the hub's network and at otklik-hub itself."),
    "camera": N_("Clean the lens, turn the camera back, or restart it."),
    "device": N_("The device says itself what is wrong."),
    "counters": N_("Look at the Devices page; tell a technician."),
    "certificate": N_(
        "It should have been renewed by now: look at the network there, and at otklik-hub enrol."
    ),
}


_NO_TITLE: Final = N_("Something else")
_NO_CURE: Final = N_("A newer version of the hub knows more about it.")


def title_of(kind: str) -> str:
    """What kind of trouble it is, to be translated by whoever shows it."""
    return _TITLES.get(kind, _NO_TITLE)


def cure_of(kind: str) -> str:
    """What to do about it, to be translated by whoever shows it."""
    return _CURES.get(kind, _NO_CURE)


def sentence(kind: str, facts: Facts) -> Text:
    """What is wrong, in one sentence.

    Args:
        kind: of `hub.domain.alerts.KINDS`; another one was stored by a newer hub.
        facts: of the finding.
    """
    make = _SENTENCES.get(kind)
    if make is None:
        return text("Something that this version of the hub does not know: %(kind)s.", kind=kind)
    return make(facts)


def _presses(facts: Facts) -> Text:
    return texts(
        "%(unhappy)s of %(num)s press within two hours was unhappy; usual then are %(usual)s%%.",
        "%(unhappy)s of %(num)s presses within two hours were unhappy; usual then are %(usual)s%%.",
        facts["presses"],
        unhappy=facts["unhappy"],
        usual=facts["usual_percent"],
    )


def _footfall(facts: Facts) -> Text:
    return text(
        "Until %(until)s, %(entered)s visitors came in; expected were %(expected)s "
        "(%(low)s to %(high)s).",
        **{name: facts[name] for name in ("until", "entered", "expected", "low", "high")},
    )


def _queue(facts: Facts) -> Text:
    return text(
        "On average %(people)s people have stood in %(zone)s over the last %(minutes)s minutes.",
        people=str(facts["people"]),
        zone=facts["zone"],
        minutes=facts["minutes"],
    )


def _silent(facts: Facts) -> Text:
    return texts(
        "Nobody has pressed %(device)s since %(num)s visitor; %(missing)s presses are missing.",
        "Nobody has pressed %(device)s since %(num)s visitors; %(missing)s presses are missing.",
        facts["visitors"],
        device=facts["device"],
        missing=facts["missing"],
    )


def _offline(facts: Facts) -> Text:
    names = facts["devices"]
    if len(names) > 1 and len(names) == facts["of"]:
        return text("All %(num)s devices of the shop are not connected.", num=len(names))
    return texts(
        "%(num)s device is not connected: %(names)s.",
        "%(num)s devices are not connected: %(names)s.",
        len(names),
        names=", ".join(names),
    )


def _deaf(facts: Facts) -> Text:
    return text(
        "The devices of nearly all %(shops)s shops fell silent together.", shops=facts["shops"]
    )


def _told_by_device(facts: Facts) -> Text:
    told = problem_text(facts.get("code", ""), facts["text"])
    return text("%(device)s: %(told)s", device=facts["device"], told=told)


def _counters(facts: Facts) -> Text:
    return text(
        "%(device)s has counted otherwise than the hub (device less hub): %(off)s.",
        device=facts["device"],
        off=", ".join(f"{name} {off:+d}" for name, off in sorted(facts["off"].items())),
    )


def _certificate(facts: Facts) -> Text:
    return text(
        "The certificate of %(device)s runs out on %(day)s; without one the broker refuses it.",
        device=facts["device"],
        day=facts["day"],
    )


_SENTENCES: Final[Mapping[str, Callable[[Facts], Text]]] = {
    "presses": _presses,
    "footfall": _footfall,
    "queue": _queue,
    "silent": _silent,
    "offline": _offline,
    "deaf": _deaf,
    "camera": _told_by_device,
    "device": _told_by_device,
    "counters": _counters,
    "certificate": _certificate,
}
