"""Telling the processor of memory that a kernel reads soon, so that many places are fetched at once. It changes no result, only the time.

The tables of the tagger are larger than the fast caches and read at random places; a kernel that waits for each spends most of its time so.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.extending import intrinsic

_INT = ir.IntType(32)
#: To be read, not written; to be kept in all caches; data, not code (see `llvm.prefetch`).
_HOW = tuple(ir.Constant(_INT, n) for n in (0, 3, 1))


def _prefetch(_: Any, array: Any, at: Any) -> Any:
    """Fetches the element `at` of a contiguous array, counted as it lies in memory."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind, number = signature.args
        place = builder.gep(context.make_array(kind)(context, builder, args[0]).data, [context.cast(builder, args[1], number, types.intp)])
        place = builder.bitcast(place, ir.IntType(8).as_pointer())
        fetch = builder.module.declare_intrinsic("llvm.prefetch", (place.type,), ir.FunctionType(ir.VoidType(), [place.type, _INT, _INT, _INT]))
        builder.call(fetch, [place, *_HOW])
        return context.get_dummy_value()

    return types.void(array, at), generate


#: For kernels: ``prefetch(array, at)``. numba ships no types.
prefetch: Any = intrinsic(_prefetch)
