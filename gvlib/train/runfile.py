"""The checkpoint of one call of `fit`: checked before the first step, then kept."""

from collections.abc import Mapping
from pathlib import Path

from gvlib import files
from gvlib.errors import CheckpointError, WriteError
from gvlib.train.checkpoint import difference, load, read, save
from gvlib.train.storable import Stateful, state_to_plain, to_plain


class RunFile:
    """Where a run is saved, and whether another process has written there since."""

    def __init__(self, path: str | Path, state: Mapping[str, Stateful], config: dict):
        """Raises CheckpointError for what could not be written or read back."""
        self.config, self.state = to_plain(config, "config"), state
        state_to_plain(state)
        try:
            self.path = files.expand(path)
            files.check_writable(self.path)
        except WriteError as error:
            raise CheckpointError(str(error)) from None
        self.seen = self.stamp()

    def stamp(self) -> tuple[int, int] | None:
        """What changes whenever the file is replaced; None if there is none."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def begun(self, n_steps: int) -> tuple[int, list]:
        """(steps done, history), restored; (0, []) if nothing was saved yet."""
        if self.seen is None:
            return 0, []
        return load(self.path, self.state, self.config, n_steps)

    def save(self, t: int, history: list) -> None:
        """Write the run so far. Another process may train the same run into the file.

        Raises CheckpointError, and leaves the file, if it is not the same run.
        """
        now = self.stamp()
        if now not in (None, self.seen):
            told = difference(read(self.path)["config"], self.config)
            if told:
                raise CheckpointError(
                    f"{self.path} was written meanwhile by another run ({told}), which "
                    "is left alone; give each run a path of its own"
                )
        save(self.path, self.state, t, history, self.config)
        self.seen = self.stamp()
