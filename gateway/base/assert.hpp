#pragma once

// A broken assumption of our own code: active in every build, prints the place and aborts. Never used on anything that
// a peer, a file or a person can cause; those are a Result (base/result.hpp).

namespace otkel::base {
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);
}  // namespace otkel::base

#define OTKEL_ASSERT(expression)                          \
    (static_cast<bool>(expression) ? static_cast<void>(0) \
                                   : ::otkel::base::assertion_failed(#expression, __FILE__, __LINE__))
