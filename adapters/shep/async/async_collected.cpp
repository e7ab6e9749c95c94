#include <charconv>

#include "adapters/shep/async/async_channel.hpp"
#include "adapters/shep/async/async_names.hpp"
#include "adapters/shep/async/async_state.hpp"
#include "adapters/shep/content_type.hpp"
#include "adapters/shep/data_forms.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key.hpp"

namespace otkel::adapters::shep {

using adapter::Incoming;
using adapter::Purpose;

std::string derived_identifier(std::string_view what, std::size_t number, const OpenedEnvelope& envelope) {
    crypto::Hasher hasher(crypto::DigestAlgorithm::sha256);
    hasher.update(std::string(what) + std::to_string(number) + ":");
    hasher.update(envelope.body.octets().view());
    auto hex = to_hex(hasher.finish());
    hex[12] = '8';
    hex[16] = 'a';
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
           hex.substr(20, 12);
}

std::optional<CollectedPart> collected_part(const net::HttpRequest& request) {
    const auto text = content_type_parameter(request.headers, "part");
    CollectedPart part;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, part.number);
    if (text.empty() || read.ec != std::errc{} || read.ptr != end || part.number == 0) {
        return std::nullopt;
    }
    part.peer = content_type_parameter(request.headers, "of");
    return part;
}

Result<Incoming> AsyncChannel::collected_again(OpenedEnvelope envelope, const CollectedPart& part) const {
    const auto* from = settings_->peer(part.peer);
    const auto reply = read_messages_reply(envelope.content, reading());
    if (!reply || from == nullptr || part.number > reply->messages.size()) {
        return reply ? fail(Errc::malformed, "there is no such message among the collected ones") : fail(reply.error());
    }
    auto signatures = envelopes_.admit(envelope, *from);
    if (!signatures) {
        return fail(signatures.error());
    }
    envelope.signatures = std::move(*signatures);
    const auto all = std::make_shared<const OpenedEnvelope>(std::move(envelope));
    return collected({all, AsyncPort::client, {}, part.number, from}, reply->messages[part.number - 1]);
}

Incoming AsyncChannel::collected(const Arrival& arrival, const CollectedMessage& message) const {
    auto taken = readable(arrival, message);
    if (taken) {
        return std::move(*taken);
    }
    // Its receipt says that it is not taken.
    auto state = remembered(arrival, *arrival.collected_from, {});
    state->unreadable = taken.error();
    state->info.message_id = message.message_id;
    state->info.service_id = message.service_id;
    auto incoming = begin(arrival, {arrival.collected_from, arrival.envelope->signatures}, Purpose::submission,
                          message.service_id, state);
    incoming.message_id = message.message_id.empty() ? derived_identifier("message", arrival.number, *arrival.envelope)
                                                     : message.message_id;
    incoming.content_digest = content_digest(message.service_id, message.element);
    return incoming;
}

Result<Incoming> AsyncChannel::readable(const Arrival& arrival, const CollectedMessage& message) const {
    if (!message.message) {
        return fail(message.message.error());
    }
    auto content = *message.message;
    wipe(content.info.sender.password);
    const auto* peer = settings_->peer_of_sender(content.info.sender.sender_id);
    if (peer == nullptr) {
        return fail(Errc::sender_unknown, "no participant has the senderId of the message");
    }
    auto signatures = envelopes_.admit(*arrival.envelope, *peer);
    if (!signatures) {
        return fail(signatures.error());
    }
    return incoming_message(arrival, std::move(content), {peer, std::move(*signatures)});
}

}  // namespace otkel::adapters::shep
