"""What people call about: each complaint with how an agent would file it."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that goes wrong.

    Attributes:
        item: The configuration item it is about; empty for none.
        service: The affected business service; empty for none.
        resolution: What the agent writes when resolving it.
    """

    category: str
    subcategory: str
    short_description: str
    description: str
    group: str
    item: str = ""
    service: str = ""
    resolution: str = "Confirmed with the caller that it works again."


_FREQUENT = {
    "Password reset for the payroll portal": 11,
    "Outlook asks for the password again and again": 8,
    "VPN drops every ten minutes": 6,
    "Cannot send mail to external addresses": 4,
    "Printer on the third floor prints blank pages": 3,
    "SAP order entry times out on saving": 2,
}

COMPLAINTS: tuple[Complaint, ...] = (
    Complaint(
        "inquiry",
        "email",
        "Cannot send mail to external addresses",
        "Every message to an address outside the company bounces after about a minute.\nInternal mail works.",
        "Service Desk",
        "MailServerUS",
        "Email",
        "Released the connector's queue; test message delivered.",
    ),
    Complaint(
        "inquiry",
        "",
        "How do I share my calendar with another department?",
        "I would like the finance team to see when I am busy.",
        "Service Desk",
        resolution="Sent the knowledge article and walked the caller through it.",
    ),
    Complaint(
        "inquiry",
        "antivirus",
        "Virus scanner reports a blocked attachment",
        "The scanner quarantined an invoice that I need today. The sender is known to us.",
        "Security",
        resolution="Attachment checked in the sandbox and released.",
    ),
    Complaint(
        "inquiry",
        "",
        "Password reset for the payroll portal",
        "My account is locked after three attempts. The reset link never arrives.",
        "Service Desk",
        "Payroll Portal",
        "IT Services",
        "Account unlocked, password reset, caller signed in.",
    ),
    Complaint(
        "software",
        "os",
        "Update restarts the laptop in an endless loop",
        "Since this morning's update the laptop shows 'Preparing Windows' and restarts every two minutes.",
        "Software",
        "Dell Latitude 7440",
        resolution="Rolled the update back and put the device on the deferred ring.",
    ),
    Complaint(
        "software",
        "internal application",
        "CRM shows an empty customer list",
        "After signing in, the list of customers stays empty. Colleagues in other offices have the same.",
        "Software",
        "CRM Web",
        "Client Services",
        "Search index rebuilt; all customers are listed.",
    ),
    Complaint(
        "software",
        "internal application",
        "SAP order entry times out on saving",
        "Saving an order takes over a minute and often ends in 'Gateway Timeout'. Orders are waiting.",
        "Software",
        "SAP AppSRV01",
        "SAP Enterprise Services",
        "Hung work process ended, timeouts gone.",
    ),
    Complaint(
        "software",
        "internal application",
        "Trades are booked twice in Bond Trading",
        "Two confirmations arrive for each trade since 08:40. Desk has stopped trading.",
        "Software",
        "Bond Trading",
        "Electronic Trading",
        "Duplicate message consumer stopped; duplicates reversed by operations.",
    ),
    Complaint(
        "software",
        "email",
        "Outlook asks for the password again and again",
        "Each time I enter it the window closes and opens again.",
        "Service Desk",
        "Exchange EU",
        "Email",
        "Cleared the stored credentials and signed in again.",
    ),
    Complaint(
        "hardware",
        "monitor",
        "Second display stays black on the docking station",
        "Only the left display works. Swapping the cables moves the problem to the other one.",
        "Hardware",
        "Surface Dock 31",
        resolution="Firmware of the dock updated; both displays work.",
    ),
    Complaint(
        "hardware",
        "disk",
        "Workstation warns of a failing disk",
        "'Windows detected a hard disk problem' appears at each start. Nothing is lost so far.",
        "Hardware",
        "ThinkStation S20",
        resolution="Disk replaced and image restored.",
    ),
    Complaint(
        "hardware",
        "keyboard",
        "Keys stick on the laptop after coffee was spilled",
        "Space and N repeat by themselves.",
        "Hardware",
        "MacBook Pro 15",
        resolution="Keyboard replaced.",
    ),
    Complaint(
        "hardware",
        "",
        "Printer on the third floor prints blank pages",
        "Toner was changed yesterday. The test page is blank too.",
        "Hardware",
        "HP LaserJet 4200",
        resolution="Transport lock of the toner removed.",
    ),
    Complaint(
        "network",
        "vpn",
        "VPN drops every ten minutes",
        "Working from home: the client reconnects every ten minutes and calls are cut off.",
        "Network",
        "VPN Gateway EMEA",
        "IT Services",
        "Session limit on the gateway raised, stable for an hour.",
    ),
    Complaint(
        "network",
        "wireless",
        "No wireless in the large meeting room",
        "Nobody in the room gets an address. Cable works.",
        "Network",
        "Wi-Fi Controller 3",
        resolution="Access point restarted and channel changed.",
    ),
    Complaint(
        "network",
        "dhcp",
        "New devices get no address in building B",
        "All desks that were moved in at the weekend are offline.",
        "Network",
        "dhcp-srv-04",
        resolution="Scope enlarged.",
    ),
    Complaint(
        "network",
        "",
        "Core switch drops packets; several floors without network",
        "Monitoring: packet loss 40 % on uplinks of nyc-core-switch-02. Phones and tills are affected.",
        "Network",
        "nyc-core-switch-02",
        "Retail POS",
        "Faulty line card taken out of service, traffic on the second switch.",
    ),
    Complaint(
        "network",
        "dns",
        "Intranet cannot be found by its name",
        "'Server not found' for every internal name. By address it works.",
        "Network",
        "ams-edge-router-01",
        "IT Services",
        "Forwarder corrected on the resolver.",
    ),
    Complaint(
        "database",
        "oracle",
        "Tablespace of ORA-PROD-07 is 97 % full",
        "Monitoring: tablespace DATA01 at 97 %, growing by 1 % an hour.",
        "Database",
        "ORA-PROD-07",
        "SAP Enterprise Services",
        "Data file added.",
    ),
    Complaint(
        "database",
        "sql server",
        "Reports of the west region run for hours",
        "Yesterday the same reports took four minutes.",
        "Database",
        "SQL Cluster West",
        "Client Services",
        "Statistics updated; back to four minutes.",
    ),
    Complaint(
        "database",
        "db2",
        "Nightly load of the sales figures failed",
        "Job SALES_LOAD ended with SQLCODE -911. Yesterday's figures are missing.",
        "Database",
        "Sales DB2",
        "Retail POS",
        "Deadlock resolved and load repeated.",
    ),
)


def usual_complaint(random: Random) -> Complaint:
    """Return a complaint: three of them are as frequent as all the others, as at any desk."""
    return random.choices(COMPLAINTS, _WEIGHTS)[0]


_WEIGHTS = tuple(_FREQUENT.get(each.short_description, 1) for each in COMPLAINTS)
