"""What is never written: in names, in C++, in any text."""

import posixpath
import re

VAGUE = {"util", "utils", "utility", "utilities", "common", "manager", "helper", "helpers", "misc"}
VAGUE_TYPE = re.compile(r"\b(?:class|struct|enum|concept|using)\s+(?:\[\[\w+\]\]\s*)?"
                        r"(\w*(?:Manager|Helper|Utils?|Common|Misc)\w*)")
TYPE_BEGIN = r"[A-Za-z_:(<]"
# What a private constructor needs: the owner takes it in the same expression.
OWNED_NEW = re.compile(r"\b(?:unique|shared)_ptr<[^;{}]*>\(\s*new\b")

# (what is found in code without comments and strings, which files, what is said)
IN_CODE = [
    (r"\b(?:asio|net)::detached\b|\.detach\(\)", lambda f: not f.path.startswith("gateway/async/"),
     "a detached task cannot be stopped or joined: spawn into a TaskGroup"),
    (r"\bsleep_for\s*\(|\bthis_thread::sleep_until\b|\busleep\s*\(", lambda f: True,
     "sleeping hides a race: wait for the event itself, or move a fake clock"),
    (r"(?<!operator )\bnew\s+" + TYPE_BEGIN, lambda f: f.is_production(), "raw new: make_unique, or a container"),
    (r"(?<!= )(?<!operator )(?<!=)\bdelete\b\s*(?:\[\])?\s*[\w*(]", lambda f: f.is_production(),
     "raw delete: the owner is a smart pointer"),
    (r"\busing\s+namespace\b", lambda f: f.suffix == ".hpp", "using namespace in a header reaches everybody"),
    (r"\bstd::(?:cout|cerr|clog)\b|(?<![\w:])(?:std::)?(?:printf|puts)\s*\(",
     lambda f: f.is_production() and not f.path.startswith("gateway/app/"),
     "only the command line prints; everything else returns or logs"),
    (r"__attribute__\s*\(\(\s*constructor|\[\[gnu::constructor", lambda f: f.is_production(),
     "the linker drops what registers itself: register by an explicit call"),
    (r"^\s*(?:(?:static|inline|const|constexpr|\[\[maybe_unused\]\])\s+)+[\w:]+\s+\w+\s*(?:=|\{)[^;]*"
     r"\bregister_?\w*\s*\(", lambda f: f.is_production(),
     "the linker drops what registers itself: register by an explicit call"),
    (r"\b(?:goto|setjmp|longjmp)\b", lambda f: f.is_production(), "resources have owners; no jumps"),
    (r"\bstd::endl\b", lambda f: True, "std::endl flushes: write a newline"),
]
IN_COMMENTS = [
    (r"\b(?:TODO|FIXME|HACK)\b", "unfinished work is finished or not begun"),
    (r"^\s*(?://|#|/\*+|\*)\s*[-=*~#_]{4,}", "a decorative divider"),
    (r"^\s*//\s*(?:(?:if|for|while|switch)\s*\(.*[{;]|return\b.*;|(?:auto|const|static|std::)\b.*[;{]"
     r"|#include\b.*|[\w.:>-]+\(.*\);)\s*$", "commented-out code: git remembers it"),
    (r"\bNOLINT(?:NEXTLINE|BEGIN)?\b(?!\([\w.,-]+\).*\S\s*\S)", "NOLINT names its check and says why"),
    (r"@(?:brief|param|return)s?\b|\\(?:brief|param)\b", "comments are sentences, not tags"),
]
SECRET_FILES = {".p12", ".pfx", ".key", ".jks", ".keystore"}
PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE" r" KEY-----")
SECRET_VALUE = re.compile(r"^\s*(?:-\s*)?(?:password|passphrase|pin|secret|token|api_key|private_key)\s*:\s*[^\s#]",
                          re.I)
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:work|home)/")
MACHINE_PATH_OF_PRODUCT = re.compile(r"(?<![\w.$}/-])/(?:root|tmp)/")
NEIGHBOUR = re.compile(r"(?<!\w)(?:\.\./|/)shared/")
REGISTRY = re.compile(r"\b(?:(?:deb|security)[.]debian[.]org|pypi[.]org|pythonhosted[.]org|npmjs[.]org|crates[.]io"
                      r"|proxy[.]golang[.]org|docker[.]io|[\w-]+[.]pkg[.]dev|artifactor[y]|artifact-?registr[y])\b")


def check_pragma_once(repository):
    for file in repository.cxx():
        if file.suffix == ".hpp" and file.lines[0] != "#pragma once":
            yield file.path, 1, "a header begins with #pragma once"


def check_names(repository):
    for file in repository.files.values():
        if not file.is_code() and not file.is_cxx():
            continue
        for part in file.path.split("/"):
            if vague := VAGUE & set(re.split(r"[_\W]", posixpath.splitext(part)[0].lower())):
                yield file.path, 1, f"'{vague.pop()}' in a name says nothing: name what it holds"
        if file.is_cxx():
            for number, line in enumerate(file.code_lines, 1):
                if match := VAGUE_TYPE.search(line):
                    yield file.path, number, f"{match.group(1)}: name what the type is"


def check_code(repository):
    rules = [(re.compile(pattern), applies, message) for pattern, applies, message in IN_CODE]
    for file in repository.cxx():
        chosen = [(pattern, message) for pattern, applies, message in rules if applies(file)]
        for pattern, message in chosen:
            if not pattern.search(file.code) and not pattern.pattern.startswith("^"):
                continue
            for number, line in enumerate(file.code_lines, 1):
                if pattern.search(OWNED_NEW.sub("", line)):
                    yield file.path, number, message


def check_comments(repository):
    rules = [(re.compile(pattern), message) for pattern, message in IN_COMMENTS]
    for file in repository.files.values():
        if file.path.startswith("tests/tidy/") or not (file.is_code() or file.suffix in (".yaml", ".yml", ".md")):
            continue
        for number, line in enumerate(file.lines, 1):
            for pattern, message in rules:
                if file.suffix == ".md" and "TODO" not in pattern.pattern:
                    continue
                if pattern.search(line):
                    yield file.path, number, message


def check_secrets(repository):
    for path in sorted(repository.names):
        if posixpath.splitext(path)[1] in SECRET_FILES:
            yield path, 1, "a key store or key in the repository"
    for file in repository.files.values():
        for number, line in enumerate(file.lines, 1):
            if "PRIVATE" in line and PRIVATE_KEY.search(line):
                yield file.path, number, "a private key in the repository"
        if file.path.startswith(("config/", "packaging/")) and file.suffix in (".yaml", ".yml"):
            for number, line in enumerate(file.lines, 1):
                if SECRET_VALUE.match(line):
                    yield file.path, number, "a secret in the configuration: name the file that holds it (…_file)"


def check_surroundings(repository):
    """The project knows nothing of the machine that it was written on."""
    for file in repository.files.values():
        for number, line in enumerate(file.lines, 1):
            of_product = MACHINE_PATH_OF_PRODUCT.search(line) and not file.is_test()
            if of_product or MACHINE_PATH.search(line):
                yield file.path, number, "a path of one machine"
            if "shared/" in line and NEIGHBOUR.search(line) and not file.is_test():
                yield file.path, number, "a folder outside the project"
            if REGISTRY.search(line):
                yield file.path, number, "the address of a package mirror: use what the machine is set up with"


RULES = [check_pragma_once, check_names, check_code, check_comments, check_secrets, check_surroundings]
