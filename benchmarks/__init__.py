"""The speed and cost figures: each module is a command."""
