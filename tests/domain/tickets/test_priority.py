from rca_dashboard.domain.tickets.priority import HIGH_PRIORITIES, PRIORITY_CHOICES, Priority


def test_priorities_are_numbered_and_named_as_servicenow_does() -> None:
    assert PRIORITY_CHOICES == (
        ("1", "1 Critical"),
        ("2", "2 High"),
        ("3", "3 Moderate"),
        ("4", "4 Low"),
        ("5", "5 Planning"),
    )


def test_critical_and_high_count_as_high_priority_and_are_plain_numbers() -> None:
    assert HIGH_PRIORITIES == (1, 2)
    assert all(type(priority) is int for priority in HIGH_PRIORITIES)
    assert min(Priority) is Priority.CRITICAL
