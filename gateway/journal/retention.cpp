#include "gateway/journal/retention.hpp"

#include <set>

#include "gateway/crypto/digest.hpp"
#include "gateway/journal/evidence/record.hpp"

namespace otkel::journal {

Result<void> check_restored(const std::vector<std::string>& records, const std::vector<LegOctets>& legs) {
    if (records.empty()) {
        return fail(Errc::not_found, "the journal has no records of the exchange");
    }
    std::set<std::pair<Leg, std::string>> recorded;
    for (const auto& text : records) {
        const auto record = read_record(text);
        if (!record) {
            return fail(Errc::storage_failed, "a record has changed in the journal: " + record.error().detail);
        }
        for (const auto& leg : record->legs) {
            recorded.emplace(leg.leg, leg.sha256);
        }
    }
    std::set<std::pair<Leg, std::string>> given;
    for (const auto& leg : legs) {
        const auto& one = *given.emplace(leg.leg, crypto::digest(crypto::DigestAlgorithm::sha256, leg.octets)).first;
        if (!recorded.contains(one)) {
            return fail(Errc::invalid_argument,
                        "no record tells of a leg " + std::string(name(leg.leg)) + " with these octets");
        }
    }
    for (const auto& one : recorded) {
        if (!given.contains(one)) {
            return fail(Errc::invalid_argument,
                        "the leg " + std::string(name(one.first)) + ", of which a record tells, is not among them");
        }
    }
    return {};
}

}  // namespace otkel::journal
