#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/shep/message_parts.hpp"
#include "gateway/base/clock.hpp"

// What the asynchronous channel carries, as values. SHEP implements four operations (IAsyncChannel), a participant to
// whom SHEP pushes implements two (IAsyncChannelClient). Misspelt words are the contract's own.

namespace otkel::adapters::shep {

inline constexpr std::string_view async_types_namespace = "http://bip.bee.kz/AsyncChannel/v10/Types";
inline constexpr std::string_view async_client_types_namespace = "http://bip.bee.kz/AsyncChannel/v10/Types/Client";

enum class AsyncPort : std::uint8_t { channel, client };

enum class AsyncOperation : std::uint8_t {
    send_message,                // of both ports
    send_delivery_notification,  // of the channel
    get_message_status,          // of the channel
    get_messages,                // of the channel
    change_status_notification   // of the client
};

// In which namespace a sendMessage stands. The contract declares it in both; the answer keeps that of the request.
enum class AsyncTypes : std::uint8_t { channel, client };

struct AsyncCall {
    AsyncOperation operation{};
    AsyncTypes types{AsyncTypes::channel};
};

enum class MessageType : std::uint8_t {
    request,       // the first message of an interaction
    notification,  // news; the answer is still to come
    update,        // new data for what was sent before
    response       // the final answer
};

enum class MessageState : std::uint8_t { on_delivery, delivered, not_delivered, delivery_stopped };
enum class ReceiveStatus : std::uint8_t { accepted, not_accepted };
enum class ResendMessage : std::uint8_t { resend, not_resend };

// The words of the contract: "REQUEST", "ON_DELIVERY", "MESSAGE_NOT_ACCTEPTED", "NOT_RESEND", "getMessageStatus".
[[nodiscard]] std::string_view word(MessageType type);
[[nodiscard]] std::string_view word(MessageState state);
[[nodiscard]] std::string_view word(ReceiveStatus status);
[[nodiscard]] std::string_view word(ResendMessage resend);
[[nodiscard]] std::string_view word(AsyncOperation operation);
[[nodiscard]] std::optional<MessageType> message_type(std::string_view word);
[[nodiscard]] std::optional<MessageState> message_state(std::string_view word);
[[nodiscard]] std::optional<ReceiveStatus> receive_status(std::string_view word);
[[nodiscard]] std::optional<ResendMessage> resend_message(std::string_view word);

[[nodiscard]] std::string_view namespace_of(AsyncCall call);
[[nodiscard]] std::string fault_element(AsyncOperation operation);  // "getMessagesFault1_getMessagesFault"

// messageInfo. Sent to SHEP without messageId and sessionId, and a request also without correlationId: SHEP makes them.
// Every later message of the interaction must carry the correlationId.
struct AsyncMessageInfo {
    std::string message_id;
    std::string correlation_id;
    std::string service_id;
    MessageType type{MessageType::request};
    std::string route_id;
    WallTime message_date{};
    Sender sender;
    std::vector<Property> properties;
    std::string session_id;
};

struct SendMessageReply {
    std::string message_id;
    std::string correlation_id;
    WallTime response_date{};
    std::string session_id;
};

// How a receiver that fetches its messages confirms one of them.
struct DeliveryNotification {
    std::string message_id;
    std::string service_id;
    WallTime notification_date{};
    ReceiveStatus receive_status{ReceiveStatus::accepted};
    WallTime status_date{};
    ResendMessage resend{ResendMessage::not_resend};
    std::optional<ErrorInfo> error{};
};

struct DeliveryNotificationRequest {
    DeliveryNotification notification;
    WallTime request_date{};
    Sender sender;  // optional: without senderId there is none
};

struct DeliveryNotificationReply {
    std::string notification_id;
    WallTime response_date{};
    std::string session_id;
};

struct MessageStatusRequest {
    std::string message_id;
    WallTime request_date{};
    Sender sender;
    std::vector<Property> properties;
};

// The values of its code are published nowhere.
struct MessageStatus {
    std::string code;
    std::string message;
    WallTime date{};
};

struct MessageStatusReply {
    MessageState state{MessageState::on_delivery};
    MessageStatus status;
    WallTime response_date{};
    std::string session_id;  // here any text
};

// SHEP selects only what is addressed to the caller, by service and, where given, by message or chain of messages.
struct MessagesRequest {
    std::string message_id;
    std::string correlation_id;
    std::optional<WallTime> request_date{};
    std::string service_id;
    Sender sender;          // optional: without senderId there is none
    std::int32_t amount{};  // at most so many; 0: as many as SHEP is set up to give
    std::vector<Property> properties;
};

struct ChangeStatusNotification {
    std::string notification_id;
    std::string message_id;
    WallTime notification_date{};
    MessageState state{MessageState::on_delivery};
    MessageStatus status;
    std::optional<ErrorInfo> error{};
};

struct ChangeStatusRequest {
    ChangeStatusNotification notification;
    WallTime request_date{};
    std::string session_id;
};

struct ChangeStatusReply {
    WallTime response_date{};
    std::string session_id;  // that of the request
};

}  // namespace otkel::adapters::shep
