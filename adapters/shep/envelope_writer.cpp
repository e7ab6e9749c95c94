#include "adapters/shep/envelope.hpp"
#include "gateway/xml/canonical_writer.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::string_view prefix = "typ";

void optional_leaf(xml::CanonicalWriter& writer, std::string_view local, std::string_view value) {
    if (!value.empty()) {
        writer.leaf("", local, value);
    }
}

std::string_view first_characters(std::string_view text, std::size_t characters) {
    constexpr unsigned continuation_mask = 0xC0U;
    constexpr unsigned continuation = 0x80U;
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & continuation_mask) != continuation && seen++ == characters) {
            return text.substr(0, i);
        }
    }
    return text;
}

void write_data_part(xml::CanonicalWriter& writer, std::string_view local, const BodyContent& data) {
    writer.open("", local);
    if (!data.octets.empty()) {
        writer.canonical(data.octets);
    }
    writer.close();
}

}  // namespace

BodyContent write_request(const MessageInfo& info, const BodyContent& data) {
    BodyContent content{{}, data.canonical};
    xml::CanonicalWriter writer(content.octets);
    writer.declare(prefix, types_namespace);
    writer.open(prefix, "SendMessage");
    writer.open("", "request");
    writer.open("", "requestInfo");
    writer.leaf("", "messageId", info.message_id);
    optional_leaf(writer, "correlationId", info.correlation_id);
    writer.leaf("", "serviceId", info.service_id);
    writer.leaf("", "messageDate", to_xml_time(info.message_date));
    optional_leaf(writer, "routeId", info.route_id);
    writer.open("", "sender");
    writer.leaf("", "senderId", info.sender_id);
    optional_leaf(writer, "password", info.password);
    writer.close();
    for (const auto& property : info.properties) {
        writer.open("", "properties");
        writer.leaf("", "key", property.key);
        writer.leaf("", "value", property.value);
        writer.close();
    }
    optional_leaf(writer, "sessionId", info.session_id);
    writer.close();
    write_data_part(writer, "requestData", data);
    writer.close();
    writer.close();
    return content;
}

BodyContent write_response(const ResponseInfo& info, const BodyContent& data) {
    BodyContent content{{}, data.canonical};
    xml::CanonicalWriter writer(content.octets);
    writer.declare(prefix, types_namespace);
    writer.open(prefix, "SendMessageResponse");
    writer.open("", "response");
    writer.open("", "responseInfo");
    writer.leaf("", "messageId", info.message_id);
    optional_leaf(writer, "correlationId", info.correlation_id);
    writer.leaf("", "responseDate", to_xml_time(info.response_date));
    writer.open("", "status");
    writer.leaf("", "code", info.status_code);
    writer.leaf("", "message", first_characters(info.status_message, status_message_max));
    writer.close();
    optional_leaf(writer, "sessionId", info.session_id);
    writer.close();
    write_data_part(writer, "responseData", data);
    writer.close();
    writer.close();
    return content;
}

std::string write_error_info(const ErrorInfo& error) {
    std::string octets;
    xml::CanonicalWriter writer(octets);
    writer.declare(prefix, types_namespace);
    writer.open(prefix, "SendMessageFault1_SendMessageFault");
    writer.leaf("", "errorCode", error.code);
    writer.leaf("", "errorMessage", error.message);
    optional_leaf(writer, "errorData", error.data);
    writer.leaf("", "errorDate", to_xml_time(error.date));
    optional_leaf(writer, "sessionId", error.session_id);
    writer.close();
    return octets;
}

}  // namespace otkel::adapters::shep
