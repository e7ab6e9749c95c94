#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gateway/mapping/mapping.hpp"
#include "gateway/xml/document.hpp"
#include "tests/fuzz/mapping_shapes.hpp"
#include "tests/support/sealed.hpp"

// Octets as a mapping file, beside code tables and one part: whatever they are, the answer is a mapping or a bounded
// list of findings. A mapping that loads runs.

namespace {

using namespace otkel;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void run(const mapping::Mapping& loaded) {
    static const auto tree = xml::Tree::parse(tests::sealed(fuzz::message_of_all_shapes), {}).value();
    if (const auto outcome = loaded.to_json(tree.root())) {
        static_cast<void>(loaded.to_xml(outcome->json, {}));
    }
    static_cast<void>(loaded.to_xml(boost::json::object{}, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const xml::LibraryScope library;
    static const fuzz::MappingFolder folder;
    static const auto codes = mapping::load_code_tables(folder.path() / "codes").value();
    const auto file = folder.write("t/m.yaml", std::string(data, data + size));
    const auto loaded = mapping::Mapping::load(file, codes);
    if (loaded) {
        run(**loaded);
    } else {
        const auto& findings = loaded.error().findings;
        require(!findings.empty() && findings.size() <= 4 * size + 16);
    }
    return 0;
}
