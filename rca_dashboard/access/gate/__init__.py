"""The ASGI gate in front of Reflex: who sends a request or a handshake, and whether it may pass."""
