"""What a language model may see of a case, and what is kept of its answer. Pure rules: nothing here sends anything."""
