"""The SQLModel tables and their column types."""
