#include "adapters/shep/part_writer.hpp"

namespace otkel::adapters::shep {

void optional_leaf(xml::CanonicalWriter& writer, std::string_view local, std::string_view value) {
    if (!value.empty()) {
        writer.leaf("", local, value);
    }
}

void write_sender(xml::CanonicalWriter& writer, std::string_view sender_id, std::string_view password) {
    writer.open("", "sender");
    writer.leaf("", "senderId", sender_id);
    optional_leaf(writer, "password", password);
    writer.close();
}

void write_properties(xml::CanonicalWriter& writer, const std::vector<Property>& properties) {
    for (const auto& property : properties) {
        writer.open("", "properties");
        writer.leaf("", "key", property.key);
        writer.leaf("", "value", property.value);
        writer.close();
    }
}

void write_error(xml::CanonicalWriter& writer, const ErrorInfo& error) {
    writer.leaf("", "errorCode", error.code);
    writer.leaf("", "errorMessage", error.message);
    optional_leaf(writer, "errorData", error.data);
    writer.leaf("", "errorDate", to_xml_time(error.date));
    if (!error.sub_error.empty()) {
        writer.open("", "subError");
        write_error(writer, error.sub_error.front());
        writer.close();
    }
    optional_leaf(writer, "sessionId", error.session_id);
}

void write_data_holder(xml::CanonicalWriter& writer, std::string_view local, const BodyContent& data) {
    writer.open("", local);
    if (!data.octets.empty()) {
        writer.canonical(data.octets);
    }
    writer.close();
}

}  // namespace otkel::adapters::shep
