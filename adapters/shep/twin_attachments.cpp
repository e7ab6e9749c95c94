#include "adapters/shep/twin_attachments.hpp"

#include "adapters/shep/content_type.hpp"
#include "gateway/soap/mtom.hpp"

namespace otkel::adapters::shep {
namespace {

template <class Message>
void put_together_any(Message& message) {
    const auto content_type = message.headers.get("Content-Type");
    if (!soap::is_multipart(content_type)) {
        return;
    }
    if (auto whole = soap::unpack(content_type, message.body, {})) {
        message.body = std::move(*whole);
        message.headers.set("Content-Type", std::string(sent_content_type));
    }
}

}  // namespace

void put_together(net::HttpRequest& request) { put_together_any(request); }
void put_together(net::HttpResponse& response) { put_together_any(response); }

void attach(net::HttpRequest& request, const PeerProfile& participant) {
    if (participant.attachments != Attachments::sent) {
        return;
    }
    auto packed = soap::pack(std::move(request.body), participant.packing);
    request.body = std::move(packed.body);
    request.headers.set("Content-Type", std::move(packed.content_type));
}

}  // namespace otkel::adapters::shep
