"""All reads of cases that pages and other apps use."""
