"""What views for people who ask in SQL are made of: columns with their meaning and unit.

In `sql`, `<utc ...>`, `<local ...>` and `<bool ...>` stand for what the two databases spell
differently; `clock` is the row of `clock_offset` that holds the instant.
"""

from dataclasses import dataclass

from hub.store.schema.sums import MAX_BUTTONS


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column: its name, what it holds with its unit, and how it is worked out."""

    name: str
    meaning: str
    sql: str


@dataclass(frozen=True, slots=True)
class View:
    """A view. `source` is all that follows SELECT and its columns."""

    name: str
    purpose: str
    columns: tuple[ViewColumn, ...]
    source: str


def utc(name: str, meaning: str, ms: str) -> ViewColumn:
    """An instant."""
    return ViewColumn(name, f"{meaning}, in UTC.", f"<utc {ms}>")


def where() -> tuple[ViewColumn, ...]:
    """Which device of which shop."""
    return (
        ViewColumn("shop", "Code of the shop.", "sites.code"),
        ViewColumn("shop_name", "The shop as people call it.", "sites.name"),
        ViewColumn("device", "Name of the device, unique within its shop.", "devices.name"),
        ViewColumn("is_sample", "Generated data: no real customer.", "<bool devices.sample>"),
    )


def hour(table: str) -> tuple[ViewColumn, ...]:
    """An hour of the shop's clock."""
    ms = f"{table}.hour_ms"
    return (
        utc("hour_utc", "When this hour of the shop's clock began", ms),
        ViewColumn(
            "hour_local",
            "The same by the shop's clock. Empty until the hub's work has seen the shop's zone.",
            f"<local {ms}>",
        ),
        ViewColumn("hour_unix", "The same in seconds since 1970, for charts.", f"{ms} / 1000"),
    )


def day(table: str) -> tuple[ViewColumn, ...]:
    """A day of the shop's calendar."""
    return (ViewColumn("day", "Day of the shop's calendar, such as 2026-03-03.", f"{table}.day"),)


def _sum(table: str, letter: str) -> str:
    return " + ".join(f"{table}.{letter}{n}" for n in range(1, MAX_BUTTONS + 1))


def presses(table: str) -> tuple[ViewColumn, ...]:
    """What was pressed."""
    happy = " + ".join(
        f"CASE WHEN 2 * {n} <= {table}.scale THEN {table}.n{n} ELSE 0 END"
        for n in range(1, MAX_BUTTONS // 2 + 1)
    )
    return (
        ViewColumn("buttons", "How many buttons the kiosk had.", f"{table}.scale"),
        ViewColumn("presses", "All presses.", _sum(table, "n")),
        ViewColumn("presses_happy", "Those of the happier half of the buttons.", happy),
        ViewColumn("presses_play", "Those of all that look like play.", _sum(table, "p")),
        *(
            ViewColumn(
                f"presses_{n}", f"Presses of button {n}; 1 is the happiest.", f"{table}.n{n}"
            )
            for n in range(1, MAX_BUTTONS + 1)
        ),
        *(
            ViewColumn(f"play_{n}", f"Those of button {n} that look like play.", f"{table}.p{n}")
            for n in range(1, MAX_BUTTONS + 1)
        ),
    )


def flows(table: str) -> tuple[ViewColumn, ...]:
    """Who crossed a line."""
    return (
        ViewColumn(
            "line", "The line that was crossed, as the technician named it.", f"{table}.line"
        ),
        ViewColumn("kind", "`door`, or `street` for passers-by.", f"{table}.kind"),
        ViewColumn("came_in", "People who crossed inwards, without staff.", f"{table}.entered"),
        ViewColumn("went_out", "People who crossed outwards, without staff.", f'{table}."left"'),
        ViewColumn("staff_in", "Staff who crossed inwards.", f"{table}.staff_entered"),
        ViewColumn("staff_out", "Staff who crossed outwards.", f"{table}.staff_left"),
        ViewColumn("seconds_counted", "Seconds that the camera counted in.", f"{table}.seconds"),
        ViewColumn("frames", "Pictures that it looked at.", f"{table}.frames"),
        ViewColumn("frames_dropped", "Pictures that it had no time for.", f"{table}.dropped"),
    )


def stays(table: str) -> tuple[ViewColumn, ...]:
    """Who was in a zone, and how long."""
    return (
        ViewColumn("zone", "The zone, as the technician named it.", f"{table}.zone"),
        ViewColumn("kind", "`area`, or `queue`.", f"{table}.kind"),
        ViewColumn("visits", "Visits to it that ended.", f"{table}.visits"),
        ViewColumn(
            "mean_dwell_seconds",
            "Mean length of these visits. Empty without a visit.",
            f"{table}.dwell_ms / 1000.0 / NULLIF({table}.visits, 0)",
        ),
        ViewColumn(
            "mean_people",
            "People in it at a time, on average.",
            f"{table}.occupancy_ms / 1000.0 / NULLIF({table}.seconds, 0)",
        ),
        ViewColumn("most_people", "The most at one time.", f"{table}.most"),
        ViewColumn(
            "staff_visits", "Visits of staff, which are in none of these.", f"{table}.staff_visits"
        ),
        ViewColumn("seconds_counted", "Seconds that the camera counted in.", f"{table}.seconds"),
    )
