"""The command line `wenjiu`."""
