"""Administration: people, centres, bodies, machines and lists."""
