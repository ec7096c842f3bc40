"""A process with many threads keeps few heaps."""

import re
import subprocess
import sys

MANY_THREADS = """
import threading
from innovatie.infra.malloc import use_few_heaps
use_few_heaps()
everybody = threading.Barrier(12)
def work():
    kept = [bytes(200) for _ in range(1000)]
    everybody.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
[one.start() for one in threads]
[one.join() for one in threads]
import ctypes
ctypes.CDLL(None).malloc_stats()
"""


def test_a_process_of_many_threads_has_two_heaps() -> None:
    done = subprocess.run([sys.executable, "-c", MANY_THREADS], capture_output=True, text=True, check=True)
    assert len(re.findall(r"^Arena \d+:", done.stderr, re.MULTILINE)) <= 2
