"""The Django apps of a bureau, in the order in which they may import each other (docs/architecture.md)."""
