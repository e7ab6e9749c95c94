#include "adapters/shep/envelope.hpp"
#include "adapters/shep/part_writer.hpp"

namespace otkel::adapters::shep {

BodyContent write_request(const MessageInfo& info, const BodyContent& data) {
    BodyContent content{{}, data.canonical};
    xml::CanonicalWriter writer(content.octets);
    writer.declare(types_prefix, types_namespace);
    writer.open(types_prefix, "SendMessage");
    writer.open("", "request");
    writer.open("", "requestInfo");
    writer.leaf("", "messageId", info.message_id);
    optional_leaf(writer, "correlationId", info.correlation_id);
    writer.leaf("", "serviceId", info.service_id);
    writer.leaf("", "messageDate", to_xml_time(info.message_date));
    optional_leaf(writer, "routeId", info.route_id);
    write_sender(writer, info.sender_id, info.password);
    write_properties(writer, info.properties);
    optional_leaf(writer, "sessionId", info.session_id);
    writer.close();
    write_data_holder(writer, "requestData", data);
    writer.close();
    writer.close();
    return content;
}

BodyContent write_response(const ResponseInfo& info, const BodyContent& data) {
    BodyContent content{{}, data.canonical};
    xml::CanonicalWriter writer(content.octets);
    writer.declare(types_prefix, types_namespace);
    writer.open(types_prefix, "SendMessageResponse");
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
    write_data_holder(writer, "responseData", data);
    writer.close();
    writer.close();
    return content;
}

std::string write_error_info(const ErrorInfo& error) {
    std::string octets;
    xml::CanonicalWriter writer(octets);
    writer.declare(types_prefix, types_namespace);
    writer.open(types_prefix, "SendMessageFault1_SendMessageFault");
    write_error(writer, error);
    writer.close();
    return octets;
}

}  // namespace otkel::adapters::shep
