"""The public site: a self-check, guide pages and saved answers, drawn from the loaded policy. No model, no table."""
