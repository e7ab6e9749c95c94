"""Who may include whom: the levels of gateway/CMakeLists.txt, and one home for each third-party library."""

import posixpath
import re

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
LEVEL = re.compile(r"^#\s*L(\d+)\b")
MODULE = re.compile(r"^otkel_module\(\s*(\w+)(/\w+)?(\s+RECURSE)?")
PRIVATE = re.compile(r"\b[Pp]rivate to ((?:\w+/)+)(, sources only)?")

ROOMS = re.compile(r"^otkel_adapter\([^)]*\bROOMS((?: [a-z_]+)+)", re.MULTILINE)

# Modules that an external system must not see although their level would allow it.
HIDDEN_FROM_ADAPTERS = {"journal", "core"}
ADAPTER_LEVEL = "adapter"
ROOTS = ("gateway/", "adapters/", "tests/", "bench/")

HOMES = [
    (r"boost/beast", ["gateway/net/beast"]),
    (r"boost/asio/(ip|ssl|local|generic)\b", ["gateway/net/beast"]),
    (r"boost/asio/(\w+_socket|\w+_acceptor|.*stream_file)\.hpp", ["gateway/net/beast"]),
    (r"boost/asio/experimental", ["gateway/async"]),
    (r"libxml/", ["gateway/xml", "gateway/signing"]),
    (r"xmlsec/", ["gateway/xml", "gateway/signing"]),
    (r"pugixml", []),
    (r"xercesc/", ["gateway/xsd"]),
    (r"openssl/", ["gateway/crypto", "gateway/trust", "gateway/net/beast"]),
    (r"nettle/", ["gateway/crypto", "gateway/trust"]),
    (r"gmp\.h", ["gateway/crypto"]),
    (r"p11-kit", ["gateway/crypto"]),
    (r"botan/", []),
    (r"yaml-cpp/", ["gateway/settings", "gateway/mapping"]),
    (r"SQLiteCpp/|sqlite3", ["gateway/journal/sqlite", "gateway/core/embedded"]),
    (r"libpq|postgresql/", ["gateway/journal/postgres"]),
    (r"zstd", ["gateway/journal"]),
    (r"zip\.h", ["gateway/asic"]),
    (r"CLI/", ["gateway/app"]),
    (r"spdlog/|prometheus/", ["gateway/telemetry"]),
    (r"date/", ["gateway/base"]),
    (r"gtest/|gmock/|benchmark/", []),
]


class Levels:
    """Reads "# L<n>" and otkel_module(<name> [RECURSE] …) of gateway/CMakeLists.txt."""

    def __init__(self, cmake_text):
        self.level = {"app": 7}
        self.recursive = {"app"}
        self.rooms = set()  # "trust/cms": a folder of a module that is built apart, as public as the module's own
        current = 0
        for line in cmake_text.split("\n"):
            if match := LEVEL.match(line):
                current = int(match.group(1))
            elif match := MODULE.match(line):
                self.level[match.group(1)] = current
                if match.group(2):
                    self.rooms.add(match.group(1) + match.group(2))
                if match.group(3):
                    self.recursive.add(match.group(1))

    def seen_by_adapters(self):
        top = self.level.get(ADAPTER_LEVEL, 4)
        return {name for name, level in self.level.items() if level <= top} - HIDDEN_FROM_ADAPTERS


def module_of(path):
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def includes(file):
    for match in INCLUDE.finditer(file.text):
        yield line_of(file.text, match.start()), match.group(1), match.group(2)


def gateway_direction(file, target, levels):
    own, other = module_of(file.path), module_of(target)
    if target.startswith("adapters/"):
        return "gateway/ knows no external system: it never includes adapters/"
    if own not in levels.level or other not in levels.level:
        return f"module {own if own not in levels.level else other} has no level in gateway/CMakeLists.txt"
    if own != other and levels.level[other] >= levels.level[own]:
        return (f"{own} (L{levels.level[own]}) includes {other} (L{levels.level[other]}): only lower levels may be "
                "included")
    return None


def adapter_direction(file, target, levels):
    own = file.path.split("/")[1]
    if target.startswith("adapters/"):
        return None if target.split("/")[1] == own else "an adapter never includes another adapter"
    if module_of(target) not in levels.seen_by_adapters():
        return f"adapters may not see gateway/{module_of(target)}"
    if target.count("/") > 2 and "/".join(target.split("/")[1:-1]) not in levels.rooms:
        return "adapters see the headers directly in a module's folder only"
    return None


def direction(file, target, levels):
    if target.startswith(("tests/", "bench/")):
        return f"production never includes {target.split('/')[0]}/"
    if file.path.startswith("gateway/"):
        return gateway_direction(file, target, levels)
    return adapter_direction(file, target, levels)


def check_directions(repository):
    levels = Levels(repository.text_of("gateway/CMakeLists.txt"))
    for file in repository.cxx():
        for line, quote, target in includes(file):
            if quote == "<" and target.startswith(ROOTS):
                yield file.path, line, 'a header of the project is included with "…"'
            if quote != '"':
                continue
            if target not in repository.files:
                yield file.path, line, f'"{target}" is no file of the project; write the path from its root'
            elif file.is_production() and (problem := direction(file, target, levels)):
                yield file.path, line, problem


def check_private_headers(repository):
    """A header whose comment says "private to <folder>/" is included by that folder and by tests only; "private to
    <folder>/, sources only" by the .cpp files directly in that folder, not even by tests."""
    owners = {}
    for file in repository.cxx():
        if file.suffix == ".hpp" and file.path.startswith(("gateway/", "adapters/")):
            if match := PRIVATE.search(file.text):
                root = file.path.split("/")[0]
                owners[file.path] = f"{root}/{match.group(1)}", match.group(2) is not None
    for file in repository.cxx():
        for line, _, target in includes(file):
            owner, sources_only = owners.get(target, ("", False))
            if sources_only and (file.folder + "/" != owner or file.suffix != ".cpp"):
                yield file.path, line, f"{target} is private to {owner}*.cpp"
            elif not file.path.startswith(owner) and not file.is_test():
                yield file.path, line, f"{target} is private to {owner}"


def check_homes(repository):
    compiled = [(re.compile(pattern), homes) for pattern, homes in HOMES]
    for file in repository.production():
        for line, quote, target in includes(file):
            for pattern, homes in compiled:
                at_home = any(file.path.startswith(home + "/") for home in homes)
                if quote == "<" and pattern.match(target) and not at_home:
                    where = ", ".join(homes) if homes else "tests/ and bench/"
                    yield file.path, line, f"<{target}> has its home in {where}"


def adapter_rooms(repository, adapter):
    """The sub-folders that otkel_adapter(ROOMS …) compiles."""
    rooms = ROOMS.search(repository.text_of(f"adapters/{adapter}/CMakeLists.txt"))
    return set(rooms.group(1).split()) if rooms else set()


def check_reachable_sources(repository):
    """A .cpp that no glob of CMake finds is dead."""
    levels = Levels(repository.text_of("gateway/CMakeLists.txt"))
    for file in repository.cxx():
        if file.suffix != ".cpp":
            continue
        parts = file.path.split("/")
        folder = posixpath.dirname(file.path)
        problem = None
        if parts[0] == "gateway":
            if parts[1] not in levels.level:
                problem = f"no otkel_module({parts[1]}) in gateway/CMakeLists.txt"
            elif (len(parts) > 3 and parts[1] not in levels.recursive
                  and "/".join(parts[1:-1]) not in levels.rooms):
                problem = f"otkel_module({parts[1]}) does not look into sub-folders (RECURSE)"
        elif parts[0] == "adapters":
            homes = {"tests"} | adapter_rooms(repository, parts[1])
            if len(parts) > 4 or (len(parts) > 3 and parts[2] not in homes):
                problem = "an adapter's sources are in its own folder and its ROOMS, its tests in tests/"
        elif file.path.startswith("tests/unit/"):
            if "/".join(parts[2:-1]) not in levels.level.keys() | levels.rooms:
                problem = "unit tests are in tests/unit/<module>/"
        elif not any(f"{folder[:end]}/CMakeLists.txt" in repository.files
                     for end in [at for at, c in enumerate(folder + "/") if c == "/"]):
            problem = "no CMakeLists.txt above this source"
        if problem:
            yield file.path, 1, f"this source is never compiled: {problem}"


def check_reachable_headers(repository):
    included = {}
    for file in repository.cxx():
        for _, _, target in includes(file):
            included.setdefault(target, set()).add(file.path)
    for file in repository.cxx():
        if file.suffix == ".hpp" and not included.get(file.path, set()) - {file.path}:
            yield file.path, 1, "nobody includes this header"


RULES = [check_directions, check_private_headers, check_homes, check_reachable_sources, check_reachable_headers]
