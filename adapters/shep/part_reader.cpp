#include "adapters/shep/part_reader.hpp"

#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::size_t sub_errors_max = 8;  // one within the other

ErrorInfo read_error(const xml::Element& element, std::size_t depth) {
    constexpr std::size_t text_octets_max = 4096;
    std::vector<Finding> ignored;
    const Fields fields(element, ignored);
    ErrorInfo error;
    error.code = fields.text("errorCode", text_octets_max);
    error.message = fields.text("errorMessage", text_octets_max);
    error.data = fields.text("errorData", text_octets_max);
    error.session_id = normalised_session_id(fields.text("sessionId", text_octets_max));
    error.date = fields.optional_time("errorDate").value_or(WallTime{});
    const auto sub_error = fields.optional("subError");
    if (sub_error && depth < sub_errors_max) {
        error.sub_error.push_back(read_error(*sub_error, depth + 1));
    }
    return error;
}

}  // namespace

std::optional<xml::Element> Fields::optional(std::string_view local) const {
    std::optional<xml::Element> found;
    for (auto child = parent_.first_child(); child; child = child->next_sibling()) {
        if (child->local() != local) {
            continue;
        }
        if (found) {
            report("duplicate-element", child->place(), "one <" + std::string(local) + ">", "another one",
                   "an element occurs twice");
            return std::nullopt;
        }
        found = child;
    }
    return found;
}

std::optional<xml::Element> Fields::required(std::string_view local) const {
    const auto before = findings_.size();
    auto found = optional(local);
    if (!found && findings_.size() == before) {
        report("missing-element", parent_.place(), "<" + std::string(local) + ">", "nothing",
               "a required element is missing");
    }
    return found;
}

std::string Fields::text(std::string_view local, std::size_t octets_max) const {
    const auto element = optional(local);
    return element ? value_of(*element, octets_max) : std::string{};
}

std::string Fields::required_text(std::string_view local, std::size_t octets_max) const {
    const auto element = required(local);
    if (!element) {
        return {};
    }
    const auto before = findings_.size();
    auto value = value_of(*element, octets_max);
    if (value.empty() && findings_.size() == before) {
        report("empty-element", element->place(), "a value", "nothing", "a required value is empty");
    }
    return value;
}

WallTime Fields::time(std::string_view local) const {
    const auto element = required(local);
    return element ? time_of(*element).value_or(WallTime{}) : WallTime{};
}

std::optional<WallTime> Fields::optional_time(std::string_view local) const {
    const auto element = optional(local);
    return element && element->has_text() ? time_of(*element) : std::nullopt;
}

void Fields::report(std::string code, Place place, std::string expected, std::string found, std::string detail) const {
    findings_.push_back(Finding{std::move(code), Severity::error, std::move(place), std::move(expected),
                                std::move(found), std::move(detail)});
}

std::string Fields::value_of(const xml::Element& element, std::size_t octets_max) const {
    const auto text = element.text();
    const auto value = trim(text);
    if (value.size() > octets_max) {
        report("value-too-long", element.place(), "at most " + std::to_string(octets_max) + " octets",
               std::to_string(value.size()) + " octets", "a value is too long");
        return {};
    }
    return std::string(value);
}

std::optional<WallTime> Fields::time_of(const xml::Element& element) const {
    const auto text = element.text();
    const auto time = parse_time(trim(text));
    if (!time) {
        report("bad-date", element.place(), "an xs:dateTime such as 2026-07-12T09:30:00+05:00", shown(text),
               "the date cannot be read");
        return std::nullopt;
    }
    return *time;
}

std::string shown(std::string_view text) {
    constexpr std::size_t shown_characters = 40;
    return std::string(first_characters(text, shown_characters));
}

Failure malformed(std::string detail, std::vector<Finding> findings) {
    Error error{Errc::malformed, std::move(detail), {}, std::move(findings)};
    if (!error.findings.empty()) {
        error.place = error.findings.front().place;
    }
    return fail(std::move(error));
}

Failure unexpected_content(std::string detail, const xml::Element& content, std::string expected) {
    return malformed(std::move(detail),
                     {Finding{"unexpected-element", Severity::error, content.place(), std::move(expected),
                              "{" + std::string(content.space()) + "}" + std::string(content.local()),
                              "send the document/literal element of the WSDL"}});
}

std::vector<Property> read_properties(const xml::Element& info, std::vector<Finding>& findings) {
    constexpr std::size_t key_octets_max = 120;     // 30 characters of the contract, four octets each
    constexpr std::size_t value_octets_max = 2000;  // 500 characters
    constexpr std::size_t properties_max = 100;
    std::vector<Property> properties;
    std::size_t seen = 0;
    for (auto child = info.first_child(); child; child = child->next_sibling()) {
        if (child->local() != "properties") {
            continue;
        }
        const Fields fields(*child, findings);
        if (++seen > properties_max) {
            fields.report("too-many-properties", child->place(), "at most " + std::to_string(properties_max), "more",
                          "there are too many properties");
            break;
        }
        Property property{fields.text("key", key_octets_max), fields.text("value", value_octets_max)};
        if (!property.key.empty()) {
            properties.push_back(std::move(property));
        }
    }
    return properties;
}

Sender read_sender(const xml::Element& sender, std::size_t octets_max, std::vector<Finding>& findings) {
    const Fields fields(sender, findings);
    return {fields.required_text("senderId", octets_max), fields.text("password", octets_max)};
}

ErrorInfo read_error(const xml::Element& error) { return read_error(error, 1); }

}  // namespace otkel::adapters::shep
