#include <array>
#include <charconv>

#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/async/message_reading.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::array channel_operations{AsyncOperation::send_message, AsyncOperation::send_delivery_notification,
                                        AsyncOperation::get_message_status, AsyncOperation::get_messages};
constexpr std::array client_operations{AsyncOperation::send_message, AsyncOperation::change_status_notification};

template <class Operations>
std::optional<AsyncCall> find_call(const xml::Element& content, const Operations& operations) {
    for (const auto operation : operations) {
        for (const auto types : {AsyncTypes::channel, AsyncTypes::client}) {
            if (content.is(namespace_of({operation, types}), word(operation))) {
                return AsyncCall{operation, types};
            }
        }
    }
    return std::nullopt;
}

std::optional<ErrorInfo> optional_error(const Fields& fields) {
    const auto element = fields.optional("error");
    const bool said = element && element->has_children();
    return said ? std::optional{read_error(*element)} : std::nullopt;
}

Sender optional_sender(const Fields& fields, const AsyncReading& reading, std::vector<Finding>& findings) {
    const auto element = fields.optional("sender");
    const bool said = element && element->has_children();
    return said ? read_sender(*element, reading.identifier_octets_max, findings) : Sender{};
}

std::int32_t read_amount(const Fields& fields, std::size_t octets_max) {
    const auto text = fields.text("amount", octets_max);
    if (text.empty()) {
        return 0;
    }
    std::int32_t amount = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, amount);
    if (error != std::errc{} || stopped != end || amount < 0) {
        fields.report("value-out-of-bounds", fields.optional("amount")->place(), "a number from 0", shown(text),
                      "so many messages cannot be asked for");
        return 0;
    }
    return amount;
}

DeliveryNotification read_delivery(const xml::Element& element, const AsyncReading& reading,
                                   std::vector<Finding>& findings) {
    const Fields fields(element, findings);
    DeliveryNotification notification;
    notification.message_id = fields.required_text("messageId", reading.identifier_octets_max);
    notification.service_id = fields.required_text("serviceId", reading.identifier_octets_max);
    notification.notification_date = fields.time("notificationDate");
    if (const auto status = fields.required("deliveryStatus")) {
        const Fields of_status(*status, findings);
        notification.receive_status =
            required_choice(of_status, "receiveStatus", &receive_status, "MESSAGE_ACCEPTED or MESSAGE_NOT_ACCTEPTED");
        notification.status_date = of_status.time("statusDate");
        notification.resend = required_choice(of_status, "resendMessage", &resend_message, "RESEND or NOT_RESEND");
        notification.error = optional_error(of_status);
    }
    return notification;
}

ChangeStatusNotification read_change(const xml::Element& element, const AsyncReading& reading,
                                     std::vector<Finding>& findings) {
    const Fields fields(element, findings);
    ChangeStatusNotification notification;
    notification.notification_id = fields.required_text("notificationId", reading.identifier_octets_max);
    notification.message_id = fields.required_text("messageId", reading.identifier_octets_max);
    notification.notification_date = fields.time("notificationDate");
    notification.state = read_state(fields);
    if (const auto status = fields.required("status")) {
        notification.status = read_status(*status, reading, findings);
    }
    notification.error = optional_error(fields);
    return notification;
}

}  // namespace

Result<AsyncCall> call_of(const xml::Element& content, AsyncPort port) {
    const bool channel = port == AsyncPort::channel;
    const auto call = channel ? find_call(content, channel_operations) : find_call(content, client_operations);
    if (!call) {
        return unexpected_content("the Body holds no request of this port", content,
                                  channel ? "sendMessage, sendDeliveryNotification, getMessageStatus or getMessages"
                                          : "sendMessage or changeMassageStatusNotification");
    }
    return *call;
}

Result<AsyncMessage> read_send_message(const xml::Element& content, const AsyncReading& reading) {
    const auto request = opened(content, AsyncOperation::send_message, Direction::request);
    if (!request) {
        return fail(request.error());
    }
    std::vector<Finding> findings;
    auto message = read_message(*request, reading, findings);
    if (!message) {
        return not_conforming(std::move(findings));
    }
    return std::move(*message);
}

Result<DeliveryNotificationRequest> read_delivery_notification(const xml::Element& content,
                                                               const AsyncReading& reading) {
    const auto request = opened(content, AsyncOperation::send_delivery_notification, Direction::request);
    if (!request) {
        return fail(request.error());
    }
    std::vector<Finding> findings;
    const Fields fields(*request, findings);
    DeliveryNotificationRequest read;
    if (const auto notification = fields.required("notification")) {
        read.notification = read_delivery(*notification, reading, findings);
    }
    read.request_date = fields.time("requestDate");
    read.sender = optional_sender(fields, reading, findings);
    return checked(std::move(read), std::move(findings));
}

Result<MessageStatusRequest> read_message_status_request(const xml::Element& content, const AsyncReading& reading) {
    const auto request = opened(content, AsyncOperation::get_message_status, Direction::request);
    if (!request) {
        return fail(request.error());
    }
    std::vector<Finding> findings;
    const Fields fields(*request, findings);
    MessageStatusRequest read;
    read.message_id = fields.required_text("messageId", reading.identifier_octets_max);
    read.request_date = fields.time("requestDate");
    if (const auto sender = fields.required("sender")) {
        read.sender = read_sender(*sender, reading.identifier_octets_max, findings);
    }
    read.properties = read_properties(*request, findings);
    return checked(std::move(read), std::move(findings));
}

Result<MessagesRequest> read_messages_request(const xml::Element& content, const AsyncReading& reading) {
    const auto request = opened(content, AsyncOperation::get_messages, Direction::request);
    if (!request) {
        return fail(request.error());
    }
    const auto most = reading.identifier_octets_max;
    std::vector<Finding> findings;
    const Fields fields(*request, findings);
    MessagesRequest read;
    read.message_id = fields.text("messageId", most);
    read.correlation_id = fields.text("correlationId", most);
    read.request_date = fields.optional_time("requestDate");
    read.service_id = fields.required_text("serviceId", most);
    read.sender = optional_sender(fields, reading, findings);
    read.amount = read_amount(fields, most);
    read.properties = read_properties(*request, findings);
    return checked(std::move(read), std::move(findings));
}

Result<ChangeStatusRequest> read_change_status(const xml::Element& content, const AsyncReading& reading) {
    const auto request = opened(content, AsyncOperation::change_status_notification, Direction::request);
    if (!request) {
        return fail(request.error());
    }
    std::vector<Finding> findings;
    const Fields fields(*request, findings);
    ChangeStatusRequest read;
    if (const auto notification = fields.required("notification")) {
        read.notification = read_change(*notification, reading, findings);
    }
    read.request_date = fields.time("requestDate");
    read.session_id = read_session(fields, reading);
    return checked(std::move(read), std::move(findings));
}

}  // namespace otkel::adapters::shep
