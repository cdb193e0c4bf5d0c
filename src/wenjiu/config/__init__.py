"""How Wenjiu is put together and started: settings by profile, addresses, the embedded database, health and checks."""
