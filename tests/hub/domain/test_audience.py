from hub.domain.audience import Person, above, in_charge
from hub.domain.rights import Area, Grant, Role

REGIONS = {1: 10, 2: 10, 3: None}


def someone(name: str, role: Role, area: Area = Area()) -> Person:  # noqa: B008 - a value
    return Person(f"{name}@shop.example", "en", (Grant(role, area),))


BOSS = someone("boss", Role.ADMIN)
MANAGER = someone("manager", Role.MANAGER, Area(site_id=1))
REGIONAL = someone("regional", Role.MANAGER, Area(region_id=10))
TECHNICIAN = someone("technician", Role.TECHNICIAN)
VIEWER = someone("viewer", Role.VIEWER)
ALL = [BOSS, MANAGER, REGIONAL, TECHNICIAN, VIEWER]


def test_managers_hear_of_their_customers_and_technicians_of_devices() -> None:
    assert in_charge(ALL, "presses", 1, REGIONS) == [MANAGER, REGIONAL]
    assert in_charge(ALL, "presses", 2, REGIONS) == [REGIONAL]
    assert in_charge(ALL, "offline", 3, REGIONS) == [TECHNICIAN]


def test_admins_hear_what_nobody_else_would() -> None:
    assert in_charge(ALL, "presses", 3, REGIONS) == [BOSS]
    assert in_charge([BOSS, MANAGER], "deaf", None, REGIONS) == [BOSS]


def test_above_are_the_admins_of_that_shop() -> None:
    far = someone("far", Role.ADMIN, Area(site_id=2))
    assert above([*ALL, far], 1, REGIONS) == [BOSS]
    assert above([*ALL, far], None, REGIONS) == [BOSS]
