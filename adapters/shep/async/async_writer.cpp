#include "adapters/shep/async/async_writer.hpp"

#include <utility>

#include "adapters/shep/part_writer.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::string_view no_session = "{00000000-0000-0000-0000-000000000000}";

void write_time(xml::CanonicalWriter& writer, std::string_view local, WallTime time) {
    writer.leaf("", local, to_xml_time(time));
}

void write_session(xml::CanonicalWriter& writer, std::string_view session_id) {
    writer.leaf("", "sessionId", session_id.empty() ? no_session : session_id);
}

void optional_sender(xml::CanonicalWriter& writer, const Sender& sender) {
    if (!sender.sender_id.empty()) {
        write_sender(writer, sender.sender_id, sender.password);
    }
}

void optional_error(xml::CanonicalWriter& writer, const std::optional<ErrorInfo>& error) {
    if (error) {
        writer.open("", "error");
        write_error(writer, *error);
        writer.close();
    }
}

// messageInfo and messageData.
void write_message(xml::CanonicalWriter& writer, const AsyncMessageInfo& info, const BodyContent& data) {
    writer.open("", "messageInfo");
    optional_leaf(writer, "messageId", info.message_id);
    optional_leaf(writer, "correlationId", info.correlation_id);
    writer.leaf("", "serviceId", info.service_id);
    writer.leaf("", "messageType", word(info.type));
    optional_leaf(writer, "routeId", info.route_id);
    write_time(writer, "messageDate", info.message_date);
    write_sender(writer, info.sender.sender_id, info.sender.password);
    write_properties(writer, info.properties);
    optional_leaf(writer, "sessionId", info.session_id);
    writer.close();
    write_data_holder(writer, "messageData", data.octets.empty() ? BodyContent{"<data></data>"} : data);
}

void write_status(xml::CanonicalWriter& writer, MessageState state, const MessageStatus& status) {
    writer.leaf("", "messageState", word(state));
    writer.open("", "status");
    writer.leaf("", "statusCode", status.code);
    writer.leaf("", "statusMessage", status.message);
    write_time(writer, "statusDate", status.date);
    writer.close();
}

template <class WriteFields>
std::string written(AsyncCall call, bool asks, WriteFields write_fields) {
    std::string octets;
    xml::CanonicalWriter writer(octets);
    writer.declare(types_prefix, namespace_of(call));
    writer.open(types_prefix, std::string(word(call.operation)) + (asks ? "" : "Response"));
    writer.open("", asks ? "request" : "response");
    write_fields(writer);
    writer.close();
    writer.close();
    return octets;
}

template <class WriteFields>
BodyContent request(AsyncCall call, WriteFields write_fields) {
    return {written(call, true, write_fields)};
}

template <class WriteFields>
BodyContent reply(AsyncCall call, WriteFields write_fields) {
    return {written(call, false, write_fields)};
}

}  // namespace

BodyContent write_send_message(const AsyncMessageInfo& info, const BodyContent& data, AsyncTypes types) {
    auto content = request({AsyncOperation::send_message, types},
                           [&](xml::CanonicalWriter& writer) { write_message(writer, info, data); });
    content.canonical = data.canonical;
    return content;
}

BodyContent write_send_message_reply(const SendMessageReply& value, AsyncTypes types) {
    return reply({AsyncOperation::send_message, types}, [&](xml::CanonicalWriter& writer) {
        writer.leaf("", "messageId", value.message_id);
        writer.leaf("", "correlationId", value.correlation_id);
        write_time(writer, "responseDate", value.response_date);
        optional_leaf(writer, "sessionId", value.session_id);
    });
}

BodyContent write_delivery_notification(const DeliveryNotificationRequest& value) {
    return request({AsyncOperation::send_delivery_notification}, [&](xml::CanonicalWriter& writer) {
        const auto& notification = value.notification;
        writer.open("", "notification");
        writer.leaf("", "messageId", notification.message_id);
        writer.leaf("", "serviceId", notification.service_id);
        write_time(writer, "notificationDate", notification.notification_date);
        writer.open("", "deliveryStatus");
        writer.leaf("", "receiveStatus", word(notification.receive_status));
        write_time(writer, "statusDate", notification.status_date);
        writer.leaf("", "resendMessage", word(notification.resend));
        optional_error(writer, notification.error);
        writer.close();
        writer.close();
        write_time(writer, "requestDate", value.request_date);
        optional_sender(writer, value.sender);
    });
}

BodyContent write_delivery_notification_reply(const DeliveryNotificationReply& value) {
    return reply({AsyncOperation::send_delivery_notification}, [&](xml::CanonicalWriter& writer) {
        writer.leaf("", "notificationId", value.notification_id);
        write_time(writer, "responseDate", value.response_date);
        write_session(writer, value.session_id);
    });
}

BodyContent write_message_status_request(const MessageStatusRequest& value) {
    return request({AsyncOperation::get_message_status}, [&](xml::CanonicalWriter& writer) {
        writer.leaf("", "messageId", value.message_id);
        write_time(writer, "requestDate", value.request_date);
        write_sender(writer, value.sender.sender_id, value.sender.password);
        write_properties(writer, value.properties);
    });
}

BodyContent write_message_status_reply(const MessageStatusReply& value) {
    return reply({AsyncOperation::get_message_status}, [&](xml::CanonicalWriter& writer) {
        write_status(writer, value.state, value.status);
        write_time(writer, "responseDate", value.response_date);
        optional_leaf(writer, "sessionId", value.session_id);
    });
}

BodyContent write_messages_request(const MessagesRequest& value) {
    return request({AsyncOperation::get_messages}, [&](xml::CanonicalWriter& writer) {
        optional_leaf(writer, "messageId", value.message_id);
        optional_leaf(writer, "correlationId", value.correlation_id);
        if (value.request_date) {
            write_time(writer, "requestDate", *value.request_date);
        }
        writer.leaf("", "serviceId", value.service_id);
        optional_sender(writer, value.sender);
        if (value.amount > 0) {
            writer.leaf("", "amount", std::to_string(value.amount));
        }
        write_properties(writer, value.properties);
    });
}

BodyContent write_messages_reply(const MessagesHandedOver& value) {
    auto content = reply({AsyncOperation::get_messages}, [&](xml::CanonicalWriter& writer) {
        write_time(writer, "responseDate", value.response_date);
        write_session(writer, value.session_id);
        for (const auto& message : value.messages) {
            writer.open("", "messages");
            write_message(writer, message.info, message.data);
            writer.close();
        }
    });
    for (const auto& message : value.messages) {
        content.canonical = content.canonical && message.data.canonical;
    }
    return content;
}

BodyContent write_change_status(const ChangeStatusRequest& value) {
    return request({AsyncOperation::change_status_notification}, [&](xml::CanonicalWriter& writer) {
        const auto& notification = value.notification;
        writer.open("", "notification");
        writer.leaf("", "notificationId", notification.notification_id);
        writer.leaf("", "messageId", notification.message_id);
        write_time(writer, "notificationDate", notification.notification_date);
        write_status(writer, notification.state, notification.status);
        optional_error(writer, notification.error);
        writer.close();
        write_time(writer, "requestDate", value.request_date);
        optional_leaf(writer, "sessionId", value.session_id);
    });
}

BodyContent write_change_status_reply(const ChangeStatusReply& value) {
    return reply({AsyncOperation::change_status_notification}, [&](xml::CanonicalWriter& writer) {
        write_time(writer, "responseDate", value.response_date);
        write_session(writer, value.session_id);
    });
}

std::string write_async_fault(AsyncCall call, const ErrorInfo& error) {
    std::string octets;
    xml::CanonicalWriter writer(octets);
    writer.declare(types_prefix, namespace_of(call));
    writer.open(types_prefix, fault_element(call.operation));
    write_error(writer, error);
    writer.close();
    return octets;
}

}  // namespace otkel::adapters::shep
