#include "gateway/exchange/route.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

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

void read_collection(const settings::Section& section, Route& route) {
    constexpr std::size_t seconds_max = 24UL * 60 * 60;
    constexpr std::size_t at_once_max = 100;
    route.collect_every = std::chrono::seconds(section.size_or("collect_every_s", 0, seconds_max, 0));
    route.collected_at_once = section.size_or("collected_at_once", route.collected_at_once, at_once_max);
    route.fetched_by_peers = section.flag_or("fetched_by_peers", false);
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
    constexpr std::size_t minutes_max = 60UL * 24 * 30;
    route.answer_within = std::chrono::minutes(section.size_or("answer_within_minutes", 24 * 60, minutes_max));
    read_collection(section, route);
    if (outbound) {
        route.keep_trying = std::chrono::minutes(section.size_or("keep_trying_minutes", 0, minutes_max, 0));
        route.ordered_by = section.text_or("ordered_by", "");
    }
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

std::string lane_of(const Route& route, const boost::json::value& request) {
    if (route.ordered_by.empty()) {
        return {};
    }
    const auto* key = member_at(request, route.ordered_by);
    return route.name + "/" + (key == nullptr ? "" : boost::json::serialize(*key));
}

boost::json::value fill_silent_reply(const boost::json::value& silent, const boost::json::value& request,
                                     WallTime now) {
    auto reply = silent;
    fill(reply, request, now);
    return reply;
}

}  // namespace otkel::exchange
