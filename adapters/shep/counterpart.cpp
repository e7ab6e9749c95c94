#include "adapters/shep/counterpart.hpp"

#include "adapters/shep/twin_attachments.hpp"

namespace otkel::adapters::shep {

Result<std::unique_ptr<adapter::Counterpart>> ShepCounterpart::make(const adapter::TwinContext& context) {
    auto settings = read_twin_settings(context.section);
    if (!settings) {
        return fail(settings.error());
    }
    return std::make_unique<ShepCounterpart>(context, std::move(*settings));
}

ShepCounterpart::ShepCounterpart(const adapter::TwinContext& context, TwinSettings settings)
    : clock_(context.clock),
      settings_(std::move(settings)),
      provider_(context.clock, context.verifier, settings_),
      consumer_(context.clock, context.verifier, settings_),
      mail_(context.clock, context.verifier, settings_) {}

Result<net::HttpRequest> ShepCounterpart::message(const std::string& participant, const std::string& message_id,
                                                  const std::string& document) const {
    auto message = consumer_.message(participant, message_id, document);
    if (message) {
        attach(*message, settings_.participants.at(participant).profile);
    }
    return message;
}

net::HttpResponse ShepCounterpart::answer(const net::HttpRequest& request) const {
    auto whole = request;
    put_together(whole);
    return provider_.answer(whole.body, Misbehaviour::none);
}

// The element has no prefix and no attributes as our gateway writes it (bip.bee.kz v10: elementFormDefault is
// unqualified).
std::optional<std::string> ShepCounterpart::message_id(const net::HttpRequest& request) const {
    constexpr std::string_view open = "<messageId>";
    const auto begin = request.body.find(open);
    const auto end = request.body.find("</messageId>");
    if (begin == std::string::npos || end == std::string::npos || end < begin + open.size()) {
        return std::nullopt;
    }
    return request.body.substr(begin + open.size(), end - begin - open.size());
}

}  // namespace otkel::adapters::shep
