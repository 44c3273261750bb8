"""Reading all rows of a table page by page while others write: by time, by sys_id, and past hidden rows."""
