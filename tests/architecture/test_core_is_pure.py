"""The core imports nothing but the standard library and what computes."""

import subprocess
import sys

ALLOWED = {"numpy", "scipy", "ortools", "barometer", "cython_runtime"}

PROBE = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
before = set(sys.modules)
import barometer.core
for module in pkgutil.walk_packages(barometer.core.__path__, "barometer.core."):
    importlib.import_module(module.name)
roots = {name.split(".")[0] for name in set(sys.modules) - before}
print(" ".join(sorted(root for root in roots if root not in sys.stdlib_module_names)))
"""


def test_core_imports_only_what_computes(root):
    result = subprocess.run(
        [sys.executable, "-I", "-c", PROBE, str(root / "src")],
        capture_output=True,
        text=True,
        check=True,
    )
    found = {name for name in result.stdout.split() if not name.startswith("_")}
    assert found - ALLOWED == set()
