"""All of `make bench`, one JSON line a measure: the machine, then each script of this folder at its published size."""

import os
import platform
import subprocess
import sys
from pathlib import Path

from timing import told

HERE = Path(__file__).parent
PEERS = HERE.parents[1] / ".venv-bench/bin/python"


def main() -> int:
    cpu = next(line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    told(
        question="machine",
        processor=cpu.partition(": ")[2],
        cores=os.cpu_count(),
        memory_mb=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
        load=os.getloadavg()[0],
        system=platform.platform(),
        python=platform.python_version(),
    )
    for script in ("vacancy", "market", "allocation", "months"):
        subprocess.run([sys.executable, HERE / f"{script}.py"], check=True)
    problems = subprocess.Popen([sys.executable, HERE / "random_problems.py"], stdout=subprocess.PIPE)
    return subprocess.run([PEERS, HERE / "solvers.py"], stdin=problems.stdout, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
