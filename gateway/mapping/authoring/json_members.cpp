#include "gateway/mapping/authoring/json_members.hpp"

#include <algorithm>

#include "gateway/mapping/authoring/names.hpp"

namespace otkel::mapping::authoring {
namespace {

// "declaration_Number" and "declarationNumber" are the same.
std::string bare(const std::string& name) {
    std::string text;
    for (const auto& word : words_of(name)) {
        text += word;
    }
    return text;
}

}  // namespace

std::optional<Member> JsonMembers::take(const std::string& around, const std::string& local, std::uint8_t kinds) {
    if (type_ != nullptr) {
        const auto whole = around + " " + local;
        for (const auto& wanted : {whole, local}) {
            if (auto found = in_schema(bare(wanted), kinds)) {
                taken_.insert(found->path);
                return found;
            }
        }
        if (type_->closed) {
            return std::nullopt;
        }
    }
    auto name = camel_case(local);
    for (int number = 2; !free(name) || (type_ != nullptr && type_->names(name)); ++number) {
        name = camel_case(local) + std::to_string(number);
    }
    taken_.insert(name);
    return Member{std::move(name), nullptr};
}

std::optional<Member> JsonMembers::in_schema(const std::string& wanted, std::uint8_t kinds) {
    for (const auto& [name, type] : type_->properties) {
        if (bare(name) == wanted && (type->kinds & kinds) != 0 && free(name)) {
            return Member{name, type};
        }
    }
    for (const auto& [name, type] : type_->properties) {
        for (const auto& [inner, inside] : type->properties) {
            auto path = std::string(name).append(".").append(inner);
            if (bare(path) == wanted && (inside->kinds & kinds) != 0 && free(path)) {
                return Member{std::move(path), inside};
            }
        }
    }
    return std::nullopt;
}

// Neither it nor anything around it or inside it is taken.
bool JsonMembers::free(const std::string& path) const {
    return std::none_of(taken_.begin(), taken_.end(), [&](const std::string& taken) {
        return taken == path || taken.starts_with(path + ".") || path.starts_with(taken + ".");
    });
}

}  // namespace otkel::mapping::authoring
