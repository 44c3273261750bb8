"""Records and logs from files, replayed at any speed."""
