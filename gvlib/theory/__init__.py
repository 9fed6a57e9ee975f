"""What proves and trains nothing: games, bounds and models with a closed form."""

import gvlib.threads  # noqa: F401
