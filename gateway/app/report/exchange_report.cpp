#include "gateway/app/report/exchange_report.hpp"

#include <fmt/format.h>

#include "gateway/operations/exchange_json.hpp"

namespace otkel::app {
namespace {

std::string or_none(const std::string& text) { return text.empty() ? "–" : text; }

std::string whats_next(const journal::Summary& s) {
    std::string text;
    if (s.due) {
        text += "due        " + to_xml_time(*s.due) + (s.behind ? ", after those of its lane before it" : "") + '\n';
    }
    if (s.give_up) {
        text += "gives up   " + to_xml_time(*s.give_up) + '\n';
    }
    if (!s.node.empty()) {
        text += "works      node " + s.node + '\n';
    }
    if (!s.lane.empty()) {
        text += "lane       " + s.lane + '\n';
    }
    return text;
}

std::string head_of(const journal::Summary& s) {
    auto text =
        fmt::format("exchange   {}\n           {}, {}, route {}, service {}\npeer       {} from {}\nmessage    {}\n",
                    s.id.text(), name(s.direction), s.adapter, or_none(s.route), s.service, s.peer,
                    or_none(s.remote_address), or_none(s.message_id));
    if (!s.correlation_id.empty()) {
        text += "belongs to " + s.correlation_id + '\n';
    }
    text += fmt::format("signed by  {}\naccepted   {}\n", or_none(s.signer), to_xml_time(s.accepted_at));
    if (s.concluded_at) {
        text += "concluded  " + to_xml_time(*s.concluded_at) + '\n';
    }
    text += fmt::format("state      {}, outcome {}\n", name(s.state), or_none(s.outcome));
    if (!s.archive.empty()) {
        text += "archived   in " + s.archive + (s.restored ? ", and put back from there\n" : "\n");
    }
    if (s.attempts > 0) {
        text += fmt::format("attempts   {}\n", s.attempts);
    }
    return text + whats_next(s);
}

std::string line_of(const journal::HistoryEntry& entry) {
    auto text = fmt::format("  {}  {:<9}", to_xml_time(entry.at), name(entry.state));
    if (entry.attempt > 0) {
        text += fmt::format("  attempt {}", entry.attempt);
    }
    for (const auto& [label, value] : {std::pair{"", &entry.outcome}, std::pair{"node ", &entry.node},
                                       std::pair{"by ", &entry.by}, std::pair{"because of ", &entry.because}}) {
        if (!value->empty()) {
            text += std::string("  ") + label + *value;
        }
    }
    for (const auto& leg : entry.legs) {
        text += "\n      " + leg;
    }
    return text + '\n';
}

}  // namespace

std::string line_of(const journal::Summary& s) {
    return fmt::format("{}  {}  {}  {}  {}  {}  {}", s.id.text(), to_xml_time(s.accepted_at), name(s.direction),
                       s.route, s.peer, name(s.state), s.outcome);
}

std::string report_of(const journal::Exchange& exchange) {
    auto text = head_of(exchange.summary);
    for (const auto& stage : exchange.stages) {
        text += fmt::format("{:>9} µs  {:<20}{}\n", stage.took.count(), stage.stage, stage.remark);
    }
    for (const auto& [key, value] : exchange.keys) {
        text += fmt::format("key        {} = {}\n", key, value);
    }
    for (const auto& leg : exchange.legs) {
        text += fmt::format("leg        {}, {} octets, {}, sha256:{}\n", name(leg.leg), leg.octets.size(),
                            leg.content_type, operations::digest_of(leg));
    }
    if (!exchange.history.empty()) {
        text += "history\n";
    }
    for (const auto& entry : exchange.history) {
        text += line_of(entry);
    }
    return text;
}

}  // namespace otkel::app
