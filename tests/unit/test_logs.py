import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from venuecode.infra.logs import set_up_logs


@pytest.fixture
def logs() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    set_up_logs()
    yield
    root.handlers, root.level = before, level
    structlog.reset_defaults()


def test_a_fault_is_logged_by_its_kind_and_place_without_its_words(logs: None, capsys: pytest.CaptureFixture[str]):
    # the handler took the real stdout when it was made; point it at the captured one
    import sys

    logging.getLogger().handlers[0].setStream(sys.stdout)  # type: ignore[attr-defined]
    try:
        int("13800000000 is taken")
    except ValueError:
        logging.getLogger("some.library").exception("it failed")
    line = json.loads(capsys.readouterr().out)
    assert line["fault"] == "ValueError"
    assert line["at"][0].startswith("test_logs.py:")
    assert line["event"] == "it failed"
    assert "138" not in json.dumps(line["at"]) + line["fault"]
