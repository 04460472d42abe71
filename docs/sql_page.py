"""Writes docs/sql.md from the views themselves: `python -m docs.generate`."""

from typing import Final

from hub.store.sql_view_columns import View
from hub.store.sql_views import VIEWS

_HEAD: Final = """\
# Asking the store in SQL

Written by `make docs` from `hub/store/sql_views.py`. These views are for Grafana, for analysts and
for scripts: their names and columns stay, while the tables behind them may change with any version.
A column may be added. They hold nothing of people, tokens or faces.

Presses and crossings here are plain counts. The pages put an interval beside every share; whoever
computes a share from these views should do the same (Wilson's holds for few presses as well).

## A reader that may do nothing else

PostgreSQL: the views are made anew by each upgrade, so run the last two lines again after one.

```sql
CREATE ROLE grafana LOGIN PASSWORD '...';
GRANT USAGE ON SCHEMA public TO grafana;
GRANT SELECT ON {names} TO grafana;
```

SQLite: give the program the file read-only, such as
`sqlite3 'file:/var/lib/otklik-hub/hub.sqlite?mode=ro'`.
It must be able to write beside it (`-wal`, `-shm`), or read a copy that `otklik-hub backup` made.

Times: `*_utc` and `hour_local` are `timestamptz` and `timestamp` in PostgreSQL, and text such as
`2026-03-03 12:00:00` in SQLite. `hour_unix` is a number in both. An hour is one of the shop's own
clock, so it may begin at the half of an hour of UTC.

## Examples

Presses and share of happy ones by day of all shops:

```sql
SELECT day, sum(presses) AS presses, 1.0 * sum(presses_happy) / sum(presses) AS happy
FROM v_press_day WHERE NOT is_sample GROUP BY day ORDER BY day;
```

Visitors by hour of the clock in one shop:

```sql
SELECT substr(CAST(hour_local AS text), 12, 2) AS hour, sum(came_in) AS visitors
FROM v_footfall_hour WHERE shop = 'north-3' AND kind = 'door' GROUP BY 1 ORDER BY 1;
```

Devices that are not connected:

```sql
SELECT shop, device, last_status_utc FROM v_devices WHERE NOT is_online ORDER BY shop, device;
```
"""


def sql_page() -> str:
    """Every view with its columns, as Markdown."""
    head = _HEAD.format(names=", ".join(view.name for view in VIEWS))
    return head + "".join(_view(view) for view in VIEWS)


def _view(view: View) -> str:
    rows = "".join(f"| `{one.name}` | {one.meaning} |\n" for one in view.columns)
    return f"\n## `{view.name}`\n\n{view.purpose}\n\n| column | what it is |\n|---|---|\n{rows}"
