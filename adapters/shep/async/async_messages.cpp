#include "adapters/shep/async/async_messages.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/assert.hpp"

namespace otkel::adapters::shep {
namespace {

template <class Value>
struct Row {
    Value value;
    std::string_view word;
};

constexpr std::array types{Row{MessageType::request, "REQUEST"}, Row{MessageType::notification, "NOTIFICATION"},
                           Row{MessageType::update, "UPDATE"}, Row{MessageType::response, "RESPONSE"}};
constexpr std::array states{Row{MessageState::on_delivery, "ON_DELIVERY"}, Row{MessageState::delivered, "DELIVERED"},
                            Row{MessageState::not_delivered, "NOT_DELIVERED"},
                            Row{MessageState::delivery_stopped, "DELIVERY_STOPPED"}};
// The contract's misspelt word comes first and is the one that is sent; whoever writes what it means is understood.
constexpr std::array receive_statuses{Row{ReceiveStatus::accepted, "MESSAGE_ACCEPTED"},
                                      Row{ReceiveStatus::not_accepted, "MESSAGE_NOT_ACCTEPTED"},
                                      Row{ReceiveStatus::not_accepted, "MESSAGE_NOT_ACCEPTED"}};
constexpr std::array resends{Row{ResendMessage::resend, "RESEND"}, Row{ResendMessage::not_resend, "NOT_RESEND"}};
constexpr std::array operations{Row{AsyncOperation::send_message, "sendMessage"},
                                Row{AsyncOperation::send_delivery_notification, "sendDeliveryNotification"},
                                Row{AsyncOperation::get_message_status, "getMessageStatus"},
                                Row{AsyncOperation::get_messages, "getMessages"},
                                Row{AsyncOperation::change_status_notification, "changeMassageStatusNotification"}};

template <class Rows, class Value>
std::string_view word_of(const Rows& rows, Value value) {
    const auto* found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.value == value; });
    OTKEL_ASSERT(found != rows.end());
    return found->word;
}

template <class Value, std::size_t size>
std::optional<Value> value_of(const std::array<Row<Value>, size>& rows, std::string_view word) {
    const auto* found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.word == word; });
    return found == rows.end() ? std::nullopt : std::optional{found->value};
}

}  // namespace

std::string_view word(MessageType type) { return word_of(types, type); }
std::string_view word(MessageState state) { return word_of(states, state); }
std::string_view word(ReceiveStatus status) { return word_of(receive_statuses, status); }
std::string_view word(ResendMessage resend) { return word_of(resends, resend); }
std::string_view word(AsyncOperation operation) { return word_of(operations, operation); }

std::optional<MessageType> message_type(std::string_view word) { return value_of(types, word); }
std::optional<MessageState> message_state(std::string_view word) { return value_of(states, word); }
std::optional<ReceiveStatus> receive_status(std::string_view word) { return value_of(receive_statuses, word); }
std::optional<ResendMessage> resend_message(std::string_view word) { return value_of(resends, word); }

std::string_view namespace_of(AsyncCall call) {
    const bool of_client = call.operation == AsyncOperation::change_status_notification ||
                           (call.operation == AsyncOperation::send_message && call.types == AsyncTypes::client);
    return of_client ? async_client_types_namespace : async_types_namespace;
}

std::string fault_element(AsyncOperation operation) {
    const std::string name(word(operation));
    return name + "Fault1_" + name + "Fault";
}

}  // namespace otkel::adapters::shep
