"""Who is who: the pairs of tracks and detections that fit best together."""

import numpy as np
from numpy.typing import NDArray


def pair_off(costs: NDArray[np.float64], most: float) -> list[tuple[int, int]]:
    """Pairs (row, column), each row and column at most once, of the least cost in sum.

    Two people who meet fit each of two boxes well. Giving the cheapest pair its way would leave
    the other with whatever is left, or with nothing; the sum says which of the two ways round is
    likelier. Of ways that cost the same, the same one is taken every time.

    Args:
        costs: N x M, not negative; `inf` where a pair is impossible.
        most: what leaving a row and a column over costs: pairs above it are not made.
    """
    rows, columns = costs.shape
    if not costs.size:
        return []
    # A column of its own for each row, in which it is left over.
    table = np.full((rows, columns + rows), np.inf)
    table[:, :columns] = np.where(costs <= most, costs, np.inf)
    table[np.arange(rows), columns + np.arange(rows)] = most
    taker = _cheapest(table)
    return [(int(taker[column]), column) for column in range(columns) if taker[column] >= 0]


def _cheapest(table: NDArray[np.float64]) -> NDArray[np.intp]:
    """Who takes each column (-1: nobody) so that every row has one and their sum is least.

    Shortest augmenting paths with potentials, after Jonker and Volgenant (Computing 38, 1987), for
    N x K with N <= K, where every row has a column it can always have.
    """
    rows, columns = table.shape
    taker = np.full(columns + 1, -1)  # the last column is where a path begins
    row_price, column_price = np.zeros(rows), np.zeros(columns + 1)
    for start in range(rows):
        column, taker[columns] = columns, start
        way = np.full(columns + 1, columns)
        dearer, seen = np.full(columns, np.inf), np.zeros(columns + 1, dtype=bool)
        while taker[column] >= 0:
            seen[column] = True
            row = taker[column]
            rest = table[row] - row_price[row] - column_price[:columns]
            open_ = ~seen[:columns]
            nearer = open_ & (rest < dearer)
            dearer[nearer], way[:columns][nearer] = rest[nearer], column
            column = int(np.where(open_, dearer, np.inf).argmin())
            step = dearer[column]
            row_price[taker[seen]] += step
            column_price[seen] -= step
            dearer[open_] -= step
        while column != columns:
            taker[column] = taker[way[column]]
            column = int(way[column])
    return taker[:columns]
