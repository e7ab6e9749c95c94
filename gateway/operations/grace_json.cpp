#include "gateway/operations/grace_json.hpp"

#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace otkel::operations {
namespace {

namespace json = boost::json;

std::string_view name(adapter::GraceEntry::Outcome outcome) {
    constexpr std::array<std::string_view, 4> names{"open", "good", "revoked", "unknown-to-authority"};
    return names.at(static_cast<std::size_t>(outcome));
}

json::object grace_object(const adapter::GraceEntry& entry) {
    json::object out{
        {"id", entry.id},           {"exchange", entry.exchange},       {"peer", entry.peer},
        {"subject", entry.subject}, {"fingerprint", entry.fingerprint}, {"acceptedAt", to_utc_text(entry.accepted_at)},
        {"how", entry.how},         {"outcome", name(entry.outcome)}};
    if (entry.settled_at) {
        out["settledAt"] = to_utc_text(*entry.settled_at);
        out["outcomeHow"] = entry.outcome_how;
    }
    if (entry.revoked_at) {
        out["revokedAt"] = to_utc_text(*entry.revoked_at);
        out["shouldNotHavePassed"] = *entry.revoked_at < entry.accepted_at;
    }
    return out;
}

}  // namespace

std::string to_json_text(const std::vector<adapter::GraceEntry>& entries) {
    json::array all;
    for (const auto& entry : entries) {
        all.push_back(grace_object(entry));
    }
    return json::serialize(json::object{{"graces", std::move(all)}});
}

}  // namespace otkel::operations
