#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "gateway/asic/container.hpp"
#include "gateway/evidence/bundle.hpp"
#include "gateway/evidence/layout.hpp"

// Evidence from anybody: a whole bundle, or one of its lines. The first octet says which file the rest is the content
// of, so that the lines need no container around them. What is read has one form only.

using namespace otkel;

namespace {

void expect_same(bool same) {
    if (!same) {
        std::abort();
    }
}

void read_lines(std::string_view octets) {
    if (const auto record = journal::read_record(octets)) {
        expect_same(record_text(*record) == octets);
        (void)journal::entry_of(*record);
    }
    if (const auto seal = journal::read_seal(octets)) {
        expect_same(seal_text(*seal) == octets);
        (void)journal::check_run({&*seal, 1});
    }
    if (const auto proof = evidence::read_proof(octets)) {
        const auto again = evidence::read_proof(evidence::proof_text(*proof));
        expect_same(again && again->ordinal == proof->ordinal && again->seal == proof->seal &&
                    again->path == proof->path);
        (void)journal::head_of_path(journal::no_hash(), proof->ordinal, proof->seal, proof->path);
    }
    (void)evidence::read_header(octets);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    read_lines(octets);
    asic::Limits limits;
    limits.file_octets = limits.total_octets = 1024UL * 1024;
    const trust::TrustStore nobody;
    const evidence::BundlePolicy policy{.trust = nobody, .now = {}, .limits = limits};
    (void)evidence::verify_bundle(octets, policy);
    if (octets.empty()) {
        return 0;
    }
    std::vector<asic::AsicFile> files{{std::string(evidence::header_file), evidence::header_text({"e", 1})}};
    const auto add = [&](std::string_view name, char which) {
        if (octets.front() == which) {
            files.push_back({std::string(name), std::string(octets.substr(1))});
        }
    };
    add(evidence::records_file, 'r');
    add(evidence::proofs_file, 'p');
    add(evidence::seals_file, 's');
    if (const auto zip = asic::write_container({std::string(asic::media_type_e), files})) {
        const auto report = evidence::verify_bundle(*zip, policy);
        // Nobody is trusted: nothing is proved.
        expect_same(!report || !report->valid());
    }
    return 0;
}
