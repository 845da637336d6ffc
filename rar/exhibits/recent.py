"""Remembering what was made of the last few reviews and frames, by their identity.

A page asks for the same slices hundreds of times, and neither a review nor its frames change.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps

MOST = 8  # the frames of one review; another district pushes them out


def recent(make: Callable) -> Callable:
    """A function of one object that remembers its last results by the object's identity.

    The object is kept along with the result, so its identity cannot pass to another meanwhile.

    >>> @recent
    ... def double(items):
    ...     return items * 2
    >>> one = [1]
    >>> double(one) is double(one), double([1]) is double([1])
    (True, False)
    """
    kept: OrderedDict[int, tuple] = OrderedDict()

    @wraps(make)
    def remembered(thing):
        found = kept.get(id(thing))
        if found is not None and found[0] is thing:
            kept.move_to_end(id(thing))
            return found[1]
        made = make(thing)
        kept[id(thing)] = (thing, made)
        while len(kept) > MOST:
            kept.popitem(last=False)
        return made

    return remembered
