"""Open websockets: their limits per user, the packets they may send, and the frames they receive."""
