"""The assistant of cases, off by default: a language model drafts texts, and a person decides."""
