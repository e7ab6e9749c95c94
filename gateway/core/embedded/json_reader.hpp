#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/error.hpp"

// Reads a JSON document strictly and collects everything that is wrong with it, each with its JSON Pointer (RFC 6901).

namespace otkel::core {

class JsonFindings {
public:
    // Quiet after this many: the rest tells nobody more.
    static constexpr std::size_t findings_max = 100;

    void add(std::string pointer, std::string_view expected, const boost::json::value* found);
    // What answers a request that has findings; they are then gone.
    [[nodiscard]] Error refusal(std::string_view operation);
    [[nodiscard]] bool empty() const { return findings_.empty(); }

private:
    std::vector<Finding> findings_;
};

enum class Presence : std::uint8_t { required, optional };
using Accepts = bool (*)(std::string_view text);

// Where a value stands. The pointer is put together only when something is wrong there.
struct JsonPlace {
    const JsonPlace* parent{nullptr};
    std::string_view member;
    std::size_t index{0};
    [[nodiscard]] std::string pointer() const;
};

// One object of the document. A value that is no object has no members.
class JsonObject {
public:
    JsonObject(const boost::json::value& value, const JsonPlace& place, JsonFindings& findings);

    // A member of any other name is a finding.
    void allow_only(std::initializer_list<std::string_view> names) const;
    // `accepts` may be null; `expected` says in words what it accepts. Empty when absent or wrong.
    [[nodiscard]] std::string_view text(std::string_view name, Presence presence, Accepts accepts,
                                        std::string_view expected) const;
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, Presence presence,
                                                      std::int64_t minimum) const;
    [[nodiscard]] const boost::json::value* object(std::string_view name, Presence presence) const;
    // Null when absent or no array.
    [[nodiscard]] const boost::json::array* array(std::string_view name, Presence presence, std::size_t size_min) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
    [[nodiscard]] JsonPlace place(std::string_view name) const { return {&place_, name, 0}; }
    [[nodiscard]] JsonFindings& findings() const { return findings_; }

private:
    const boost::json::value* member(std::string_view name, Presence presence, std::string_view expected) const;

    const JsonPlace& place_;
    JsonFindings& findings_;
    const boost::json::object* object_{nullptr};
};

}  // namespace otkel::core
