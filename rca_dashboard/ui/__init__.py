"""The user interface: one package per page, the frame around them in ``shell/``, stateless components in ``kit/``."""
