#include "gateway/exchange/route.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "gateway/exchange/members.hpp"

namespace otkel::exchange {
namespace {

std::optional<boost::json::value> silent_reply(const settings::Section& section) {
    if (!section.has("when_core_is_silent")) {
        return std::nullopt;
    }
    boost::system::error_code error;
    auto value = boost::json::parse(section.text("when_core_is_silent"), error);
    if (error) {
        section.complain("when_core_is_silent", "the reply is not JSON: " + error.message());
        return std::nullopt;
    }
    return value;
}

void fill(boost::json::value& value, const boost::json::value& request, WallTime now) {
    if (auto* object = value.if_object()) {
        for (auto& member : *object) {
            fill(member.value(), request, now);
        }
    } else if (auto* array = value.if_array()) {
        for (auto& element : *array) {
            fill(element, request, now);
        }
    } else if (const auto* text = value.if_string(); text != nullptr && text->starts_with('=')) {
        const std::string path(text->begin() + 1, text->end());
        const auto* found = member_at(request, path);
        value = path == "now"      ? boost::json::value(to_xml_time(now))
                : found == nullptr ? boost::json::value("")
                                   : *found;
    }
}

}  // namespace

const Version* version_of(const Route& route, const VersionQuestion& question) {
    const auto found = std::find_if(route.versions.begin(), route.versions.end(),
                                    [&](const Version& version) { return fits(version.when, question); });
    return found == route.versions.end() ? nullptr : &*found;
}

std::optional<Route> load_route(const settings::Section& section, TranslationLoader& translations) {
    Route route;
    const auto findings_before = section.complaints().findings().size();
    route.name = section.text("route");
    section.text_or("about", "");
    const auto outbound = section.choice_or("direction", "inbound", {"inbound", "outbound"}) == "outbound";
    route.direction = outbound ? journal::Direction::outbound : journal::Direction::inbound;
    route.adapter = section.text("adapter");
    route.service = section.text("service");
    route.peers = section.texts("peers");
    if (route.peers.empty()) {
        section.complain("peers", "a route names the peers that use it", "a list of peer ids");
    }
    if (!outbound) {
        route.operation = section.text("operation");
        route.outcome = section.text_or("outcome", "");
        route.when_core_is_silent = silent_reply(section);
    }
    route.deadline = section.duration_ms_or("deadline_ms", route.deadline);
    route.versions = load_versions(section, translations);
    if (!outbound) {
        route.batches = load_batches(section, route.versions);
    }
    section.finish();
    if (section.complaints().findings().size() > findings_before) {
        return std::nullopt;
    }
    return route;
}

boost::json::value fill_silent_reply(const boost::json::value& silent, const boost::json::value& request,
                                     WallTime now) {
    auto reply = silent;
    fill(reply, request, now);
    return reply;
}

}  // namespace otkel::exchange
