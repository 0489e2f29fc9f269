"""What the repository must not hold: registry hosts, machine paths, unexplained exceptions."""

import re
import subprocess

HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org")


def tracked_files(root):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    names = sorted(set(listed.stdout.splitlines()))
    return [root / name for name in names if (root / name).is_file()]


def text_of(path):
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_registry_host(root):
    found = [
        str(path.relative_to(root))
        for path in tracked_files(root)
        if any(host in text_of(path) for host in HOSTS)
    ]
    assert found == []


def test_every_exception_to_a_check_has_a_code_and_a_reason(root):
    pattern = re.compile(r"# (?:noqa|type: ignore)")
    explained = re.compile(r"# (?:noqa: [A-Z]+[0-9]+|type: ignore\[[a-z-]+\])\s+# \S")
    faults = [
        f"{path.relative_to(root)}:{number}"
        for path in tracked_files(root)
        if path.suffix == ".py" and path.name != "test_repository.py"
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if pattern.search(line) and not explained.search(line)
    ]
    assert faults == []
