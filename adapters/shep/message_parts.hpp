#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/clock.hpp"

// What the messages of both channels are made of.

namespace otkel::adapters::shep {

struct Property {
    std::string key;
    std::string value;
};

struct Sender {
    std::string sender_id;
    std::string password;
};

struct ErrorInfo {
    std::string code;
    std::string message;
    std::string data;
    WallTime date{};
    std::string session_id;              // with braces; empty when there is none or it is no GUID
    std::vector<ErrorInfo> sub_error{};  // one at most
};

// The only child of soap:Body, or a whole <data> element. `canonical` is false when exclusive canonicalization would
// change the octets: CDATA, or a namespace that only a QName value uses (seal() in sealing.hpp deals with it).
struct BodyContent {
    std::string octets;
    bool canonical{true};
};

// A GUID with or without braces becomes one with braces, as the contract demands; empty when it is no GUID.
[[nodiscard]] std::string normalised_session_id(std::string_view text);

// The beginning of `text`, which is UTF-8.
[[nodiscard]] std::string_view first_characters(std::string_view text, std::size_t characters);

}  // namespace otkel::adapters::shep
