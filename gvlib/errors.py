"""What a user can mend: every such error is a GvlibError, and its text says how."""


class GvlibError(Exception):
    """The base of them all; `python -m gvlib` prints it as one line, exit code 2."""


class SettingError(GvlibError, ValueError):
    """An environment variable holds what cannot be used, or is none of ours."""


class WriteError(GvlibError):
    """A file cannot be written."""


class NotFiniteError(ValueError, FloatingPointError):
    """Values to be measured are not finite: a run that trains ends here as failed."""


class CheckpointError(GvlibError):
    """A checkpoint cannot be read or written, or belongs to another run."""
