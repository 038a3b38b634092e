"""From letters to a release: read in worker processes, judged by the shapes, spooled, merged, published."""
