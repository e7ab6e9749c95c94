#pragma once

#include <string>
#include <string_view>

#include "gateway/base/error.hpp"
#include "gateway/base/ids.hpp"

// Our errors in the words of SHEP, and SHEP's words as our errors. README.md shows both tables with their sources.

namespace otkel::adapters::shep {

// Which of the two signatures an error is about: the codes differ.
enum class Layer { transport, business };

struct FaultWord {
    std::string_view code;  // "SCE006"
    bool client;            // the sender can do something about it: soap:Client, otherwise soap:Server
};
[[nodiscard]] FaultWord fault_word(Errc code, Layer layer);

// Kazakh and Russian in one line, as ErrorInfo has one field for people.
[[nodiscard]] std::string message_for_people(Errc code);

// errorData: the exchange, and for errors of the message what was found where. What is our own trouble, and anything
// about an unknown sender, says no more than the exchange.
[[nodiscard]] std::string error_data(const Error& error, const ExchangeId& exchange, std::size_t findings_max);

// The part about what was found; empty when nothing may be said.
[[nodiscard]] std::string explanation(const Error& error, std::size_t findings_max);

// What a remote code means; Errc::peer_failed for those that nobody has published.
[[nodiscard]] Errc meaning_of(std::string_view remote_code);
// Errc::peer_failed with the remote code in the detail and as code of the first finding.
[[nodiscard]] Error peer_error(std::string_view what, std::string_view remote_code, std::string_view remote_text,
                               std::string_view remote_data = {});

}  // namespace otkel::adapters::shep
