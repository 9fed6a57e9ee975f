"""Fixtures that several test files share."""

from pathlib import Path

import pytest
import torch
from build_book import is_current, output
from texts import ROOT


@pytest.fixture(scope="session")
def html() -> Path:
    """The folder of the built book; `make test` builds it before the tests."""
    if not is_current(ROOT):
        pytest.fail("The built book is older than its inputs: call `make book` first.")
    return output(ROOT) / "html"


@pytest.fixture
def double():
    """Double precision: then a wrong formula shows, and rounding does not."""
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.fixture
def own_zoo(tmp_path, monkeypatch) -> Path:
    """An empty evidence store in the place of the package's."""
    # Here, for pytest reads this file before it can check shapes.
    from gvlib import records, zoo

    folder, names, record = tmp_path / "zoo", zoo.names, zoo.record
    folder.mkdir()
    monkeypatch.setattr(zoo, "FOLDER", folder)
    monkeypatch.setattr(records, "FOLDER", folder)
    monkeypatch.setattr(zoo, "names", lambda where=folder: names(where))
    monkeypatch.setattr(zoo, "record", lambda name, where=folder: record(name, where))
    return folder
