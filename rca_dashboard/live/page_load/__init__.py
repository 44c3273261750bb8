"""What happens between "browser connects" and "list on screen"."""
