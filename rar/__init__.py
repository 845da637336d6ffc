"""Resource allocation reviews: from a state's own files to a packet for each district.

A notebook starts with `from rar import Review, live, show`. Nothing heavy is imported before one
of these names is used, so that `import rar` and `rarkit --help` answer at once.
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"
__all__ = ["Review", "__version__", "live", "show"]

_HOMES = {"Review": ("rar.review", "Review"), "show": ("rar.show", ""), "live": ("rar.live", "")}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'rar' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found = import_module(module)
    return getattr(found, attribute) if attribute else found


def __dir__() -> list[str]:
    return sorted(__all__)
