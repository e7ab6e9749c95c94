#include <boost/json/array.hpp>

#include "adapters/ncanode/endpoints.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::adapters::ncanode {
namespace {

namespace json = boost::json;

// DER or PEM, in base64 (protocol fact, seen: both).
trust::CertificatePtr read_certificate(const Fields& request, std::string_view key, std::string_view text) {
    const auto octets = from_base64(text);
    if (!octets) {
        request.refuse(key, octets.error());
        return nullptr;
    }
    auto certificates = trust::Certificate::from_file_content(*octets);
    if (!certificates) {
        request.refuse(key, certificates.error());
        return nullptr;
    }
    if (certificates->size() != 1) {
        request.refuse(key, "one certificate is expected, here are " + std::to_string(certificates->size()));
        return nullptr;
    }
    return std::move(certificates->front());
}

void tell(Verified& verified, JudgedCertificate judged) { verified.signers.push_back({{std::move(judged)}, nullptr}); }

// What the whole answer says comes from the certificates.
Result<Outcome> answer(const Fields& request, Verified verified) {
    if (request.has_failed()) {
        return fail(request.error());
    }
    verified.holds = true;
    return Outcome(std::move(verified));
}

}  // namespace

Result<Outcome> tell_keys(const Fields& request, const Parts& parts) {
    Verified verified;
    read_revocation_check(request, parts, verified);
    for (const auto& key : request.objects("keys", parts.settings.signers_max)) {
        const auto chosen = choose_key(key, parts.keys());
        if (!chosen) {
            break;
        }
        auto certificate = trust::Certificate::from_der(chosen->identity.certificate_der);
        if (!certificate) {
            key.refuse("key", certificate.error());
            break;
        }
        tell(verified, judge(std::move(*certificate), parts));
    }
    return answer(request, std::move(verified));
}

Result<Outcome> tell_aliases(const Fields& request, const Parts& parts) {
    json::array aliases;
    for (const auto& key : request.objects("keys", parts.settings.signers_max)) {
        if (const auto chosen = choose_key(key, parts.keys())) {
            aliases.emplace_back(json::array(chosen->aliases.begin(), chosen->aliases.end()));
        }
    }
    if (request.has_failed()) {
        return fail(request.error());
    }
    return Outcome(json::object{{"aliases", std::move(aliases)}});
}

Result<Outcome> tell_certificates(const Fields& request, const Parts& parts) {
    Verified verified;
    read_revocation_check(request, parts, verified);
    const auto texts = request.texts("certs", parts.settings.certificates_max);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        auto certificate = read_certificate(request, "certs[" + std::to_string(i) + "]", texts[i]);
        if (certificate == nullptr) {
            break;
        }
        tell(verified, judge(std::move(certificate), parts));
    }
    return answer(request, std::move(verified));
}

Result<Outcome> verify_octets(const Fields& request, const Parts& parts) {
    Verified verified;
    read_revocation_check(request, parts, verified);
    const auto certificate = read_certificate(request, "certificate", request.text("certificate"));
    const auto data = request.text_if("data");
    if (!data) {
        request.refuse("data", "a text is required here");
    }
    (void)request.octets("signature");
    if (request.has_failed()) {
        return fail(request.error());
    }
    signing::Policy policy;
    policy.trust = parts.settings.trust;
    policy.algorithms = parts.settings.algorithms;
    policy.limits = parts.limits;
    const auto held = parts.verifier.verify_raw(*data, request.text("signature"), certificate, policy);
    verified.holds = held.has_value();
    verified.details = held ? std::string() : held.error().detail;
    tell(verified, judge(certificate, parts));
    return Outcome(std::move(verified));
}

}  // namespace otkel::adapters::ncanode
