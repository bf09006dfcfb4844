"""督查: the reform plan, its indicators, and whether promises are kept."""
