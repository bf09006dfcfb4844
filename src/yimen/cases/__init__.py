"""办件: applications on their way: cases, tasks, clocks."""
