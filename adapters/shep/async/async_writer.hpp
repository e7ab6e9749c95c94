#pragma once

#include <string>
#include <vector>

#include "adapters/shep/async/async_messages.hpp"

// Writes the messages of the asynchronous channel to the letter of the contract: order of the children, none of them in
// a namespace, dates with the offset of Kazakhstan. What the contract requires and the value does not have stands as an
// empty string, or for a sessionId as the GUID of zeros.

namespace otkel::adapters::shep {

// `data` is a whole <data> element as write_data() makes it; without octets an empty one is written.
[[nodiscard]] BodyContent write_send_message(const AsyncMessageInfo& info, const BodyContent& data,
                                             AsyncTypes types = AsyncTypes::channel);
[[nodiscard]] BodyContent write_send_message_reply(const SendMessageReply& reply, AsyncTypes types);
[[nodiscard]] BodyContent write_delivery_notification(const DeliveryNotificationRequest& request);
[[nodiscard]] BodyContent write_delivery_notification_reply(const DeliveryNotificationReply& reply);
[[nodiscard]] BodyContent write_message_status_request(const MessageStatusRequest& request);
[[nodiscard]] BodyContent write_message_status_reply(const MessageStatusReply& reply);
[[nodiscard]] BodyContent write_messages_request(const MessagesRequest& request);
[[nodiscard]] BodyContent write_change_status(const ChangeStatusRequest& request);
[[nodiscard]] BodyContent write_change_status_reply(const ChangeStatusReply& reply);

struct HandedOver {
    AsyncMessageInfo info;
    BodyContent data;
};
struct MessagesHandedOver {
    WallTime response_date{};
    std::string session_id;
    std::vector<HandedOver> messages;
};
[[nodiscard]] BodyContent write_messages_reply(const MessagesHandedOver& reply);

// Canonical octets for soap::write_fault().
[[nodiscard]] std::string write_async_fault(AsyncCall call, const ErrorInfo& error);

}  // namespace otkel::adapters::shep
