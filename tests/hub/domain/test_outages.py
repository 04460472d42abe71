from hypothesis import given
from hypothesis import strategies as st

from hub.domain.alerts import Finding, Kind, Known
from hub.domain.outages import AWAY_AFTER_MS, Heard, is_away, outages

NOW = 1_000_000_000


def shop(site_id: int, up: str = "", down: str = "") -> list[Heard]:
    """Devices named by a letter each."""
    return [Heard(site_id, name, online=True, status_ms=NOW - 10_000) for name in up] + [
        Heard(site_id, name, online=True, status_ms=NOW - AWAY_AFTER_MS - 1) for name in down
    ]


def told(
    site_id: int | None, devices: str, *, opened: bool = True, kind: Kind = "offline"
) -> Known:
    subject = "hub" if kind == "deaf" else "1"
    facts = {"devices": list(devices), "of": 9}
    opened_ms = NOW if opened else None
    return Known(1, kind, site_id, subject, facts, NOW, opened_ms, None, None)


def test_a_device_is_away_when_the_broker_says_so_or_it_says_nothing() -> None:
    assert is_away(Heard(1, "a", online=False, status_ms=NOW), NOW)
    assert is_away(Heard(1, "a", online=True, status_ms=NOW - AWAY_AFTER_MS - 1), NOW)
    assert not is_away(Heard(1, "a", online=True, status_ms=NOW - AWAY_AFTER_MS), NOW)


def test_what_dropped_together_is_one_finding() -> None:
    (found,) = outages(shop(1, "ab", "cde"), [], NOW)
    assert found.facts == {"devices": ["c", "d", "e"], "of": 5}


def test_more_that_drop_meanwhile_join_the_one_that_waits() -> None:
    (found,) = outages(shop(1, "a", "bcde"), [told(1, "c", opened=False)], NOW)
    assert (found.subject, found.facts["devices"]) == ("1", ["b", "c", "d", "e"])


def test_what_drops_later_is_a_second_one_and_the_first_goes_on() -> None:
    found = outages(shop(1, "a", "bcde"), [told(1, "c")], NOW)
    assert [one.facts["devices"] for one in found] == [["c"], ["b", "d", "e"]]
    assert found[0].subject == "1" != found[1].subject


def test_one_ends_when_all_of_its_devices_are_back() -> None:
    assert len(outages(shop(1, "ab", "c"), [told(1, "bc")], NOW)) == 1
    assert outages(shop(1, "abc"), [told(1, "bc")], NOW) == []


def test_a_hub_that_hears_nobody_says_that_and_nothing_of_the_shops() -> None:
    silent = [one for site_id in range(1, 6) for one in shop(site_id, "", "ab")]
    assert outages(silent, [], NOW) == [Finding("deaf", None, "hub", {"shops": 5})]


def test_two_shops_are_no_proof_that_the_hub_is_deaf() -> None:
    silent = shop(1, "", "ab") + shop(2, "", "ab")
    assert [one.kind for one in outages(silent, [], NOW)] == ["offline", "offline"]


def test_shops_that_lost_one_device_each_are_no_proof_either() -> None:
    found = outages([one for site_id in range(1, 6) for one in shop(site_id, "a", "b")], [], NOW)
    assert {one.kind for one in found} == {"offline"}


def test_a_deaf_hub_is_deaf_until_half_of_the_shops_are_back() -> None:
    known = [told(None, "", kind="deaf")]
    some = [one for n in range(1, 11) for one in (shop(n, "", "a") if n > 4 else shop(n, "a"))]
    assert [one.kind for one in outages(some, known, NOW)] == ["deaf"]
    most = [one for n in range(1, 11) for one in (shop(n, "", "a") if n > 7 else shop(n, "a"))]
    assert [one.kind for one in outages(most, known, NOW)] == ["offline"] * 3


@given(
    st.dictionaries(
        st.integers(1, 4),
        st.tuples(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef"))),
        max_size=4,
    ),
    st.lists(
        st.tuples(st.integers(1, 4), st.sets(st.sampled_from("abcdef"), min_size=1)), max_size=3
    ),
)
def test_every_device_that_is_away_is_told_once_or_the_hub_is_deaf(
    shops: dict[int, tuple[set[str], set[str]]], before: list[tuple[int, set[str]]]
) -> None:
    devices = [
        one
        for site_id, (up, down) in shops.items()
        for one in shop(site_id, "".join(sorted(up - down)), "".join(sorted(down)))
    ]
    covered: dict[int, set[str]] = {}
    known = []
    for n, (site_id, names) in enumerate(before):
        new = names - covered.setdefault(site_id, set())
        covered[site_id] |= new
        if new:
            known.append(told(site_id, "".join(sorted(new)))._replace(subject=f"old {n}"))
    found = outages(devices, known, NOW)
    if any(one.kind == "deaf" for one in found):
        return
    said = [(one.site_id, name) for one in found for name in one.facts["devices"]]
    assert len(said) == len(set(said))
    away = {(one.site_id, one.name) for one in devices if is_away(one, NOW)}
    assert away <= set(said)
    assert len({(one.site_id, one.subject) for one in found}) == len(found)
