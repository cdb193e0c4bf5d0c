"""The REST API below ``/api/v1/``: public, read-only, nothing is kept. See docs/api.md."""
