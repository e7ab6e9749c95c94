#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/base/assert.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/issuing/certificate_writer.hpp"
#include "gateway/trust/revocation/ocsp.hpp"

namespace {

using namespace otkel;
namespace der = crypto::der;

const WallTime now = std::chrono::sys_days{std::chrono::year{2026} / 7 / 12};

trust::issuing::Issuer make_authority() {
    trust::issuing::CertificateContent content;
    content.subject = {{"2.5.4.3", "A"}};
    content.not_before = now - std::chrono::hours{24};
    content.not_after = now + std::chrono::hours{24};
    content.authority = true;
    return trust::issuing::Issuer::self_signed(content, crypto::PrivateKey::generate(crypto::KeyAlgorithm::ecdsa_p256));
}

const trust::issuing::Issuer& authority() {
    static const auto made = make_authority();
    return made;
}

// ResponseData as an authority has signed it: what lies behind the signature is reached, too.
std::string signed_answer(std::string_view response_data) {
    const auto& key = authority().key();
    const auto data = der::element(der::tag::sequence, response_data);
    const auto signature = key.sign(key.preferred_signature(), data, crypto::EcdsaForm::der);
    const auto basic = der::sequence(
        {data, crypto::algorithm_identifier(key.preferred_signature()), der::bit_string(signature.value())});
    const auto bytes = der::sequence({der::oid("1.3.6.1.5.5.7.48.1.1"), der::octet_string(basic)});
    return der::sequence(
        {der::element(der::tag::enumerated, std::string(1, '\0')), der::element(der::tag::context(0), bytes)});
}

}  // namespace

// An OCSP answer from the network, and the content of one that was really signed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    const trust::OcspSubject subject{authority().certificate(), "\1", "12345678"};
    OTKEL_ASSERT(!trust::read_ocsp_answer(octets, subject, now, {}));
    trust::OcspRules rules;
    rules.nonce_required = false;
    (void)trust::read_ocsp_answer(signed_answer(octets), subject, now, rules);
    return 0;
}
