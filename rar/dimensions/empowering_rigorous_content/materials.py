"""Materials and activities (key questions 4.1 and 4.3)."""

from rar.numbers.metric import metric, ratio, weighted

_SOURCE = "the district's list of adopted materials and activities"
_HOLDER = "the district's curriculum and instruction office"


@metric(
    id="4f",
    label="Classes with aligned materials",
    unit="share",
    better="higher",
    question="4.1",
    says="{value} of English and mathematics classes use materials rated as aligned to standards",
    needs=("curriculum.classes_aligned", "curriculum.classes_reviewed"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="materials",
)
def aligned_materials(curriculum):
    """Share of English and mathematics classes whose materials are rated as aligned to standards.

    curriculum: classes_aligned of classes_reviewed, by the rating the state or district goes by.
    Classes whose materials are not known are left out of both counts.

    >>> import pandas as pd
    >>> curriculum = pd.DataFrame({"classes_aligned": [18.0], "classes_reviewed": [24.0]})
    >>> aligned_materials(curriculum)[["numerator", "denominator"]].iloc[0].tolist()
    [18.0, 24.0]
    """
    return ratio(curriculum, "classes_aligned", "classes_reviewed")


@metric(
    id="4fc",
    label="Students whose school reviewed materials for cultural relevance",
    unit="share",
    better="higher",
    question="4.1",
    says="{value} of students are in a school whose materials were reviewed for cultural relevance",
    needs=("curriculum.culture_reviewed", "schools.enrollment"),
    source=_SOURCE,
    holder=_HOLDER,
    caveat="materials",
)
def materials_reviewed_for_culture(curriculum, schools):
    """Share of students in schools whose materials were reviewed for cultural relevance.

    curriculum: culture_reviewed, yes or no; each student of the school counts once.

    >>> import pandas as pd
    >>> curriculum = pd.DataFrame({"culture_reviewed": [1.0, 0.0]})
    >>> schools = pd.DataFrame({"enrollment": [300.0, 100.0]})
    >>> materials_reviewed_for_culture(curriculum, schools)["numerator"].tolist()
    [300.0, 0.0]
    """
    return weighted(curriculum, "culture_reviewed", schools["enrollment"])


@metric(
    id="4hf",
    label="Activities that cost families money",
    unit="share",
    better="lower",
    question="4.3",
    says="{value} of activities and enrichment courses cost families money",
    needs=("curriculum.activities_with_fee", "curriculum.activities"),
    source=_SOURCE,
    holder="the schools' activity offices",
    caveat="fees",
)
def activities_with_fee(curriculum):
    """Share of activities and enrichment courses for which families pay.

    >>> import pandas as pd
    >>> curriculum = pd.DataFrame({"activities_with_fee": [0.0], "activities": [12.0]})
    >>> activities_with_fee(curriculum)[["numerator", "denominator"]].iloc[0].tolist()
    [0.0, 12.0]
    """
    return ratio(curriculum, "activities_with_fee", "activities")
