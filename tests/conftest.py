"""Fixtures shared by the tests of the book."""

from pathlib import Path

import pytest
from build_book import is_current, output
from texts import ROOT


@pytest.fixture(scope="session")
def html() -> Path:
    """The folder of the built book; `make test` builds it before the tests."""
    if not is_current(ROOT):
        pytest.fail("The built book is older than its inputs: call `make book` first.")
    return output(ROOT) / "html"
