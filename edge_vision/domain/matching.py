"""Who is who: pairs of tracks and detections, cheapest first."""

import numpy as np
from numpy.typing import NDArray


def pair_off(costs: NDArray[np.float64], most: float) -> list[tuple[int, int]]:
    """Pairs (row, column), each row and column at most once, cheapest pair first.

    Greedy on purpose: a global optimum (Hungarian) may trade one certain pair for two doubtful
    ones, which is how two people who pass each other swap names. Ties go to the lower row, then
    the lower column, so that the same input always gives the same pairs.

    Args:
        costs: N x M; `inf` where a pair is impossible.
        most: pairs above this cost are not made.
    """
    pairs: list[tuple[int, int]] = []
    if not costs.size:
        return pairs
    free_rows = np.ones(costs.shape[0], dtype=bool)
    free_columns = np.ones(costs.shape[1], dtype=bool)
    for flat in np.argsort(costs, axis=None, kind="stable"):
        row, column = divmod(int(flat), costs.shape[1])
        if costs[row, column] > most or not np.isfinite(costs[row, column]):
            break
        if free_rows[row] and free_columns[column]:
            free_rows[row] = free_columns[column] = False
            pairs.append((row, column))
    return pairs
