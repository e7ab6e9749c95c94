#include "gateway/journal/fingerprint.hpp"

#include "gateway/crypto/key.hpp"
#include "gateway/journal/text_list.hpp"

namespace otkel::journal {
namespace {

std::int64_t first_eight_octets(const std::string& text) {
    const auto digest = crypto::digest(crypto::DigestAlgorithm::sha256, text);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        value = value << 8U | static_cast<unsigned char>(digest[i]);
    }
    return static_cast<std::int64_t>(value);
}

}  // namespace

std::int64_t message_fingerprint(std::string_view message_id) {
    std::string text = "message ";
    append_text(text, message_id);
    return first_eight_octets(text);
}

std::int64_t key_fingerprint(std::string_view name, std::string_view value) {
    std::string text = "key ";
    append_text(text, name);
    append_text(text, value);
    return first_eight_octets(text);
}

std::int64_t correlation_fingerprint(std::string_view correlation_id) {
    std::string text = "correlation ";
    append_text(text, correlation_id);
    return first_eight_octets(text);
}

}  // namespace otkel::journal
