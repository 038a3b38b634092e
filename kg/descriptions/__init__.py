"""What is said of one thing in the graph (`one_thing`), and of the data set as a whole (`dataset`)."""
