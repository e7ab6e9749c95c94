#!/usr/bin/env python3
"""Every rule is shown to fire and to stay silent: python3 tests/tidy/test_tidy.py."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import documents
import findings
import layers
import sizes
import stale
import tidy
import words
from repository import Repository

CMAKE = """# L0
otkel_module(base LIBRARIES x)
# L1
otkel_module(async LIBRARIES otkel_base)
otkel_module(settings LIBRARIES otkel_base)
# L2
otkel_module(net RECURSE LIBRARIES otkel_async)
otkel_module(net/codec LIBRARIES otkel_net)
# L3
otkel_module(journal RECURSE LIBRARIES otkel_async)
# L4
otkel_module(adapter LIBRARIES otkel_net)
# L5
otkel_module(exchange LIBRARIES otkel_adapter)
"""
HEADERS = ["gateway/base/a.hpp", "gateway/async/a.hpp", "gateway/settings/a.hpp", "gateway/net/a.hpp",
           "gateway/net/beast/a.hpp", "gateway/net/codec/a.hpp", "gateway/journal/a.hpp", "gateway/adapter/a.hpp",
           "gateway/exchange/a.hpp",
           "adapters/x/a.hpp", "adapters/y/a.hpp", "tests/support/a.hpp"]


def found(rule, texts, binary=()):
    return [f"{path}:{line}" for path, line, _ in rule(Repository(texts, binary))]


def project(**texts):
    return {"gateway/CMakeLists.txt": CMAKE} | {path: "#pragma once\n" for path in HEADERS} | texts


class Rules(unittest.TestCase):
    def fires(self, rule, path, text, line=1, **others):
        self.assertIn(f"{path}:{line}", found(rule, {**others, path: text}), text)

    def silent(self, rule, path, text, **others):
        self.assertEqual([], [p for p in found(rule, {**others, path: text}) if p.startswith(path + ":")], text)


class Layers(Rules):
    def includes(self, path, target):
        text = f'#include <vector>\n#include "{target}"\n'
        return f"{path}:2" in found(layers.check_directions, project(**{path: text}))

    def test_only_lower_levels_are_included(self):
        self.assertFalse(self.includes("gateway/net/b.cpp", "gateway/base/a.hpp"))
        self.assertFalse(self.includes("gateway/net/b.cpp", "gateway/net/beast/a.hpp"))
        self.assertFalse(self.includes("gateway/app/b.cpp", "gateway/exchange/a.hpp"))
        self.assertTrue(self.includes("gateway/base/b.cpp", "gateway/net/a.hpp"))
        self.assertTrue(self.includes("gateway/settings/b.cpp", "gateway/async/a.hpp"))
        self.assertTrue(self.includes("gateway/unknown/b.cpp", "gateway/base/a.hpp"))

    def test_gateway_knows_no_adapter_and_production_no_test(self):
        self.assertTrue(self.includes("gateway/app/b.cpp", "adapters/x/a.hpp"))
        self.assertTrue(self.includes("gateway/app/b.cpp", "tests/support/a.hpp"))
        self.assertTrue(self.includes("adapters/x/b.cpp", "tests/support/a.hpp"))
        self.assertFalse(self.includes("adapters/x/tests/b.cpp", "tests/support/a.hpp"))
        self.assertFalse(self.includes("tests/unit/net/b.cpp", "gateway/exchange/a.hpp"))

    def test_an_adapter_sees_public_headers_up_to_its_level(self):
        self.assertFalse(self.includes("adapters/x/b.cpp", "gateway/adapter/a.hpp"))
        self.assertFalse(self.includes("adapters/x/b.cpp", "adapters/x/a.hpp"))
        hidden = ("adapters/y/a.hpp", "gateway/exchange/a.hpp", "gateway/journal/a.hpp", "gateway/net/beast/a.hpp")
        for target in hidden:
            self.assertTrue(self.includes("adapters/x/b.cpp", target), target)

    def test_a_path_starts_at_the_root_and_exists(self):
        self.assertTrue(self.includes("gateway/net/b.cpp", "a.hpp"))
        self.assertTrue(self.includes("gateway/net/b.cpp", "gateway/base/gone.hpp"))
        self.fires(layers.check_directions, "gateway/net/b.cpp", "#include <gateway/base/a.hpp>\n", 1, **project())

    def test_a_private_header_stays_in_its_folder(self):
        private = project(**{"gateway/net/a.hpp": "#pragma once\n// Private to net/.\n"})
        include = '#include "gateway/net/a.hpp"\n'
        self.fires(layers.check_private_headers, "gateway/exchange/b.cpp", include, 1, **private)
        self.silent(layers.check_private_headers, "gateway/net/beast/b.cpp", include, **private)
        self.silent(layers.check_private_headers, "tests/unit/net/b.cpp", include, **private)

    def test_a_header_for_sources_only_is_in_no_header_and_no_test(self):
        private = project(**{"gateway/net/a.hpp": "#pragma once\n// Private to net/, sources only.\n"})
        include = '#include "gateway/net/a.hpp"\n'
        for path in ("gateway/net/b.hpp", "gateway/net/beast/b.cpp", "gateway/exchange/b.cpp", "adapters/x/b.cpp",
                     "tests/unit/net/b.cpp", "tests/support/b.hpp"):
            self.fires(layers.check_private_headers, path, include, 1, **private)
        self.silent(layers.check_private_headers, "gateway/net/b.cpp", include, **private)

    def test_the_seal_of_verified_octets_is_for_the_sources_of_signing_only(self):
        path = "gateway/signing/seal.hpp"
        private = {path: Path(__file__).parents[2].joinpath(path).read_text(encoding="utf-8")}
        include = f'#include "{path}"\n'
        for other in ("gateway/exchange/b.cpp", "gateway/signing/b.hpp", "adapters/x/b.cpp", "tests/support/b.hpp"):
            self.fires(layers.check_private_headers, other, include, 1, **private)
        self.silent(layers.check_private_headers, "gateway/signing/b.cpp", include, **private)

    def test_a_library_stays_at_home(self):
        homes = {"boost/beast/http.hpp": "gateway/net/beast", "boost/asio/ip/tcp.hpp": "gateway/net/beast",
                 "boost/asio/experimental/channel.hpp": "gateway/async", "libxml/parser.h": "gateway/xml",
                 "xmlsec/xmlsec.h": "gateway/signing", "openssl/evp.h": "gateway/trust",
                 "nettle/gostdsa.h": "gateway/crypto", "yaml-cpp/yaml.h": "gateway/mapping",
                 "SQLiteCpp/SQLiteCpp.h": "gateway/core/embedded", "sqlite3.h": "gateway/journal/sqlite",
                 "libpq-fe.h": "gateway/journal/postgres", "zstd.h": "gateway/journal", "CLI/CLI.hpp": "gateway/app",
                 "pango/pangocairo.h": "gateway/paper",
                 "spdlog/spdlog.h": "gateway/telemetry", "prometheus/registry.h": "gateway/telemetry",
                 "date/tz.h": "gateway/base"}
        for header, home in homes.items():
            self.silent(layers.check_homes, f"{home}/b.cpp", f"#include <{header}>\n")
            self.fires(layers.check_homes, "gateway/exchange/b.cpp", f"#include <{header}>\n")
            self.fires(layers.check_homes, "adapters/x/b.cpp", f"#include <{header}>\n")
        self.fires(layers.check_homes, "gateway/base/b.cpp", "#include <gtest/gtest.h>\n")
        self.fires(layers.check_homes, "gateway/xml/b.cpp", "#include <pugixml.hpp>\n")
        self.silent(layers.check_homes, "bench/b.cpp", "#include <pugixml.hpp>\n")
        self.silent(layers.check_homes, "tests/unit/base/b.cpp", "#include <gtest/gtest.h>\n")
        self.silent(layers.check_homes, "gateway/exchange/b.cpp", "#include <boost/asio/awaitable.hpp>\n")

    def test_a_source_that_no_glob_finds_is_dead(self):
        dead = ["gateway/base/deep/b.cpp", "gateway/unknown/b.cpp", "adapters/x/deep/b.cpp",
                "adapters/x/tests/deep/b.cpp", "adapters/x/room/deep/b.cpp", "adapters/y/room/b.cpp",
                "tests/unit/unknown/b.cpp", "tests/unit/net/deep/b.cpp", "tests/unit/b.cpp", "stray/b.cpp"]
        alive = ["gateway/base/b.cpp", "gateway/net/beast/b.cpp", "gateway/app/cli/b.cpp", "adapters/x/b.cpp",
                 "adapters/x/tests/b.cpp", "adapters/x/room/b.cpp", "tests/unit/net/b.cpp", "tests/integration/b.cpp"]
        texts = project(**{"tests/CMakeLists.txt": "", "adapters/x/CMakeLists.txt": "otkel_adapter(ROOMS hall room)\n",
                           "adapters/y/CMakeLists.txt": "otkel_adapter(LIBRARIES room)\n"})
        for path in dead:
            self.fires(layers.check_reachable_sources, path, "", 1, **texts)
        for path in alive:
            self.silent(layers.check_reachable_sources, path, "", **texts)

    def test_a_header_that_nobody_includes_is_dead(self):
        self.fires(layers.check_reachable_headers, "gateway/base/b.hpp", '#include "gateway/base/b.hpp"\n')
        others = {"gateway/base/b.cpp": '#include "gateway/base/b.hpp"\n'}
        self.silent(layers.check_reachable_headers, "gateway/base/b.hpp", "", **others)


class Sizes(Rules):
    def test_files_end_after_400_lines(self):
        self.silent(sizes.check_file_length, "gateway/base/b.cpp", "\n" * 400)
        self.fires(sizes.check_file_length, "gateway/base/b.cpp", "\n" * 401, 401)
        self.silent(sizes.check_file_length, "samples/big.xml", "\n" * 500)

    def test_lines_end_after_120_characters(self):
        self.silent(sizes.check_line_length, "gateway/base/b.cpp", "\n" + "ң" * 120 + "\n")
        self.fires(sizes.check_line_length, "gateway/base/b.cpp", "\n" + "x" * 121 + "\n", 2)
        self.fires(sizes.check_line_length, "run", "#!/bin/sh\n" + "x" * 121 + "\n", 2)
        self.silent(sizes.check_line_length, "mappings/x.xsd", "x" * 121)

    def function(self, head, lines, tail="}"):
        return "namespace otkel {\n" + head + "\n" + "    work();\n" * (lines - 2) + tail + "\n}\n"

    def test_functions_end_after_70_lines(self):
        heads = ["Result<int> f(int a) {", "TEST(Name, does_it) {", "asio::awaitable<void> C::f() const {",
                 "auto f() -> std::vector<int> {", 'void f(const char* text = "{(") {', "C::C(int a) : a_{a}, b_(a) {"]
        for head in heads:
            self.silent(sizes.check_function_length, "gateway/base/b.cpp", self.function(head, 70))
            self.fires(sizes.check_function_length, "gateway/base/b.cpp", self.function(head, 71), 2)

    def test_functions_inside_classes_are_measured_and_classes_are_not(self):
        long_method = "class C final : public D<int> {\n" + self.function("    void f() {", 71) + "};\n"
        self.fires(sizes.check_function_length, "gateway/base/b.hpp", long_method, 3)
        many = "struct C {\n" + "    void f() {}\n" * 100 + "};\n"
        self.silent(sizes.check_function_length, "gateway/base/b.hpp", many)

    def test_tables_comments_and_macros_are_no_functions(self):
        table = "constexpr std::array table{\n" + '    Row{"(", 1},\n' * 100 + "};\n"
        comment = "/* f() {\n" + "x\n" * 100 + "} */\n"
        macro = "#define M(x) { \\\n" + "    x; \\\n" * 100 + "}\n"
        raw = 'const char* t = R"x(f() {\n' + "a\n" * 100 + ')x";\n'
        for text in (table, comment, macro, raw):
            self.silent(sizes.check_function_length, "gateway/base/b.cpp", text)

    def test_functions_of_python_are_measured(self):
        self.silent(sizes.check_function_length, "tests/x.py", "def f():\n" + "    g()\n" * 69)
        self.fires(sizes.check_function_length, "tests/x.py", "def f():\n" + "    g()\n" * 70)

    def test_text_is_plain(self):
        for text in ("x \n", "\tx\n", "x", "\ufeffx\n", "x\r\n"):
            self.fires(sizes.check_plain_text, "gateway/base/b.cpp", text)
        self.silent(sizes.check_plain_text, "gateway/base/b.cpp", "x\n\ny\n")
        self.silent(sizes.check_plain_text, "samples/x/request.xml", "x \t")


class Words(Rules):
    def test_a_header_begins_with_pragma_once(self):
        self.fires(words.check_pragma_once, "gateway/base/b.hpp", "// Text.\n#pragma once\n")
        self.silent(words.check_pragma_once, "gateway/base/b.hpp", "#pragma once\n")

    def test_names_say_what_they_hold(self):
        for path in ("gateway/util/b.cpp", "gateway/base/string_utils.cpp", "adapters/x/session_manager.hpp",
                     "tests/common/b.hpp", "tests/helper.py"):
            self.fires(words.check_names, path, "")
        self.silent(words.check_names, "mappings/shep/common.xsd", "")
        self.silent(words.check_names, "gateway/base/manageable.cpp", "")
        for text in ("class SessionManager {", "struct XmlHelper;", "using Utils = int;", "enum class CommonState {"):
            self.fires(words.check_names, "gateway/base/b.hpp", "\n" + text + "\n", 2)
        self.silent(words.check_names, "gateway/base/b.hpp", "// class SessionManager\nclass Session {};\n")

    def test_code_avoids_what_is_forbidden(self):
        cases = ["co_spawn(executor, f(), asio::detached);", "thread.detach();", "std::this_thread::sleep_for(1s);",
                 "auto* p = new Thing();", "delete p;", "delete[] p;", 'std::cout << "x";', "std::cerr << 1;",
                 'printf("x");', "__attribute__((constructor)) void f();", "goto end;", "stream << std::endl;",
                 "static const bool registered = register_adapter();", "const bool done{registry.register_it(x)};"]
        for text in cases:
            self.fires(words.check_code, "gateway/exchange/b.cpp", "int a;\n" + text + "\n", 2)
        self.fires(words.check_code, "gateway/base/b.hpp", "using namespace std;\n")
        self.fires(words.check_code, "tests/unit/base/b.cpp", "sleep_for(1s);\n")

    def test_code_keeps_what_is_allowed(self):
        cases = ["C(const C&) = delete;", "// a new idea; delete it\n", 'f("new T");', "void* operator new(size_t);",
                 "bool detached = true;", 'std::fprintf(stderr, "x");', "const auto id = registry.id();",
                 "sleep_until(at);", "registry.register_adapter(x);", "const int newest = 1;",
                 "return std::unique_ptr<Thing>(new Thing(a));"]
        for text in cases:
            self.silent(words.check_code, "gateway/exchange/b.cpp", text + "\n")
        self.silent(words.check_code, "gateway/async/b.cpp", "co_spawn(e, f(), asio::detached);\n")
        self.silent(words.check_code, "gateway/app/cli/b.cpp", "std::cout << 1;\n")
        self.silent(words.check_code, "gateway/base/b.cpp", "using namespace std::chrono_literals;\n")

    def test_comments_are_sentences(self):
        cases = ["// TODO later", "int a;  // FIXME", "// ------ part", "# =====", "/*******", "// return value;",
                 "// if (a) {", "// auto x = f();", "// #include <map>", "// object.call(1, 2);", "// NOLINT",
                 "int a;  // NOLINT(some-check)", "// @brief Adds."]
        for text in cases:
            self.fires(words.check_comments, "gateway/base/b.cpp", text + "\n")
        self.fires(words.check_comments, "docs/a.md", "TODO\n")
        for text in ("// Returns at once; the caller waits.", "// if (and only if) it fits", "// two - three",
                     "f();  // NOLINT(bugprone-x) the library returns a reference to its own buffer"):
            self.silent(words.check_comments, "gateway/base/b.cpp", text + "\n")

    def test_secrets_stay_out(self):
        key = "-----BEGIN " + "RSA PRIVATE" + " KEY-----\n"
        for path in ("certs/a.pem", "tests/a.txt", "samples/x/a.xml"):
            self.fires(words.check_secrets, path, "\n" + key, 2)
        self.assertEqual(["certs/a.p12:1"], found(words.check_secrets, {}, ["certs/a.p12"]))
        for text in ("password: x", "  token: 'x'", "- pin: 1234"):
            self.fires(words.check_secrets, "config/a.yaml", text + "\n")
        for text in ("password_file: var/x", "password:", "password:  # in the file below"):
            self.silent(words.check_secrets, "config/a.yaml", text + "\n")

    def test_the_machine_stays_out(self):
        for place in ("work", "home"):
            self.fires(words.check_surroundings, "docs/a.md", f"see /{place}/x\n")
            self.fires(words.check_surroundings, "tests/x.py", f'open("/{place}/x")\n')
        for place in ("root", "tmp"):
            self.fires(words.check_surroundings, "gateway/base/b.cpp", f'f("/{place}/x");\n')
            self.silent(words.check_surroundings, "tests/unit/base/b.cpp", f'f("/{place}/x");\n')
        self.fires(words.check_surroundings, "gateway/base/b.cpp", '// see ../' + "shared/x\n")
        self.silent(words.check_surroundings, "tests/unit/base/b.cpp", 'f("../' + 'shared/data");\n')
        self.fires(words.check_surroundings, "Dockerfile", "http://deb." + "debian.org/debian\n")
        self.silent(words.check_surroundings, "docs/a.md", "https://portal.kz/home/x and $HOME/work/x\n")


class Documents(Rules):
    def test_links_lead_somewhere(self):
        self.fires(documents.check_links, "docs/a.md", "\n[b](b.md)\n", 2)
        others = {"docs/b.md": "", "config/a.yaml": ""}
        text = "[b](b.md#part) [c](../config/) [d](https://example.kz/x) [e](#here)\n```\n[x](no.md)\n```\n"
        self.silent(documents.check_links, "docs/a.md", text, **others)

    def test_pages_are_reachable(self):
        self.fires(documents.check_reachable, "docs/a.md", "", 1, **{"README.md": "text"})
        chain = {"README.md": "[d](docs/)", "docs/README.md": "[b](b.md)", "docs/b.md": "[a](a.md)"}
        self.silent(documents.check_reachable, "docs/a.md", "", **chain)

    def test_packages_have_reasons(self):
        reasons = {"docs/dependencies.md": "| `cmake` | builds |\n| `gone` | nothing |\n"}
        self.fires(documents.check_packages, "packages.txt", "[build]\ncmake\nmold\n", 3, **reasons)
        self.assertIn("docs/dependencies.md:2", found(documents.check_packages, {"packages.txt": "cmake\n", **reasons}))

    def test_an_adapter_has_a_page(self):
        self.assertEqual(["adapters/x:1"], found(documents.check_adapters, {"adapters/x/adapter.cpp": ""}))
        self.assertEqual([], found(documents.check_adapters, {"adapters/x/README.md": ""}))


class Findings(Rules):
    TITLES = {findings.TITLES: '{"a-b", {"k", "r", "e"}},\n{"nil",\n {"k", "r", "e"}},\n'}

    def test_each_code_has_a_title(self):
        path = "gateway/mapping/b.cpp"
        for text in ('Finding{"x-y", Severity::error};', 'add(a ? Severity::note : Severity::error, "x-y", p);',
                     'add(Severity::error, other == nullptr ? "a-b" : "x-y", p);',
                     'report_.note("x-y", spot(rule), d);',
                     'finding.code = "x-y";', 'std::string_view code{"x-y"};', 'complain(rule, "x-y", place, d);',
                     'findings_.describe(word ? "x-y" : "a-b", place);',
                     'std::string_view code_of(int rule) {return "x-y";\n}\n'):
            self.fires(findings.check_finding_titles, path, text, **self.TITLES)
            self.silent(findings.check_finding_titles, path, text.replace("x-y", "a-b"), **self.TITLES)
        for text in ('section.complain("mode", "no such mode");', 'log.error("x-y", {});',
                     'complain(node, "two words");'):
            self.silent(findings.check_finding_titles, path, text, **self.TITLES)

    def test_each_title_has_its_code(self):
        source = {"gateway/mapping/b.cpp": 'complain(rule, "a-b", place, d);'}
        self.assertEqual([f"{findings.TITLES}:2"], found(findings.check_finding_titles, {**self.TITLES, **source}))


class Stale(unittest.TestCase):
    def test_the_key_follows_source_headers_rules_and_command(self):
        with tempfile.TemporaryDirectory() as folder:
            before = os.getcwd()
            os.chdir(folder)
            self.addCleanup(os.chdir, before)
            texts = {".clang-tidy": "", "a.cpp": '#include "a.hpp"\n', "a.hpp": '#include "b.hpp"\n', "b.hpp": "",
                     "c.hpp": ""}
            for path, text in texts.items():
                Path(path).write_text(text, encoding="utf-8")
            key = stale.key("a.cpp", "clang")
            Path("c.hpp").write_text("int unrelated;\n", encoding="utf-8")
            self.assertEqual(key, stale.key("a.cpp", "clang"))
            self.assertNotEqual(key, stale.key("a.cpp", "clang -O2"))
            for path in ("a.cpp", "a.hpp", "b.hpp", ".clang-tidy"):
                Path(path).write_text(texts[path] + "\n", encoding="utf-8")
                changed = stale.key("a.cpp", "clang")
                self.assertNotEqual(key, changed)
                key = changed


class Whole(unittest.TestCase):
    def test_every_rule_is_in_the_list_and_tested_here(self):
        modules = (layers, sizes, words, documents, findings)
        written = [rule for module in modules for name, rule in vars(module).items() if name.startswith("check_")]
        self.assertEqual(sorted(map(id, written)), sorted(map(id, tidy.RULES)))
        own_text = Path(__file__).read_text(encoding="utf-8")
        for rule in written:
            self.assertIn(f".{rule.__name__}", own_text)

    def test_problems_name_file_line_and_rule(self):
        problems = list(tidy.problems(Repository({"gateway/base/a.hpp": "\n"})))
        self.assertIn(("gateway/base/a.hpp", 1, "[pragma-once] a header begins with #pragma once"), problems)


if __name__ == "__main__":
    unittest.main()
