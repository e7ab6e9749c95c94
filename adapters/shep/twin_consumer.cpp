#include "adapters/shep/twin_consumer.hpp"

#include "adapters/shep/content_type.hpp"
#include "adapters/shep/data_forms.hpp"
#include "adapters/shep/payload.hpp"
#include "adapters/shep/sealing.hpp"
#include "adapters/shep/twin_story.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/soap/envelope.hpp"
#include "gateway/xml/document.hpp"

namespace otkel::adapters::shep {
namespace {

constexpr std::size_t identifier_octets_max = 256;
constexpr std::size_t sample_octets_max = 10 * 1024 * 1024;
constexpr int http_ok = 200;

std::shared_ptr<const Settings> settings_of_bus(const TwinSettings& twin) {
    auto settings = std::make_shared<Settings>();
    settings->peers.push_back(twin.gateway_profile);
    return settings;
}

net::HttpRequest post(const net::Endpoint& gateway, std::string body) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = gateway.path;
    request.headers.set("Content-Type", std::string(sent_content_type));
    request.headers.set("SOAPAction", "\"\"");
    request.body = std::move(body);
    return request;
}

std::string subject_of(const signing::SigningIdentity& identity) {
    const auto certificate = trust::Certificate::from_der(identity.certificate_der());
    return certificate ? (*certificate)->subject() : std::string("an unreadable certificate");
}

}  // namespace

TwinConsumer::TwinConsumer(const Clock& clock, const signing::Verifier& verifier, const TwinSettings& settings)
    : clock_(clock),
      verifier_(verifier),
      settings_(settings),
      transport_(clock, verifier, limits_, settings_of_bus(settings)) {}

Result<BodyContent> TwinConsumer::data(const TwinParticipant& participant, const std::string& document) {
    const auto& profile = participant.profile;
    const auto sealed =
        profile.business_identity ? signing::sign_enveloped(document, *profile.business_identity) : document;
    if (!sealed) {
        return fail(sealed.error());
    }
    return write_data(profile.form, profile.type, *sealed);
}

Result<std::string> TwinConsumer::envelope(const TwinParticipant& participant, const std::string& message_id,
                                           const std::string& document, Misbehaviour misbehaviour) const {
    const auto& profile = participant.profile;
    const auto business = data(participant, document);
    if (!business) {
        return fail(business.error());
    }
    MessageInfo info;
    info.message_id = message_id;
    info.service_id = participant.service;
    info.message_date = clock_.wall();
    info.sender_id = profile.sender_id;
    info.password = profile.password ? profile.password->text() : std::string{};
    info.session_id = "{" + new_uuid_v4() + "}";
    auto content = write_request(info, *business);
    content.octets = misbehaving_content(std::move(content.octets), misbehaviour);
    const auto* identity = misbehaviour == Misbehaviour::unsigned_envelope ? nullptr : settings_.bus.get();
    auto sealed = seal(content, identity, settings_.key_reference);
    if (!sealed) {
        return sealed;
    }
    return misbehaving_envelope(std::move(*sealed), misbehaviour);
}

Result<net::HttpRequest> TwinConsumer::message(const std::string& participant, const std::string& message_id,
                                               const std::string& document) const {
    const auto found = settings_.participants.find(participant);
    if (found == settings_.participants.end()) {
        return fail(Errc::not_found, "the twin plays no participant \"" + participant + "\"");
    }
    const auto canonical = xml::canonical_document(document, xml::Canonicalization::inclusive, limits_);
    if (!canonical) {
        return fail(canonical.error());
    }
    auto sealed = envelope(found->second, message_id, *canonical, Misbehaviour::none);
    if (!sealed) {
        return fail(sealed.error());
    }
    return post(settings_.gateway, std::move(*sealed));
}

Result<PreparedDocument> TwinConsumer::document(const std::filesystem::path& sample) const {
    PreparedDocument prepared;
    prepared.name = sample.parent_path().filename().string();
    const auto found = settings_.participants.find(prepared.name);
    if (found == settings_.participants.end()) {
        return fail(Errc::not_found,
                    "the twin plays no participant \"" + prepared.name + "\"; add it to twin: participants");
    }
    prepared.participant = &found->second;
    const auto octets = settings::read_file(sample / "request.xml", sample_octets_max);
    if (!octets) {
        return fail(octets.error());
    }
    const auto filled = adapter::fill_sample(*octets, settings_.values);
    if (!filled) {
        return fail(filled.error());
    }
    auto document = xml::canonical_document(*filled, xml::Canonicalization::inclusive, limits_);
    if (!document) {
        return fail(document.error());
    }
    const auto readable = verifier_.accept_unsigned(*document, limits_, "our own sample");
    if (!readable) {
        return fail(readable.error());
    }
    const auto tree = xml::Tree::parse(*readable, limits_);
    if (!tree) {
        return fail(tree.error());
    }
    prepared.canonical = std::move(*document);
    const auto& profile = found->second.profile;
    prepared.story.push_back(prepared.name + " asks about " + subject_of_request(tree->root()) + ", service " +
                             found->second.service);
    if (profile.business_identity) {
        prepared.story.push_back("business data signed by " + subject_of(*profile.business_identity));
    }
    return prepared;
}

Result<PreparedRequest> TwinConsumer::prepare(const std::filesystem::path& sample, Misbehaviour misbehaviour) const {
    auto prepared = document(sample);
    if (!prepared) {
        return fail(prepared.error());
    }
    const auto& participant = *prepared->participant;
    PreparedRequest request;
    request.participant = prepared->name;
    request.service = participant.service;
    request.message_id = new_uuid_v7(clock_.wall());
    auto first = envelope(participant, request.message_id, prepared->canonical, misbehaviour);
    if (!first) {
        return fail(first.error());
    }
    request.first = post(settings_.gateway, std::move(*first));
    auto& story = request.story;
    story = std::move(prepared->story);
    story.front() += ", message " + request.message_id;
    story.push_back(misbehaviour == Misbehaviour::unsigned_envelope
                        ? "the envelope is not signed"
                        : "envelope signed by " + subject_of(*settings_.bus));
    if (misbehaviour != Misbehaviour::none) {
        story.push_back("by script: " + std::string(shep::name(misbehaviour)));
    }
    if (misbehaviour == Misbehaviour::duplicate) {
        request.second = request.first;
    } else if (misbehaviour == Misbehaviour::changed_duplicate) {
        auto changed = envelope(participant, request.message_id, changed_document(prepared->canonical), misbehaviour);
        if (!changed) {
            return fail(changed.error());
        }
        request.second = post(settings_.gateway, std::move(*changed));
    }
    return request;
}

Result<void> TwinConsumer::tell_answer(const OpenedEnvelope& envelope, const std::string& message_id,
                                       adapter::TwinOutcome& outcome) const {
    const auto answer = read_response(envelope.content, identifier_octets_max);
    if (!answer) {
        return fail(answer.error());
    }
    outcome.answered = true;
    outcome.story.push_back("status " + answer->info.status_code + ": " + answer->info.status_message);
    if (answer->info.correlation_id != message_id) {
        return fail(Errc::malformed, "the answer belongs to message " + answer->info.correlation_id);
    }
    if (!answer->data) {
        return fail(Errc::malformed, "the answer carries no data");
    }
    const Opening opening{verifier_, limits_, &*envelope.message, envelope.body, settings_.gateway_profile};
    const auto payload = open_payload(opening, *answer->data);
    if (!payload) {
        return fail(payload.error());
    }
    if (!payload->verification.empty()) {
        outcome.story.push_back("verified: " + payload->verification);
    }
    outcome.verified = true;
    for (auto& line : story_of_reply(payload->root)) {
        outcome.story.push_back(std::move(line));
    }
    return {};
}

adapter::TwinOutcome TwinConsumer::judge(const PreparedRequest& request, const net::HttpResponse& response) const {
    adapter::TwinOutcome outcome;
    outcome.http_status = response.status;
    outcome.exchange = response.headers.get("Otkel-Exchange");
    outcome.reply = response.body;
    auto& story = outcome.story;
    story.push_back("the gateway answered HTTP " + std::to_string(response.status) +
                    (outcome.exchange.empty() ? std::string{} : ", exchange " + outcome.exchange));
    auto envelope = transport_.open(response.body);
    if (!envelope && envelope.error().code == Errc::not_signed && response.status != http_ok) {
        story.emplace_back("the answer is not signed");
        envelope = transport_.open_unsigned(response.body, "a fault");
    }
    if (!envelope) {
        story.push_back("NOT VERIFIED: " + envelope.error().to_string());
        return outcome;
    }
    if (envelope->message) {
        story.push_back("verified: envelope signature " + envelope->verification + ", signed by " + envelope->signer);
    }
    if (const auto fault = soap::fault_of(envelope->content)) {
        const auto info = fault->detail ? read_error_info(*fault->detail) : std::nullopt;
        outcome.verified = envelope->message.has_value();
        story.push_back("FAULT " + (info ? info->code : fault->code) + ": " + (info ? info->message : fault->string));
        if (info && !info->data.empty()) {
            story.push_back("  " + info->data);
        }
        return outcome;
    }
    if (const auto told = tell_answer(*envelope, request.message_id, outcome); !told) {
        story.push_back("NOT ACCEPTED: " + told.error().to_string());
    }
    return outcome;
}

}  // namespace otkel::adapters::shep
