#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/async/message_reading.hpp"

// A reply comes when the other side has done its work already. It is read for the names it gives; dates and words that
// nobody needs to go on may be absent.

namespace otkel::adapters::shep {
namespace {

WallTime read_response_date(const Fields& fields) { return fields.optional_time("responseDate").value_or(WallTime{}); }

// A value that stands where it should, or nothing.
std::string value_below(const xml::Element& holder, std::string_view local, std::size_t octets_max) {
    std::vector<Finding> ignored;
    const auto info = Fields(holder, ignored).optional("messageInfo");
    return info ? Fields(*info, ignored).text(local, octets_max) : std::string{};
}

CollectedMessage read_collected(const xml::Element& element, const AsyncReading& reading) {
    std::vector<Finding> findings;
    auto message = read_message(element, reading, findings);
    auto message_id = value_below(element, "messageId", reading.identifier_octets_max);
    auto service_id = value_below(element, "serviceId", reading.identifier_octets_max);
    if (!message) {
        return {std::move(message_id), std::move(service_id), element, not_conforming(std::move(findings))};
    }
    return {std::move(message_id), std::move(service_id), element, std::move(*message)};
}

}  // namespace

Result<SendMessageReply> read_send_message_reply(const xml::Element& content, const AsyncReading& reading) {
    const auto response = opened(content, AsyncOperation::send_message, Direction::reply);
    if (!response) {
        return fail(response.error());
    }
    std::vector<Finding> findings;
    const Fields fields(*response, findings);
    SendMessageReply reply;
    reply.message_id = fields.required_text("messageId", reading.identifier_octets_max);
    reply.correlation_id = fields.text("correlationId", reading.identifier_octets_max);
    reply.response_date = read_response_date(fields);
    reply.session_id = read_session(fields, reading);
    return checked(std::move(reply), std::move(findings));
}

Result<DeliveryNotificationReply> read_delivery_notification_reply(const xml::Element& content,
                                                                   const AsyncReading& reading) {
    const auto response = opened(content, AsyncOperation::send_delivery_notification, Direction::reply);
    if (!response) {
        return fail(response.error());
    }
    std::vector<Finding> findings;
    const Fields fields(*response, findings);
    DeliveryNotificationReply reply;
    reply.notification_id = fields.text("notificationId", reading.identifier_octets_max);
    reply.response_date = read_response_date(fields);
    reply.session_id = read_session(fields, reading);
    return checked(std::move(reply), std::move(findings));
}

Result<MessageStatusReply> read_message_status_reply(const xml::Element& content, const AsyncReading& reading) {
    const auto response = opened(content, AsyncOperation::get_message_status, Direction::reply);
    if (!response) {
        return fail(response.error());
    }
    std::vector<Finding> findings;
    const Fields fields(*response, findings);
    MessageStatusReply reply;
    reply.state = read_state(fields);
    if (const auto status = fields.optional("status")) {
        reply.status = read_status(*status, reading, findings);
    }
    reply.response_date = read_response_date(fields);
    reply.session_id = fields.text("sessionId", reading.identifier_octets_max);
    return checked(std::move(reply), std::move(findings));
}

Result<MessagesReply> read_messages_reply(const xml::Element& content, const AsyncReading& reading) {
    const auto response = opened(content, AsyncOperation::get_messages, Direction::reply);
    if (!response) {
        return fail(response.error());
    }
    std::vector<Finding> findings;
    const Fields fields(*response, findings);
    MessagesReply reply;
    reply.response_date = read_response_date(fields);
    reply.session_id = read_session(fields, reading);
    for (auto child = response->first_child(); child; child = child->next_sibling()) {
        // An empty <messages/> says that there are none, as empty optional elements do elsewhere on the bus.
        if (child->local() != "messages" || !child->has_children()) {
            continue;
        }
        if (reply.messages.size() == reading.messages_max) {
            reply.more = true;
            break;
        }
        reply.messages.push_back(read_collected(*child, reading));
    }
    return checked(std::move(reply), std::move(findings));
}

Result<ChangeStatusReply> read_change_status_reply(const xml::Element& content, const AsyncReading& reading) {
    const auto response = opened(content, AsyncOperation::change_status_notification, Direction::reply);
    if (!response) {
        return fail(response.error());
    }
    std::vector<Finding> findings;
    const Fields fields(*response, findings);
    const auto date = read_response_date(fields);
    return checked(ChangeStatusReply{date, read_session(fields, reading)}, std::move(findings));
}

std::optional<ErrorInfo> read_async_fault(const xml::Element& detail) {
    for (auto child = detail.first_child(); child; child = child->next_sibling()) {
        for (const auto operation : {AsyncOperation::send_message, AsyncOperation::send_delivery_notification,
                                     AsyncOperation::get_message_status, AsyncOperation::get_messages,
                                     AsyncOperation::change_status_notification}) {
            if (child->local() == fault_element(operation)) {
                return read_error(*child);
            }
        }
    }
    return std::nullopt;
}

}  // namespace otkel::adapters::shep
