#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/ncanode/fields.hpp"
#include "adapters/ncanode/soap_parts.hpp"
#include "adapters/ncanode/xml_text.hpp"

// A request from anybody, and a document as text: whatever comes, nothing outside of it is read.

using namespace otkel::adapters::ncanode;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string octets(reinterpret_cast<const char*>(data), size);
    std::string body = octets;
    if (const auto message = Message::parse(body)) {
        const auto fields = (*message)->fields();
        (void)fields.text("xml");
        (void)fields.octets_if("cms");
        for (const auto& signer : fields.objects("signers", 16)) {
            (void)signer.octets("key");
            (void)signer.text("password");
        }
    }
    (void)without_signatures(octets);
    (void)without_white_space(octets);
    (void)take_apart(octets);
    return 0;
}
