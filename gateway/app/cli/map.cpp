#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <iostream>

#include "gateway/app/cli/mapping.hpp"
#include "gateway/mapping/lineage.hpp"
#include "gateway/mapping/mapping.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/xml/tree.hpp"

namespace otkel::app::cli {
namespace {

struct Options {
    std::string mapping;
    std::string input = "-";
    std::string to;
    std::string mappings = "mappings";
    bool explain = false;
    bool lineage = false;
};

void print(const std::vector<mapping::Derivation>& derivations) {
    for (const auto& one : derivations) {
        std::cerr << one.target << " ← " << one.rule.to_string() << " ← "
                  << (one.source.empty() ? "constant" : one.source) << " = " << one.value << '\n';
    }
}

int to_json(const mapping::Mapping& mapping, const std::string& input, std::vector<mapping::Derivation>* explain) {
    const SystemClock clock;
    const signing::Verifier verifier(clock, std::make_shared<trust::CertificateCache>());
    const xml::Limits limits;
    auto octets = verifier.accept_unsigned(input, limits, "tried out on the command line");
    if (!octets) {
        return complain(octets.error());
    }
    auto tree = xml::Tree::parse(*octets, limits);
    if (!tree) {
        return complain(tree.error());
    }
    auto outcome = mapping.to_json_text(tree->root(), {.explain = explain});
    if (!outcome) {
        return complain(outcome.error());
    }
    std::cout << outcome->text << '\n';
    return done;
}

int to_xml(const mapping::Mapping& mapping, std::string input, std::vector<mapping::Derivation>* explain) {
    boost::system::error_code error;
    // Nothing of it is changed or freed before the end: in one piece it takes the least memory.
    const auto memory = boost::json::make_shared_resource<boost::json::monotonic_resource>();
    const auto json = boost::json::parse(input, error, memory);
    if (error) {
        return complain(Error{Errc::malformed, "the input is not JSON: " + error.message(), {}, {}});
    }
    std::string().swap(input);  // a large message is not kept three times
    auto outcome = mapping.to_xml(json, SystemClock().wall(), explain);
    if (!outcome) {
        return complain(outcome.error());
    }
    std::cout << outcome->octets << '\n';
    return done;
}

int map(const Options& options) {
    const xml::LibraryScope library;
    auto codes = mapping::load_code_tables(std::filesystem::path(options.mappings) / "codes");
    if (!codes) {
        complain(codes.error());
        return usage_error;
    }
    auto mapping = mapping::Mapping::load(mapping_file(options.mapping, options.mappings), *codes);
    if (!mapping) {
        complain(mapping.error());
        return usage_error;
    }
    auto input = read_input(options.input, input_octets_max);
    if (!input) {
        complain(input.error());
        return usage_error;
    }
    const auto first = input->find_first_not_of(" \t\r\n\xef\xbb\xbf");
    const bool is_xml = first != std::string::npos && (*input)[first] == '<';
    const bool wants_json = options.to.empty() ? is_xml : options.to == "json";
    std::vector<mapping::Derivation> derivations;
    auto* explain = options.explain || options.lineage ? &derivations : nullptr;
    const int code = wants_json ? to_json(**mapping, *input, explain) : to_xml(**mapping, std::move(*input), explain);
    if (options.lineage) {
        std::cerr << boost::json::serialize(mapping::lineage_json(derivations)) << '\n';
    } else {
        print(derivations);
    }
    return code;
}

}  // namespace

void add_map(CLI::App& program, Action& chosen) {
    auto* command =
        program.add_subcommand("map", "Run a mapping file: XML in gives JSON out, and the other way round.");
    static Options options;
    command->add_option("mapping", options.mapping, "a mapping file, or its name below the mappings folder")
        ->required();
    command->add_option("input", options.input, "XML or JSON; - is stdin")->capture_default_str();
    command->add_option("--to", options.to, "json or xml; without it the input decides")
        ->check(CLI::IsMember({"json", "xml"}));
    command->add_option("--mappings", options.mappings, "folder of mappings and code tables")->capture_default_str();
    command->add_flag("--explain", options.explain, "print target ← rule ← source = value on stderr");
    command->add_flag("--lineage", options.lineage, "the same as JSON, for machines");
    command->callback([&chosen] { chosen = [] { return map(options); }; });
}

}  // namespace otkel::app::cli
