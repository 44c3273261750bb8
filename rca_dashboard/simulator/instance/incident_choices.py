"""Labels of an incident's own choices."""

LEVELS = {"1": "1 - High", "2": "2 - Medium", "3": "3 - Low"}

INCIDENT_STATES = {
    "1": "New",
    "2": "In Progress",
    "3": "On Hold",
    "6": "Resolved",
    "7": "Closed",
    "8": "Canceled",
}

CATEGORIES = {
    "inquiry": "Inquiry / Help",
    "software": "Software",
    "hardware": "Hardware",
    "network": "Network",
    "database": "Database",
}

SUBCATEGORIES = {
    "antivirus": "Antivirus",
    "email": "Email",
    "internal application": "Internal Application",
    "os": "Operating System",
    "cpu": "CPU",
    "disk": "Disk",
    "keyboard": "Keyboard",
    "monitor": "Monitor",
    "dhcp": "DHCP",
    "dns": "DNS",
    "vpn": "VPN",
    "wireless": "Wireless",
    "db2": "DB2",
    "oracle": "Oracle",
    "sql server": "MS SQL Server",
}
