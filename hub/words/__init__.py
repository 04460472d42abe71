"""The languages of the hub: what is said, and how numbers and dates are written. Alone uses Babel.

The source of every text is English, where it is used; `hub/locale` has the other languages.
"""

from hub.domain.text import N_
from hub.words.catalogues import ENGLISH, LANGUAGES, load
from hub.words.spoken import gettext, language, ngettext, say, speak, using

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "N_",
    "gettext",
    "language",
    "load",
    "ngettext",
    "say",
    "speak",
    "using",
]
