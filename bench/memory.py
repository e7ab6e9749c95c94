#!/usr/bin/env python3
"""How much memory a 10 MiB message takes, as a multiple of its size: python3 bench/memory.py PROGRAM.

Runs `otkel map` on a small message and on a large one, in both directions, and compares the peaks."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

MAPPING = "customs/declaration-check.request"
SAMPLE = Path("samples/customs/pass/request.json")
LARGE = 10 * 1024 * 1024


def run(program, name, output):
    """The peak of resident memory in octets."""
    with open(output, "wb") as out:
        child = subprocess.Popen([program, "map", MAPPING, name], stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"{program} map {MAPPING} {name} failed")
    return usage.ru_maxrss * 1024


def write_large(name):
    message = json.loads(SAMPLE.read_text(encoding="utf-8"))
    line = message["items"][0]
    message["items"] = [line | {"line": number} for number in range(1, LARGE // 545 + 1)]
    Path(name).write_text(json.dumps(message, ensure_ascii=False), encoding="utf-8")


def main():
    if sys.argv[1] == "--write":
        write_large(sys.argv[2])
        return
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        large_json, large_xml, out = (str(Path(folder) / name) for name in ("large.json", "large.xml", "out"))
        # By a process of its own: the system counts the memory of who starts a program to the program.
        subprocess.run([sys.executable, __file__, "--write", large_json], check=True)
        floor = run(program, str(SAMPLE), out)
        for name, result in ((large_json, large_xml), (large_xml, out)):
            peak = run(program, name, result)
            size = os.path.getsize(name)
            share = (peak - floor) / size
            print(f"memory: {Path(name).suffix[1:]} of {size / 2**20:.1f} MiB takes {share:.1f}x its size")


if __name__ == "__main__":
    main()
