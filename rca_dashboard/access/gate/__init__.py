"""The ASGI gate in front of Reflex: who a request or a handshake comes from, and whether it may pass."""
