#include <openssl/cms.h>
#include <openssl/err.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "gateway/trust/cms/cms.hpp"
#include "gateway/trust/cms/cms_writer.hpp"
#include "gateway/trust/cms/signed_data.hpp"

// A signed message from anybody. Whoever stands in it is trusted here, so that what lies behind trust is reached as
// well; what we read out of it must be what OpenSSL reads, where it reads it at all.

using namespace otkel;
using namespace otkel::trust;

namespace {

struct Free {
    void operator()(CMS_ContentInfo* message) const { CMS_ContentInfo_free(message); }
};

std::string_view view_of(const ASN1_OCTET_STRING* octets) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(octets)),
            static_cast<std::size_t>(ASN1_STRING_length(octets))};
}

void compare_with_openssl(std::string_view octets, const SignedData& data) {
    const auto* at = reinterpret_cast<const unsigned char*>(octets.data());
    const std::unique_ptr<CMS_ContentInfo, Free> theirs(
        d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(octets.size())));
    auto* content = theirs != nullptr ? CMS_get0_content(theirs.get()) : nullptr;
    if (content == nullptr) {
        ERR_clear_error();
        return;
    }
    if (*content != nullptr && (!data.content || view_of(*content) != *data.content)) {
        std::abort();
    }
    auto* signers = CMS_get0_SignerInfos(theirs.get());
    for (int i = 0; i < sk_CMS_SignerInfo_num(signers); ++i) {
        auto* signature = CMS_SignerInfo_get0_signature(sk_CMS_SignerInfo_value(signers, i));
        if (view_of(signature) != data.signers.at(static_cast<std::size_t>(i)).signature) {
            std::abort();
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    TrustStore store;
    if (const auto read = read_signed_message(octets)) {
        compare_with_openssl(octets, read->data);
        for (const auto der : read->data.certificates) {
            if (const auto certificate = Certificate::from_der(der)) {
                store.pin(*certificate);
            }
        }
    }
    const CmsPolicy policy{.trust = store, .now = WallTime{std::chrono::hours(24 * 365 * 56)}, .algorithms = {}};
    (void)verify_cms(octets, std::nullopt, policy);
    (void)verify_cms(octets, "content", policy);
    (void)extract_cms_content(octets);
    if (const auto values = cms_signature_values(octets); values && !values->empty()) {
        (void)add_cms_time_stamp(octets, 0, octets);
    }
    return 0;
}
