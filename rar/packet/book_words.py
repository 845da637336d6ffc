"""The workbook's number formats and the words of its first sheet."""

from __future__ import annotations

from rar.packet.book_tables import COUNT, TEXT

FORMATS = {
    TEXT: "@",
    COUNT: "#,##0",
    "part count": "#,##0.0",  # full-time equivalents
    "share": "0.0%",
    "dollars": "$#,##0",
    "salary": "$#,##0",
    "per 100": '0.0" per 100"',
    "years": '0.0" years"',
    "students": '0.0" students"',
    "minutes": '0" minutes"',
    "ratio": "0.00",
    "index": "0.00",
    "gap share": '+0.0" points";\u22120.0" points";0.0" points"',
    "gap dollars": "+$#,##0;\u2212$#,##0;$0",
    "gap salary": "+$#,##0;\u2212$#,##0;$0",
}
PLAIN_GAP = "+0.0#;\u22120.0#;0.0"
GLOSSARY = (
    ("Need", "The share of a school's students with greater needs, as the agency defines it in its "
     "settings; by default students who are economically disadvantaged."),
    ("Need group", "The schools of one level in the district, ordered by need and cut so that each "
     "group has about the same number of students: quarters from 8 schools, halves from 4."),
    ("n", "How many people (or dollars' students) a value rests on. A percentage of 7 teachers "
     "moves by 14 points with one teacher."),
    ("Pooled", "Values of several schools are made from their summed counts, never from the "
     "average of their percentages."),
    ("Difference", "The first group minus the one it is compared with: greater need minus less, "
     "the student group minus all others, the district minus the state."),
    ("Inside schools, between schools", "The two parts of a difference between student groups: "
     "from differences within the same school, and from going to different schools."),
    ("Computed", "All schools of the comparison have a value."),
    ("Partial", "Some schools have no value; the column Why says how many."),
    ("Not computable", "The state's files do not have what is needed; the sheet Data names it and "
     "who usually has it."),
    ("Not reported", "The cell is empty at the source. This is not a zero."),
    ("Withheld", "The state withholds the number to protect people. Not a zero."),
    ("Check before discussing", "The number is possible but unlikely; it is kept as published. The "
     "sheet Data quality says what it was compared with and whom to ask."),
    ("Few people", "The rate rests on fewer people than the agency's minimum group: one person "
     "moves it far."),
    ("Does not apply", "The question does not arise for this school."),
    ("Too few schools to say", "With so few schools in a level, groups would be single schools: "
     "read the list of schools instead."),
)  # fmt: skip
