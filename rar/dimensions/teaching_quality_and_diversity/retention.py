"""Who stays: teachers who return, move or leave, teachers of color among them (2.1 and 2.3)."""

from rar.numbers.metric import metric, ratio
from rar.numbers.retention import ALL, OF_COLOR, others_who_returned

_SOURCE = "staff files of the state, two years side by side"
_HOLDER = "the district's human resources office"


@metric(
    id="2f",
    label="Teachers who returned",
    unit="share",
    better="higher",
    question="2.1",
    says="{value} of last year's teachers returned",
    needs=("teachers.returned_share|teachers.returned", "teachers.teachers|teachers.last_year"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def teacher_retention(teachers):
    """Share of last year's teachers who teach at the same school this year.

    teachers: returned of last_year; where the state gives only the share, it is weighted by this
    year's teachers, since last year's are not published with it.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"returned": [18.0, None], "last_year": [20.0, None],
    ...     "returned_share": [0.9, 0.75], "teachers": [22.0, 40.0]})
    >>> teacher_retention(teachers)[["numerator", "denominator"]].values.tolist()
    [[18.0, 20.0], [30.0, 40.0]]
    """
    counted = teachers["returned"].notna() & teachers["last_year"].notna()
    people = teachers["last_year"].where(counted, teachers["teachers"])
    stayed = teachers["returned"].where(counted, teachers["returned_share"] * people)
    return ratio(teachers, stayed, people, uses=("returned", "returned_share"))


@metric(
    id="2fm",
    label="Teachers who moved to another school of the district",
    unit="share",
    better="none",
    question="2.1",
    says="{value} of last year's teachers moved to another school of the district",
    needs=("teachers.moved", "teachers.last_year"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def teachers_moved(teachers):
    """Share of last year's teachers who left the school but stayed in the district.

    With 2f it splits last year's teachers into three: returned, moved within the district, and
    the rest, who left it. Moving is not good or bad by itself; from where to where is the question.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"moved": [2.0], "last_year": [20.0]})
    >>> teachers_moved(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [2.0, 20.0]
    """
    return ratio(teachers, "moved", "last_year")


@metric(
    id="2fc",
    label="Teachers of color who returned",
    unit="share",
    better="higher",
    question="2.3",
    says="{value} of last year's teachers of color returned",
    needs=tuple(f"teachers.{field}" for field in OF_COLOR),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_of_color",
)
def retention_of_teachers_of_color(teachers):
    """Share of last year's teachers of color who teach at the same school this year.

    A school that had no teacher of color last year is not applicable: no one could return.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"returned_of_color": [3.0, 0.0], "last_year_of_color": [4.0, 0.0]})
    >>> retention_of_teachers_of_color(teachers)["reason"].tolist()
    ['', 'not applicable']
    """
    return ratio(teachers, *OF_COLOR)


@metric(
    id="2fo",
    label="Teachers other than teachers of color who returned",
    unit="share",
    better="higher",
    question="2.3",
    says="{value} of last year's teachers other than teachers of color returned",
    needs=tuple(f"teachers.{field}" for field in (*ALL, *OF_COLOR)),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_of_color",
)
def retention_of_other_teachers(teachers):
    """Share of last year's teachers not known as teachers of color who returned; read beside 2fc.

    Counts as `rar.numbers.retention.others_who_returned`.
    """
    return others_who_returned(teachers)
