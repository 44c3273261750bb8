"""The instance: its tables, their records and versions, and the business rules that run when a record is saved."""
