#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/async/async_writer.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/xml/tree.hpp"
#include "tests/support/sealed.hpp"

// One of every message of the asynchronous channel, with everything that it can hold.

namespace otkel::adapters::shep::samples {

inline constexpr std::string_view session = "{11111111-2222-3333-4444-555555555555}";
inline const WallTime at = parse_time("2026-07-12T09:30:00+05:00").value();

inline xml::Tree tree_of(std::string octets) {
    auto tree = xml::Tree::parse(otkel::tests::sealed(octets), {});
    if (!tree) {
        throw std::runtime_error(tree.error().to_string() + "\n" + octets);
    }
    return *tree;
}

inline AsyncMessageInfo info() {
    return {.message_id = "m-1",
            .correlation_id = "c-1",
            .service_id = "SERVICE",
            .type = MessageType::response,
            .route_id = "R_1",
            .message_date = at,
            .sender = {"customs", "p<&>"},
            .properties = {{"ADDL_CLIENT_KEY", "RR_P50.06"}, {"second", ""}},
            .session_id = std::string(session)};
}

inline ErrorInfo error() {
    ErrorInfo error{"SCE001", "wrong", "data", at, std::string(session)};
    error.sub_error.push_back({"SCE006", "deeper", "", at, ""});
    return error;
}

inline BodyContent data() { return {"<data><a>1</a></data>", true}; }
inline SendMessageReply taken() { return {"m-1", "c-1", at, std::string(session)}; }
inline DeliveryNotificationRequest delivery() {
    return {{"m-1", "SERVICE", at, ReceiveStatus::not_accepted, at, ResendMessage::resend, error()},
            at,
            {"customs", "secret"}};
}
inline DeliveryNotificationReply delivery_taken() { return {"n-1", at, std::string(session)}; }
inline MessageStatusRequest question() { return {"m-1", at, {"customs", "secret"}, {{"k", "v"}}}; }
inline MessageStatusReply standing() {
    return {MessageState::not_delivered, {"S-1", "refused", at}, at, std::string(session)};
}
inline MessagesRequest collection() { return {"m-1", "c-1", at, "SERVICE", {"customs", "secret"}, 7, {{"k", "v"}}}; }
inline MessagesHandedOver collected() { return {at, std::string(session), {{info(), data()}, {info(), {}}}}; }
inline ChangeStatusRequest change() {
    return {
        {"n-1", "m-1", at, MessageState::delivery_stopped, {"S-1", "stopped", at}, error()}, at, std::string(session)};
}
inline ChangeStatusReply change_taken() { return {at, std::string(session)}; }

// What is left out where the contract lets it be left out.
inline AsyncMessageInfo least_info() {
    AsyncMessageInfo info;
    info.service_id = "SERVICE";
    info.message_date = at;
    info.sender.sender_id = "customs";
    return info;
}

// Name and octets of every message that is written, whole and with the least that is allowed.
inline std::vector<std::pair<std::string, std::string>> all() {
    using enum AsyncTypes;
    return {
        {"sendMessage", write_send_message(info(), data()).octets},
        {"sendMessage, least", write_send_message(least_info(), {}).octets},
        {"sendMessage of the client", write_send_message(info(), data(), client).octets},
        {"sendMessageResponse", write_send_message_reply(taken(), channel).octets},
        {"sendMessageResponse, least", write_send_message_reply({"m-1", "c-1", at, ""}, channel).octets},
        {"sendMessageResponse of the client", write_send_message_reply(taken(), client).octets},
        {"sendDeliveryNotification", write_delivery_notification(delivery()).octets},
        {"sendDeliveryNotification, least",
         write_delivery_notification({{"m-1", "SERVICE", at, {}, at, {}}, at, {}}).octets},
        {"sendDeliveryNotificationResponse", write_delivery_notification_reply(delivery_taken()).octets},
        {"sendDeliveryNotificationResponse, no session", write_delivery_notification_reply({"n-1", at, ""}).octets},
        {"getMessageStatus", write_message_status_request(question()).octets},
        {"getMessageStatus, least", write_message_status_request({"m-1", at, {"customs", ""}, {}}).octets},
        {"getMessageStatusResponse", write_message_status_reply(standing()).octets},
        {"getMessages", write_messages_request(collection()).octets},
        {"getMessages, least", write_messages_request({"", "", {}, "SERVICE", {}, 0, {}}).octets},
        {"getMessagesResponse", write_messages_reply(collected()).octets},
        {"getMessagesResponse, none", write_messages_reply({at, "", {}}).octets},
        {"changeMassageStatusNotification", write_change_status(change()).octets},
        {"changeMassageStatusNotificationResponse", write_change_status_reply(change_taken()).octets},
        {"changeMassageStatusNotificationResponse, no session", write_change_status_reply({at, ""}).octets},
        {"sendMessage fault", write_async_fault({AsyncOperation::send_message}, error())},
        {"sendMessage fault of the client", write_async_fault({AsyncOperation::send_message, client}, error())},
        {"sendDeliveryNotification fault", write_async_fault({AsyncOperation::send_delivery_notification}, error())},
        {"getMessageStatus fault", write_async_fault({AsyncOperation::get_message_status}, error())},
        {"getMessages fault", write_async_fault({AsyncOperation::get_messages}, error())},
        {"changeMassageStatusNotification fault",
         write_async_fault({AsyncOperation::change_status_notification}, error())}};
}

}  // namespace otkel::adapters::shep::samples
