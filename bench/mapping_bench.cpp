// XML to JSON text, the customs declaration check: a compiled mapping file, the same mapping written by hand over
// pugixml, and the same as an XSLT stylesheet over libxslt; 4 KiB, 100 KiB and 10 MiB.

#include <benchmark/benchmark.h>

#include <boost/json/parse.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>

#include "bench/programs.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/mapping/mapping.hpp"
#include "gateway/signing/verifier.hpp"

namespace otkel::bench {
namespace {

const mapping::Mapping& compiled_mapping() {
    static const auto mapping = mapping::Mapping::load("mappings/customs/declaration-check.request.yaml",
                                                       mapping::load_code_tables("mappings/codes").value())
                                    .value();
    return *mapping;
}

// A declaration of about so many octets: the lines of a good one, repeated.
std::string make_document(std::size_t octets) {
    std::ifstream file("samples/customs/pass/request.json");
    const std::string sample{std::istreambuf_iterator<char>(file), {}};
    auto declaration = boost::json::parse(sample);
    auto& items = declaration.as_object()["items"].as_array();
    const boost::json::array pattern{items.front()};  // goods that are marked code by code
    items = pattern;
    std::string document;
    while (document.size() < octets) {
        const auto missing = document.empty() ? 0 : (octets - document.size()) * items.size() / document.size() + 1;
        for (std::size_t i = 0; i < missing; ++i) {
            auto line = pattern[i % pattern.size()];
            line.as_object()["line"] = items.size() + 1;
            items.push_back(std::move(line));
        }
        document = compiled_mapping().to_xml(declaration, SystemClock().wall()).value().octets;
    }
    return document;
}

struct Document {
    std::string octets;
    xml::VerifiedOctets verified;
};

const Document& document_of(std::size_t octets) {
    static std::map<std::size_t, Document> documents;
    auto found = documents.find(octets);
    if (found == documents.end()) {
        static const SystemClock clock;
        static const signing::Verifier verifier(clock, std::make_shared<trust::CertificateCache>());
        auto text = make_document(octets);
        auto verified = verifier.accept_unsigned(text, xml::Limits{.octets = 64U << 20U}, "benchmark").value();
        found = documents.emplace(octets, Document{std::move(text), std::move(verified)}).first;
    }
    return found->second;
}

xml::Limits wide_limits() { return {.octets = 64U << 20U, .elements = 10'000'000}; }

std::string by_mapping(const Document& document) {
    const auto tree = xml::Tree::parse(document.verified, wide_limits()).value();
    return compiled_mapping().to_json_text(tree.root()).value().text;
}

void mapping_file(benchmark::State& state) {
    const auto& document = document_of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(by_mapping(document));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(document.octets.size()));
}

void mapping_file_to_xml(benchmark::State& state) {
    const auto& document = document_of(static_cast<std::size_t>(state.range(0)));
    const auto tree = xml::Tree::parse(document.verified, wide_limits()).value();
    const auto json = compiled_mapping().to_json(tree.root()).value().json;
    const auto now = SystemClock().wall();
    for (auto _ : state) {
        benchmark::DoNotOptimize(compiled_mapping().to_xml(json, now).value().octets);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(document.octets.size()));
}

void pugixml_by_hand(benchmark::State& state) {
    const auto& document = document_of(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(declaration_by_hand(document.octets));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(document.octets.size()));
}

void libxslt(benchmark::State& state) {
    const auto& document = document_of(static_cast<std::size_t>(state.range(0)));
    const Stylesheet stylesheet;
    for (auto _ : state) {
        benchmark::DoNotOptimize(stylesheet.apply(document.octets));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(document.octets.size()));
}

constexpr std::int64_t small = 4 * 1024;
constexpr std::int64_t middle = 100 * 1024;
constexpr std::int64_t large = 10 * 1024 * 1024;

BENCHMARK(mapping_file)->Arg(small)->Arg(middle)->Arg(large);
BENCHMARK(pugixml_by_hand)->Arg(small)->Arg(middle)->Arg(large);
BENCHMARK(libxslt)->Arg(small)->Arg(middle)->Arg(large);
BENCHMARK(mapping_file_to_xml)->Arg(small)->Arg(middle)->Arg(large);

// A comparison of programs that do different things says nothing.
bool all_agree() {
    const auto& document = document_of(small);
    const auto expected = by_mapping(document);
    const Stylesheet stylesheet;
    return declaration_by_hand(document.octets) == expected && stylesheet.apply(document.octets) == expected;
}

}  // namespace
}  // namespace otkel::bench

int main(int count, char** arguments) {
    if (!otkel::bench::all_agree()) {
        std::fprintf(stderr, "the three programs do not give the same JSON\n");
        return 1;
    }
    benchmark::Initialize(&count, arguments);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
