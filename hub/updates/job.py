"""Goes on with what is on its way, and keeps what is signed fresh."""

from datetime import UTC, datetime
from typing import Final

from hub.domain.lengths import HOUR_MS
from hub.store.engine import writing
from hub.store.rollouts import newest_rollout
from hub.updates.course import advance, wanted_of
from hub.updates.repository import held, publish
from hub.work.job import Context
from wire.settings import read_secret, state_path

EVERY_SECONDS: Final = 15


def keep_updates(context: Context) -> None:
    """One look at the release on its way, where this hub gives releases out.

    Raises:
        ReleaseError: the folder of releases or the key cannot be used.
        SecretError: the key cannot be read.
    """
    settings = context.settings.updates
    folder = state_path(settings.folder)
    if not settings.key_file or held(folder) is None:
        return
    with writing(context.engine) as conn:
        release = newest_rollout(conn)
        if release is not None and release.state == "running":
            advance(conn, release, round(settings.soak_hours * HOUR_MS), context.now_ms)
        wanted = wanted_of(conn, newest_rollout(conn), context.now_ms)
    now = datetime.fromtimestamp(context.now_ms / 1000, UTC)
    publish(folder, read_secret(settings.key_file), wanted, now)
