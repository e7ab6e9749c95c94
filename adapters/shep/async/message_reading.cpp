#include "adapters/shep/async/message_reading.hpp"

#include "adapters/shep/data_forms.hpp"

namespace otkel::adapters::shep {
namespace {

bool is_nil(const xml::Element& element) {
    const auto nil = element.attribute(schema_instance_namespace, "nil");
    return nil && (trim(*nil) == "true" || trim(*nil) == "1");
}

bool stands_in(std::string_view space, AsyncOperation operation) {
    return space == namespace_of({operation, AsyncTypes::channel}) ||
           space == namespace_of({operation, AsyncTypes::client});
}

AsyncMessageInfo read_info(const xml::Element& element, const AsyncReading& reading, std::vector<Finding>& findings) {
    const auto most = reading.identifier_octets_max;
    const Fields fields(element, findings);
    AsyncMessageInfo info;
    info.message_id = fields.text("messageId", most);
    info.correlation_id = fields.text("correlationId", most);
    info.service_id = fields.required_text("serviceId", most);
    info.type = required_choice(fields, "messageType", &message_type, "REQUEST, NOTIFICATION, UPDATE or RESPONSE");
    info.route_id = fields.text("routeId", most);
    info.message_date = fields.time("messageDate");
    if (const auto sender = fields.required("sender")) {
        info.sender = read_sender(*sender, most, findings);
    }
    info.properties = read_properties(element, findings);
    info.session_id = read_session(fields, reading);
    return info;
}

}  // namespace

Result<xml::Element> opened(const xml::Element& content, AsyncOperation operation, Direction direction) {
    const bool asks = direction == Direction::request;
    const auto outer = std::string(word(operation)) + (asks ? "" : "Response");
    if (content.local() != outer || !stands_in(content.space(), operation)) {
        return unexpected_content("the Body does not hold the message that belongs here", content,
                                  "{" + std::string(namespace_of({operation})) + "}" + outer);
    }
    std::vector<Finding> findings;
    const Fields fields(content, findings);
    const auto middle = fields.required(asks ? "request" : "response");
    if (middle && is_nil(*middle)) {
        fields.report("nil-unexpected", middle->place(), "a message", "xsi:nil", "there is no message");
    }
    if (!findings.empty()) {
        return not_conforming(std::move(findings));
    }
    return *middle;
}

Failure not_conforming(std::vector<Finding> findings) {
    return malformed("the message does not conform to the format", std::move(findings));
}

std::optional<AsyncMessage> read_message(const xml::Element& holder, const AsyncReading& reading,
                                         std::vector<Finding>& findings) {
    const auto before = findings.size();
    const Fields fields(holder, findings);
    AsyncMessageInfo info;
    if (const auto element = fields.required("messageInfo")) {
        info = read_info(*element, reading, findings);
    }
    const auto message_data = fields.required("messageData");
    const auto data = message_data ? Fields(*message_data, findings).optional("data") : std::nullopt;
    if (findings.size() != before) {
        wipe(info.sender.password);
        return std::nullopt;
    }
    return AsyncMessage{std::move(info), *message_data, data};
}

MessageState read_state(const Fields& fields) {
    return required_choice(fields, "messageState", &message_state,
                           "ON_DELIVERY, DELIVERED, NOT_DELIVERED or DELIVERY_STOPPED");
}

MessageStatus read_status(const xml::Element& status, const AsyncReading& reading, std::vector<Finding>& findings) {
    constexpr std::size_t message_octets_max = 4096;
    const Fields fields(status, findings);
    return {fields.text("statusCode", reading.identifier_octets_max), fields.text("statusMessage", message_octets_max),
            fields.optional_time("statusDate").value_or(WallTime{})};
}

std::string read_session(const Fields& fields, const AsyncReading& reading) {
    return normalised_session_id(fields.text("sessionId", reading.identifier_octets_max));
}

}  // namespace otkel::adapters::shep
