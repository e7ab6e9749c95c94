#include "gateway/cases/record_legs.hpp"

#include <charconv>

namespace otkel::cases {
namespace {

// RFC 2183 section 2.3 calls it filename, but that is a parameter of the disposition; of the type it is RFC 2045's
// name.
constexpr std::string_view name_parameter = "; name=\"";

}  // namespace

RecordName record_name_of(std::string_view message_id) {
    const auto slash = message_id.find('/');
    RecordName name{std::string(message_id.substr(0, slash)), 0};
    if (slash != std::string_view::npos) {
        std::from_chars(message_id.data() + slash + 1, message_id.data() + message_id.size(), name.number);
    }
    return name;
}

journal::LegOctets leg_of(adapter::CasePaper paper) {
    return {journal::Leg::paper, paper.content_type + std::string(name_parameter) + paper.name + "\"",
            std::move(paper.octets)};
}

adapter::CasePaper paper_of(journal::LegOctets leg) {
    adapter::CasePaper paper{{}, leg.content_type, std::move(leg.octets)};
    if (const auto at = leg.content_type.find(name_parameter); at != std::string::npos) {
        paper.content_type = leg.content_type.substr(0, at);
        const auto begin = at + name_parameter.size();
        paper.name = leg.content_type.substr(begin, leg.content_type.size() - begin - 1);
    }
    return paper;
}

RecordLegs read_record_legs(std::vector<journal::LegOctets> legs) {
    RecordLegs read;
    for (auto& leg : legs) {
        if (leg.leg == journal::Leg::case_record) {
            read.content = std::move(leg.octets);
        } else if (leg.leg == journal::Leg::paper) {
            read.papers.push_back(paper_of(std::move(leg)));
        }
    }
    return read;
}

}  // namespace otkel::cases
