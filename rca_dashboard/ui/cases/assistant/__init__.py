"""The assistant on the page of a case: what would be sent, and the draft that came back."""
