"""Typical values: how people reach the desk, how severe it is, what agents note, and how they close."""

WORK_NOTES = (
    "Called back, no answer. Will try again in an hour.",
    "Reproduced on a test machine.",
    "Logs collected and attached.",
    "Vendor case opened.",
    "Same symptom as last week's; comparing configurations.",
    "Asked the caller for a screenshot and the exact time.",
)
"""What agents note while they work."""

CONTACT_TYPES = {"phone": 40, "self-service": 25, "email": 18, "chat": 10, "monitoring": 7}
"""How people reach the desk, by weight."""

CLOSE_CODES = (
    *("Solution provided", "Workaround provided", "Resolved by caller", "User error", "Known error", "Duplicate"),
)
"""How an incident was resolved."""

URGENCIES: dict[tuple[str, str], int] = {
    ("1", "1"): 6,
    ("1", "2"): 5,
    ("2", "1"): 5,
    ("2", "2"): 18,
    ("1", "3"): 3,
    ("3", "1"): 3,
    ("2", "3"): 16,
    ("3", "2"): 18,
    ("3", "3"): 26,
}
"""Impact and urgency of new incidents, by weight: 6 % are critical, at five incidents a minute one in 200 s."""
