"""REST API below ``/api/v1/``: public and read-only; it stores nothing. See docs/api.md."""
