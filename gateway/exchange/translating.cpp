#include "gateway/exchange/translating.hpp"

#include <algorithm>

#include "gateway/mapping/lineage.hpp"

namespace otkel::exchange {

void add_keys(std::vector<mapping::BusinessKey>& keys, std::vector<mapping::BusinessKey> more) {
    for (auto& key : more) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
            keys.push_back(std::move(key));
        }
    }
}

void keep_lineage(boost::json::object& lineage, std::string_view side,
                  const std::vector<mapping::Derivation>& derivations) {
    lineage[side] = mapping::lineage_json(derivations);
}

Result<mapping::XmlOutcome> to_valid_xml(const Translation& translation, const boost::json::value& json, WallTime now,
                                         std::string_view side, boost::json::object& lineage) {
    std::vector<mapping::Derivation> derivations;
    auto xml = translation.mapping->to_xml(json, now, translation.lineage ? &derivations : nullptr);
    if (xml && translation.schema) {
        auto valid = translation.schema->validate_own(xml->octets);
        if (!valid) {
            return fail(valid.error());
        }
    }
    if (translation.lineage) {
        keep_lineage(lineage, side, derivations);
    }
    return xml;
}

Result<mapping::JsonOutcome> to_json(const Translation& translation, const adapter::Payload& payload,
                                     std::string_view side, boost::json::object& lineage) {
    const auto read = [&](const mapping::ReadOptions& options) {
        return translation.mapping->to_json(payload.root, options);
    };
    return read_with(translation, side, lineage, read);
}

Failure no_version(const Route& route) {
    std::string names;
    for (const auto& version : route.versions) {
        names += (names.empty() ? "" : ", ") + version.name;
    }
    return fail(Errc::schema_violation, "the message is of no version that route " + route.name +
                                            " takes from this peer on this day; its versions are " + names);
}

Result<void> check_schema(const Translation& translation, const adapter::Payload& payload) {
    if (!translation.schema || !payload.schema_applies) {
        return {};
    }
    return translation.schema->validate(payload.tree.octets());
}

}  // namespace otkel::exchange
