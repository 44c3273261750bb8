"""The language of the pages: what their components say is looked up in the browser, by its English text."""
