#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "gateway/signing/signer.hpp"
#include "gateway/signing/verifier.hpp"
#include "gateway/trust/issuing/certificate_writer.hpp"

// Octets from outside to a verdict, in every profile. What is read is also signed by us and read again, so that the
// code behind the mathematics is reached.

namespace {

using namespace otkel;

class FixedClock final : public Clock {
public:
    [[nodiscard]] WallTime wall() const override {
        return WallTime{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
    }
    [[nodiscard]] SteadyTime steady() const override { return {}; }
};

struct World {
    World() {
        trust::issuing::CertificateContent content;
        content.subject = {{"2.5.4.3", "Fuzz"}};
        content.not_before = WallTime{std::chrono::sys_days{std::chrono::year{2025} / 1 / 1}};
        content.not_after = WallTime{std::chrono::sys_days{std::chrono::year{2037} / 1 / 1}};
        auto key = crypto::PrivateKey::generate(crypto::KeyAlgorithm::ecdsa_p256);
        const auto issuer = trust::issuing::Issuer::self_signed(content, key);
        auto store = std::make_shared<trust::TrustStore>();
        store->pin(issuer.certificate());
        store->trust_key(key.public_key());
        policy.trust = std::move(store);
        policy.bare_keys = true;
        identity.emplace(*signing::SigningIdentity::prepare({std::move(key), issuer.certificate()->der(), {}, {}}));
    }

    xml::LibraryScope library;
    FixedClock clock;
    signing::Verifier verifier{clock, std::make_shared<trust::CertificateCache>()};
    signing::Policy policy;
    std::optional<signing::SigningIdentity> identity;
};

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void verify_all(const World& world, std::string_view raw) {
    for (const auto profile :
         {signing::Profile::wsse, signing::Profile::enveloped, signing::Profile::eaeu, signing::Profile::xmldsig}) {
        signing::Report report;
        const auto message = world.verifier.verify(raw, profile, world.policy, &report);
        require(message.has_value() == !report.error.has_value());
        static_cast<void>(world.verifier.verify_body(raw, profile, world.policy));
    }
    const auto stack = world.verifier.verify_stacked(raw, world.policy);
    require(!stack || !stack->signers.empty());
    static_cast<void>(world.verifier.verify_raw(raw, raw, nullptr, world.policy));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const World world;
    const std::string_view raw(reinterpret_cast<const char*>(data), size);
    verify_all(world, raw);
    using enum signing::BodyForm;
    for (const auto& made : {signing::sign_envelope(raw, *world.identity, signing::KeyReference::key_identifier, any),
                             signing::sign_enveloped(raw, *world.identity, any),
                             signing::sign_eaeu({raw, "urn:fuzz", any}, *world.identity)}) {
        if (made) {
            verify_all(world, *made);
        }
    }
    return 0;
}
