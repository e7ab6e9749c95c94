#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/clock.hpp"
#include "gateway/mapping/mapping.hpp"
#include "gateway/settings/section.hpp"
#include "gateway/xml/schema.hpp"
#include "gateway/xml/tree.hpp"

// The messages of a service in one of their versions. Laws and peers change them at different times, so several live
// side by side, and what an exchange uses is decided once for it: by the day, by the peer, by the message itself.

namespace otkel::exchange {

struct Translation {
    std::shared_ptr<const mapping::Mapping> mapping;
    std::shared_ptr<const xml::Schema> schema;  // null when the mapping names none
    std::optional<mapping::MustCarry> must_carry;
    bool lineage{false};  // the journal keeps where each value came from
};

struct VersionConditions {
    std::string from, until;         // days of Kazakhstan, "2026-07-12", both included; empty for no bound
    std::vector<std::string> peers;  // empty for any
    std::string space;               // namespace of the root of the document; empty for any
    std::string xml;                 // path of local names below the root, "Head/@version"; empty for none
    std::string json;                // path of members, "head.version"; of messages that begin with the core
    std::string is;                  // what stands there

    [[nodiscard]] bool any() const;
};

struct Version {
    std::string name;  // "2"
    VersionConditions when;
    Translation request, reply;
    mapping::ListRules batched_list;  // of the request; empty when the route has no batches
};

// What is known when the version is decided. One of the two messages is there.
struct VersionQuestion {
    WallTime at;  // when the exchange began: a retry later gets the same answer
    std::string peer;
    const xml::Element* document{nullptr};
    const boost::json::value* json{nullptr};
};
[[nodiscard]] bool fits(const VersionConditions& when, const VersionQuestion& question);

// Loads mappings and schemas once, however many routes name them.
class TranslationLoader {
public:
    TranslationLoader(std::filesystem::path mappings, std::shared_ptr<const mapping::CodeTables> codes);
    [[nodiscard]] Result<Translation> load(const std::string& mapping_name);

private:
    std::filesystem::path mappings_;
    std::shared_ptr<const mapping::CodeTables> codes_;
    std::map<std::string, Translation> loaded_;
};

// The list 'versions' of a route, or its one 'request' and 'reply'. Mistakes go to the complaints of `section`.
[[nodiscard]] std::vector<Version> load_versions(const settings::Section& section, TranslationLoader& translations);

}  // namespace otkel::exchange
