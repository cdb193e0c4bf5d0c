"""Searches a policy by words, parts of words, pinyin, initials, synonyms and misspellings. Does not depend on Django."""
