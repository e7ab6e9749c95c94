#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>
#include <type_traits>
#include <vector>

#include "gateway/adapter/adapter.hpp"
#include "gateway/exchange/route.hpp"
#include "gateway/exchange/version.hpp"
#include "gateway/mapping/mapping.hpp"

// Messages through their schemas and mappings, as a route asks for it. Only CPU; for the stages of both directions.

namespace otkel::exchange {

// Without those that are there already.
void add_keys(std::vector<mapping::BusinessKey>& keys, std::vector<mapping::BusinessKey> more);

// `side` is "request" or "reply".
void keep_lineage(boost::json::object& lineage, std::string_view side,
                  const std::vector<mapping::Derivation>& derivations);

[[nodiscard]] Result<mapping::XmlOutcome> to_valid_xml(const Translation& translation, const boost::json::value& json,
                                                       WallTime now, std::string_view side,
                                                       boost::json::object& lineage);
[[nodiscard]] Result<mapping::JsonOutcome> to_json(const Translation& translation, const adapter::Payload& payload,
                                                   std::string_view side, boost::json::object& lineage);
[[nodiscard]] Result<void> check_schema(const Translation& translation, const adapter::Payload& payload);

// What `read` makes of a message with the options of the translation.
template <class Read>
std::invoke_result_t<Read&, mapping::ReadOptions> read_with(const Translation& translation, std::string_view side,
                                                            boost::json::object& lineage, Read read) {
    std::vector<mapping::Derivation> derivations;
    auto outcome = read({.explain = translation.lineage ? &derivations : nullptr,
                         .must_carry = translation.must_carry ? &*translation.must_carry : nullptr,
                         .part = nullptr});
    if (translation.lineage) {
        keep_lineage(lineage, side, derivations);
    }
    return outcome;
}

// What the route offers, for whoever sent something else.
[[nodiscard]] Failure no_version(const Route& route);

}  // namespace otkel::exchange
