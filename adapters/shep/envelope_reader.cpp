#include "adapters/shep/envelope.hpp"

#include <algorithm>

#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {
namespace {

// The children of one element by local name, in whatever order and namespace they come (seen on the bus).
class Fields {
public:
    Fields(const xml::Element& parent, std::vector<Finding>& findings) : parent_(parent), findings_(findings) {}

    [[nodiscard]] std::optional<xml::Element> optional(std::string_view local) const {
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

    [[nodiscard]] std::optional<xml::Element> required(std::string_view local) const {
        const auto before = findings_.size();
        auto found = optional(local);
        if (!found && findings_.size() == before) {
            report("missing-element", parent_.place(), "<" + std::string(local) + ">", "nothing",
                   "a required element is missing");
        }
        return found;
    }

    // Empty for an absent or empty element: both occur.
    [[nodiscard]] std::string text(std::string_view local, std::size_t octets_max) const {
        const auto element = optional(local);
        return element ? value_of(*element, octets_max) : std::string{};
    }

    [[nodiscard]] std::string required_text(std::string_view local, std::size_t octets_max) const {
        const auto element = required(local);
        if (!element) {
            return {};
        }
        auto value = value_of(*element, octets_max);
        if (value.empty()) {
            report("empty-element", element->place(), "a value", "nothing", "a required value is empty");
        }
        return value;
    }

    [[nodiscard]] WallTime time(std::string_view local) const {
        const auto element = required(local);
        if (!element) {
            return {};
        }
        const auto text = element->text();
        const auto time = parse_time(trim(text));
        if (!time) {
            report("bad-date", element->place(), "an xs:dateTime such as 2026-07-12T09:30:00+05:00",
                   text.substr(0, shown_octets), "the date cannot be read");
            return {};
        }
        return *time;
    }

    void report(std::string code, Place place, std::string expected, std::string found, std::string detail) const {
        findings_.push_back(Finding{std::move(code), Severity::error, std::move(place), std::move(expected),
                                    std::move(found), std::move(detail)});
    }

private:
    static constexpr std::size_t shown_octets = 40;

    [[nodiscard]] std::string value_of(const xml::Element& element, std::size_t octets_max) const {
        const auto text = element.text();
        const auto value = trim(text);
        if (value.size() > octets_max) {
            report("value-too-long", element.place(), "at most " + std::to_string(octets_max) + " octets",
                   std::to_string(value.size()) + " octets", "a value is too long");
            return {};
        }
        return std::string(value);
    }

    const xml::Element& parent_;
    std::vector<Finding>& findings_;
};

Failure malformed(std::string detail, std::vector<Finding> findings) {
    Error error{Errc::malformed, std::move(detail), {}, std::move(findings)};
    if (!error.findings.empty()) {
        error.place = error.findings.front().place;
    }
    return fail(std::move(error));
}

// <outer>, its only child, and of that the two parts; what every message of the channel looks like.
struct Parts {
    xml::Element info;
    xml::Element data_holder;
};

struct PartNames {
    std::string_view outer, middle, info, data;
};

Result<Parts> read_parts(const xml::Element& content, const PartNames& names) {
    const std::string outer(names.outer);
    if (!content.is(types_namespace, names.outer)) {
        return malformed("the Body does not hold what the synchronous channel carries",
                         {Finding{"unexpected-element", Severity::error, content.place(),
                                  "{" + std::string(types_namespace) + "}" + outer,
                                  "{" + std::string(content.space()) + "}" + std::string(content.local()),
                                  "send the document/literal element of the WSDL"}});
    }
    std::vector<Finding> findings;
    const auto middle = Fields(content, findings).required(names.middle);
    if (!middle) {
        return malformed("the message does not conform to the format", std::move(findings));
    }
    const Fields fields(*middle, findings);
    const auto info = fields.required(names.info);
    const auto data = fields.required(names.data);
    if (!info || !data) {
        return malformed("the message does not conform to the format", std::move(findings));
    }
    return Parts{*info, *data};
}

// An empty <properties/> and an empty key are dropped: both occur (seen).
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

}  // namespace

Result<RequestMessage> read_request(const xml::Element& content, std::size_t identifier_octets_max) {
    const auto parts = read_parts(content, {"SendMessage", "request", "requestInfo", "requestData"});
    if (!parts) {
        return fail(parts.error());
    }
    std::vector<Finding> findings;
    const Fields fields(parts->info, findings);
    RequestMessage message{{}, parts->data_holder, Fields(parts->data_holder, findings).optional("data")};
    auto& info = message.info;
    info.message_id = fields.required_text("messageId", identifier_octets_max);
    info.correlation_id = fields.text("correlationId", identifier_octets_max);
    info.service_id = fields.required_text("serviceId", identifier_octets_max);
    info.message_date = fields.time("messageDate");
    info.route_id = fields.text("routeId", identifier_octets_max);
    if (const auto sender = fields.required("sender")) {
        const Fields of_sender(*sender, findings);
        info.sender_id = of_sender.required_text("senderId", identifier_octets_max);
        info.password = of_sender.text("password", identifier_octets_max);
    }
    info.properties = read_properties(parts->info, findings);
    info.session_id = normalised_session_id(fields.text("sessionId", identifier_octets_max));
    if (!findings.empty()) {
        wipe(info.password);
        return malformed("the message does not conform to the format", std::move(findings));
    }
    return message;
}

Result<ResponseMessage> read_response(const xml::Element& content, std::size_t identifier_octets_max) {
    const auto parts = read_parts(content, {"SendMessageResponse", "response", "responseInfo", "responseData"});
    if (!parts) {
        return fail(parts.error());
    }
    constexpr std::size_t message_octets_max = 4096;  // providers exceed the 250 characters
    std::vector<Finding> findings;
    const Fields fields(parts->info, findings);
    ResponseMessage message{{}, parts->data_holder, Fields(parts->data_holder, findings).optional("data")};
    auto& info = message.info;
    info.message_id = fields.text("messageId", identifier_octets_max);  // some providers send none (seen)
    info.correlation_id = fields.text("correlationId", identifier_octets_max);
    if (fields.optional("responseDate")) {
        info.response_date = fields.time("responseDate");
    }
    if (const auto status = fields.required("status")) {
        const Fields of_status(*status, findings);
        info.status_code = of_status.required_text("code", identifier_octets_max);
        info.status_message = of_status.text("message", message_octets_max);
    }
    info.session_id = normalised_session_id(fields.text("sessionId", identifier_octets_max));
    if (!findings.empty()) {
        return malformed("the answer does not conform to the format", std::move(findings));
    }
    return message;
}

std::optional<ErrorInfo> read_error_info(const xml::Element& detail) {
    const auto element = detail.child("SendMessageFault1_SendMessageFault");
    if (!element) {
        return std::nullopt;
    }
    constexpr std::size_t text_octets_max = 4096;
    std::vector<Finding> ignored;  // a fault is read for what it says, however badly it is written
    const Fields fields(*element, ignored);
    ErrorInfo error;
    error.code = fields.text("errorCode", text_octets_max);
    error.message = fields.text("errorMessage", text_octets_max);
    error.data = fields.text("errorData", text_octets_max);
    error.session_id = normalised_session_id(fields.text("sessionId", text_octets_max));
    if (const auto date = fields.optional("errorDate")) {
        const auto text = date->text();
        error.date = parse_time(trim(text)).value_or(WallTime{});
    }
    return error;
}

std::string normalised_session_id(std::string_view text) {
    auto guid = trim(text);
    if (guid.size() >= 2 && guid.front() == '{' && guid.back() == '}') {
        guid = guid.substr(1, guid.size() - 2);
    }
    constexpr std::string_view shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    const auto fits = [](char c, char expected) {
        const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        return expected == '-' ? c == '-' : hex;
    };
    if (guid.size() != shape.size() || !std::equal(guid.begin(), guid.end(), shape.begin(), fits)) {
        return {};
    }
    return "{" + std::string(guid) + "}";
}

}  // namespace otkel::adapters::shep
