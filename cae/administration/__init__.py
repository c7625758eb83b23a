"""Administration: people, centres, bodies, machines and lists, every change an event."""
