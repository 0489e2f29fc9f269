"""The process of one contender: prepares, runs, reports on its last line of output."""

import importlib
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

KILOBYTES_PER_GB = 1e6


def peak_memory() -> float:
    """Return the largest resident memory of this process or of one it started, in GB.

    For itself not that of ``getrusage``, which begins at what the process that started it held.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(int(line.split()[1]), started) / KILOBYTES_PER_GB


def main() -> None:
    task = json.loads(sys.argv[1])
    run = getattr(importlib.import_module(task["module"]), task["function"])(**task["arguments"])
    elapsed = []
    result = None
    for _ in range(task["runs"]):
        result = None
        begun = time.perf_counter()
        result = run()
        elapsed.append(time.perf_counter() - begun)
    peak = peak_memory()
    if task["keep"]:
        np.save(task["keep"], result() if callable(result) else result)
    note = result if isinstance(result, str | int | float) else None
    print(json.dumps({"first": elapsed[0], "best": min(elapsed), "peak": peak, "note": note}))


if __name__ == "__main__":
    main()
