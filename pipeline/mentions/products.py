"""A vector times a matrix, with the sums kept in registers. The additions come in one order on every machine: those of even rows, those of odd rows, then both.

numba's loops would store and read the sums anew for every number of the vector, for it cannot know that the sums do not lie inside the matrix.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic

_FLOAT, _INT = ir.FloatType(), ir.IntType(32)
#: Numbers that one register holds.
_WIDE = 8
_VECTOR = ir.VectorType(_FLOAT, _WIDE)
_ALIGN = 4  # numpy promises no more


def _load(builder: Any, place: Any) -> Any:
    return builder.load(builder.bitcast(place, _VECTOR.as_pointer()), align=_ALIGN)


def _add_product(_: Any, numbers: Any, at: Any, table: Any, n: Any, out: Any, wide: Any) -> Any:
    """Adds ``numbers[at : at + n] @ table`` to `out`; `table` lies flat, `n` rows of as many numbers as `out` has: `wide` of them, a multiple of 8; `n` is even."""
    width = wide.literal_value
    registers = width // _WIDE

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        x, w, o = (context.make_array(signature.args[k])(context, builder, args[k]).data for k in (0, 2, 4))
        first, count = (context.cast(builder, args[k], signature.args[k], types.intp) for k in (1, 3))
        size = count.type
        zeros = ir.Constant(_VECTOR, [0.0] * _WIDE)
        # even and odd rows apart, so that no addition waits for the one before it
        kept: Any = cgutils.alloca_once_value
        sums = [[kept(builder, zeros if odd else _load(builder, builder.gep(o, [size(k * _WIDE)]))) for k in range(registers)] for odd in range(2)]
        with cgutils.for_range_slice(builder, size(0), count, size(2), size) as (d, _):
            for odd in range(2):
                row = builder.add(d, size(odd))
                number = builder.load(builder.gep(x, [builder.add(first, row)]))
                spread = builder.shuffle_vector(
                    builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), number, _INT(0)),
                    ir.Constant(_VECTOR, ir.Undefined),
                    ir.Constant(ir.VectorType(_INT, _WIDE), [0] * _WIDE),
                )
                for k in range(registers):
                    part = _load(builder, builder.gep(w, [builder.add(builder.mul(row, size(width)), size(k * _WIDE))]))
                    builder.store(builder.fadd(builder.load(sums[odd][k]), builder.fmul(spread, part)), sums[odd][k])
        for k in range(registers):
            total = builder.fadd(builder.load(sums[0][k]), builder.load(sums[1][k]))
            builder.store(total, builder.bitcast(builder.gep(o, [size(k * _WIDE)]), _VECTOR.as_pointer()), align=_ALIGN)
        return context.get_dummy_value()

    return types.void(numbers, at, table, n, out, wide), generate


#: For kernels: ``add_product(numbers, at, table, n, out, wide)``. numba ships no types.
add_product: Any = intrinsic(prefer_literal=True)(_add_product)
