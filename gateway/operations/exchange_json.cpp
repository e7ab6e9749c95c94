#include "gateway/operations/exchange_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"

namespace otkel::operations {
namespace {

namespace json = boost::json;

json::object summary_object(const journal::Summary& summary) {
    json::object object{{"id", summary.id.text()},
                        {"direction", name(summary.direction)},
                        {"state", name(summary.state)},
                        {"outcome", summary.outcome},
                        {"adapter", summary.adapter},
                        {"route", summary.route},
                        {"peer", summary.peer},
                        {"service", summary.service},
                        {"messageId", summary.message_id},
                        {"correlationId", summary.correlation_id},
                        {"signer", summary.signer},
                        {"remoteAddress", summary.remote_address},
                        {"acceptedAt", to_utc_text(summary.accepted_at)},
                        {"attempts", summary.attempts}};
    const std::pair<const char*, const std::optional<WallTime>&> times[] = {
        {"concludedAt", summary.concluded_at}, {"dueAt", summary.due}, {"giveUpAt", summary.give_up}};
    for (const auto& [name, time] : times) {
        if (time) {
            object[name] = to_utc_text(*time);
        }
    }
    if (!summary.lane.empty()) {
        object["lane"] = summary.lane;
        object["behindOthers"] = summary.behind;
    }
    if (!summary.node.empty()) {
        object["node"] = summary.node;
    }
    if (!summary.archive.empty()) {
        object["archive"] = summary.archive;
        object["restored"] = summary.restored;
    }
    return object;
}

json::object history_object(const journal::HistoryEntry& entry) {
    json::object object{{"at", to_utc_text(entry.at)},
                        {"state", name(entry.state)},
                        {"outcome", entry.outcome},
                        {"attempt", entry.attempt}};
    for (const auto& [name, text] :
         {std::pair{"node", &entry.node}, std::pair{"by", &entry.by}, std::pair{"because", &entry.because}}) {
        if (!text->empty()) {
            object[name] = *text;
        }
    }
    json::array legs;
    for (const auto& leg : entry.legs) {
        legs.emplace_back(leg);
    }
    object["legs"] = std::move(legs);
    return object;
}

json::object leg_object(const journal::LegOctets& leg, Detail detail) {
    json::object object{{"leg", name(leg.leg)},
                        {"contentType", leg.content_type},
                        {"octets", leg.octets.size()},
                        {"sha256", digest_of(leg)}};
    if (detail == Detail::full) {
        const bool text = is_valid_utf8(leg.octets);
        object[text ? "text" : "base64"] = text ? leg.octets : to_base64(leg.octets);
    }
    return object;
}

json::object exchange_object(const journal::Exchange& exchange, Detail detail) {
    auto object = summary_object(exchange.summary);
    json::array stages;
    for (const auto& stage : exchange.stages) {
        stages.push_back(
            json::object{{"stage", stage.stage}, {"took_us", stage.took.count()}, {"remark", stage.remark}});
    }
    object["stages"] = std::move(stages);
    json::array keys;
    for (const auto& [key, value] : exchange.keys) {
        keys.push_back(json::object{{"key", key}, {"value", value}});
    }
    object["keys"] = std::move(keys);
    json::array legs;
    for (const auto& leg : exchange.legs) {
        legs.push_back(leg_object(leg, detail));
    }
    object["legs"] = std::move(legs);
    json::array history;
    for (const auto& entry : exchange.history) {
        history.push_back(history_object(entry));
    }
    object["history"] = std::move(history);
    return object;
}

}  // namespace

std::string digest_of(const journal::LegOctets& leg) {
    return to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, leg.octets));
}

std::string to_json_text(const journal::Exchange& exchange, Detail detail) {
    return json::serialize(exchange_object(exchange, detail));
}

std::string to_json_text_for_core(const journal::Exchange& exchange) {
    auto object = exchange_object(exchange, Detail::summary);
    const bool is_ours = exchange.summary.direction == journal::Direction::outbound &&
                         exchange.summary.state == journal::State::answered;
    for (const auto& leg : exchange.legs) {
        if (is_ours && leg.leg == journal::Leg::core_reply) {
            boost::system::error_code error;
            auto answer = json::parse(leg.octets, error);
            if (!error) {
                object["answer"] = std::move(answer);
            }
        }
    }
    return json::serialize(object);
}

std::string to_json_text(const std::vector<journal::Summary>& summaries) {
    json::array all;
    for (const auto& summary : summaries) {
        all.push_back(summary_object(summary));
    }
    return json::serialize(json::object{{"exchanges", std::move(all)}});
}

}  // namespace otkel::operations
