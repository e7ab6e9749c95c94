#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/shep/async/async_reader.hpp"
#include "adapters/shep/part_reader.hpp"
#include "gateway/base/bytes.hpp"

// What the readers of requests and of replies share. Private to shep/async/.

namespace otkel::adapters::shep {

enum class Direction : std::uint8_t { request, reply };

// <operation> or <operationResponse>, and of it the only child, <request> or <response>.
[[nodiscard]] Result<xml::Element> opened(const xml::Element& content, AsyncOperation operation, Direction direction);

[[nodiscard]] Failure not_conforming(std::vector<Finding> findings);
template <class Message>
[[nodiscard]] Result<Message> checked(Message message, std::vector<Finding> findings) {
    if (!findings.empty()) {
        if constexpr (requires { message.sender.password; }) {
            wipe(message.sender.password);
        }
        return not_conforming(std::move(findings));
    }
    return message;
}

// One of the words of an enumeration; `words` shows them all.
template <class Choice>
[[nodiscard]] Choice required_choice(const Fields& fields, std::string_view local,
                                     std::optional<Choice> (*meaning)(std::string_view), std::string_view words) {
    const auto element = fields.required(local);
    if (!element) {
        return {};
    }
    const auto text = element->text();
    const auto value = trim(text);
    const auto meant = meaning(value);
    if (!meant) {
        fields.report("value-not-listed", element->place(), std::string(words), shown(value), "an unknown word");
    }
    return meant.value_or(Choice{});
}

[[nodiscard]] std::optional<AsyncMessage> read_message(const xml::Element& holder, const AsyncReading& reading,
                                                       std::vector<Finding>& findings);
[[nodiscard]] MessageState read_state(const Fields& fields);
[[nodiscard]] MessageStatus read_status(const xml::Element& status, const AsyncReading& reading,
                                        std::vector<Finding>& findings);
[[nodiscard]] std::string read_session(const Fields& fields, const AsyncReading& reading);

}  // namespace otkel::adapters::shep
