"""The long runs: whole files of real calls, and a storm; not part of the tests."""
