"""Who is at the desk: people, machines, official bodies, and what each may do."""
