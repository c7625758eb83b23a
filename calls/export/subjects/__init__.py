"""What the centre keeps about a person, given to that person (GDPR, 15): asked, decided, taken.

It stands in `export` because what leaves it goes to somebody outside, and is made of what the
archive has sealed; nothing below needs to know of it.
"""
