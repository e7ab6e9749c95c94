#include <boost/json/array.hpp>

#include "gateway/app/report/labels.hpp"
#include "gateway/app/report/lines.hpp"
#include "gateway/app/report/signature_report.hpp"

namespace otkel::app {
namespace {

std::string joined(std::initializer_list<std::string_view> parts, std::string_view separator) {
    std::string out;
    for (const auto part : parts) {
        if (!part.empty()) {
            out.append(out.empty() ? "" : separator).append(part);
        }
    }
    return out;
}

// The common name already holds surname and name; the patronymic stands apart (protocol fact, seen).
std::string person_of(const trust::Holder& holder) {
    return joined({joined({holder.common_name, holder.patronymic}, " "), holder.iin.empty() ? "" : "IIN " + holder.iin},
                  ", ");
}

std::string roles_of(const trust::Holder& holder, Language language) {
    std::string out;
    for (const auto role : holder.roles) {
        out.append(out.empty() ? "" : "; ").append(title(role).in(language));
    }
    return out;
}

const Text& label_of(trust::CertificateUse use) {
    switch (use) {
        case trust::CertificateUse::signing: return labels::signing;
        case trust::CertificateUse::authentication: return labels::authentication;
        default: return labels::unknown_use;
    }
}

const Text& label_of(trust::RevocationState state) {
    switch (state) {
        case trust::RevocationState::good: return labels::good;
        case trust::RevocationState::revoked: return labels::revoked;
        default: return labels::unknown_to_authority;
    }
}

const Text& label_of(trust::Expiry expiry) {
    switch (expiry) {
        case trust::Expiry::not_yet_valid: return labels::not_yet_in_force;
        case trust::Expiry::valid: return labels::in_force;
        case trust::Expiry::within_60_days: return labels::within_60_days;
        case trust::Expiry::within_30_days: return labels::within_30_days;
        case trust::Expiry::within_7_days: return labels::within_7_days;
        default: return labels::expired;
    }
}

boost::json::array texts(const std::vector<std::string>& values) {
    return boost::json::array(values.begin(), values.end());
}

}  // namespace

std::string holder_text(const trust::Certificate& certificate, Language language) {
    const auto holder = holder_of(certificate);
    Lines lines(language);
    lines.add(labels::who, person_of(holder));
    lines.add(labels::organization, joined({holder.organization, holder.bin.empty() ? "" : "BIN " + holder.bin}, ", "));
    lines.add(labels::system, holder.system_id);
    lines.add(labels::role, roles_of(holder, language));
    return lines.text();
}

std::string certificate_text(const trust::Certificate& certificate, Language language) {
    Lines lines(language);
    lines.add(labels::certificate, certificate.subject() + ", " + certificate.serial());
    lines.add(labels::issuer, certificate.issuer());
    lines.add(labels::validity, to_xml_time(certificate.not_before()) + " – " + to_xml_time(certificate.not_after()));
    lines.add(labels::key, std::string(name(certificate.key().algorithm())) + ", " +
                               std::to_string(certificate.key().bits()) + " bit");
    lines.add(labels::use, label_of(holder_of(certificate).use).in(language));
    lines.add(labels::fingerprint, certificate.fingerprint());
    return lines.text();
}

std::string revocation_text(const trust::RevocationStatus& status, Language language) {
    std::string out(label_of(status.state).in(language));
    if (status.revoked_at) {
        out += " " + to_xml_time(*status.revoked_at);
    }
    out += status.reason.empty() ? "" : " (" + status.reason + ")";
    return out + ": " + status.source + ", " + to_xml_time(status.as_of);
}

std::string_view expiry_text(trust::Expiry expiry, Language language) { return label_of(expiry).in(language); }

boost::json::object to_json(const trust::RevocationStatus& status) {
    boost::json::object out{
        {"state", name(status.state)}, {"source", status.source}, {"asOf", to_utc_text(status.as_of)}};
    if (status.next_update) {
        out["nextUpdate"] = to_utc_text(*status.next_update);
    }
    if (status.revoked_at) {
        out["revokedAt"] = to_utc_text(*status.revoked_at);
    }
    if (!status.reason.empty()) {
        out["reason"] = status.reason;
    }
    return out;
}

boost::json::object to_json(const trust::Certificate& certificate) {
    const auto holder = holder_of(certificate);
    boost::json::array roles;
    for (const auto role : holder.roles) {
        roles.emplace_back(name(role));
    }
    return {{"subject", certificate.subject()},
            {"issuer", certificate.issuer()},
            {"serial", certificate.serial()},
            {"fingerprint", certificate.fingerprint()},
            {"notBefore", to_utc_text(certificate.not_before())},
            {"notAfter", to_utc_text(certificate.not_after())},
            {"key", name(certificate.key().algorithm())},
            {"keyBits", certificate.key().bits()},
            {"use", name(holder.use)},
            {"commonName", holder.common_name},
            {"surname", holder.surname},
            {"givenName", holder.given_name},
            {"patronymic", holder.patronymic},
            {"iin", holder.iin},
            {"bin", holder.bin},
            {"organization", holder.organization},
            {"systemId", holder.system_id},
            {"country", holder.country},
            {"roles", std::move(roles)},
            {"policies", texts(certificate.policies())},
            {"authority", certificate.is_authority()}};
}

}  // namespace otkel::app
