import os
import threading
import time
from concurrent.futures.process import _ExecutorManagerThread
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from assets.engine import LocalEngine


def double(n: int) -> int:
    return 2 * n


def meet(folder: str) -> int:
    """Waits until another process is in here too; alone it never comes back with success."""
    (Path(folder) / str(os.getpid())).touch()
    until = time.monotonic() + 60
    while len(list(Path(folder).iterdir())) < 2:
        if time.monotonic() > until:
            raise TimeoutError("nobody else came")
        time.sleep(0.01)
    return os.getpid()


def fail_on_zero(task: tuple[int, str]) -> int:
    number, folder = task
    if number == 0:
        raise ValueError("batch 0 is broken")
    time.sleep(0.05)
    (Path(folder) / str(number)).touch()
    return number


def die(n: int) -> int:
    if n == 0:
        os._exit(9)
    time.sleep(0.2)
    return n


@pytest.mark.parametrize("workers", [0, 1])
def test_one_worker_is_this_process(workers):
    with LocalEngine(workers) as engine:
        assert list(engine.map(double, [1, 2, 3])) == [2, 4, 6]
        assert set(engine.map(_pid, [1, 2])) == {os.getpid()}


def _pid(_: int) -> int:
    return os.getpid()


def test_in_this_process_results_come_one_by_one():
    seen = []
    with LocalEngine(1) as engine:
        for result in engine.map(lambda n: seen.append(n) or n, [1, 2, 3]):
            assert seen[-1] == result


def test_one_task_needs_no_other_process():
    with LocalEngine(4) as engine:
        assert list(engine.map(_pid, [1])) == [os.getpid()]
        assert engine._pool is None


def test_nothing_to_do():
    with LocalEngine(2) as engine:
        assert list(engine.map(double, [])) == []


def test_two_workers_are_two_processes_at_once(tmp_path):
    with LocalEngine(2) as engine:
        pids = list(engine.map(meet, [str(tmp_path)] * 2))
        assert len(set(pids)) == 2
        assert os.getpid() not in pids
        # the same processes go on with the next table: they need not be started again
        assert set(engine.map(_pid, range(20))) <= set(pids)
        assert sorted(engine.map(double, range(50))) == [2 * n for n in range(50)]


def test_an_error_comes_through_and_what_has_not_begun_is_cancelled(tmp_path):
    with LocalEngine(2) as engine, pytest.raises(ValueError, match="batch 0 is broken"):
        list(engine.map(fail_on_zero, [(n, str(tmp_path)) for n in range(60)]))
    assert len(list(tmp_path.iterdir())) < 60


def test_an_error_in_this_process_comes_through_and_nothing_more_is_begun(tmp_path):
    with LocalEngine(1) as engine, pytest.raises(ValueError, match="batch 0"):
        list(engine.map(fail_on_zero, [(n, str(tmp_path)) for n in (1, 0, 2)]))
    assert [p.name for p in tmp_path.iterdir()] == ["1"]


def test_a_worker_that_is_killed_is_an_error_and_no_endless_wait():
    with LocalEngine(2) as engine, pytest.raises(Exception, match="terminated"):
        list(engine.map(die, range(4)))


def test_after_close_no_process_is_left():
    engine = LocalEngine(2)
    pids = set(engine.map(_pid, range(8)))
    engine.close()
    engine.close()
    until = time.monotonic() + 20
    while any(Path(f"/proc/{p}").exists() for p in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{p}").exists() for p in pids)


def test_a_pool_that_broke_while_a_worker_was_being_started_is_closed_too(monkeypatch):
    # such a worker is not among those that the pool tells to end, but among those that it waits for
    monkeypatch.setattr(BaseProcess, "terminate", lambda _: None)
    monkeypatch.setattr(_ExecutorManagerThread, "shutdown_workers", lambda _: None)
    done = threading.Event()

    def run() -> None:
        with LocalEngine(2) as engine, pytest.raises(Exception, match="terminated"):
            list(engine.map(die, range(4)))
        done.set()

    threading.Thread(target=run, daemon=True).start()
    assert done.wait(60)
