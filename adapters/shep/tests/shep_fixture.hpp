#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/shep/adapter.hpp"
#include "adapters/shep/data_forms.hpp"
#include "adapters/shep/envelope.hpp"
#include "adapters/shep/sealing.hpp"
#include "gateway/base/ids.hpp"
#include "gateway/soap/envelope.hpp"
#include "gateway/xml/schema.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/pki_trust.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/texts.hpp"

namespace otkel::adapters::shep {

using otkel::tests::replaced;

inline constexpr std::string_view document =
    R"(<c:Check xmlns:c="urn:test:check"><Number>50412/120726/0000123</Number></c:Check>)";

inline IdentityPtr test_identity(const std::string& name) {
    static std::map<std::string, IdentityPtr> all;
    auto& identity = all[name];
    if (!identity) {
        auto prepared = signing::SigningIdentity::prepare(testing::pki_identity(name));
        if (!prepared) {
            throw std::runtime_error(prepared.error().to_string());
        }
        identity = std::make_shared<const signing::SigningIdentity>(std::move(*prepared));
    }
    return identity;
}

inline std::shared_ptr<const trust::TrustStore> pinned(const std::vector<std::string>& names) {
    auto store = std::make_shared<trust::TrustStore>();
    for (const auto& name : names) {
        store->pin(testing::pki_certificate(name));
    }
    return store;
}

struct TestPeer {
    std::string id;
    std::shared_ptr<const trust::TrustStore> trust;
    std::string own;  // the YAML of its section
    std::vector<std::string> algorithms{};
};

// A gateway with the peers "bus" and "customs" (and those that a test adds), and the bus that speaks to it.
class ShepTest : public ::testing::Test {
protected:
    ShepTest() {
        write("secret", "p4ssw0rd\n");
        identities_ = {{"transport", test_identity("gateway-transport")},
                       {"business", test_identity("gateway-business")}};
    }

    std::filesystem::path write(const std::string& name, const std::string& text) const {
        return folder_.write(name, text);
    }

    Result<std::unique_ptr<adapter::Adapter>> make() {
        complaints_ = std::make_unique<settings::Complaints>();
        auto section = settings::Section::load(write("shep.yaml", adapter_yaml_), *complaints_);
        section.set_root(folder_.path());
        adapter::AdapterContext context{clock_, verifier_, identities_, limits_, section, {}, "mappings"};
        std::vector<TestPeer> all{{"shep-bus", pinned({"shep-bus", "shep-bus-rsa", "shep-bus-ec"}), bus_yaml_},
                                  {"customs", pinned({"customs-business"}), customs_yaml_}};
        all.insert(all.end(), more_peers_.begin(), more_peers_.end());
        for (const auto& peer : all) {
            const auto file = write(peer.id + ".yaml", "shep: {" + peer.own + "}\n");
            auto loaded = settings::Section::load(file, *complaints_);
            loaded.set_root(folder_.path());
            context.peers.push_back({peer.id, peer.trust, peer.algorithms, loaded.section("shep")});
        }
        return ShepAdapter::make(context);
    }

    adapter::Adapter& gateway() {
        if (!gateway_) {
            auto made = make();
            if (!made) {
                throw std::runtime_error(made.error().to_string());
            }
            gateway_ = std::move(*made);
        }
        return *gateway_;
    }

    // What a participant asks through the bus.
    MessageInfo info() const {
        MessageInfo info;
        info.message_id = "0d5e7f7e-6f0a-4b0e-8a53-1d7a4c2e9b10";
        info.service_id = "CHECK";
        info.message_date = clock_.wall();
        info.sender_id = "customs";
        info.session_id = "{11111111-2222-3333-4444-555555555555}";
        return info;
    }

    static std::string signed_document(std::string_view text = document, const std::string& key = "customs-business") {
        return signing::sign_enveloped(text, *test_identity(key)).value();
    }

    std::string content(std::string_view data_octets) const {
        return write_request(info(), {std::string(data_octets), true}).octets;
    }

    static net::HttpRequest post(std::string body, std::string type = "text/xml; charset=utf-8") {
        net::HttpRequest request;
        request.method = "POST";
        request.target = "/shep/sync";
        request.headers.set("Content-Type", std::move(type));
        request.body = std::move(body);
        return request;
    }

    // `octets`: the child of soap:Body in whatever shape a test wants, signed by the bus.
    static std::string enveloped(std::string_view octets, const std::string& key = "shep-bus",
                                 signing::KeyReference reference = signing::KeyReference::key_identifier) {
        return signing::sign_envelope(octets, *test_identity(key), reference, signing::BodyForm::any).value();
    }

    Result<adapter::Incoming> receive(std::string_view octets, const std::string& key = "shep-bus") {
        return gateway().receive(post(enveloped(octets, key)));
    }
    // Signed request of customs with the signed document inline.
    Result<adapter::Incoming> receive_good() { return receive(content("<data>" + signed_document() + "</data>")); }

    std::string fault_code(const adapter::Incoming* incoming, const Error& error) {
        const auto response = gateway().fault(incoming, error, exchange_);
        EXPECT_EQ(response.status, 500);
        return text_between(response.body, "<errorCode>", "</errorCode>");
    }

    static std::string text_between(const std::string& text, std::string_view from, std::string_view to) {
        const auto begin = text.find(from);
        if (begin == std::string::npos) {
            return {};
        }
        const auto start = begin + from.size();
        return text.substr(start, text.find(to, start) - start);
    }

    signing::Policy gateway_policy() const {
        signing::Policy policy;
        policy.trust = pinned({"gateway-transport", "gateway-business"});
        return policy;
    }

    test::FakeClock clock_;
    signing::Verifier verifier_{clock_, std::make_shared<trust::CertificateCache>()};
    xml::Limits limits_;
    adapter::Identities identities_;
    otkel::tests::TemporaryFolder folder_;
    std::string adapter_yaml_ =
        "bus: shep-bus\nurl: http://127.0.0.1:9101/bus/\nsender_id: otkel\npassword_file: secret\nidentity: "
        "transport\n";
    std::string bus_yaml_;
    std::string customs_yaml_ =
        "sender_id: customs, form: element, services: [CHECK], business_signature: required, business_identity: "
        "business";
    std::vector<TestPeer> more_peers_;
    ExchangeId exchange_{"0198-test"};

private:
    std::unique_ptr<settings::Complaints> complaints_;
    std::unique_ptr<adapter::Adapter> gateway_;
};

// The only child of the Body, as the schemas see it.
inline std::string body_of(const std::string& envelope) {
    const auto body = envelope.find(":Body");
    const auto begin = envelope.find('>', body) + 1;
    const auto end = envelope.rfind("</", envelope.rfind("</") - 1);
    return envelope.substr(begin, end - begin);
}

}  // namespace otkel::adapters::shep
