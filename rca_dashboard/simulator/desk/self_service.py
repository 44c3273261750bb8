"""What people enter in the portal themselves: one short sentence, and nothing filled in. The desk files it later.

Hardly two of them are the same: each is one of about 550,000, so that they make neither clusters nor bursts.
"""

from random import Random

from rca_dashboard.simulator.desk.complaints import Complaint

_DEVICES = (
    *("Headset", "Scanner", "Projector", "Webcam", "Keyboard", "Mouse", "Tablet", "Microphone", "Speaker", "Charger"),
    *("Monitor", "Laptop", "Phone", "Badge", "Printer", "Adapter", "Camera", "Whiteboard", "Television", "Beamer"),
)
_FAILINGS_OF_DEVICES = (
    *("crackles", "freezes", "flickers", "disconnects", "overheats", "beeps", "blinks", "hangs", "lags", "restarts"),
    *("dims", "stutters", "jams", "vibrates", "whistles", "smells", "rattles", "sticks", "fades", "squeaks"),
)
_TIMES_OF_DEVICES = (
    *("on startup", "in meetings", "when docking", "when charging", "when undocked", "in daylight", "when moved"),
    *("overnight", "with Bluetooth", "on battery", "when typing", "in standby", "when updating", "hourly", "outdoors"),
    *("when tilted", "in presentations", "when unplugged"),
)
_PROGRAMS = (
    *("Calendar", "Spreadsheet", "Macro", "Browser", "Plugin", "Template", "Report", "Timesheet", "Roster", "Form"),
    *(
        "Survey",
        "Invoice",
        "Archive",
        "Folder",
        "Glossary",
        "Chart",
        "Signature",
        "Newsletter",
        "Bookmark",
        "Checklist",
    ),
)
_FAILINGS_OF_PROGRAMS = (
    *("crashes", "vanishes", "duplicates", "expires", "stalls", "rejects", "truncates", "misaligns", "locks", "loops"),
    *("scrambles", "resets", "reloads", "miscounts", "overlaps", "reverts", "blanks", "shrinks", "garbles", "closes"),
)
_TIMES_OF_PROGRAMS = (
    *(
        "when printing",
        "when exporting",
        "when sorting",
        "when scrolling",
        "when sharing",
        "when pasting",
        "on opening",
    ),
    *("when signing", "with filters", "with attachments", "with formulas", "when syncing", "offline", "when zooming"),
    *("when merging", "with images", "when renaming", "when translating"),
)
_TEAMS = (
    *("Payroll", "Legal", "Marketing", "Procurement", "Treasury", "Logistics", "Recruiting", "Facilities", "Tax"),
    *("Audit", "Controlling", "Training", "Claims", "Catering", "Reception", "Laboratory", "Warehouse", "Quality"),
    *("Design", "Packaging", "Export", "Billing", "Press", "Travel", "Safety", "Archives", "Patents", "Insurance"),
    *("Import", "Leasing", "Pricing", "Research", "Shipping", "Staffing", "Strategy", "Tooling", "Turbines", "Welding"),
)
_DETAILS = (
    "It began this week. I can be called until five.",
    "Not urgent, but it happens every time.",
    "Restarting did not help.",
    "My colleague beside me does not have this.",
)
_DEVICE = Complaint("hardware", "", "", "", "Hardware", resolution="Replaced, and tried out with the caller.")
_PROGRAM = Complaint("software", "", "", "", "Service Desk", resolution="Setting corrected; shown to the caller.")


def words_of_portal(random: Random) -> tuple[str, str]:
    """Return a summary and a description as a user of the portal enters them."""
    kinds = (
        (_DEVICES, _FAILINGS_OF_DEVICES, _TIMES_OF_DEVICES),
        (_PROGRAMS, _FAILINGS_OF_PROGRAMS, _TIMES_OF_PROGRAMS),
    )
    things, failings, times = random.choice(kinds)
    summary = f"{random.choice(things)} {random.choice(failings)} {random.choice(times)} in {random.choice(_TEAMS)}"
    return summary, random.choice(_DETAILS)


def portal_complaint(summary: str) -> Complaint | None:
    """Return how the desk files what a user of the portal has entered; None for any other summary."""
    thing = summary.partition(" ")[0]
    if thing in _DEVICES:
        return _DEVICE
    return _PROGRAM if thing in _PROGRAMS else None
