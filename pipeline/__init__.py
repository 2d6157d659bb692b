"""What is read out of a text: pure functions, a batch of rows in, a batch of rows out. No Dagster, paths, clock or network.

The one thing done on import: compiled kernels are cached in a folder named by the source of all kernels. numba looks only at the file a
kernel stands in, not at the files of the kernels it calls, and would go on using what was compiled from an older version of those.
"""

import os
from hashlib import sha256
from pathlib import Path


def _kernel_cache() -> str | None:
    """Folder for compiled kernels of this very source; None where the package cannot be written to (numba then finds a place itself)."""
    package = Path(__file__).parent
    if not os.access(package, os.W_OK):
        return None
    sources = [file.read_bytes() for file in sorted(package.rglob("*.py"))]
    state = sha256(b"\0".join(source for source in sources if b"@njit" in source)).hexdigest()
    return str(package / "__pycache__" / f"kernels-{state[:12]}")


if folder := _kernel_cache():
    os.environ.setdefault("NUMBA_CACHE_DIR", folder)
