#include "gateway/core/embedded/reference_table.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/base/bytes.hpp"
#include "gateway/core/embedded/json_reader.hpp"
#include "gateway/crypto/digest.hpp"

namespace otkel::core {
namespace {

boost::json::object to_json(const ReferenceTable::Entry& entry) {
    boost::json::object object{{"code", entry.code}, {"word", entry.word}};
    if (!entry.from.empty()) {
        object.emplace("from", entry.from);
    }
    if (!entry.to.empty()) {
        object.emplace("to", entry.to);
    }
    if (entry.to_json_only) {
        object.emplace("toJsonOnly", true);
    }
    return object;
}

boost::json::object content_of(const ReferenceTable& table) {
    boost::json::array entries;
    for (const auto& entry : table.entries) {
        entries.push_back(to_json(entry));
    }
    return {{"unknown", table.unknown}, {"entries", std::move(entries)}};
}

// Follows the content, whoever changed it and however: nobody need keep a number up to date.
std::string version_of(const boost::json::object& content) {
    return to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, boost::json::serialize(content)));
}

Failure no_such_table(const std::string& name, Register& records) {
    std::string known;
    for (const auto& one : records.reference_tables()) {
        known += (known.empty() ? "" : ", ") + one;
    }
    return fail(Errc::not_found,
                "the core has no reference table \"" + name + "\"; it has " + (known.empty() ? "none" : known));
}

}  // namespace

Result<Reply> reference_table(const boost::json::value& request, Register& records) {
    JsonFindings findings;
    const JsonPlace top;
    const JsonObject root(request, top, findings);
    root.allow_only({"table", "known"});
    const std::string name{root.text("table", Presence::required, nullptr, "the name of a table")};
    const std::string known{root.text("known", Presence::optional, nullptr, "a version")};
    if (!findings.empty()) {
        return fail(findings.refusal("reference.table"));
    }
    const auto table = records.reference_table(name);
    if (!table) {
        return no_such_table(name, records);
    }
    auto content = content_of(*table);
    auto version = version_of(content);
    if (version == known) {
        return Reply{boost::json::object{{"version", std::move(version)}, {"unchanged", true}}};
    }
    content.emplace("version", std::move(version));
    return Reply{std::move(content)};
}

}  // namespace otkel::core
