#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "adapters/rex/package.hpp"
#include "adapters/rex/registry.hpp"
#include "adapters/rex/sheet.hpp"
#include "adapters/rex/statement.hpp"
#include "gateway/settings/section.hpp"

// config/adapters/rex.yaml.

namespace otkel::adapters::rex {

struct Settings {
    std::filesystem::path definitions;  // folder of orders
    std::filesystem::path papers;       // folder of templates
    std::string key;                    // of gateway.yaml "keys": signs papers
    boost::json::object office;         // who we are, for papers: names in three languages, address, the official
    Statements statements{{}};
    std::map<std::string, Threshold, std::less<>> thresholds;     // by country
    std::map<std::string, std::string, std::less<>> authorities;  // peers that ask, and for which country
    std::vector<std::string> organisations;                       // peers that send documents
    // Which outbound route carries an errand: by "<errand>-<COUNTRY>", else by "<errand>". An errand without a route
    // goes on paper, and the officer says when it was sent.
    std::map<std::string, std::string, std::less<>> routes;
    std::optional<SoapRegistrySettings> registry;  // none: an officer records what its page shows
    std::chrono::milliseconds registry_time_out{30'000};
    std::chrono::minutes registry_every{60};  // while a revocation is waited for
    std::chrono::seconds look_every{30};      // at open cases
    PackageLimits package;

    [[nodiscard]] const std::string* route(std::string_view errand, std::string_view country) const;  // or null
    [[nodiscard]] SheetRules sheet_rules() const { return {statements, thresholds}; }
};

[[nodiscard]] Settings read_settings(const settings::Section& section);

}  // namespace otkel::adapters::rex
