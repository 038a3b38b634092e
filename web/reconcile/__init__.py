"""Other people's tables matched with the concepts of this graph."""
