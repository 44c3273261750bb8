"""What changes break: each with how callers word it, the change that did it, and the one that repairs it."""

from dataclasses import dataclass

from rca_dashboard.simulator.desk.complaints import Complaint


@dataclass(frozen=True, slots=True)
class Breakage:
    """A configuration item that a change breaks.

    Attributes:
        complaint: What is wrong, as the first caller words it.
        wordings: How the others do.
        change: The change that broke it.
        fix: The change that repairs it, or is meant to.
        cause: What the change did.
    """

    complaint: Complaint
    wordings: tuple[str, ...]
    change: str
    fix: str
    cause: str

    @property
    def every_wording(self) -> tuple[str, ...]:
        """All wordings, the first caller's first."""
        return (self.complaint.short_description, *self.wordings)


VPN = Breakage(
    Complaint(
        "network",
        "vpn",
        "VPN gateway rejects the certificate at sign-in",
        "The client says 'certificate not trusted' and closes. It worked yesterday.",
        "Network",
        "VPN Gateway EMEA",
        "IT Services",
        "Intermediate certificate installed on the gateway again; sign-in works.",
    ),
    (
        "VPN gateway rejects my certificate",
        "Sign-in fails, VPN gateway rejects the certificate",
        "VPN gateway: certificate rejected at sign-in from home",
        "VPN gateway rejects the certificate from home",
    ),
    "Renew the certificate of the VPN gateway",
    "Restore the certificate chain of the VPN gateway",
    "The new certificate was installed without its intermediate certificate.",
)
SAP = Breakage(
    Complaint(
        "software",
        "internal application",
        "Posting orders in SAP ends with short dump",
        "Posting an order ends with DUMP DBSQL_SQL_ERROR. The order is lost and has to be entered again.",
        "Software",
        "SAP AppSRV01",
        "SAP Enterprise Services",
        "Order posted by hand; kernel patch reported to the vendor.",
    ),
    (
        "Short dump when posting orders in SAP",
        "SAP: short dump at posting orders",
        "SAP posting of orders ends with short dump again",
    ),
    "Apply the kernel patch to SAP AppSRV01",
    "Replace the kernel of SAP AppSRV01 by the corrected release",
    "The kernel patch changed how long texts are written to the database.",
)
EXCHANGE = Breakage(
    Complaint(
        "software",
        "email",
        "Outlook search misses the mail of last week",
        "Search in Outlook returns nothing newer than a week. Scrolling there by hand shows the messages.",
        "Service Desk",
        "Exchange EU",
        "Email",
        "Mailbox index rebuilt; search finds everything again.",
    ),
    (
        "Search in Outlook misses mail newer than last week",
        "Outlook search misses all mail of last week",
        "Mail of last week is missing in Outlook search",
    ),
    "Move the search index of Exchange EU to new storage",
    "Rebuild the search index of Exchange EU every night",
    "The indexing service loses its work whenever the new storage answers late.",
)
CRM = Breakage(
    Complaint(
        "software",
        "internal application",
        "CRM search shows zero customers after sign-in",
        "The search page says '0 results' for every name. Customers are waiting on the phone.",
        "Software",
        "CRM Web",
        "Client Services",
        "Release of CRM Web rolled back; search returns customers.",
    ),
    (
        "CRM search shows zero customers",
        "Zero customers shown in CRM search after sign-in",
        "CRM: search shows zero customers since today",
    ),
    "Deploy the new release of CRM Web",
    "Roll back the release of CRM Web",
    "The release asks a search index that was never filled.",
)
WIRELESS = Breakage(
    Complaint(
        "network",
        "wireless",
        "Wi-Fi drops laptops when roaming between floors",
        "Walking to a meeting the laptop loses its network and has to be connected again.",
        "Network",
        "Wi-Fi Controller 3",
        "Retail POS",
        "Fast roaming switched off on the controller.",
    ),
    (
        "Wi-Fi drops when roaming between floors",
        "Laptops lose Wi-Fi when roaming between floors",
        "Roaming between floors drops Wi-Fi on all laptops",
    ),
    "Upgrade the firmware of Wi-Fi Controller 3",
    "Change the roaming settings of Wi-Fi Controller 3",
    "The firmware hands laptops over before the next access point is ready.",
)
PAYROLL = Breakage(
    Complaint(
        "inquiry",
        "",
        "Payroll portal sign-in returns to the start page",
        "After the password the portal shows its start page again, signed out.",
        "Service Desk",
        "Payroll Portal",
        "SAP Enterprise Services",
        "Address of the sign-in service corrected in the portal.",
    ),
    (
        "Sign-in of the payroll portal returns to start page",
        "Payroll portal: sign-in always returns to the start page",
        "Payroll portal returns to its start page after sign-in",
    ),
    "Connect the payroll portal to the new sign-in service",
    "Correct the address of the sign-in service in the payroll portal",
    "The portal was given the address of the test system.",
)

BREAKAGES = (VPN, SAP, EXCHANGE, CRM, WIRELESS, PAYROLL)

PRINTER = Complaint(
    "hardware",
    "",
    "Printer on the second floor is offline again",
    "The queue says 'offline'. Switching it off and on does not help.",
    "Hardware",
    "HP LaserJet 4200",
    resolution="Print spooler restarted; the queue is empty.",
)
"""What dies every Monday: a job on Sunday night leaves the spooler hanging."""

PRINTER_WORDINGS = (
    PRINTER.short_description,
    "Second floor printer offline again",
    "Printer second floor offline again, nothing prints",
)
