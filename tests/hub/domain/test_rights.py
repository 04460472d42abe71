"""What roles add up to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.rights import GIVES, NOTHING, Access, Area, Grant, Right, Role, access_of, limited

REGIONS = {1: [10, 11], 2: [20]}
SITES = (10, 11, 20, 30)

areas = st.one_of(
    st.just(Area()),
    st.sampled_from([1, 2, 3]).map(lambda n: Area(region_id=n)),
    st.sampled_from(SITES).map(lambda n: Area(site_id=n)),
)
some_grants = st.lists(st.builds(Grant, st.sampled_from(Role), areas), max_size=5)


def holds(grant: Grant, right: Right, site: int) -> bool:
    """The rule in one sentence: the role gives the right, and the area holds the shop."""
    region, shop = grant.area
    inside = grant.area.whole or shop == site or site in REGIONS.get(region or 0, [])
    return right in GIVES[grant.role] and inside


@given(some_grants)
def test_a_right_is_held_where_some_grant_gives_it(grants: list[Grant]) -> None:
    access = access_of(grants, REGIONS)
    for right in Right:
        for site in SITES:
            assert access.may(right, site) == any(holds(one, right, site) for one in grants)
        assert access.everywhere(right) == any(
            one.area.whole and right in GIVES[one.role] for one in grants
        )


@given(some_grants, some_grants)
def test_another_grant_never_takes_anything(few: list[Grant], more: list[Grant]) -> None:
    less, all_of_them = access_of(few, REGIONS), access_of(few + more, REGIONS)
    for right in Right:
        for site in (*SITES, None):
            assert all_of_them.may(right, site) or not less.may(right, site)


@given(some_grants, st.sets(st.sampled_from(Right)))
def test_a_limit_only_takes(grants: list[Grant], kept: set[Right]) -> None:
    whole = access_of(grants, REGIONS)
    part = limited(whole, kept)
    for right in Right:
        assert part.where(right) == (whole.where(right) if right in kept else frozenset())


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.VIEWER, "see"),
        (Role.MANAGER, "see act"),
        (Role.TECHNICIAN, "see devices"),
        (Role.ADMIN, "see act devices admin"),
    ],
)
def test_what_each_role_gives(role: Role, rights: str) -> None:
    access = access_of([Grant(role)], {})
    assert set(access.shops) == {Right(one) for one in rights.split()}


def test_a_region_without_shops_shows_an_empty_page_and_not_a_refusal() -> None:
    access = access_of([Grant(Role.VIEWER, Area(region_id=9))], {})
    assert access.may(Right.SEE)
    assert access.where(Right.SEE) == frozenset()
    assert not NOTHING.may(Right.SEE)
    assert access == Access({Right.SEE: frozenset()})
