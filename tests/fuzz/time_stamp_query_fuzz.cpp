#include <cstddef>
#include <cstdint>

#include "gateway/base/assert.hpp"
#include "gateway/trust/issuing/time_stamp_writer.hpp"

namespace {

using namespace otkel::trust;

const issuing::Issuer& authority() {
    static const auto made = [] {
        issuing::CertificateContent content;
        content.subject = {{"2.5.4.3", "A"}};
        return issuing::Issuer::self_signed(
            content, otkel::crypto::PrivateKey::generate(otkel::crypto::KeyAlgorithm::ecdsa_p256));
    }();
    return made;
}

}  // namespace

// A question from the network to the twin's time-stamping authority, and the answer to it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto query = issuing::read_time_stamp_query({reinterpret_cast<const char*>(data), size});
    if (query) {
        OTKEL_ASSERT(!issuing::write_time_stamp_answer(authority(), *query, {}, "\1").empty());
    }
    return 0;
}
