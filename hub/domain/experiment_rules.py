"""When an experiment can be told from chance at all, and how large its effect would have to be."""

from math import sqrt
from typing import Final

from hub.domain.few_shops import can_tell
from hub.domain.shop_weeks import (
    LEAST_WEEKS_AFTER,
    LEAST_WEEKS_BEFORE,
    ShopWeeks,
    changes,
    measured,
    week_means,
)
from hub.domain.student import student_quantile
from hub.domain.text import text, texts

LEAST_CONTROL: Final = 2
PLANNED_WEEKS: Final = 8
_POWER: Final = 0.8


class RefusedError(ValueError):
    """It cannot be told. The text says why, and what would help."""


def usable(weeks: ShopWeeks, *, left_out: int = 0) -> ShopWeeks:
    """Those shops that an effect can be told from.

    Args:
        weeks: all shops.
        left_out: how many others may not be compared, being in another experiment.

    Raises:
        RefusedError: there are too few of them.
    """
    done = int(weeks.after.sum())
    if done < LEAST_WEEKS_AFTER:
        raise RefusedError(
            texts(
                "%(num)s whole week is over since the start; %(least)s are needed.",
                "%(num)s whole weeks are over since the start; %(least)s are needed.",
                done,
                least=LEAST_WEEKS_AFTER,
            )
        )
    found = measured(weeks)
    treated, control = int(found.treated.sum()), int(found.control.sum())
    if not treated:
        raise RefusedError(
            text(
                "None of the shops with the change was measured in %(before)s weeks before it and "
                "%(after)s after it.",
                before=LEAST_WEEKS_BEFORE,
                after=LEAST_WEEKS_AFTER,
            )
        )
    if control < LEAST_CONTROL:
        raise RefusedError(_too_few_controls(control, left_out))
    if not can_tell(treated, control):
        raise RefusedError(_too_few_ways(treated, control))
    return found


def smallest_effect(weeks: ShopWeeks, treated: int, *, planned: int = PLANNED_WEEKS) -> float:
    """The effect that an experiment would see in 80 of 100 cases, in the outcome's unit.

    From how much the changes of shops differed in the past, between the last `planned` weeks and
    those before (H. S. Bloom, Evaluation Review 19 (1995), 547-556: the quantiles of t at 97.5 %
    and at 80 %, added up, times the standard error).

    Args:
        weeks: past weeks of all shops that could be in it, with none treated; the last is -1.
        treated: how many of them would get the change.
        planned: for how many weeks.

    Raises:
        RefusedError: nothing can be told of such an experiment.
    """
    last = min(planned, int((weeks.weeks < 0).sum()) - LEAST_WEEKS_BEFORE)
    if last < LEAST_WEEKS_AFTER:
        raise RefusedError(_too_short(int((weeks.weeks < 0).sum())))
    past = measured(weeks.columns(weeks.weeks < 0, start=-last))
    control = len(past.shops) - treated
    if control < LEAST_CONTROL:
        raise RefusedError(_too_few_controls(max(0, control), 0))
    if not can_tell(treated, control):
        raise RefusedError(_too_few_ways(treated, control))
    changed = changes(past, week_means(past))
    freedom = len(past.shops) - 2
    quantiles = student_quantile(0.975, freedom) + student_quantile(_POWER, freedom)
    return quantiles * float(changed.std(ddof=1)) * sqrt(1 / treated + 1 / control)


def _too_few_ways(treated: int, control: int) -> str:
    return text(
        "Shops with the change (%(treated)s) and without it (%(control)s) can be chosen in too few "
        "ways for any effect to be told from chance. With one shop, 19 others are needed; with "
        "two, five; with three, four.",
        treated=treated,
        control=control,
    )


def _too_few_controls(control: int, left_out: int) -> str:
    if left_out:
        return texts(
            "Only %(num)s shop without the change can be compared; %(left_out)s more are in other "
            "experiments at the same time. At least %(least)s are needed.",
            "Only %(num)s shops without the change can be compared; %(left_out)s more are in other "
            "experiments at the same time. At least %(least)s are needed.",
            control,
            left_out=left_out,
            least=LEAST_CONTROL,
        )
    return texts(
        "Only %(num)s shop without the change was measured in enough weeks. At least %(least)s are "
        "needed.",
        "Only %(num)s shops without the change were measured in enough weeks. At least %(least)s "
        "are needed.",
        control,
        least=LEAST_CONTROL,
    )


def _too_short(weeks: int) -> str:
    return texts(
        "Only %(num)s week was measured; %(least)s are needed before the start.",
        "Only %(num)s weeks were measured; %(least)s are needed before the start.",
        weeks,
        least=LEAST_WEEKS_BEFORE + LEAST_WEEKS_AFTER,
    )
