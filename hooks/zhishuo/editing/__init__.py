"""Editing in a form: which fields the form has, what it is given of a file, and how a save is put back into the text.

Nothing here asks Git, the network or the clock; scripts/edit does.
"""

from __future__ import annotations

from zhishuo.editing.forms import config
from zhishuo.editing.merging import merge, written
from zhishuo.editing.places import Place, place_of
from zhishuo.editing.shapes import from_form, to_form

__all__ = ["Place", "config", "from_form", "merge", "place_of", "to_form", "written"]
