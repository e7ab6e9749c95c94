#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "gateway/mapping/mapping.hpp"
#include "gateway/xml/document.hpp"
#include "tests/fuzz/mapping_shapes.hpp"
#include "tests/support/sealed.hpp"

// Octets as a message, XML or JSON, through mappings of all shapes and those of the project. What a mapping has taken,
// and written, it reads again as the same.

namespace {

using namespace otkel;
using Mappings = std::vector<std::shared_ptr<const mapping::Mapping>>;

[[noreturn]] void broken(const mapping::Mapping& mapping, const std::string& why) {
    std::cerr << mapping.name() << ": " << why << '\n';
    std::abort();
}

Mappings all_mappings() {
    Mappings all;
    const fuzz::MappingFolder folder;
    const auto own = mapping::load_code_tables(folder.path() / "codes").value();
    all.push_back(mapping::Mapping::load(folder.write("t/m.yaml", fuzz::mapping_of_all_shapes), own).value());
    const std::filesystem::path project("mappings");
    if (std::filesystem::exists(project)) {
        const auto codes = mapping::load_code_tables(project / "codes").value();
        for (const auto* name : {"customs/declaration-check.request", "esf/sync-invoice.request",
                                 "eaeu/goods-declaration", "gbdfl/person.reply"}) {
            all.push_back(mapping::Mapping::load(project / (std::string(name) + ".yaml"), codes).value());
        }
    }
    return all;
}

Result<mapping::JsonOutcome> read(const mapping::Mapping& mapping, const std::string& octets) {
    const auto tree = xml::Tree::parse(tests::sealed(octets), {});
    if (!tree) {
        return fail(tree.error());
    }
    return mapping.to_json(tree->root());
}

// `json` came out of the mapping itself.
void expect_fixed(const mapping::Mapping& mapping, const boost::json::value& json) {
    const auto written = mapping.to_xml(json, {});
    if (!written) {
        return;
    }
    const auto back = read(mapping, written->octets);
    if (!back) {
        broken(mapping, "cannot read what it wrote: " + back.error().to_string() + "\n" + written->octets);
    }
    if (back->json != json) {
        broken(mapping, boost::json::serialize(json) + " became\n" + boost::json::serialize(back->json) + " by\n" +
                            written->octets);
    }
}

void take_xml(const mapping::Mapping& mapping, const xml::Tree& tree) {
    const auto outcome = mapping.to_json(tree.root());
    const auto text = mapping.to_json_text(tree.root());
    if (outcome.has_value() != text.has_value()) {
        broken(mapping, "JSON as text and as a value do not agree");
    }
    if (outcome) {
        expect_fixed(mapping, outcome->json);
    }
}

// JSON may lack what the message needs; what can be read of it is fixed.
void take_json(const mapping::Mapping& mapping, const boost::json::value& json) {
    if (const auto written = mapping.to_xml(json, {})) {
        if (const auto back = read(mapping, written->octets)) {
            expect_fixed(mapping, back->json);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const xml::LibraryScope library;
    static const Mappings mappings = all_mappings();
    const std::string octets(data, data + size);
    if (const auto tree = xml::Tree::parse(tests::sealed(octets), {})) {
        for (const auto& mapping : mappings) {
            take_xml(*mapping, *tree);
        }
        return 0;
    }
    boost::system::error_code error;
    const auto json = boost::json::parse(octets, error);
    if (!error) {
        for (const auto& mapping : mappings) {
            take_json(*mapping, json);
        }
    }
    return 0;
}
