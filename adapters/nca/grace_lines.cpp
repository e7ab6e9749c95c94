#include "adapters/nca/grace_lines.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "adapters/nca/grace_ledger.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::nca {
namespace {

namespace json = boost::json;
using adapter::GraceEntry;

std::string line_of(const json::object& object) { return json::serialize(object) + "\n"; }

std::string text(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    const auto* string = value == nullptr ? nullptr : value->if_string();
    return string == nullptr ? std::string{} : std::string(*string);
}

std::optional<WallTime> time(const json::object& object, std::string_view key) {
    const auto parsed = parse_time(text(object, key));
    return parsed ? std::optional(*parsed) : std::nullopt;
}

GraceEntry::Outcome outcome_of(std::string_view word) {
    using enum GraceEntry::Outcome;
    for (const auto outcome : {good, revoked, unknown_to_authority}) {
        if (word == name(outcome)) {
            return outcome;
        }
    }
    return open;
}

std::optional<GraceLine> read_certificate(const json::object& object) {
    const auto der = from_base64(text(object, "der"));
    auto certificate = der ? trust::Certificate::from_der(*der) : Result<trust::CertificatePtr>(fail(der.error()));
    if (!certificate) {
        return std::nullopt;
    }
    GraceLine line;
    line.certificate = std::move(*certificate);
    return line;
}

std::optional<GraceLine> read_accepted(const json::object& object) {
    GraceLine line;
    line.event = GraceLine::Event::accepted;
    auto& entry = line.entry;
    entry.id = text(object, "id");
    entry.exchange = text(object, "exchange");
    entry.peer = text(object, "peer");
    entry.how = text(object, "how");
    const auto at = time(object, "at");
    const auto* path = object.if_contains("path");
    if (!at || path == nullptr || !path->is_array()) {
        return std::nullopt;
    }
    entry.accepted_at = *at;
    for (const auto& one : path->get_array()) {
        if (const auto* fingerprint = one.if_string()) {
            line.path.emplace_back(*fingerprint);
        }
    }
    return line;
}

std::optional<GraceLine> read_settled(const json::object& object) {
    GraceLine line;
    line.event = GraceLine::Event::settled;
    auto& entry = line.entry;
    entry.id = text(object, "id");
    entry.outcome = outcome_of(text(object, "outcome"));
    entry.settled_at = time(object, "at");
    entry.revoked_at = time(object, "revoked_at");
    entry.outcome_how = text(object, "how");
    auto evidence = from_base64(text(object, "evidence"));
    entry.evidence = evidence ? std::move(*evidence) : std::string{};
    return entry.outcome == GraceEntry::Outcome::open ? std::nullopt : std::optional(std::move(line));
}

}  // namespace

std::string certificate_line(const trust::Certificate& certificate) {
    return line_of(
        {{"event", "certificate"}, {"sha256", certificate.fingerprint()}, {"der", to_base64(certificate.der())}});
}

std::string accepted_line(const GraceEntry& entry, const std::vector<trust::CertificatePtr>& path) {
    json::array fingerprints;
    for (const auto& certificate : path) {
        fingerprints.emplace_back(certificate->fingerprint());
    }
    return line_of({{"event", "accepted"},
                    {"id", entry.id},
                    {"at", to_utc_text(entry.accepted_at)},
                    {"exchange", entry.exchange},
                    {"peer", entry.peer},
                    {"how", entry.how},
                    {"path", std::move(fingerprints)}});
}

std::string settled_line(const GraceEntry& entry) {
    json::object object{{"event", "settled"},
                        {"id", entry.id},
                        {"outcome", name(entry.outcome)},
                        {"how", entry.outcome_how},
                        {"evidence", to_base64(entry.evidence)}};
    if (entry.settled_at) {
        object["at"] = to_utc_text(*entry.settled_at);
    }
    if (entry.revoked_at) {
        object["revoked_at"] = to_utc_text(*entry.revoked_at);
    }
    return line_of(object);
}

std::optional<GraceLine> read_grace_line(std::string_view line) {
    boost::system::error_code error;
    const auto value = json::parse(line, error);
    if (error || !value.is_object()) {
        return std::nullopt;
    }
    const auto& object = value.get_object();
    const auto event = text(object, "event");
    if (event == "certificate") {
        return read_certificate(object);
    }
    if (event == "accepted") {
        return read_accepted(object);
    }
    return event == "settled" ? read_settled(object) : std::nullopt;
}

}  // namespace otkel::adapters::nca
