"""The words for expressions, and the three classes that shares are told in.

Seven expressions are more than any light network can tell apart. Three can be told, and a shop
can act on them. Surprise is *neutral*: in labelled sets it is the open mouth of speech or wonder
as often as of joy or fright, so that it says nothing about liking, and the measurements behind
this room (docs/expression.md) were made so.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

CLASSES: Final = ("negative", "neutral", "positive")
"""The order of every array of three in this room."""
CLASS_OF: Final = {
    "negative": 0,
    "anger": 0,
    "angry": 0,
    "contempt": 0,
    "disgust": 0,
    "fear": 0,
    "sad": 0,
    "sadness": 0,
    "neutral": 1,
    "surprise": 1,
    "positive": 2,
    "happiness": 2,
    "happy": 2,
}
"""Every word that a label or a network's class may be, and its class."""


def class_probabilities(
    probabilities: NDArray[np.float64], words: Sequence[str]
) -> NDArray[np.float64]:
    """N x 3: a network's N x len(words) probabilities, added up by class.

    Raises:
        KeyError: a word that is not in `CLASS_OF`.
    """
    sums = np.zeros((len(words), len(CLASSES)))
    sums[np.arange(len(words)), [CLASS_OF[word] for word in words]] = 1.0
    return np.asarray(probabilities @ sums)
