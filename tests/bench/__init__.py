"""How fast the spine is, each figure beside a floor of the same run: `make bench`."""
