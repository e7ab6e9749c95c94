#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/shep/async/async_messages.hpp"
#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

// Reads the messages of the asynchronous channel, with the tolerances of the synchronous one (README.md). `content` is
// the one element of soap:Body; all that is missing or wrong in a message is reported at once.

namespace otkel::adapters::shep {

struct AsyncReading {
    std::size_t identifier_octets_max{256};
    std::size_t messages_max{1000};  // in one answer to getMessages
};

// A sendMessage, or one message of those that getMessages gives. The elements live as long as the tree.
struct AsyncMessage {
    AsyncMessageInfo info;
    xml::Element message_data;
    std::optional<xml::Element> data;  // the contract wants it; a message without is still a message
};

// One of several: a message that cannot be read takes none of its neighbours with it, and what could be read of its
// names is there, so that it can be refused.
struct CollectedMessage {
    std::string message_id;
    std::string service_id;
    xml::Element element;
    Result<AsyncMessage> message;
};

struct MessagesReply {
    WallTime response_date{};
    std::string session_id;
    std::vector<CollectedMessage> messages;
    bool more{false};  // than messages_max; those that were not read were not confirmed either, and come again
};

// Which operation of the port is called; Errc::malformed for any other element.
[[nodiscard]] Result<AsyncCall> call_of(const xml::Element& content, AsyncPort port);

[[nodiscard]] Result<AsyncMessage> read_send_message(const xml::Element& content, const AsyncReading& reading);
[[nodiscard]] Result<SendMessageReply> read_send_message_reply(const xml::Element& content,
                                                               const AsyncReading& reading);
[[nodiscard]] Result<DeliveryNotificationRequest> read_delivery_notification(const xml::Element& content,
                                                                             const AsyncReading& reading);
[[nodiscard]] Result<DeliveryNotificationReply> read_delivery_notification_reply(const xml::Element& content,
                                                                                 const AsyncReading& reading);
[[nodiscard]] Result<MessageStatusRequest> read_message_status_request(const xml::Element& content,
                                                                       const AsyncReading& reading);
[[nodiscard]] Result<MessageStatusReply> read_message_status_reply(const xml::Element& content,
                                                                   const AsyncReading& reading);
[[nodiscard]] Result<MessagesRequest> read_messages_request(const xml::Element& content, const AsyncReading& reading);
[[nodiscard]] Result<MessagesReply> read_messages_reply(const xml::Element& content, const AsyncReading& reading);
[[nodiscard]] Result<ChangeStatusRequest> read_change_status(const xml::Element& content, const AsyncReading& reading);
[[nodiscard]] Result<ChangeStatusReply> read_change_status_reply(const xml::Element& content,
                                                                 const AsyncReading& reading);

// The ErrorInfo in the detail of a fault, of whatever operation; nullopt when the detail holds something else.
[[nodiscard]] std::optional<ErrorInfo> read_async_fault(const xml::Element& detail);

}  // namespace otkel::adapters::shep
