"""Searches a policy by words, parts of words, pinyin, initials, synonyms and misspellings, without Django."""
