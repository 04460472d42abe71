"""The alerts that the hub publishes, as AsyncAPI describes them: no message of devices."""

from typing import Any, Final, get_args

from hub.alerts.told import Stage
from hub.domain.alerts import KINDS
from wire.topics import ROOT

_INSTANT: Final = {"type": "string", "format": "date-time"}
_ALERT: Final[dict[str, Any]] = {
    "title": "Alert",
    "description": "An alert was opened, nobody looks after it, or it is over. The same as a "
    "webhook of it posts.",
    "type": "object",
    "properties": {
        "id": {"type": "string", "description": "The same where it is sent twice."},
        "kind": {"enum": [f"alert.{stage}" for stage in get_args(Stage)]},
        "at": _INSTANT,
        "site": {"type": ["string", "null"], "description": "The shop; null: the whole hub."},
        "data": {
            "type": "object",
            "properties": {
                "alert": {"type": "integer", "description": "Its number on the Alerts page."},
                "kind": {"enum": list(KINDS)},
                "text": {"type": "string", "description": "What is wrong, in English."},
                "facts": {"type": "object", "description": "What the text is made of."},
                "since": _INSTANT,
            },
            "required": ["alert", "kind", "text", "facts", "since"],
        },
    },
    "required": ["id", "kind", "at", "site", "data"],
}


def add_alerts(document: dict[str, Any]) -> None:
    """Add channels, operations and message to the document of `docs.generate`."""
    site = {"site": {"description": "The shop's code."}}
    for name, address, parameters in (
        ("alert", f"{ROOT}/{{site}}/alert", site),
        ("hub_alert", f"{ROOT}/alert", {}),
    ):
        document["channels"][name] = {
            "address": address,
            **({"parameters": parameters} if parameters else {}),
            "messages": {"Alert": {"$ref": "#/components/messages/Alert"}},
        }
        document["operations"][name] = {
            "action": "send",
            "channel": {"$ref": f"#/channels/{name}"},
            "summary": "As the hub sees it, where `alerts.mqtt` is set.",
        }
    document["components"]["messages"]["Alert"] = {
        "summary": "What is wrong in a shop, or with the hub itself.",
        "contentType": "application/json",
        "payload": {"$ref": "#/components/schemas/Alert"},
    }
    document["components"]["schemas"]["Alert"] = _ALERT
