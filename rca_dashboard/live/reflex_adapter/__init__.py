"""Everything that relies on internals of Reflex, Socket.IO, Engine.IO or uvicorn, and nothing else."""
