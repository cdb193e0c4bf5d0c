"""Configure and start Wenjiu: settings by profile, URLs, the embedded database, health page and checks."""
