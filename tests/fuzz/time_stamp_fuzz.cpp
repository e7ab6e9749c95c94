#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/trust/cms/signed_data.hpp"
#include "gateway/trust/cms/time_stamp.hpp"
#include "gateway/trust/cms/time_stamp_info.hpp"

// An answer of a time-stamping authority, a token, and what stands in one. The authority in a token is trusted here, so
// that what lies behind trust is reached as well.

using namespace otkel;
using namespace otkel::trust;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto question = make_time_stamp_question("stamped", crypto::DigestAlgorithm::sha256, {});
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    (void)read_time_stamp_info(octets);
    TrustStore store;
    if (const auto read = read_signed_message(octets)) {
        for (const auto der : read->data.certificates) {
            if (const auto certificate = Certificate::from_der(der)) {
                store.pin(*certificate);
            }
        }
    }
    (void)verify_time_stamp(octets, "stamped", store);
    (void)read_time_stamp_answer(octets, question, store);
    return 0;
}
