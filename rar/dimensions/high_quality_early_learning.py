"""Dimension 8, High-Quality Early Learning: who has a place before kindergarten, who is ready?"""

from rar.dimensions import Dimension
from rar.numbers.metric import counted_or_share, enrollment_of_all, metric, ratio


@metric(
    id="8f",
    label="Ready for kindergarten",
    unit="share",
    better="higher",
    question="8.1",
    says="{value} of {group} entering kindergarten were assessed as ready",
    needs=(
        "early_learning.ready|early_learning.ready_share",
        "early_learning.assessed|early_learning.kindergarten_students|schools.enrollment",
    ),
    source="the state's kindergarten readiness assessment",
    holder="the state's office of early learning",
    groups=True,
    levels=("elementary",),
    caveat="readiness",
)
def kindergarten_readiness(early_learning, schools):
    """Share of kindergartners assessed as ready, by group.

    Where only the share is published, it is weighted by kindergarten students, and where these
    are not published by the school's enrollment. It tells what children bring to school, not
    what the school did.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("01", 2022, "all")],
    ...     names=["school_id", "year", "group"])
    >>> early = pd.DataFrame({"ready": [None], "assessed": [None], "ready_share": [0.4],
    ...     "kindergarten_students": [50.0]}, index=key, dtype=float)
    >>> schools = pd.DataFrame({"enrollment": [300.0]}, index=key.droplevel("group"))
    >>> kindergarten_readiness(early, schools)[["numerator", "denominator"]].iloc[0].tolist()
    [20.0, 50.0]
    """
    otherwise = enrollment_of_all(early_learning, schools)
    weight = early_learning["kindergarten_students"].fillna(otherwise)
    return counted_or_share(early_learning, "ready", "assessed", "ready_share", weight)


@metric(
    id="8a",
    label="Pre-kindergarten students for each 100 kindergartners",
    unit="per 100",
    better="more for need",
    question="8.1",
    says="there are {value} pre-kindergarten students for each 100 kindergarten {group}",
    needs=("early_learning.prek_students", "early_learning.kindergarten_students"),
    source="enrollment by grade reported to the state",
    holder="the state's office of early learning, and the district's student information system",
    groups=True,
    levels=("elementary",),
    caveat="prek",
)
def prek_access(early_learning):
    """Pre-kindergarten students in the school for each 100 of its kindergartners, by group.

    Places outside schools (Head Start, private providers) are not in it.

    >>> import pandas as pd
    >>> early = pd.DataFrame({"prek_students": [30.0], "kindergarten_students": [60.0]})
    >>> prek_access(early)[["numerator", "denominator"]].iloc[0].tolist()
    [30.0, 60.0]
    """
    return ratio(early_learning, "prek_students", "kindergarten_students")


DIMENSION = Dimension(
    8,
    "high_quality_early_learning",
    "High-Quality Early Learning",
    "Do children with greater needs have a place in high-quality preschool?",
    {"8.1": "Do children with greater needs have access to high-quality preschool?"},
    (kindergarten_readiness, prek_access),
)
