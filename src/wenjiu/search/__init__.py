"""Search over a policy: by words, parts of words, pinyin, initials, synonyms and small slips. Pure Python, no Django."""
