#!/usr/bin/env python3
"""Checks the repository against its own rules: python3 tests/tidy/tidy.py. There are no exceptions.

Prints "file:line: [rule] message" for each breach; exit code 1 when there is one."""

import sys
from pathlib import Path

import documents
import findings
import layers
import sizes
import words
from repository import Repository

RULES = layers.RULES + sizes.RULES + words.RULES + documents.RULES + findings.RULES


def problems(repository):
    for rule in RULES:
        name = rule.__name__.removeprefix("check_").replace("_", "-")
        for path, line, message in rule(repository):
            yield path, line, f"[{name}] {message}"


def main():
    root = Path(__file__).resolve().parents[2]
    found = sorted(problems(Repository.of(root)))
    for path, line, message in found:
        print(f"{path}:{line}: {message}")
    if found:
        print(f"{len(found)} breaches of {len(RULES)} rules", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
