#pragma once

#include "gateway/trust/issuing/crl_writer.hpp"
#include "gateway/trust/revocation/crl.hpp"
#include "tests/unit/trust/revocation/pki.hpp"

// Revocation lists put together by hand, for what no writer of ours would write.

namespace otkel::trust::testing {

inline std::string reason_extension(int reason) {
    return extension("2.5.29.21", der::element(tag::enumerated, std::string(1, static_cast<char>(reason))));
}

inline std::string entry(std::string_view serial, const std::vector<std::string>& extensions = {},
                         WallTime at = day(2026, 3, 1)) {
    return der::sequence(
        {der::integer_of(serial), der::time(at), extensions.empty() ? std::string() : der::sequence_of(extensions)});
}

inline std::string number_extension(std::uint64_t number) { return extension("2.5.29.20", der::integer(number)); }
inline std::string delta_extension(std::uint64_t base) { return extension("2.5.29.27", der::integer(base), true); }

struct ListContent {
    std::string version = der::integer(1);
    std::string algorithm{};  // inside; that of the key when empty
    WallTime this_update = now;
    std::optional<WallTime> next_update = now + hours{24};
    std::vector<std::string> entries{}, extensions{number_extension(1)};
};

inline std::string list(const ListContent& content, const issuing::Issuer& issuer) {
    const auto algorithm = issuer.key().preferred_signature();
    const auto identifier = crypto::algorithm_identifier(algorithm);
    const auto extensions = content.extensions.empty()
                                ? std::string()
                                : der::element(tag::context(0), der::sequence_of(content.extensions));
    const auto tbs =
        der::sequence({content.version, content.algorithm.empty() ? identifier : content.algorithm,
                       issuer.certificate()->subject_der(), der::time(content.this_update),
                       content.next_update ? der::time(*content.next_update) : std::string(),
                       content.entries.empty() ? std::string() : der::sequence_of(content.entries), extensions});
    return der::sequence(
        {tbs, identifier, der::bit_string(issuer.key().sign(algorithm, tbs, crypto::EcdsaForm::der).value())});
}

}  // namespace otkel::trust::testing
