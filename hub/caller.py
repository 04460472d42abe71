"""For whom a request is answered: a person, a program with a token, or a wall screen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import abort, g
from sqlalchemy import Connection

from hub.domain.rights import Access, Right, Shops

_KEY: Final = "otklik_caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what that may see. `name` is for logs."""

    name: str
    access: Access
    renew: Callable[[Connection], Access | None] | None = None
    """Looks anew, for answers that last: what it may see now. None: nothing any more."""

    def as_before(self, conn: Connection) -> bool:
        """Whether it may still see and do exactly the same."""
        return self.renew is None or self.renew(conn) == self.access


def act_as(caller: Caller) -> None:
    """Answer the rest of this request for this caller, whose claim was checked."""
    setattr(g, _KEY, caller)


def current() -> Caller | None:
    """For whom this request is answered. None: a stranger."""
    found: Caller | None = getattr(g, _KEY, None)
    return found


def required() -> Caller:
    """The same where a stranger has no business.

    Raises:
        Unauthorized: for a stranger, as 401.
    """
    found = current()
    if found is None:
        abort(401)
    return found


def shops_with(right: Right) -> Shops:
    """The shops in which the caller holds a right. None: all, those to come as well.

    Raises:
        Unauthorized: for a stranger.
    """
    return required().access.where(right)
