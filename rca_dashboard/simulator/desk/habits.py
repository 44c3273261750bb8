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

QUESTIONS = (
    "Could you send a screenshot of the message, please?",
    "We are looking into it. Does it also happen on another device?",
    "Please restart the device once and let us know whether that helps.",
)
"""What agents ask callers."""

ANSWERS = (
    "It is the whole floor now.",
    "It happens on my colleague's laptop too.",
    "After a restart it worked for ten minutes, then the same again.",
    "Any news? I have a presentation at three.",
)
"""What callers answer."""

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
