"""Remembering what was made of the last few frames, by their identity.

A page asks for the same slices hundreds of times, and neither a review nor its frames change.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps

MOST = 32  # results of one function; those of another district push them out


def recent(make: Callable) -> Callable:
    """A function of one object, and of hashable details, that remembers its last results.

    The object is told by its identity and kept along with the result, so that its identity cannot
    pass to another meanwhile. A result is shared by all who ask: it is not to be changed.

    >>> @recent
    ... def times(items, number=2):
    ...     return items * number
    >>> one = [1]
    >>> times(one) is times(one), times([1]) is times([1]), times(one, 3)
    (True, False, [1, 1, 1])
    """
    kept: OrderedDict[tuple, tuple] = OrderedDict()

    @wraps(make)
    def remembered(thing, *details: Hashable):
        key = (id(thing), *details)
        found = kept.get(key)
        if found is not None:
            kept.move_to_end(key)
            return found[1]
        made = make(thing, *details)
        kept[key] = (thing, made)
        while len(kept) > MOST:
            kept.popitem(last=False)
        return made

    return remembered
