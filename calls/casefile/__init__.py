"""The paper on the table: the case, its log, what is owed, and the one door."""
