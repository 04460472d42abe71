"""The regression behind an experiment's effect. Alone uses statsmodels, which is an extra."""

import sys
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hub.domain.difference import Difference
from hub.domain.shop_weeks import Floats, ShopWeeks
from hub.errors import HubError

LIBRARY: Final = "statsmodels"


class AnalysisMissingError(HubError, RuntimeError):
    """The library is not installed."""


class Fit(NamedTuple):
    """What the regression says."""

    effect: Difference
    """With errors clustered by shop and Student's t of as many degrees of freedom, less one."""
    week_effects: Floats
    """What each week adds in all shops, over the first."""


def two_way(weeks: ShopWeeks) -> Fit:
    """Difference in differences: effects of shops and of weeks, and of the change.

    `value = shop + week + effect * (treated and after)`, weighted, by least squares; errors are
    clustered by shop, since a shop's weeks are no news of each other (M. Bertrand, E. Duflo and
    S. Mullainathan, Quarterly Journal of Economics 119 (2004), 249-275).

    Args:
        weeks: shops that were measured on both sides.

    Raises:
        AnalysisMissingError: statsmodels is not installed.
    """
    seen = ~np.isnan(weeks.values)
    shop, week = np.nonzero(seen)
    weights = weeks.weights[seen]
    design = np.zeros((len(shop), len(weeks.weeks)))
    later = np.flatnonzero(week > week.min())  # the others are measured from the first week
    design[later, week[later] - 1] = 1.0
    design[:, -1] = weeks.treated[shop] & weeks.after[week]
    used = design.any(axis=0)  # a week in which nothing was measured has no effect
    both = np.column_stack([weeks.values[seen], design[:, used]])
    off = both - _shop_means(both, weights, shop)[shop]
    found = (
        _library()
        # No constant: the shops took it. To look for one would cost more than the regression.
        .WLS(off[:, 0], off[:, 1:], weights=weights, hasconst=False)
        .fit(cov_type="cluster", cov_kwds={"groups": shop}, use_t=True)
    )
    low, high = found.conf_int()[-1]
    effects = np.zeros(len(weeks.weeks))
    effects[used] = found.params
    return Fit(
        Difference(float(found.params[-1]), float(low), float(high)),
        np.concatenate([[0.0], effects[:-1]]),
    )


def _shop_means(columns: Floats, weights: Floats, shop: NDArray[np.intp]) -> Floats:
    """Shops' effects are taken off beforehand (R. Frisch and F. V. Waugh, Econometrica 1 (1933)).

    It is the same regression; but they do not count as estimated in the errors, as they should not
    where they lie within the clusters (Cameron and Miller 2015, section III.B).
    """
    sums = np.zeros((int(shop.max()) + 1, columns.shape[1]))
    np.add.at(sums, shop, columns * weights[:, None])
    total = np.zeros(len(sums))
    np.add.at(total, shop, weights)
    return sums / np.maximum(total, 1e-300)[:, None]


def is_there() -> bool:
    """Whether the library is installed. Does not load it."""
    return find_spec(LIBRARY) is not None


def load() -> bool:
    """Load the library if it is installed and was not loaded yet, which takes seconds and 130 MB.

    Returns:
        Whether it was loaded by this.
    """
    if LIBRARY in sys.modules or not is_there():
        return False
    _library()
    return True


def _library() -> Any:
    try:
        from statsmodels.regression import (  # noqa: PLC0415 - an extra
            linear_model,
        )
    except ImportError as error:
        raise AnalysisMissingError(
            "Experiments need statsmodels, which is not installed here: "
            "pip install 'otklik[hub,analysis]', then restart the pages."
        ) from error
    return linear_model
