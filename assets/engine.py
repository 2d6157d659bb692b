"""How a batch function is spread over cores. The one place that knows of processes; what the function does is not known here."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass
class LocalEngine:
    """Runs tasks in this process, or in a pool of processes on this machine.

    Processes are forked from a clean server (spawned where there is none): a plain fork of a process that uses polars hangs. The pool is
    made when it is first worth it and lives until `close`.

    Attributes:
        workers: Processes; 1 means this process.
    """

    workers: int = 1
    _pool: ProcessPoolExecutor | None = field(default=None, init=False, repr=False)
    _others: list[multiprocessing.process.BaseProcess] = field(default_factory=list, init=False, repr=False)
    _broken: bool = field(default=False, init=False, repr=False)

    def map(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[R]:
        """Yields the results of all tasks as they come, in no certain order.

        Args:
            function: A module-level function.
            tasks: Picklable arguments, one a call.

        Raises:
            Exception: Whatever the function raised first; tasks not yet begun are cancelled.
        """
        if self.workers <= 1 or len(tasks) <= 1:
            yield from map(function, tasks)
            return
        futures: list[Future[R]] = []
        try:
            futures.extend(self._started().submit(function, task) for task in tasks)
            for future in as_completed(futures):
                yield future.result()
        except BrokenProcessPool:
            self._broken = True
            raise
        finally:
            for future in futures:
                future.cancel()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
            self._others = multiprocessing.active_children()
            self._pool = ProcessPoolExecutor(self.workers, mp_context=multiprocessing.get_context(method))
        return self._pool

    def close(self) -> None:
        """Ends the worker processes."""
        if self._pool is None:
            return
        if self._broken:
            # when one worker dies while another is being started, the pool waits for the other without having told it to end
            for process in multiprocessing.active_children():
                if process not in self._others:
                    process.kill()
        self._pool.shutdown(cancel_futures=True)
        self._pool, self._broken = None, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
