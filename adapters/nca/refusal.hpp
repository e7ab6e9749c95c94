#pragma once

#include <string>
#include <string_view>

#include "gateway/base/text.hpp"
#include "gateway/net/http.hpp"

// What participants are told when they are not let in: the same words whatever the reason was. The reason is in the
// log.

namespace otkel::adapters::nca {

struct Refusal {
    int status;
    std::string_view code;
    Text title, detail;
    int retry_after_s{0};
};

namespace refusals {
extern const Refusal not_accepted, not_signed_in, malformed, too_many, overloaded, unavailable, unknown_method;
}  // namespace refusals

// RFC 9457, in the language that Accept-Language asks for.
[[nodiscard]] net::HttpResponse problem(const Refusal& refusal, const net::HttpRequest& request);

}  // namespace otkel::adapters::nca
