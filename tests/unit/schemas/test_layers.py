import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

#: What each package may import of ours; imports only go down.
MAY_IMPORT = {
    "schemas": {"schemas"},
    "pipeline": {"pipeline", "schemas"},
    "warehouse": {"warehouse", "schemas"},
    "assets": {"assets", "warehouse", "pipeline", "schemas"},
    "rawi": {"rawi", "assets", "warehouse", "pipeline", "schemas"},
}
#: Only these know of Dagster.
DAGSTER = {"assets", "rawi"}

#: What `pipeline` must do without: network, clock, processes.
IMPURE = {"socket", "http", "requests", "httpx", "urllib3", "time", "random", "subprocess", "multiprocessing", "threading", "os", "shutil", "glob", "dagster"}
#: Where kernels are cached is settled when the package is imported, before numba is: see its docstring. Words met are kept apart by thread; none is started.
ALLOWED = {"pipeline": {"os"}, "pipeline.mentions.model": {"threading"}}
CLOCK = {"now", "utcnow", "today"}

MODULES = sorted(p for package in MAY_IMPORT for p in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").as_posix().removesuffix("/__init__").replace("/", ".")


each_module = pytest.mark.parametrize("path", MODULES, ids=name_of)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf8"))


@cache
def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            names.add(str(node.module))
    return names


@each_module
def test_imports_only_go_down(path: Path):
    package = path.relative_to(ROOT).parts[0]
    ours = {n.partition(".")[0] for n in imported(path)} & (set(MAY_IMPORT) | {"tests", "training", "bench"})
    assert ours <= MAY_IMPORT[package]


@each_module
def test_only_the_upper_floors_know_of_dagster(path: Path):
    package = path.relative_to(ROOT).parts[0]
    if package not in DAGSTER:
        assert not any(n.partition(".")[0].startswith("dagster") for n in imported(path))


@pytest.mark.parametrize("path", [p for p in MODULES if p.is_relative_to(ROOT / "pipeline")], ids=name_of)
def test_the_pipeline_has_no_clock_no_network_and_no_chance(path: Path):
    assert not {n.partition(".")[0] for n in imported(path)} & IMPURE - ALLOWED.get(name_of(path), set())
    assert "urllib.request" not in imported(path)
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert not (node.func.attr in CLOCK and isinstance(node.func.value, ast.Name | ast.Attribute)), f"line {node.lineno} asks the clock"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "open", f"line {node.lineno} opens a path"


@each_module
def test_a_module_opens_with_a_docstring(path: Path):
    source = path.read_text(encoding="utf8")
    if path.name == "__init__.py" and not source.strip():
        return
    doc = ast.get_docstring(parsed(path))
    assert doc
    assert len(doc.split()) >= 5


def test_every_module_is_looked_at():
    assert len(MODULES) > 80
