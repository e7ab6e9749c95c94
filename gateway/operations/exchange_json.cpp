#include "gateway/operations/exchange_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/base/bytes.hpp"

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
                        {"acceptedAt", to_utc_text(summary.accepted_at)}};
    if (summary.concluded_at) {
        object["concludedAt"] = to_utc_text(*summary.concluded_at);
    }
    return object;
}

json::object leg_object(const journal::LegOctets& leg, Detail detail) {
    json::object object{{"leg", name(leg.leg)}, {"contentType", leg.content_type}, {"octets", leg.octets.size()}};
    if (detail == Detail::full) {
        const bool text = is_valid_utf8(leg.octets);
        object[text ? "text" : "base64"] = text ? leg.octets : to_base64(leg.octets);
    }
    return object;
}

}  // namespace

std::string to_json_text(const journal::Exchange& exchange, Detail detail) {
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
