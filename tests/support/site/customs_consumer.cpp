#include "tests/support/site/customs_consumer.hpp"

#include <gtest/gtest.h>

#include "adapters/shep/envelope.hpp"
#include "adapters/shep/sealing.hpp"
#include "gateway/mapping/mapping.hpp"
#include "gateway/settings/section.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/soap/envelope.hpp"

namespace otkel::test {
namespace {

namespace shep = adapters::shep;

std::shared_ptr<const mapping::Mapping> mapping_named(const std::string& name) {
    static const auto codes = mapping::load_code_tables("mappings/codes").value();
    return mapping::Mapping::load("mappings/customs/" + name + ".yaml", codes).value();
}

signing::Policy policy_for(const Site& site) {
    auto store = std::make_shared<trust::TrustStore>();
    const auto content = settings::read_file(site.pki() / "ca.cert.pem", 65536).value();
    auto certificates = trust::Certificate::from_file_content(content).value();
    for (auto& certificate : certificates) {
        store->anchor(std::move(certificate));
    }
    signing::Policy policy;
    policy.trust = std::move(store);
    return policy;
}

const signing::Verifier& verifier() {
    static const SystemClock clock;
    static const signing::Verifier one(clock, std::make_shared<trust::CertificateCache>());
    return one;
}

std::string wrapped_data(const std::string& business_xml) { return "<data>" + business_xml + "</data>"; }

}  // namespace

CustomsConsumer::CustomsConsumer(const Site& site)
    : site_(site),
      bus_(site.identity("shep-bus")),
      business_(site.identity("customs-business")),
      password_(settings::read_secret(site.pki() / "customs-sender.password").value_or("")) {}

std::string CustomsConsumer::body_content(const boost::json::value& declaration, const Options& options) const {
    static const auto request = mapping_named("declaration-check.request");
    const SystemClock clock;
    auto document = request->to_xml(declaration, clock.wall()).value().octets;
    if (options.sign_business) {
        document = signing::sign_enveloped(document, business_).value();
    }
    shep::MessageInfo info;
    info.message_id = options.message_id.empty() ? new_uuid_v4() : options.message_id;
    info.service_id = options.service;
    info.message_date = clock.wall();
    info.sender_id = options.sender_id.empty() ? "customs" : options.sender_id;
    info.password = options.password.empty() ? password_ : options.password;
    info.session_id = options.session_id;
    return shep::write_request(info, {wrapped_data(document), true}).octets;
}

std::string CustomsConsumer::envelope(const boost::json::value& declaration, const Options& options) const {
    auto content = body_content(declaration, options);
    if (!options.sign_envelope) {
        return soap::write_envelope(content);
    }
    // Inline business data declares its namespaces where its signer put them, which is not always the exclusive form.
    return shep::seal({std::move(content), false}, &bus_, signing::KeyReference::key_identifier).value();
}

boost::json::value CustomsConsumer::verified_answer(const net::HttpResponse& response) const {
    static const auto reply = mapping_named("declaration-check.reply");
    const auto policy = policy_for(site_);
    auto message = verifier().verify(response.body, signing::Profile::wsse, policy);
    EXPECT_TRUE(message) << (message ? "" : message.error().to_string()) << '\n' << response.body.substr(0, 2000);
    if (!message) {
        return {};
    }
    const auto tree = xml::Tree::parse(message->octets, {}).value();
    const auto content = soap::content_of_body(tree).value();
    const auto answer = shep::read_response(content, 256);
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().to_string()) << '\n' << response.body.substr(0, 2000);
    if (!answer || !answer->data || !answer->data->first_child()) {
        return {};
    }
    auto business = verifier().verify_inside(*message, answer->data->first_child()->path(), policy);
    EXPECT_TRUE(business) << (business ? "" : business.error().to_string());
    if (!business) {
        return {};
    }
    const auto business_tree = xml::Tree::parse(business->octets, {}).value();
    return reply->to_json(business_tree.root()).value().json;
}

std::string CustomsConsumer::error_code(const net::HttpResponse& response) {
    const auto begin = response.body.find("<errorCode>");
    if (begin == std::string::npos) {
        return {};
    }
    const auto from = begin + std::string_view("<errorCode>").size();
    return response.body.substr(from, response.body.find('<', from) - from);
}

}  // namespace otkel::test
