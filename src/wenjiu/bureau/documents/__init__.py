"""Official documents of cases, notices and batches: numbered, kept word by word, rendered as PDF, Word or Excel."""
