"""The views, a blueprint for each family of pages."""
