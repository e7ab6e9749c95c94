#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/shep/async/async_messages.hpp"
#include "gateway/adapter/adapter.hpp"

// What SHEP says of a message, in the words of the engine. Private to shep/async/.

namespace otkel::adapters::shep {

[[nodiscard]] adapter::DeliveryNews::Standing standing_of(MessageState state);
[[nodiscard]] adapter::DeliveryNews::Standing standing_of(ReceiveStatus status);
// nullopt for `unknown`: SHEP has no word for it.
[[nodiscard]] std::optional<MessageState> state_of(adapter::DeliveryNews::Standing standing);

// "first: second", without those that are empty.
[[nodiscard]] std::string told(std::string_view first, std::string_view second);
[[nodiscard]] std::string told(std::string_view first, const std::optional<ErrorInfo>& error);
[[nodiscard]] std::string told(const MessageStatus& status, const std::optional<ErrorInfo>& error);

}  // namespace otkel::adapters::shep
