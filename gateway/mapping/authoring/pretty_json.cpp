#include "gateway/mapping/authoring/pretty_json.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace otkel::mapping::authoring {
namespace {

namespace json = boost::json;

constexpr std::size_t line_max = 100;

bool is_plain(const json::value& value) { return !value.is_object() && !value.is_array(); }

// A member of `value` itself is a structure with structures inside.
bool is_deep(const json::value& value) {
    if (const auto* object = value.if_object()) {
        return std::any_of(object->begin(), object->end(), [](const auto& one) { return !is_plain(one.value()); });
    }
    const auto* array = value.if_array();
    return array != nullptr &&
           std::any_of(array->begin(), array->end(), [](const auto& one) { return !is_plain(one); });
}

void write(const json::value& value, const std::string& indent, std::string& out) {
    auto line = json::serialize(value);
    if (is_plain(value) || (!(value.is_array() || !is_deep(value)) && indent.size() + line.size() <= line_max)) {
        out += line;
        return;
    }
    const auto inner = indent + "  ";
    const char* separator = "";
    if (const auto* object = value.if_object()) {
        out += "{\n";
        for (const auto& member : *object) {
            out += separator + inner + json::serialize(json::value(member.key())) + ": ";
            write(member.value(), inner, out);
            separator = ",\n";
        }
        out += "\n" + indent + "}";
        return;
    }
    out += "[\n";
    for (const auto& entry : value.get_array()) {
        out += separator + inner;
        write(entry, inner, out);
        separator = ",\n";
    }
    out += "\n" + indent + "]";
}

}  // namespace

std::string pretty(const json::value& value) {
    std::string out;
    write(value, {}, out);
    return out + "\n";
}

}  // namespace otkel::mapping::authoring
