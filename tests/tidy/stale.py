#!/usr/bin/env python3
"""Of the sources on standard input, prints "<key> <source>" for those not yet known to be clean.

stale.py BUILD CLEAN: the key is a digest of the source, all headers of the project that it includes directly or through
others, .clang-tidy and its compile command; a file of that name in CLEAN means that clang-tidy found nothing."""

import hashlib
import json
import sys
from pathlib import Path

import layers
from repository import File


def compile_commands(build):
    root = Path.cwd()
    commands = {}
    for entry in json.loads(Path(build, "compile_commands.json").read_text(encoding="utf-8")):
        path = Path(entry["directory"], entry["file"]).resolve()
        if path.is_relative_to(root):
            commands[str(path.relative_to(root))] = entry.get("command") or " ".join(entry["arguments"])
    return commands


def closure(source):
    """The source and every header of the project that it reaches, sorted."""
    reached, waiting = {}, [source]
    while waiting:
        path = waiting.pop()
        if path in reached or not Path(path).is_file():
            continue
        reached[path] = Path(path).read_text(encoding="utf-8")
        waiting += [target for _, _, target in layers.includes(File(path, reached[path]))]
    return sorted(reached.items())


def key(source, command):
    digest = hashlib.sha256()
    for text in [command, Path(".clang-tidy").read_text(encoding="utf-8"), *sum(closure(source), ())]:
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def main():
    build, clean = sys.argv[1:3]
    commands = compile_commands(build)
    for source in sys.stdin.read().split():
        if source not in commands:
            print(f"{source} is not in {build}/compile_commands.json", file=sys.stderr)
            sys.exit(255)
        digest = key(source, commands[source])
        if not Path(clean, digest).exists():
            print(digest, source)


if __name__ == "__main__":
    main()
