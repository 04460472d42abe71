"""The import rule of docs/architecture.md, held by reading every import statement."""

import sys

from tests.architecture.source import ROOMS, Module, modules

MAY_IMPORT = {
    "wire": {"wire"},
    "kiosk": {"kiosk", "wire"},
    "edge_vision": {"edge_vision", "wire"},
    "hub": {"hub", "wire"},
    "firmware_config": {"firmware_config", "wire", "kiosk.settings", "edge_vision.settings"},
    "demo": set(ROOMS),
}
"""A room imports itself and the ground floor; firmware_config also reads others' settings."""

HOMES = {
    "paho": ("wire.link",),
    "gpiozero": ("kiosk.buttons", "kiosk.lights", "kiosk.pins"),
    "lgpio": (),
    "cv2": ("edge_vision.adapters", "demo.scene"),
    "onnxruntime": ("edge_vision.adapters",),
    "picamera2": ("edge_vision.adapters",),
    "deepface": ("edge_vision.adapters",),
    "sqlalchemy": ("hub.store",),
    "alembic": ("hub.store",),
    "argon2": ("hub.store", "demo.embedded_broker"),
    "amqtt": ("demo",),
    "smtplib": ("hub.sending.mail",),
    "sqlite3": ("wire.outbox", "wire.outbox_file", "hub.store"),
    "tomli_w": ("firmware_config.render",),
    "fpdf": ("wire.paper",),
    "tomlkit": ("edge_vision.setup_page", "edge_vision.tuning", "firmware_config.book.edit"),
    "pyrage": ("firmware_config.book.vault",),
    "packaging": ("firmware_config.bundle.wheels",),
    "zstandard": ("firmware_config.card.image",),
    "cryptography": (
        *("hub.identity", "hub.updates.repository", "wire.identity.keys", "wire.signing"),
        *("firmware_config.release.keys", "hub.store.sealing"),
    ),
    "tuf": (
        *("wire.update.fetchers", "wire.update.fetching", "wire.update.trust"),
        *("firmware_config.release.repository", "hub.updates.repository"),
    ),
    "securesystemslib": ("firmware_config.release", "hub.updates.repository"),
    "babel": ("hub.words",),
    "authlib": ("hub.web.login.provider",),
    "joserfc": ("hub.web.login.provider",),
    "pyotp": ("hub.store.second_factors",),
    "segno": ("firmware_config.label.sheet", "hub.web.account"),
    "xlsxwriter": ("hub.web.exports.workbook",),
    "pyarrow": ("hub.web.exports.parquet",),
    "holidays": ("hub.holidays",),
    "statsmodels": ("hub.regression",),
    "prometheus_client": ("hub.web.health.metrics",),
    "waitress": ("hub.web", "wire.local_page", "demo.street"),
}
"""One home for each third-party library: where it changes, one place changes."""

HANDED_ON = {"sqlalchemy.Connection", "sqlalchemy.Engine"}
"""Passed through the hub by name; whoever does something with one is in hub.store."""

IMPURE = {
    "asyncio",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "queue",
    "random",
    "shutil",
    "signal",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
"""What a domain/ must not touch: disks, networks, threads, clocks, chance."""


def within(name: str, prefixes: set[str] | tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def offenders(rule: str, found: list[tuple[Module, str, int]]) -> str:
    lines = [f"  {module.where}:{line} imports {name}" for module, name, line in found]
    return f"{rule}:\n" + "\n".join(lines)


def test_rooms_import_the_ground_floor_and_themselves_only() -> None:
    found = [
        (module, name, line)
        for module in modules()
        for name, line in module.imports
        if name.split(".")[0] in ROOMS and not within(name, MAY_IMPORT[module.room])
    ]
    assert not found, offenders("a room reaches into another", found)


def test_each_library_has_one_home() -> None:
    found = [
        (module, name, line)
        for module in modules()
        for name, line in module.imports
        if name not in HANDED_ON
        and name.split(".")[0] in HOMES
        and not within(module.name, HOMES[name.split(".")[0]])
    ]
    assert not found, offenders("a library is used away from its home", found)


def test_domain_code_is_pure() -> None:
    values = {"numpy", "msgspec", "wire.topics", "wire.errors"}
    values |= {"wire.messages", "wire.status", "wire.camera_events", "wire.scalars"}
    values |= {"wire.remote.messages"}
    found = []
    for module in modules():
        if ".domain" not in module.name:
            continue
        own = {f"{module.room}.domain", f"{module.room}.errors"}
        for name, line in module.imports:
            top = name.split(".")[0]
            standard = top in sys.stdlib_module_names and top not in IMPURE
            if not (standard or within(name, values | own)):
                found.append((module, name, line))
    assert not found, offenders("domain/ imports what is not pure", found)


def test_adapters_and_store_know_nothing_of_what_uses_them() -> None:
    uppers = ("app", "pipeline", "web", "api", "ingest", "cli", "__main__")
    lowers = ("adapters", "store", "domain")
    found = []
    for module in modules():
        parts = module.name.split(".")
        if not any(part in lowers for part in parts):
            continue
        for name, line in module.imports:
            if within(name, {f"{module.room}.{upper}" for upper in uppers}):
                found.append((module, name, line))
    assert not found, offenders("a lower layer imports an upper one", found)


def test_nobody_imports_a_main() -> None:
    found = [
        (module, name, line)
        for module in modules()
        for name, line in module.imports
        if "__main__" in name
    ]
    assert not found, offenders("__main__ is the top", found)


def test_heavy_libraries_stay_out_of_rooms_that_do_without() -> None:
    """A kiosk never installs a vision library, a hub never a camera's."""
    never = {
        "kiosk": {"numpy", "cv2", "onnxruntime", "sqlalchemy"},
        "hub": {"cv2", "onnxruntime", "gpiozero"},
        "edge_vision": {"gpiozero", "sqlalchemy"},
        "wire": {"numpy", "cv2", "flask", "sqlalchemy"},
    }
    found = [
        (module, name, line)
        for module in modules()
        for name, line in module.imports
        if name.split(".")[0] in never.get(module.room, set())
    ]
    assert not found, offenders("a room installs what it does not need", found)
