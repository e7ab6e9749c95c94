#include "adapters/shep/async/async_news.hpp"

namespace otkel::adapters::shep {

using Standing = adapter::DeliveryNews::Standing;

Standing standing_of(MessageState state) {
    switch (state) {
        case MessageState::on_delivery: return Standing::on_its_way;
        case MessageState::delivered: return Standing::delivered;
        case MessageState::not_delivered: return Standing::not_delivered;
        case MessageState::delivery_stopped: break;
    }
    return Standing::stopped;
}

Standing standing_of(ReceiveStatus status) {
    return status == ReceiveStatus::accepted ? Standing::delivered : Standing::not_delivered;
}

std::optional<MessageState> state_of(Standing standing) {
    switch (standing) {
        case Standing::on_its_way: return MessageState::on_delivery;
        case Standing::delivered: return MessageState::delivered;
        case Standing::not_delivered: return MessageState::not_delivered;
        case Standing::stopped: return MessageState::delivery_stopped;
        case Standing::unknown: break;
    }
    return std::nullopt;
}

std::string told(std::string_view first, std::string_view second) {
    return std::string(first) + (first.empty() || second.empty() ? "" : ": ") + std::string(second);
}

std::string told(std::string_view first, const std::optional<ErrorInfo>& error) {
    return error ? told(first, told(error->code, error->message)) : std::string(first);
}

std::string told(const MessageStatus& status, const std::optional<ErrorInfo>& error) {
    return told(told(status.code, status.message), error);
}

}  // namespace otkel::adapters::shep
