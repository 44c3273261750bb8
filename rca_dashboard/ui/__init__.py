"""What is seen: one folder a page, the frame around them in ``shell/``, stateless pieces in ``kit/``."""
