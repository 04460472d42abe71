import pytest

from hub.domain.student import student_quantile


@pytest.mark.parametrize(
    ("probability", "freedom", "table"),
    [
        # Abramowitz and Stegun, table 26.10.
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 3, 3.182),
        (0.975, 5, 2.571),
        (0.975, 10, 2.228),
        (0.975, 30, 2.042),
        (0.8, 4, 0.941),
        (0.8, 20, 0.860),
        (0.9, 7, 1.415),
    ],
)
def test_quantiles_are_those_of_the_published_table(
    probability: float, freedom: int, table: float
) -> None:
    assert student_quantile(probability, freedom) == pytest.approx(table, rel=2e-3)


def test_no_freedom_is_refused() -> None:
    with pytest.raises(ValueError, match="one degree of freedom"):
        student_quantile(0.975, 0)
