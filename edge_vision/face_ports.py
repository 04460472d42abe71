"""The seams of the expression stage: what finds faces and what reads them, with shapes and units.

Nothing here keeps a picture: crops are views or copies in memory that live for one call.
"""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.faces import Face
from edge_vision.ports import Image

Region = tuple[float, float, float, float]
"""x1, y1, x2, y2 in pixels of the picture; may reach over its edges."""


class Look(NamedTuple):
    """What an expression network says of one crop.

    Attributes:
        probabilities: K, in the order of `ExpressionReader.words`, sum 1.
        features: D, what the discriminant works on.
    """

    probabilities: NDArray[np.float64]
    features: NDArray[np.float64]


class FaceFinder(Protocol):
    """Finds faces."""

    def find(self, image: Image, region: Region | None = None) -> list[Face]:
        """Faces in a picture or a region of it, largest first, in pixels of the picture."""
        ...


class ExpressionReader(Protocol):
    """Reads the expression of one face."""

    @property
    def words(self) -> tuple[str, ...]:
        """K words of `domain.expressions.CLASS_OF`, in the order of the probabilities."""
        ...

    def read(self, crop: Image) -> Look:
        """What one face shows.

        Args:
            crop: H x W x 3, BGR, the face filling it.

        Raises:
            ModelError: the network's answer is not what its catalogue entry says.
        """
        ...
