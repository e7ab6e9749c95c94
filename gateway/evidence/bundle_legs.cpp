#include "gateway/evidence/bundle.hpp"
#include "gateway/evidence/layout.hpp"

namespace otkel::evidence {
namespace {

Result<void> add_legs(const asic::Container& container, const journal::Record& record, BundleLegs& read) {
    for (std::size_t i = 0; i < record.legs.size(); ++i) {
        const auto& leg = record.legs[i];
        const auto name = leg_file(record.ordinal, i + 1, leg);
        const auto* file = container.find(name);
        if (file == nullptr) {
            return fail(Errc::malformed, name + " is missing");
        }
        if (crypto::digest(crypto::DigestAlgorithm::sha256, file->octets) != leg.sha256) {
            return fail(Errc::malformed, name + " is not what its record tells of");
        }
        read.legs.push_back({leg.leg, leg.content_type, file->octets});
    }
    return {};
}

}  // namespace

Result<BundleLegs> read_legs(std::string_view zip, const asic::Limits& limits) {
    const auto container = asic::read_container(zip, limits);
    if (!container) {
        return fail(container.error());
    }
    const auto* header_octets = container->find(header_file);
    const auto* lines = container->find(records_file);
    if (header_octets == nullptr || lines == nullptr) {
        return fail(Errc::malformed, "it is no evidence of an exchange");
    }
    const auto header = read_header(header_octets->octets);
    if (!header) {
        return fail(header.error());
    }
    BundleLegs read{header->exchange, 0, {}};
    for (std::string_view rest = lines->octets; !rest.empty();) {
        const auto end = rest.find('\n');
        const auto record = journal::read_record(rest.substr(0, end));
        if (!record || record->exchange != header->exchange || record->ordinal != read.records + 1) {
            return fail(Errc::malformed, "line " + std::to_string(read.records + 1) + " of " +
                                             std::string(records_file) + " is not the next record of the exchange");
        }
        ++read.records;
        if (auto added = add_legs(*container, *record, read); !added) {
            return fail(added.error());
        }
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    if (read.records != header->records) {
        return fail(Errc::malformed, "it tells of " + std::to_string(header->records) + " records and has " +
                                         std::to_string(read.records));
    }
    return read;
}

}  // namespace otkel::evidence
