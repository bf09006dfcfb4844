"""办件内核性能: one approval, written in several ways, measured side by side."""
