#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"

// Members of an object that CanonicalObject wrote. Whatever is not as it should be is remembered, and told at the end.

namespace otkel::journal {

class JsonMembers {
public:
    explicit JsonMembers(const boost::json::object& object) : object_(object) {}

    [[nodiscard]] std::string text(std::string_view name);  // empty when it is not there
    [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t limit);
    [[nodiscard]] std::string hash(std::string_view name);
    [[nodiscard]] WallTime time(std::string_view name);
    [[nodiscard]] const boost::json::object* object(std::string_view name);
    [[nodiscard]] const boost::json::array* array(std::string_view name);

    void refuse(std::string_view name, std::string_view expected);
    [[nodiscard]] const std::string& problem() const { return problem_; }

private:
    const boost::json::object& object_;
    std::string problem_;  // the first one
};

// Errc::malformed, also for octets beyond `limit`.
[[nodiscard]] Result<boost::json::object> parse_object(std::string_view text, std::size_t limit);

}  // namespace otkel::journal
