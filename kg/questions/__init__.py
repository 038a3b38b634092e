"""Questions as files: `queries/**/*.rq` with a header, their parameters, and the rates that some of them give."""
