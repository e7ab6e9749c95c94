#include <cstring>
#include <pugixml.hpp>

#include "bench/programs.hpp"

namespace otkel::bench {
namespace {

void append_string(std::string& out, const char* text) {
    out += '"';
    for (; *text != '\0'; ++text) {
        switch (*text) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            default: out += *text;
        }
    }
    out += '"';
}

void append_member(std::string& out, const char* name, const char* text) {
    if (out.back() != '{') {
        out += ',';
    }
    out += '"';
    out += name;
    out += "\":";
    append_string(out, text);
}

void append_optional(std::string& out, const char* name, pugi::xml_node element) {
    if (element) {
        append_member(out, name, element.text().get());
    }
}

const char* direction(const char* code) { return std::strcmp(code, "ИМ") == 0 ? "import" : "export"; }

const char* unit(const char* code) {
    static constexpr const char* units[][2] = {{"796", "piece"},          {"166", "kilogram"}, {"112", "litre"},
                                               {"006", "metre"},          {"715", "pair"},     {"778", "package"},
                                               {"798", "thousand-pieces"}};
    for (const auto& one : units) {
        if (std::strcmp(one[0], code) == 0) {
            return one[1];
        }
    }
    return "";
}

void append_marking(std::string& out, pugi::xml_node marking) {
    out += ",\"marking\":{\"total\":";
    out += marking.attribute("total").value();
    out += ",\"codes\":[";
    for (auto code : marking.child("Codes").children("Code")) {
        if (out.back() != '[') {
            out += ',';
        }
        append_string(out, code.text().get());
    }
    out += "]}";
}

void append_item(std::string& out, pugi::xml_node item) {
    out += "{\"line\":";
    out += item.attribute("no").value();
    append_member(out, "tnved", item.child("CommodityCode").text().get());
    append_optional(out, "description", item.child("Description"));
    append_optional(out, "gtin", item.child("Gtin"));
    append_optional(out, "ntin", item.child("Ntin"));
    append_optional(out, "origin", item.child("OriginCountryCode"));
    out += ",\"quantity\":{";
    append_member(out, "value", item.child("Quantity").text().get());
    append_member(out, "unit", unit(item.child("Quantity").attribute("unitCode").value()));
    out += '}';
    if (const auto marking = item.child("Marking")) {
        append_marking(out, marking);
    }
    out += '}';
}

}  // namespace

std::string declaration_by_hand(std::string_view xml) {
    pugi::xml_document document;
    document.load_buffer(xml.data(), xml.size());
    const auto root = document.document_element();
    std::string out = "{\"declaration\":{";
    const auto declaration = root.child("Declaration");
    append_member(out, "number", declaration.child("Number").text().get());
    append_member(out, "date", declaration.child("Date").text().get());
    append_optional(out, "procedure", declaration.child("ProcedureCode"));
    out += '}';
    append_member(out, "direction", direction(root.child("DirectionCode").text().get()));
    out += ",\"importer\":{";
    append_member(out, "id", root.child("Importer").child("Id").text().get());
    append_optional(out, "name", root.child("Importer").child("Name"));
    out += "},\"items\":[";
    for (auto item : root.child("Goods").children("Item")) {
        if (out.back() != '[') {
            out += ',';
        }
        append_item(out, item);
    }
    out += "]}";
    return out;
}

}  // namespace otkel::bench
