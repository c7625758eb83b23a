"""Who read what: the access log as the auditor reads it, and everybody their own part."""
