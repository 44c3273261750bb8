"""The handover between shifts at ``/handover``: what happened since a time, to read and to copy."""
