#include "gateway/exchange/members.hpp"

namespace otkel::exchange {

const boost::json::value* member_at(const boost::json::value& value, std::string_view path) {
    const auto* at = &value;
    while (!path.empty()) {
        const auto dot = path.find('.');
        const auto* object = at->if_object();
        at = object == nullptr ? nullptr : object->if_contains(path.substr(0, dot));
        if (at == nullptr) {
            return nullptr;
        }
        path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    }
    return at;
}

}  // namespace otkel::exchange
