#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "adapters/ncanode/endpoints.hpp"
#include "gateway/net/http.hpp"

// Answers in the form of this API (protocol fact, seen): {status, message, …}.

namespace otkel::adapters::ncanode {

[[nodiscard]] net::HttpResponse success(boost::json::object fields);
[[nodiscard]] net::HttpResponse refusal(int status, std::string_view message);
// Our own trouble and that of authorities keep their status; all else is the caller's mistake, and that is 400.
[[nodiscard]] net::HttpResponse refusal(const Error& error);
[[nodiscard]] net::HttpResponse verdict(const Verified& verified);
[[nodiscard]] net::HttpResponse health();

}  // namespace otkel::adapters::ncanode
