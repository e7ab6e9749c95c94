#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "gateway/base/error.hpp"

namespace otkel {

// The outcome of everything that a peer, a person, a disk or a file can make fail. A class of its own because neither
// tl::expected nor an alias of it is [[nodiscard]].
template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
public:
    using tl::expected<T, Error>::expected;
    Result(tl::expected<T, Error> other) : tl::expected<T, Error>(std::move(other)) {}
};

using Failure = tl::unexpected<Error>;

// `return fail(Errc::malformed, "the header has no name");`
[[nodiscard]] inline Failure fail(Errc code, std::string detail, Place place = {}) {
    return Failure{Error{code, std::move(detail), std::move(place), {}}};
}
[[nodiscard]] inline Failure fail(Error error) { return Failure{std::move(error)}; }

}  // namespace otkel
