"""What people do with cases: each command is one edit, stored with its event and then pushed."""
