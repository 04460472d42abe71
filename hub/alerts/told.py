"""An alert as it is told: a mail in the reader's language, a message for programs."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from hub.domain.alert_words import cure_of, sentence, title_of
from hub.domain.text import N_
from hub.sending.mail import Mail
from hub.store.sites import Site
from hub.words import ENGLISH, LANGUAGES, say, using
from hub.words import gettext as _

Stage = Literal["opened", "escalated", "resolved"]

_SUBJECTS: Final[Mapping[Stage, str]] = {
    "opened": N_("%(shop)s: %(title)s"),
    "escalated": N_("Nobody looks after it: %(shop)s: %(title)s"),
    "resolved": N_("Over: %(shop)s: %(title)s"),
}


class Told(NamedTuple):
    """What is told about an alert."""

    alert_id: int
    kind: str
    """Of `hub.domain.alerts.KINDS`; a newer hub may have stored others."""
    site: Site | None
    """None: of the whole hub."""
    facts: Mapping[str, Any]
    stage: Stage
    since_ms: int
    """When it was first seen."""
    now_ms: int

    @property
    def about(self) -> str:
        """Its name in the table of what is sent."""
        return f"alert {self.alert_id}"


def as_mail(told: Told, to: str, language: str, public_url: str) -> Mail:
    """The mail to one reader."""
    with using(language if language in LANGUAGES else ENGLISH):
        shop = told.site.name if told.site else _("The hub")
        title = _(title_of(told.kind))
        subject = _(_SUBJECTS[told.stage], shop=shop, title=title)
        lines = [say(sentence(told.kind, told.facts)), _since(told)]
        if told.stage != "resolved":
            lines.append(_(cure_of(told.kind)))
        if public_url:
            lines.append(f"{public_url.rstrip('/')}/alerts/{told.alert_id}")
    return Mail(to, subject, "\n\n".join(lines) + "\n")


def as_data(told: Told) -> dict[str, Any]:
    """What programs are told of the alert itself."""
    return {
        "alert": told.alert_id,
        "kind": told.kind,
        "text": str(sentence(told.kind, told.facts)),
        "facts": told.facts,
        "since": _utc(told.since_ms),
    }


def as_json(told: Told) -> str:
    """The message for programs; its sentence is in English."""
    event = {
        "id": f"{told.about} {told.stage}",
        "kind": f"alert.{told.stage}",
        "at": _utc(told.now_ms),
        "site": told.site.code if told.site else None,
        "data": as_data(told),
    }
    return json.dumps(event, ensure_ascii=False)


def _since(told: Told) -> str:
    zone = ZoneInfo(told.site.timezone if told.site else "UTC")
    begun = datetime.fromtimestamp(told.since_ms / 1000, UTC).astimezone(zone)
    return _("Since %(time)s (%(zone)s).", time=begun.strftime("%Y-%m-%d %H:%M"), zone=zone.key)


def _utc(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
