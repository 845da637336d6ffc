"""Published rules of states, to take the smallest count shown from.

Each is at least as careful here as where it was published: what a state hides below its limit is
hidden, and complementary suppression and the audit come on top. Federal law sets no number; ESSA
1111(c)(3) has each state set one. Sources: the states' own pages, as named.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Preset:
    """n: the smallest count shown; zeros_shown; said: the rule in words; source."""

    n: int
    zeros_shown: bool
    said: str
    source: str


PRESETS = {
    "ny": Preset(5, True, "fewer than 5 tested hidden, and the next smallest group",
                 "datasupport.nysed.gov 115000765546"),
    "tx": Preset(5, True, "numerators below 5 masked (2015-16)",
                 "rptsvr1.tea.texas.gov/perfreport/account/2015/masking.html"),
    "wi": Preset(6, False, "5 or fewer hidden; of two categories both",
                 "lbstat.dpi.wi.gov/lbstat_priv_more"),
    "dc": Preset(10, True, "denominators below 10 hidden", "osse.dc.gov DAR blog"),
    "ut": Preset(10, False, "fewer than 10 hidden, no underlying counts",
                 "ccsdut.org procedure 6900"),
    "de": Preset(16, False, "15 or fewer hidden, with complementary suppression",
                 "doe.k12.de.us/Page/2283"),
}  # fmt: skip
