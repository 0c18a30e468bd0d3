import sys

import pytest

from latent.tools.blocked_imports import blocked


def test_a_hidden_library_cannot_be_imported_within_the_block_and_can_after_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    with blocked("wave"), pytest.raises(ImportError):
        import wave
    import wave

    assert wave.__name__ == "wave"


def test_a_library_that_is_loaded_stays_in_sight():
    with blocked("sys"):
        import sys as again
    assert again is sys
    assert sys.modules["sys"] is sys


def test_a_block_that_fails_hides_nothing_any_more(monkeypatch):
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    with pytest.raises(ValueError, match="words"), blocked("wave"):
        raise ValueError("words")
    assert "wave" not in sys.modules
