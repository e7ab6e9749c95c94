#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/identifiers/identifier.hpp"

namespace otkel::adapters::rex {

inline constexpr std::size_t goods_most = 500;  // lines of a request or an application

// Reads an object member by member and collects what is wrong with it, each with its JSON Pointer.
class Findings {
public:
    explicit Findings(std::string what) : what_(std::move(what)) {}

    // Text without control characters, up to 2 000 octets; trimmed in place. Empty counts as absent.
    bool required(boost::json::object& object, std::string_view key, const std::string& below);
    bool optional(boost::json::object& object, std::string_view key, const std::string& below);
    void identifier(boost::json::object& object, std::string_view key, const std::string& below,
                    identifiers::Kind kind);
    void day(boost::json::object& object, std::string_view key, const std::string& below);
    void amount(boost::json::object& object, std::string_view key, const std::string& below);
    void one_of(boost::json::object& object, std::string_view key, const std::string& below,
                const std::vector<std::string_view>& words);
    // A member that is an object; null after a finding, or when it is absent and may be.
    boost::json::object* object(boost::json::object& in, std::string_view key, const std::string& below,
                                bool is_required);
    boost::json::array* list(boost::json::object& in, std::string_view key, const std::string& below, std::size_t least,
                             std::size_t most);
    void add(std::string code, std::string pointer, std::string detail, std::string expected = {});

    // Errc::invalid_argument with all of them; success when there are none.
    [[nodiscard]] Result<void> outcome() const;

private:
    std::string what_;
    std::vector<Finding> all_;
};

}  // namespace otkel::adapters::rex
