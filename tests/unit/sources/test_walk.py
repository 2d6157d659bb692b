"""Which files are found, and what becomes of those that cannot be read."""

from __future__ import annotations

import os
import socket

import pytest

from assets.intake.intake import documents
from assets.intake.walk import walk
from pipeline.sources.record import RawRecord, Reject


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "news"
    for name in ("b.txt", "a/2.txt", "a/1.txt", "a/.hidden.txt", "z.html", ".DS_Store", "README.md"):
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("خبر قصير من العاصمة", encoding="utf-8")
    return root


def listed(*paths, root):
    return [(i.path.relative_to(root).as_posix(), i.problem.reason if i.problem else None) for i in walk(paths)]


def test_folders_are_walked_in_order(tree):
    assert listed(tree, root=tree) == [
        (".DS_Store", "system_file"),
        ("README.md", "system_file"),
        ("a/.hidden.txt", None),
        ("a/1.txt", None),
        ("a/2.txt", None),
        ("b.txt", None),
        ("z.html", None),
    ]
    assert {i.source for i in walk([tree])} == {"news"}


def test_patterns(tree):
    assert listed(tree / "a" / "*.txt", root=tree) == [("a/.hidden.txt", None), ("a/1.txt", None), ("a/2.txt", None)]
    assert [p for p, _ in listed(tree / "**" / "[12].txt", root=tree)] == ["a/1.txt", "a/2.txt"]
    assert listed(tree / "*.none", root=tree) == [("*.none", "not_found")]


def test_a_file_names_its_own_source(tree):
    (item,) = walk([tree / "b.txt"])
    assert (item.source, item.uri) == ("b", (tree / "b.txt").as_posix())
    (item,) = walk([tree / "b.txt"], source="mine")
    assert item.source == "mine"


def test_links(tree):
    (tree / "a" / "up").symlink_to(tree)
    (tree / "self").symlink_to(tree / "self")
    (tree / "gone").symlink_to(tree / "nowhere")
    (tree / "good").symlink_to(tree / "b.txt")
    found = dict(listed(tree, root=tree))
    assert (found["a/up"], found["self"], found["gone"], found["good"]) == ("symlink_loop", "symlink_loop", "broken_link", None)


def test_two_links_to_one_folder_are_both_followed(tree):
    (tree / "again").symlink_to(tree / "a")
    assert ("again/1.txt", None) in listed(tree, root=tree)


def test_special_and_unreadable_files(tree, monkeypatch):
    monkeypatch.chdir(tree)
    os.mkfifo(tree / "pipe")
    with socket.socket(socket.AF_UNIX) as s:
        s.bind("sock")
        found = dict(listed(tree, root=tree))
    assert (found["pipe"], found["sock"]) == ("special_file", "special_file")


def test_a_missing_file(tmp_path):
    assert listed(tmp_path / "none.txt", root=tmp_path) == [("none.txt", "not_found")]


def test_one_bad_file_does_not_stop_the_rest(tree, monkeypatch):
    (tree / "a" / "1.txt").write_bytes(b"")
    real = type(tree).open

    def denied(self, *args, **kw):
        if self.name == "2.txt":
            raise PermissionError(13, "Permission denied")
        return real(self, *args, **kw)

    monkeypatch.setattr(type(tree), "open", denied)
    made = list(documents(walk([tree])))
    assert [m.reason for m in made if isinstance(m, Reject)] == ["system_file", "system_file", "empty", "unreadable"]
    assert [m.external_id for m in made if isinstance(m, RawRecord)] == [".hidden", "b", "z"]
