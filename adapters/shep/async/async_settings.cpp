#include "adapters/shep/settings.hpp"
#include "gateway/adapter/settings_parts.hpp"

namespace otkel::adapters::shep {
namespace {

using adapter::Repetition;
using settings::Section;

// What the protocol lets us do (README.md, "When no answer came"): the bus can be asked how a message stands; a
// participant knows a delivered message by its messageId.
Repetition usual(AsyncPartner partner) { return partner == AsyncPartner::bus ? Repetition::askable : Repetition::safe; }

Repetition read_repetition(const Section& section, Repetition fallback) {
    const auto word = section.choice_or("repetition", fallback == Repetition::safe ? "safe" : "askable",
                                        {"safe", "askable", "by-person"});
    return word == "safe" ? Repetition::safe : word == "askable" ? Repetition::askable : Repetition::by_person;
}

AsyncService read_service(const std::string& id, const Section& section, const std::string& url_of_bus) {
    AsyncService service;
    service.id = id;
    service.partner = section.choice_or("partner", "bus", {"bus", "participant"}) == "bus" ? AsyncPartner::bus
                                                                                           : AsyncPartner::participant;
    const bool direct = service.partner == AsyncPartner::participant;
    service.endpoint = adapter::read_endpoint(section, "url", direct ? std::string{} : url_of_bus);
    service.own_message_id = section.flag_or("own_message_id", false);
    service.repetition = read_repetition(section, usual(service.partner));
    if (direct && service.repetition == Repetition::askable) {
        section.complain("repetition", "a participant cannot be asked how a message stands, only the bus can",
                         "safe or by-person", "askable");
    }
    section.finish();
    return service;
}

}  // namespace

AsyncSettings read_async_settings(const Section& section) {
    AsyncSettings settings;
    settings.path = section.text_or("path", "/shep/async");
    settings.client_path = section.text_or("client_path", "/shep/async-client");
    settings.public_url = section.text_or("public_url", "");
    settings.client_public_url = section.text_or("client_public_url", "");
    settings.url = section.text_or("url", "");
    settings.messages_max = section.size_or("messages_max", settings.messages_max, 100'000);
    section.finish();
    return settings;
}

std::vector<AsyncService> read_async_services(const Section& peer, const std::string& url_of_bus) {
    std::vector<AsyncService> services;
    for (const auto& [id, section] : peer.entries("asynchronous_services")) {
        services.push_back(read_service(id, section, url_of_bus));
    }
    return services;
}

}  // namespace otkel::adapters::shep
