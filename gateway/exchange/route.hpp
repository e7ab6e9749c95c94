#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/journal/store.hpp"
#include "gateway/mapping/mapping.hpp"
#include "gateway/settings/section.hpp"
#include "gateway/xml/schema.hpp"

// A route joins a service of an adapter with schemas, mappings, an operation of the core and limits. It is a file of
// config/routes, read once; everything it names is loaded and compiled with it.

namespace otkel::exchange {

struct Translation {
    std::shared_ptr<const mapping::Mapping> mapping;
    std::shared_ptr<const xml::Schema> schema;  // null when the mapping names none
};

struct Route {
    std::string name;
    journal::Direction direction{journal::Direction::inbound};
    std::string adapter;
    std::string service;
    std::vector<std::string> peers;  // inbound: who may ask; outbound: the first is whom we ask
    std::string operation;           // of the core; inbound only
    std::string outcome;             // member of the core's reply that is the outcome, for journal and metrics
    Translation request, reply;
    std::chrono::milliseconds deadline{15'000};
    // The reply when the core does not answer in time (see fill_silent_reply); without it the peer gets a fault.
    std::optional<boost::json::value> when_core_is_silent;
};

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

// Mistakes go to the complaints of `section`; nullopt when the route cannot be used.
[[nodiscard]] std::optional<Route> load_route(const settings::Section& section, TranslationLoader& translations);

// A copy of `silent` in which texts that begin with "=" are replaced: "=now" by the time, "=a.b" by that member of the
// request.
[[nodiscard]] boost::json::value fill_silent_reply(const boost::json::value& silent, const boost::json::value& request,
                                                   WallTime now);

}  // namespace otkel::exchange
