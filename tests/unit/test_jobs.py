from datetime import timedelta

from venuecode.infra.jobs import LONGEST_WAIT, wait_before


def test_each_failure_doubles_the_wait_up_to_a_limit():
    waits = [wait_before(n) for n in range(12)]
    assert waits[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert waits[-1] == LONGEST_WAIT
    assert waits == sorted(waits)
