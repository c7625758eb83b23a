"""The harness: servers, databases, processes and browsers for the tests."""
