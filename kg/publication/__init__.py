"""A release of this machine, put into a SPARQL store that runs elsewhere: ``imr publish``."""
