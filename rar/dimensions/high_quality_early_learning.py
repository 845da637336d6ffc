"""Dimension 8, High-Quality Early Learning: who has a place before kindergarten, who is ready?"""

from rar.dimensions import Dimension
from rar.numbers.metric import counted_or_share, enrollment_of_all, metric, ratio, rows

_HOLDER = "the state's office of early learning"


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
    holder=_HOLDER,
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


@metric(
    id="8b",
    label="Pre-kindergarten students in top-rated programs",
    unit="share",
    better="more for need",
    question="8.1",
    says="{value} of {group} in pre-kindergarten are in a top-rated program",
    needs=("early_learning.prek_high_quality", "early_learning.prek_students"),
    source="program ratings of the state (QRIS, NIEER standards)",
    holder=_HOLDER,
    groups=True,
    levels=("elementary",),
    caveat="program_rating",
)
def high_quality_prek(early_learning):
    """Pre-kindergarten students in programs with the state's top rating, of all, by group.

    >>> import pandas as pd
    >>> early = pd.DataFrame({"prek_high_quality": [24.0], "prek_students": [60.0]})
    >>> high_quality_prek(early)[["numerator", "denominator"]].iloc[0].tolist()
    [24.0, 60.0]
    """
    return ratio(early_learning, "prek_high_quality", "prek_students")


@metric(
    id="8c",
    label="Pre-kindergarten students with a full day",
    unit="share",
    better="more for need",
    question="8.1",
    says="{value} of {group} in pre-kindergarten have a full day",
    needs=("early_learning.prek_full_day", "early_learning.prek_students"),
    source="enrollment by program reported to the state",
    holder=_HOLDER,
    groups=True,
    levels=("elementary",),
    caveat="prek",
)
def full_day_prek(early_learning):
    """Pre-kindergarten students with a full day, of all, by group.

    >>> import pandas as pd
    >>> early = pd.DataFrame({"prek_full_day": [40.0], "prek_students": [60.0]})
    >>> full_day_prek(early)[["numerator", "denominator"]].iloc[0].tolist()
    [40.0, 60.0]
    """
    return ratio(early_learning, "prek_full_day", "prek_students")


@metric(
    id="8cs",
    label="Pre-kindergarten places for each 100 kindergartners",
    unit="per 100",
    better="more for need",
    question="8.1",
    says="there are {value} pre-kindergarten places for each 100 kindergartners",
    needs=("early_learning.prek_seats", "early_learning.kindergarten_students"),
    source="pre-kindergarten places reported to the state",
    holder=_HOLDER,
    levels=("elementary",),
    caveat="prek",
)
def prek_seats(early_learning):
    """Places for pre-kindergarten in the school for each 100 of its kindergartners.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("1", 2022, "all")],
    ...     names=["school_id", "year", "group"])
    >>> early = pd.DataFrame({"prek_seats": [36.0], "kindergarten_students": [60.0]}, key)
    >>> prek_seats(early)[["numerator", "denominator"]].iloc[0].tolist()
    [36.0, 60.0]
    """
    return ratio(rows(early_learning, group="all"), "prek_seats", "kindergarten_students")


@metric(
    id="8cw",
    label="Children waiting for each 100 pre-kindergarten places",
    unit="per 100",
    better="lower",
    question="8.1",
    says="{value} children wait for each 100 pre-kindergarten places",
    needs=("early_learning.prek_waiting", "early_learning.prek_seats"),
    source="waiting lists of the district",
    holder=_HOLDER,
    levels=("elementary",),
    caveat="waiting",
)
def prek_waiting(early_learning):
    """Children on the waiting list for each 100 places; a school without places has no ratio.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("1", 2022, "all")],
    ...     names=["school_id", "year", "group"])
    >>> early = pd.DataFrame({"prek_waiting": [9.0], "prek_seats": [36.0]}, key)
    >>> prek_waiting(early)[["numerator", "denominator"]].iloc[0].tolist()
    [9.0, 36.0]
    """
    return ratio(rows(early_learning, group="all"), "prek_waiting", "prek_seats")


@metric(
    id="8d",
    label="Chronic absence in pre-kindergarten",
    unit="share",
    better="lower",
    question="8.1",
    says="{value} of {group} in pre-kindergarten are chronically absent",
    needs=("early_learning.prek_chronically_absent", "early_learning.prek_attendance_counted"),
    source="attendance reported to the state",
    holder=_HOLDER,
    groups=True,
    levels=("elementary",),
    caveat="few_children",
)
def prek_chronic_absence(early_learning):
    """Pre-kindergarten students absent 10 % of days or more, of those counted, by group.

    >>> import pandas as pd
    >>> early = pd.DataFrame({"prek_chronically_absent": [12.0], "prek_attendance_counted": [50.0]})
    >>> prek_chronic_absence(early)[["numerator", "denominator"]].iloc[0].tolist()
    [12.0, 50.0]
    """
    return ratio(early_learning, "prek_chronically_absent", "prek_attendance_counted")


@metric(
    id="8e",
    label="Pre-kindergarten classes that meet structural standards",
    unit="share",
    better="higher",
    question="8.1",
    says="{value} of pre-kindergarten classes have 20 children or fewer, an adult for each 10, and "
    "a teacher with a bachelor's degree in early childhood",
    needs=("early_learning.prek_classes_meeting", "early_learning.prek_classes"),
    source="program records of the state's office of early learning",
    holder=_HOLDER,
    levels=("elementary",),
    caveat="few_classes",
)
def prek_class_standards(early_learning):
    """Classes with at most 20 children, an adult for each 10 and a trained teacher, of all.

    >>> import pandas as pd
    >>> key = pd.MultiIndex.from_tuples([("1", 2022, "all")],
    ...     names=["school_id", "year", "group"])
    >>> early = pd.DataFrame({"prek_classes_meeting": [3.0], "prek_classes": [4.0]}, key)
    >>> prek_class_standards(early)[["numerator", "denominator"]].iloc[0].tolist()
    [3.0, 4.0]
    """
    return ratio(rows(early_learning, group="all"), "prek_classes_meeting", "prek_classes")


DIMENSION = Dimension(
    8,
    "high_quality_early_learning",
    "High-Quality Early Learning",
    "Do children with greater needs have a place in high-quality preschool?",
    {"8.1": "Do children with greater needs have access to high-quality preschool?"},
    (
        kindergarten_readiness,
        prek_access,
        high_quality_prek,
        full_day_prek,
        prek_seats,
        prek_waiting,
        prek_chronic_absence,
        prek_class_standards,
    ),
)
