"""Who teaches: experience, preparation, presence, and who meets it (key question 2.1)."""

from rar.numbers.metric import metric, people_behind, ratio, weighted

_SOURCE = "staff files of the state"
_HOLDER = "the district's human resources office"


def _share_of_counted(teachers, count: str, share: str):
    """People with a trait over the people it was counted among (see `people_behind`)."""
    top, bottom = people_behind(teachers[count], teachers[share], teachers["teachers"])
    top = top.fillna(teachers[share] * bottom)
    return ratio(teachers, top, bottom, uses=(count, share))


@metric(
    id="2a",
    label="Novice teachers",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teachers are novices",
    needs=("teachers.novice|teachers.novice_share", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def novice_teacher_share(teachers):
    """Share of teachers who are novices (inexperienced), as the state defines it.

    teachers: novice and, where the state publishes it, novice_share, from which the number of
    teachers counted follows; otherwise all teachers are the denominator.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"novice": [2.0], "novice_share": [0.111], "teachers": [32.0]})
    >>> novice_teacher_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [2.0, 18.0]
    """
    return _share_of_counted(teachers, "novice", "novice_share")


@metric(
    id="2b",
    label="Core classes with a novice teacher",
    unit="share",
    better="lower",
    question="2.1",
    says="{group} have a novice teacher in {value} of their core classes",
    needs=("core_classes.novice_seats", "core_classes.seats"),
    source="course sections, their students and their teachers",
    holder="the district's student information system (rosters) and human resources office",
    groups=True,
    caveat="seats",
    counted="seats",
)
def exposure_to_novices(core_classes):
    """Share of a group's seats in core classes that are in classes of novice teachers.

    core_classes: novice_seats and seats; a student in four core classes has four seats. Classes
    whose teacher's experience is not known are left out when the seats are counted. Beside 2a it
    tells whether, inside a school, some students meet beginners more often than others.

    >>> import pandas as pd
    >>> seats = pd.DataFrame({"novice_seats": [30.0, 0.0], "seats": [120.0, 80.0]})
    >>> exposure_to_novices(seats)["numerator"].tolist()
    [30.0, 0.0]
    """
    return ratio(core_classes, "novice_seats", "seats")


@metric(
    id="2c",
    label="Teaching out of field",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teachers teach out of their field",
    needs=("teachers.out_of_field|teachers.out_of_field_share", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def out_of_field_share(teachers):
    """Share of teachers who teach outside the field of their license.

    teachers: out_of_field and out_of_field_share, read as in 2a.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame(
    ...     {"out_of_field": [0.0], "out_of_field_share": [0.0], "teachers": [20.0]})
    >>> out_of_field_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [0.0, 20.0]
    """
    return _share_of_counted(teachers, "out_of_field", "out_of_field_share")


@metric(
    id="2cp",
    label="Emergency or provisional credentials",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teachers hold an emergency or provisional credential",
    needs=("teachers.provisional", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def provisional_credential_share(teachers):
    """Share of teachers on emergency or provisional credentials.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"provisional": [3.0], "teachers": [24.0]})
    >>> provisional_credential_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [3.0, 24.0]
    """
    return ratio(teachers, "provisional", "teachers")


@metric(
    id="2d",
    label="Teachers rated below effective",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of rated teachers are rated below effective",
    needs=("teachers.ineffective", "teachers.rated"),
    source="evaluation ratings of the state",
    holder="the state's educator evaluation office",
    caveat="few_teachers",
)
def ineffective_teacher_share(teachers):
    """Share of teachers with a rating who are rated below effective.

    Teachers without a rating are left out of both counts.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"ineffective": [1.0], "rated": [16.0]})
    >>> ineffective_teacher_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [1.0, 16.0]
    """
    return ratio(teachers, "ineffective", "rated")


@metric(
    id="2e",
    label="Long-vacant teaching posts",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teaching posts were long vacant",
    needs=("teachers.vacancy_share", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def vacancy_share(teachers):
    """Share of teaching posts vacant for more than nine weeks, weighted by teachers.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"vacancy_share": [0.0625], "teachers": [32.0]})
    >>> vacancy_share(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [2.0, 32.0]
    """
    return weighted(teachers, "vacancy_share", teachers["teachers"])


@metric(
    id="2h",
    label="Teachers absent more than 10 days",
    unit="share",
    better="lower",
    question="2.1",
    says="{value} of teachers were absent more than 10 days",
    needs=("teachers.absent_over_10_days", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def teacher_absence(teachers):
    """Share of teachers absent more than 10 school days.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"absent_over_10_days": [6.0], "teachers": [30.0]})
    >>> teacher_absence(teachers)[["numerator", "denominator"]].iloc[0].tolist()
    [6.0, 30.0]
    """
    return ratio(teachers, "absent_over_10_days", "teachers")


@metric(
    id="2ha",
    label="Teacher attendance",
    unit="share",
    better="higher",
    question="2.1",
    says="teachers were present on {value} of their days",
    needs=("teachers.attendance_share", "teachers.teachers"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="few_teachers",
)
def teacher_attendance(teachers):
    """Share of working days on which teachers were present, weighted by teachers.

    >>> import pandas as pd
    >>> teachers = pd.DataFrame({"attendance_share": [0.9, 0.95], "teachers": [30.0, 10.0]})
    >>> pooled = teacher_attendance(teachers).sum(numeric_only=True)
    >>> round(float(pooled["numerator"] / pooled["denominator"]), 4)
    0.9125
    """
    return weighted(teachers, "attendance_share", teachers["teachers"])
