#include "adapters/rex/settings.hpp"

#include "gateway/adapter/settings_parts.hpp"

namespace otkel::adapters::rex {
namespace {

using settings::Section;

constexpr std::int64_t week_minutes = 7L * 24 * 60;
constexpr std::int64_t hour_seconds = 3600;
constexpr std::size_t octets_most = 1024UL * 1024 * 1024;

std::map<std::string, std::string, std::less<>> map_or(const Section& section, std::string_view key,
                                                       std::map<std::string, std::string, std::less<>> usual) {
    for (auto& [name, value] : section.pairs(key)) {
        usual.insert_or_assign(name, value);
    }
    return usual;
}

std::optional<SoapRegistrySettings> read_registry(Settings& settings, const Section& section) {
    settings.registry_time_out = section.duration_ms_or("time_out_ms", settings.registry_time_out);
    settings.registry_every =
        std::chrono::minutes{section.number_or("every_minutes", settings.registry_every.count(), 1, week_minutes)};
    const bool asks = section.choice_or("driver", "manual", {"manual", "soap"}) == "soap";
    SoapRegistrySettings soap;
    const auto endpoint = adapter::read_endpoint(section, "url");
    if (asks && !endpoint) {
        section.complain("url", "the driver soap needs the address of the service", "http://host:port/path");
    }
    soap.endpoint = endpoint.value_or(net::Endpoint{});
    soap.space = section.text_or("namespace", soap.space);
    soap.operation = section.text_or("operation", soap.operation);
    soap.argument = section.text_or("argument", soap.argument);
    soap.fields = map_or(section, "fields", std::move(soap.fields));
    soap.statuses = map_or(section, "statuses", std::move(soap.statuses));
    for (const auto& [theirs, ours] : soap.statuses) {
        if (ours != "valid" && ours != "revoked" && ours != "not-found") {
            section.complain("statuses", "an answer of the registry becomes one of three words",
                             "valid, revoked or not-found", ours);
        }
    }
    section.finish();
    return asks ? std::optional(std::move(soap)) : std::nullopt;
}

void read_thresholds(Settings& settings, const Section& section) {
    for (const auto& [country, one] : section.entries("thresholds")) {
        settings.thresholds[country] = {one.text("amount"), one.text("currency"), one.text_or("source", "")};
        one.finish();
    }
}

boost::json::object read_office(const Section& section) {
    boost::json::object office;
    for (const auto& [key, value] : section.pairs("office")) {
        office[key] = value;
    }
    return office;
}

}  // namespace

const std::string* Settings::route(std::string_view errand, std::string_view country) const {
    for (const auto& name : {std::string(errand) + "-" + std::string(country), std::string(errand)}) {
        if (const auto found = routes.find(name); found != routes.end()) {
            return &found->second;
        }
    }
    return nullptr;
}

Settings read_settings(const Section& section) {
    Settings settings;
    settings.definitions = section.path("definitions");
    settings.papers = section.path("papers");
    settings.key = section.text("key");
    settings.office = read_office(section);
    settings.statements = Statements::read(section);
    read_thresholds(settings, section);
    settings.authorities = map_or(section, "authorities", {});
    settings.organisations = section.texts("organisations");
    settings.routes = map_or(section, "routes", {});
    settings.registry = read_registry(settings, section.section("registry"));
    settings.look_every =
        std::chrono::seconds{section.number_or("look_every_s", settings.look_every.count(), 1, hour_seconds)};
    const auto package = section.section("package");
    settings.package.documents_max = package.size_or("documents_max", settings.package.documents_max, 1'000);
    settings.package.document_octets_max =
        package.size_or("document_octets_max", settings.package.document_octets_max, octets_most);
    package.finish();
    section.section("twin");  // twin.cpp reads it
    section.finish();
    return settings;
}

}  // namespace otkel::adapters::rex
