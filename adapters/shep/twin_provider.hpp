#pragma once

#include <string>

#include "adapters/shep/message_parts.hpp"
#include "adapters/shep/transport.hpp"
#include "adapters/shep/twin_script.hpp"
#include "adapters/shep/twin_settings.hpp"
#include "gateway/net/http.hpp"

namespace otkel::adapters::shep {

// The bus with its providers: verifies what the gateway asks and answers it. CPU work; thread safe.
class TwinProvider {
public:
    TwinProvider(const Clock& clock, const signing::Verifier& verifier, const TwinSettings& settings);
    [[nodiscard]] net::HttpResponse answer(const std::string& raw, Misbehaviour misbehaviour) const;
    // A whole <data> element with what the service answers, signed by its provider.
    [[nodiscard]] Result<BodyContent> answer_data(const std::string& service, const std::string& message_id,
                                                  const xml::Element& request) const;

private:
    [[nodiscard]] Result<std::string> canned(const CannedAnswer& answer, const std::string& message_id) const;
    [[nodiscard]] Result<std::string> answer_request(const std::string& raw, Misbehaviour misbehaviour) const;
    [[nodiscard]] net::HttpResponse fault(const Error& error) const;

    const Clock& clock_;
    const signing::Verifier& verifier_;
    const TwinSettings& settings_;
    xml::Limits limits_;
    Transport transport_;
};

}  // namespace otkel::adapters::shep
