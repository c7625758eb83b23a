"""The servers and processes of one machine: embedded PostgreSQL and Valkey, `manage.py serve`."""
