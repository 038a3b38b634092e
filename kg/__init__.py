"""A knowledge graph of California's Independent Medical Review determinations."""

TYPE_CHECKING = False

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name: str) -> str:
        """``__version__``, looked up when asked for: an import here would run before `kg.ending` heeds a signal."""
        if name != "__version__":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        try:
            return version("imr-kg")
        except PackageNotFoundError:  # run from a source tree that was never installed
            return "0+unknown"


__all__ = ["__version__"]
