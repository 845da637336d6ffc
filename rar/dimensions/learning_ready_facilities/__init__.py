"""Dimension 9, Learning-Ready Facilities: buildings, room, and working equipment."""

from rar.dimensions import Dimension
from rar.dimensions.learning_ready_facilities.buildings import (
    building_age,
    building_utilization,
    capital_spending,
    environment_failed,
    facility_condition,
    learning_ready_buildings,
    special_rooms,
    students_in_portables,
    students_satisfied_with_surroundings,
)
from rar.dimensions.learning_ready_facilities.equipment import (
    one_to_one_devices,
    students_per_device,
    wireless_classrooms,
)

DIMENSION = Dimension(
    9,
    "learning_ready_facilities",
    "Learning-Ready Facilities",
    "Are buildings safe and well kept, and does equipment work, where needs are greatest?",
    {
        "9.1": "Are school buildings safe and well maintained?",
        "9.2": "Is equipment working and up to date?",
    },
    (
        facility_condition,
        learning_ready_buildings,
        environment_failed,
        special_rooms,
        students_in_portables,
        one_to_one_devices,
        students_per_device,
        wireless_classrooms,
        building_age,
        building_utilization,
        capital_spending,
        students_satisfied_with_surroundings,
    ),
)
