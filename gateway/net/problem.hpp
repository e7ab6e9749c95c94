#pragma once

#include <string>

#include "gateway/base/error.hpp"
#include "gateway/net/http.hpp"

namespace otkel::net {

// RFC 9457 problem details: code, title and detail in the language asked for, the exchange, and every finding with its
// pointer or XPath.
[[nodiscard]] HttpResponse problem(const Error& error, Language language, std::string_view exchange);

[[nodiscard]] HttpResponse json_response(int status, std::string body);

}  // namespace otkel::net
