#include "adapters/shep/envelope.hpp"
#include "adapters/shep/part_reader.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {
namespace {

// <outer>, its only child, and of that the two parts; what every message of the channel looks like.
struct Parts {
    xml::Element info;
    xml::Element data_holder;
};

struct PartNames {
    std::string_view outer, middle, info, data;
};

Result<Parts> read_parts(const xml::Element& content, const PartNames& names) {
    if (!content.is(types_namespace, names.outer)) {
        return unexpected_content("the Body does not hold what the synchronous channel carries", content,
                                  "{" + std::string(types_namespace) + "}" + std::string(names.outer));
    }
    std::vector<Finding> findings;
    const auto middle = Fields(content, findings).required(names.middle);
    if (!middle) {
        return malformed("the message does not conform to the format", std::move(findings));
    }
    const Fields fields(*middle, findings);
    const auto info = fields.required(names.info);
    const auto data = fields.required(names.data);
    if (!info || !data) {
        return malformed("the message does not conform to the format", std::move(findings));
    }
    return Parts{*info, *data};
}

}  // namespace

Result<RequestMessage> read_request(const xml::Element& content, std::size_t identifier_octets_max) {
    const auto parts = read_parts(content, {"SendMessage", "request", "requestInfo", "requestData"});
    if (!parts) {
        return fail(parts.error());
    }
    std::vector<Finding> findings;
    const Fields fields(parts->info, findings);
    RequestMessage message{{}, parts->data_holder, Fields(parts->data_holder, findings).optional("data")};
    auto& info = message.info;
    info.message_id = fields.required_text("messageId", identifier_octets_max);
    info.correlation_id = fields.text("correlationId", identifier_octets_max);
    info.service_id = fields.required_text("serviceId", identifier_octets_max);
    info.message_date = fields.time("messageDate");
    info.route_id = fields.text("routeId", identifier_octets_max);
    if (const auto sender = fields.required("sender")) {
        auto read = read_sender(*sender, identifier_octets_max, findings);
        info.sender_id = std::move(read.sender_id);
        info.password = std::move(read.password);
    }
    info.properties = read_properties(parts->info, findings);
    info.session_id = normalised_session_id(fields.text("sessionId", identifier_octets_max));
    if (!findings.empty()) {
        wipe(info.password);
        return malformed("the message does not conform to the format", std::move(findings));
    }
    return message;
}

Result<ResponseMessage> read_response(const xml::Element& content, std::size_t identifier_octets_max) {
    const auto parts = read_parts(content, {"SendMessageResponse", "response", "responseInfo", "responseData"});
    if (!parts) {
        return fail(parts.error());
    }
    constexpr std::size_t message_octets_max = 4096;  // providers exceed the 250 characters
    std::vector<Finding> findings;
    const Fields fields(parts->info, findings);
    ResponseMessage message{{}, parts->data_holder, Fields(parts->data_holder, findings).optional("data")};
    auto& info = message.info;
    info.message_id = fields.text("messageId", identifier_octets_max);  // some providers send none (seen)
    info.correlation_id = fields.text("correlationId", identifier_octets_max);
    if (fields.optional("responseDate")) {
        info.response_date = fields.time("responseDate");
    }
    if (const auto status = fields.required("status")) {
        const Fields of_status(*status, findings);
        info.status_code = of_status.required_text("code", identifier_octets_max);
        info.status_message = of_status.text("message", message_octets_max);
    }
    info.session_id = normalised_session_id(fields.text("sessionId", identifier_octets_max));
    if (!findings.empty()) {
        return malformed("the answer does not conform to the format", std::move(findings));
    }
    return message;
}

std::optional<ErrorInfo> read_error_info(const xml::Element& detail) {
    const auto element = detail.child("SendMessageFault1_SendMessageFault");
    if (!element) {
        return std::nullopt;
    }
    return read_error(*element);
}

}  // namespace otkel::adapters::shep
