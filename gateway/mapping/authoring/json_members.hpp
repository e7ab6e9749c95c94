#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "gateway/mapping/check/json_schema.hpp"

namespace otkel::mapping::authoring {

struct Member {
    std::string path;                      // from the object
    const check::JsonType* type{nullptr};  // null when nothing is known
};

// The members of one object of the JSON side: those that the JSON Schema has, or any when there is none.
class JsonMembers {
public:
    explicit JsonMembers(const check::JsonType* type) : type_(type) {}

    // The member for an element called `local`, below elements called `around` that have no object of their own; it is
    // taken then. Nothing when the schema has no such member and allows no others.
    [[nodiscard]] std::optional<Member> take(const std::string& around, const std::string& local, std::uint8_t kinds);
    [[nodiscard]] bool known() const { return type_ != nullptr; }

private:
    [[nodiscard]] std::optional<Member> in_schema(const std::string& wanted, std::uint8_t kinds);
    [[nodiscard]] bool free(const std::string& path) const;

    const check::JsonType* type_;
    std::set<std::string> taken_;
};

}  // namespace otkel::mapping::authoring
