#include "adapters/shep/async/async_channel.hpp"
#include "adapters/shep/async/async_news.hpp"
#include "adapters/shep/async/async_state.hpp"
#include "adapters/shep/async/async_writer.hpp"
#include "gateway/base/assert.hpp"

namespace otkel::adapters::shep {
namespace {

const AsyncState& async_state(const adapter::Incoming& incoming) {
    const auto* state = dynamic_cast<const AsyncState*>(incoming.state.get());
    OTKEL_ASSERT(state != nullptr);
    return *state;
}

Failure not_asked(std::string_view what) { return fail(Errc::unsupported, std::string(what) + " was not asked for"); }

const std::string& first_of(const std::string& preferred, const std::string& otherwise) {
    return preferred.empty() ? otherwise : preferred;
}

// What the bus delivered goes by the bus's names, whatever we call it (seen: the receiver echoes them); as the bus we
// give the names.
SendMessageReply taken_over(const AsyncState& state, const adapter::Acknowledgement& names, WallTime now) {
    const auto& info = state.info;
    return state.port == AsyncPort::client
               ? SendMessageReply{first_of(info.message_id, names.message_id),
                                  first_of(info.correlation_id, names.correlation_id), now, state.session_id}
               : SendMessageReply{first_of(names.message_id, info.message_id),
                                  first_of(names.correlation_id, info.correlation_id), now, state.session_id};
}

MessageType type_of(adapter::Purpose purpose) {
    switch (purpose) {
        case adapter::Purpose::answer: return MessageType::response;
        case adapter::Purpose::news: return MessageType::notification;
        default: return MessageType::request;
    }
}

}  // namespace

Result<net::HttpResponse> AsyncChannel::acknowledge(const adapter::Incoming& incoming,
                                                    const adapter::Acknowledgement& names) const {
    const auto& state = async_state(incoming);
    const auto now = clock_.wall();
    switch (state.call.operation) {
        case AsyncOperation::send_message:
            return envelopes_.reply(write_send_message_reply(taken_over(state, names, now), state.call.types),
                                    state.peer);
        case AsyncOperation::send_delivery_notification:
            return envelopes_.reply(write_delivery_notification_reply(
                                        {first_of(names.message_id, incoming.message_id), now, state.session_id}),
                                    state.peer);
        case AsyncOperation::change_status_notification:
            return envelopes_.reply(write_change_status_reply({now, state.session_id}), state.peer);
        case AsyncOperation::get_message_status:
        case AsyncOperation::get_messages: break;
    }
    return not_asked("a receipt");
}

Result<net::HttpResponse> AsyncChannel::answer_question(const adapter::Incoming& incoming,
                                                        const adapter::DeliveryNews& news) const {
    const auto& state = async_state(incoming);
    if (state.call.operation != AsyncOperation::get_message_status) {
        return not_asked("the state of a message");
    }
    const auto standing = state_of(news.standing);
    if (!standing) {
        return fail(Errc::not_found, "the caller has sent no message of this messageId");
    }
    const auto now = clock_.wall();
    // The values of statusCode are published nowhere: the word of the state stands there (ours).
    return envelopes_.reply(write_message_status_reply(
                                {*standing, {std::string(word(*standing)), news.detail, now}, now, state.session_id}),
                            state.peer);
}

Result<net::HttpResponse> AsyncChannel::hand_over(const adapter::Incoming& incoming,
                                                  const std::vector<adapter::Waiting>& messages) const {
    const auto& state = async_state(incoming);
    if (state.call.operation != AsyncOperation::get_messages) {
        return not_asked("a collection");
    }
    MessagesHandedOver all{clock_.wall(), state.session_id, {}};
    for (const auto& message : messages) {
        auto data = envelopes_.business_data(message.business_xml, state.peer);
        if (!data) {
            return fail(data.error());
        }
        AsyncMessageInfo info;
        info.message_id = message.message_id;
        info.correlation_id = message.correlation_id;
        info.service_id = message.service;
        info.type = type_of(message.purpose);
        info.message_date = message.at;
        info.sender.sender_id = settings_->sender_id;
        all.messages.push_back({std::move(info), std::move(*data)});
    }
    return envelopes_.reply(write_messages_reply(all), state.peer);
}

// Which operation was called is not known before the signature holds: of all, both ports have sendMessage.
std::string AsyncChannel::fault_detail(const adapter::Incoming* incoming, AsyncPort port, const ErrorInfo& error) {
    const auto types = port == AsyncPort::client ? AsyncTypes::client : AsyncTypes::channel;
    return write_async_fault(
        incoming == nullptr ? AsyncCall{AsyncOperation::send_message, types} : async_state(*incoming).call, error);
}

}  // namespace otkel::adapters::shep
