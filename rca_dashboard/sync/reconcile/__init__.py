"""The reconcile: compares all tickets with ServiceNow and finds what polling cannot see."""
