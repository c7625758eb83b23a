"""The screens in a real browser, by keyboard."""
