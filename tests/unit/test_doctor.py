"""What the doctor says of the worker: heard of, just started, silent, never seen."""

from datetime import timedelta

import pytest

from venuecode.cli.doctor import _worker

LONG = timedelta(hours=9)


@pytest.mark.parametrize(
    ("silence", "working", "how", "words"),
    [
        (timedelta(seconds=40), True, "good", "a worker is alive"),
        (None, True, "good", "a worker is connected"),
        (LONG, True, "good", "a worker is connected"),
        (None, False, "note", "no worker has run yet"),
        (LONG, False, "note", "no worker was heard of for 540 min"),
    ],
)
def test_a_worker_that_has_just_started_is_not_called_missing(
    silence: timedelta | None, working: bool, how: str, words: str
):
    found = _worker(silence, working=working)
    assert found.how == how
    assert found.words.startswith(words)
