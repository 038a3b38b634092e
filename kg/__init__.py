"""A knowledge graph of California's Independent Medical Review determinations."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("imr-kg")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
