#include <cstddef>
#include <cstdint>

#include "gateway/base/assert.hpp"
#include "gateway/trust/issuing/ocsp_writer.hpp"

namespace {

using namespace otkel::trust;

const issuing::Issuer& responder() {
    static const auto made = [] {
        issuing::CertificateContent content;
        content.subject = {{"2.5.4.3", "A"}};
        return issuing::Issuer::self_signed(
            content, otkel::crypto::PrivateKey::generate(otkel::crypto::KeyAlgorithm::ecdsa_p256));
    }();
    return made;
}

}  // namespace

// A question from the network to the twin's responder, and the answer to it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto query = issuing::read_ocsp_query({reinterpret_cast<const char*>(data), size});
    if (query) {
        issuing::OcspAnswerContent content;
        content.nonce = query->nonce;
        OTKEL_ASSERT(!issuing::write_ocsp_answer(responder(), *query, content).empty());
    }
    return 0;
}
