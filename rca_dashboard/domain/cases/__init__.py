"""Cases: what is known of one cause, from the tickets to the proof that its fix held, and the gates between stages."""
