"""How somebody looks: size, build and clothes, drawn from a seeded generator."""

from dataclasses import dataclass, replace
from typing import Literal

from numpy.random import Generator

Colour = tuple[int, int, int]
"""Blue, green, red, 0 to 255."""

HairStyle = Literal["short", "long", "bald", "hat"]
Outfit = Literal["trousers", "coat", "skirt"]
Luggage = Literal["none", "backpack", "shopping", "trolley", "pram"]

PUSHED: tuple[Luggage, ...] = ("trolley", "pram")

_SKINS: tuple[Colour, ...] = ((190, 205, 236), (160, 184, 224), (120, 150, 200), (70, 98, 150))
_HAIRS: tuple[Colour, ...] = (
    (32, 34, 40),
    (36, 58, 92),
    (66, 110, 160),
    (120, 186, 220),
    (176, 178, 180),
    (40, 64, 130),
)
_TOPS: tuple[Colour, ...] = (
    (84, 62, 46),
    (150, 96, 50),
    (62, 70, 178),
    (92, 130, 70),
    (60, 160, 214),
    (206, 204, 200),
    (58, 56, 60),
    (140, 92, 150),
    (150, 160, 64),
    (96, 120, 168),
)
_BOTTOMS: tuple[Colour, ...] = (
    (92, 62, 44),
    (120, 88, 60),
    (52, 50, 54),
    (96, 120, 140),
    (70, 84, 84),
    (130, 128, 124),
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """A body and what it wears. `build` is width against the mean of this height."""

    height_m: float
    build: float
    skin: Colour
    hair: Colour
    hair_style: HairStyle
    top: Colour
    bottom: Colour
    shoes: Colour
    outfit: Outfit
    luggage: Luggage

    @property
    def is_child(self) -> bool:
        """Children have larger heads for their height."""
        return self.height_m < 1.4


def random_look(rng: Generator, *, child: bool = False) -> Look:
    """Somebody: adults of 1.52 to 1.95 m, children of 1.0 to 1.35 m."""
    height_m = rng.uniform(1.0, 1.35) if child else min(max(rng.normal(1.71, 0.09), 1.52), 1.95)
    hair_styles: tuple[HairStyle, ...] = ("short", "short", "long", "long", "bald", "hat")
    outfits: tuple[Outfit, ...] = ("trousers", "trousers", "coat", "skirt")
    luggage: tuple[Luggage, ...] = ("none", "none", "backpack")
    return Look(
        height_m=float(height_m),
        build=float(rng.uniform(0.85, 1.2)),
        skin=_pick(rng, _SKINS),
        # The first four are no grey: children have none.
        hair=_pick(rng, _HAIRS[:4] if child else _HAIRS),
        hair_style=hair_styles[rng.integers(4 if child else len(hair_styles))],
        top=_pick(rng, _TOPS),
        bottom=_pick(rng, _BOTTOMS),
        shoes=_pick(rng, ((40, 40, 44), (60, 80, 110), (220, 220, 220))),
        outfit=outfits[rng.integers(len(outfits))],
        luggage=luggage[rng.integers(len(luggage))],
    )


def after_shopping(look: Look, rng: Generator) -> Look:
    """The same person on the way out; every second one has bought something."""
    bought = rng.random() < 0.5 and look.luggage not in PUSHED
    return replace(look, luggage="shopping") if bought else look


def pushing(look: Look, rng: Generator) -> Look:
    """The same person behind a shopping trolley or a pram."""
    return replace(look, luggage="trolley" if rng.random() < 0.5 else "pram")


def _pick(rng: Generator, colours: tuple[Colour, ...]) -> Colour:
    return colours[rng.integers(len(colours))]
