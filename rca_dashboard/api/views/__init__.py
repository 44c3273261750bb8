"""The routes of named views: the quick ones, and those that users save."""
