"""The files of the project as the rules see them."""

import functools
import posixpath
import re
import subprocess
from pathlib import Path

CXX = {".cpp", ".hpp"}
CODE = CXX | {".py", ".sh", ".cmake", ".js", ".css"}
TEXT_OF_PEOPLE = {".md", ".yaml", ".yml", ".txt", ".html", ".service", ".json"}
COMMENT_OR_STRING = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r'|R"(?P<tag>[^\s()\\]{0,16})\(.*?\)(?P=tag)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\[^'\n]+|\\'|[^'\\\n])'", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)


def keep_line_ends(text):
    return "\n" * text.count("\n")


class File:
    def __init__(self, path, text):
        self.path = path
        self.text = text

    @property
    def suffix(self):
        return posixpath.splitext(self.path)[1]

    @property
    def folder(self):
        return posixpath.dirname(self.path)

    @functools.cached_property
    def lines(self):
        return self.text.split("\n")

    @functools.cached_property
    def code(self):
        """C++ with comments, strings and directives emptied; lines keep their numbers."""
        def emptied(match):
            found = match.group()
            quotes = "" if found.startswith("/") else found[-1] * 2
            return quotes + keep_line_ends(found)
        without_strings = COMMENT_OR_STRING.sub(emptied, self.text)
        return DIRECTIVE.sub(lambda match: keep_line_ends(match.group()), without_strings)

    @functools.cached_property
    def code_lines(self):
        return self.code.split("\n")

    def is_code(self):
        is_script = self.text.startswith("#!")
        return self.suffix in CODE or posixpath.basename(self.path) == "CMakeLists.txt" or is_script

    def is_cxx(self):
        return self.suffix in CXX

    def is_test(self):
        return self.path.startswith("tests/") or "/tests/" in self.path

    def is_production(self):
        return self.is_cxx() and self.path.startswith(("gateway/", "adapters/")) and not self.is_test()


class Repository:
    """All text files by path; `names` also holds what is binary."""

    def __init__(self, texts, binary=()):
        self.files = {path: File(path, text) for path, text in sorted(texts.items())}
        self.names = set(self.files) | set(binary)

    @staticmethod
    def of(root):
        listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=root, check=True,
                                capture_output=True).stdout.decode()
        texts, binary = {}, []
        for path in filter(None, listed.split("\0")):
            full = Path(root, path)
            if not full.is_file():
                continue
            octets = full.read_bytes()
            try:
                texts[path] = octets.decode()
            except UnicodeDecodeError:
                binary.append(path)
        return Repository(texts, binary)

    def cxx(self):
        return [file for file in self.files.values() if file.is_cxx()]

    def production(self):
        return [file for file in self.files.values() if file.is_production()]

    def text_of(self, path):
        return self.files[path].text if path in self.files else ""

    def has_folder(self, path):
        return any(name.startswith(path.rstrip("/") + "/") for name in self.names)
