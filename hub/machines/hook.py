"""The way of webhooks: looks the subscription up when it sends, so no secret lies in between."""

from collections.abc import Callable

from hub.errors import SendingError, UnknownNameError
from hub.sending.webhook import Post, post
from hub.store.engine import reading
from hub.store.outgoing import Outgoing
from hub.store.webhooks import find_webhook
from hub.work.job import Context


def hook_way(context: Context) -> Callable[[Outgoing], None]:
    """What posts one message to its subscriber, or raises `SendingError`."""

    def hook(message: Outgoing) -> None:
        try:
            with reading(context.engine) as conn:
                found = find_webhook(conn, int(message.target))
        except UnknownNameError as error:
            raise SendingError(str(error), lasting=True) from error
        body = message.payload.encode()
        post(Post(found.url, found.secret, body, message.key), context.now_ms)

    return hook
