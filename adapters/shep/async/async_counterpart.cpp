#include "adapters/shep/async/async_writer.hpp"
#include "adapters/shep/counterpart.hpp"
#include "adapters/shep/twin_attachments.hpp"
#include "gateway/base/assert.hpp"
#include "gateway/base/ids.hpp"

namespace otkel::adapters::shep {
namespace {

using adapter::HandedIn;
using Standing = adapter::DeliveryNews::Standing;

struct LetterState final : adapter::ProtocolState {
    explicit LetterState(TwinLetter opened) : letter(std::move(opened)) {}
    TwinLetter letter;
};

const TwinLetter& letter_of(const HandedIn& message) {
    const auto* state = dynamic_cast<const LetterState*>(message.state.get());
    OTKEL_ASSERT(state != nullptr);
    return state->letter;
}

MessageState state_of(Standing standing) {
    switch (standing) {
        case Standing::delivered: return MessageState::delivered;
        case Standing::not_delivered: return MessageState::not_delivered;
        case Standing::stopped: return MessageState::delivery_stopped;
        default: return MessageState::on_delivery;
    }
}

// The values of statusCode are published nowhere: here they are the words of the state (ours).
MessageStatus status_of(MessageState state, WallTime now) {
    return {std::string(word(state)), std::string(word(state)), now};
}

std::string new_session() { return "{" + new_uuid_v4() + "}"; }

Result<const TwinParticipant*> find(const TwinSettings& settings, const std::string& name) {
    const auto found = settings.participants.find(name);
    return found == settings.participants.end()
               ? Result<const TwinParticipant*>(fail(Errc::sender_unknown, "no participant is named " + name))
               : &found->second;
}

}  // namespace

Result<HandedIn> ShepCounterpart::open(const net::HttpRequest& request) const {
    auto whole = request;
    put_together(whole);
    auto letter = mail_.open(whole.body);
    if (!letter) {
        return fail(letter.error());
    }
    HandedIn handed;
    if (const auto* message = std::get_if<TwinMessage>(&letter->content)) {
        if (!*message->payload) {
            return fail(message->payload->error());
        }
        handed.kind = message->info.type == MessageType::request    ? HandedIn::Kind::request
                      : message->info.type == MessageType::response ? HandedIn::Kind::answer
                                                                    : HandedIn::Kind::other;
        handed.message_id = message->info.message_id;
        handed.correlation_id = message->info.correlation_id;
    } else if (const auto* question = std::get_if<MessageStatusRequest>(&letter->content)) {
        handed.kind = HandedIn::Kind::question;
        handed.message_id = question->message_id;
    }
    handed.state = std::make_shared<const LetterState>(std::move(*letter));
    return handed;
}

Result<net::HttpResponse> ShepCounterpart::take_over(const HandedIn& message,
                                                     const adapter::Acknowledgement& names) const {
    const SendMessageReply reply{names.message_id, names.correlation_id, clock_.wall(), new_session()};
    return mail_.reply(write_send_message_reply(reply, letter_of(message).call.types), Misbehaviour::none);
}

Result<net::HttpResponse> ShepCounterpart::tell(const HandedIn& /*question*/, Standing standing) const {
    const auto now = clock_.wall();
    const auto state = state_of(standing);
    return mail_.reply(write_message_status_reply({state, status_of(state, now), now, new_session()}),
                       Misbehaviour::none);
}

Result<net::HttpRequest> ShepCounterpart::brought(MessageType type, const TwinParticipant& participant,
                                                  const adapter::Acknowledgement& names, BodyContent data) const {
    HandedOver message;
    auto& info = message.info;
    info.message_id = names.message_id;
    info.correlation_id = names.correlation_id;
    info.service_id = participant.service;
    info.type = type;
    info.message_date = clock_.wall();
    info.sender.sender_id = participant.profile.sender_id;
    info.session_id = new_session();
    message.data = std::move(data);
    auto request = mail_.push({0, settings_.gateway_id, std::move(message)}, Misbehaviour::none);
    if (request) {
        attach(*request, participant.profile);
    }
    return request;
}

Result<net::HttpRequest> ShepCounterpart::submission(const std::string& participant,
                                                     const adapter::Acknowledgement& names,
                                                     const std::string& document) const {
    const auto sender = find(settings_, participant);
    auto data = sender ? TwinConsumer::data(**sender, document) : Result<BodyContent>(fail(sender.error()));
    if (!data) {
        return fail(data.error());
    }
    return brought(MessageType::request, **sender, names, std::move(*data));
}

Result<net::HttpRequest> ShepCounterpart::answer_to(const HandedIn& request, const std::string& participant,
                                                    const adapter::Acknowledgement& names) const {
    const auto sender = find(settings_, participant);
    if (!sender) {
        return fail(sender.error());
    }
    const auto& asked = std::get<TwinMessage>(letter_of(request).content);
    auto data = provider_.answer_data(asked.info.service_id, asked.info.message_id, (*asked.payload)->root);
    if (!data) {
        return fail(data.error());
    }
    auto answering = **sender;
    answering.service = asked.info.service_id;
    return brought(MessageType::response, answering, names, std::move(*data));
}

Result<net::HttpRequest> ShepCounterpart::news(const std::string& news_id, const std::string& message_id,
                                               Standing standing) const {
    const auto now = clock_.wall();
    const auto state = state_of(standing);
    ChangeStatusRequest change;
    change.notification = {news_id, message_id, now, state, status_of(state, now), std::nullopt};
    change.request_date = now;
    change.session_id = new_session();
    return mail_.push({0, settings_.gateway_id, std::move(change)}, Misbehaviour::none);
}

bool ShepCounterpart::is_taken(const net::HttpResponse& response) const {
    const auto as = [&](const Push& push) { return mail_.judge(push, response).outcome == PushOutcome::taken; };
    return as({0, {}, HandedOver{}}) || as({0, {}, ChangeStatusRequest{}});
}

}  // namespace otkel::adapters::shep
