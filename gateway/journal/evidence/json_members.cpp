#include "gateway/journal/evidence/json_members.hpp"

#include <boost/json/parse.hpp>

#include "gateway/journal/evidence/canonical.hpp"
#include "gateway/journal/evidence/record.hpp"

namespace otkel::journal {
namespace {

std::string_view view(const boost::json::string& text) { return {text.data(), text.size()}; }

}  // namespace

void JsonMembers::refuse(std::string_view name, std::string_view expected) {
    if (problem_.empty()) {
        problem_ = "\"" + std::string(name) + "\" is not " + std::string(expected);
    }
}

std::string JsonMembers::text(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value == nullptr) {
        return {};
    }
    if (const auto* text = value->if_string()) {
        return std::string(view(*text));
    }
    refuse(name, "text");
    return {};
}

std::uint64_t JsonMembers::number(std::string_view name, std::uint64_t limit) {
    const auto* value = object_.if_contains(name);
    if (value == nullptr) {
        return 0;
    }
    const auto* number = value->if_int64();
    if (number == nullptr || *number < 0 || static_cast<std::uint64_t>(*number) > limit) {
        refuse(name, "a number from 1 to " + std::to_string(limit));
        return 0;
    }
    return static_cast<std::uint64_t>(*number);
}

std::string JsonMembers::hash(std::string_view name) {
    auto octets = from_hex(text(name), hash_octets);
    if (!octets) {
        refuse(name, "a SHA-256 in hexadecimal digits");
        return no_hash();
    }
    return std::move(*octets);
}

WallTime JsonMembers::time(std::string_view name) {
    const auto time = parse_time(text(name));
    if (!time) {
        refuse(name, "a time");
        return {};
    }
    return *time;
}

const boost::json::object* JsonMembers::object(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value != nullptr && !value->is_object()) {
        refuse(name, "an object");
    }
    return value == nullptr ? nullptr : value->if_object();
}

const boost::json::array* JsonMembers::array(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value != nullptr && !value->is_array()) {
        refuse(name, "a list");
    }
    return value == nullptr ? nullptr : value->if_array();
}

Result<boost::json::object> parse_object(std::string_view text, std::size_t limit) {
    if (text.size() > limit) {
        return fail(Errc::malformed,
                    "it has " + std::to_string(text.size()) + " octets; there may be " + std::to_string(limit));
    }
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = 4;
    auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error, {}, options);
    if (error) {
        return fail(Errc::malformed, "it is not JSON: " + error.message());
    }
    if (!value.is_object()) {
        return fail(Errc::malformed, "it is not a JSON object");
    }
    return std::move(value.get_object());
}

}  // namespace otkel::journal
