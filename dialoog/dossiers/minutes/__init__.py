"""Minutes of a meeting (T7): written with its points at hand, commented on by members, adopted, published."""
