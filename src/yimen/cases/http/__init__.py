"""办件端点: pages of applicants and of staff; parse, call, render."""
