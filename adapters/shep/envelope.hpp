#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/shep/message_parts.hpp"
#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/xml/tree.hpp"

// The synchronous channel's messages, as octets and values. Written to the letter of the contract (order, unqualified
// children, offset +05:00); read with the tolerances that the real bus needs (README.md, "What is accepted").

namespace otkel::adapters::shep {

inline constexpr std::string_view types_namespace = "http://bip.bee.kz/SyncChannel/v10/Types";
inline constexpr std::size_t status_message_max = 250;  // StatusInfo/message of the contract, in characters

// requestInfo
struct MessageInfo {
    std::string message_id;
    std::string correlation_id;
    std::string service_id;
    WallTime message_date{};
    std::string route_id;
    std::string sender_id;
    std::string password;
    std::vector<Property> properties;
    std::string session_id;  // with braces; empty when there is none or it is no GUID
};

struct RequestMessage {
    MessageInfo info;
    xml::Element request_data;
    std::optional<xml::Element> data;
};

// responseInfo
struct ResponseInfo {
    std::string message_id;
    std::string correlation_id;
    WallTime response_date{};
    std::string status_code;
    std::string status_message;
    std::string session_id;
};

struct ResponseMessage {
    ResponseInfo info;
    xml::Element response_data;
    std::optional<xml::Element> data;
};

// `content` is the one element of soap:Body. All that is missing or wrong is reported at once.
[[nodiscard]] Result<RequestMessage> read_request(const xml::Element& content, std::size_t identifier_octets_max);
[[nodiscard]] Result<ResponseMessage> read_response(const xml::Element& content, std::size_t identifier_octets_max);
// The ErrorInfo in the detail of a fault; nullopt when the detail holds something else.
[[nodiscard]] std::optional<ErrorInfo> read_error_info(const xml::Element& detail);

// `data` is a whole <data> element as write_data() makes it, or has no octets.
[[nodiscard]] BodyContent write_request(const MessageInfo& info, const BodyContent& data);
[[nodiscard]] BodyContent write_response(const ResponseInfo& info, const BodyContent& data);
// Canonical octets for soap::write_fault().
[[nodiscard]] std::string write_error_info(const ErrorInfo& error);

}  // namespace otkel::adapters::shep
