#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "gateway/signing/signer.hpp"
#include "tests/support/site/running_gateway.hpp"
#include "tests/support/site/site.hpp"

namespace otkel::test {

// Customs behind the bus, as a correct peer: signs business data and envelope, reads and verifies what comes back.
class CustomsConsumer {
public:
    explicit CustomsConsumer(const Site& site);

    struct Options {
        std::string message_id;  // empty: a fresh one
        std::string service{"CUSTOMS_DECLARATION_CHECK"};
        std::string sender_id;  // empty: as registered
        std::string password;   // empty: as registered
        std::string session_id;
        bool sign_business{true};
        bool sign_envelope{true};
    };
    // The core's form of a request becomes a signed envelope.
    [[nodiscard]] std::string envelope(const boost::json::value& declaration, const Options& options) const;
    [[nodiscard]] std::string envelope(const boost::json::value& declaration) const {
        return envelope(declaration, {});
    }
    // The unsigned Body content: what hostile tests begin with.
    [[nodiscard]] std::string body_content(const boost::json::value& declaration, const Options& options) const;

    // Verifies the envelope and the business signature of an answer and gives the core's form of it; fails the test
    // otherwise.
    [[nodiscard]] boost::json::value verified_answer(const net::HttpResponse& response) const;
    // The errorCode of a fault; empty when it is none.
    [[nodiscard]] static std::string error_code(const net::HttpResponse& response);

    [[nodiscard]] const signing::SigningIdentity& bus() const { return bus_; }
    [[nodiscard]] const signing::SigningIdentity& business() const { return business_; }

private:
    const Site& site_;
    signing::SigningIdentity bus_, business_;
    std::string password_;
};

}  // namespace otkel::test
