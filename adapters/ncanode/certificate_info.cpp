#include "adapters/ncanode/certificate_info.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/algorithm_identifiers.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/trust/holder.hpp"
#include "gateway/trust/name.hpp"

namespace otkel::adapters::ncanode {
namespace {

namespace json = boost::json;
using crypto::oid_of;
using crypto::SignatureAlgorithm;
namespace attribute = trust::attribute;

template <class Key>
struct Word {
    Key key;
    std::string_view word;
};

template <class Table, class Key>
std::string_view word_of(const Table& table, const Key& key) {
    const auto* const at = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.key == key; });
    return at == table.end() ? std::string_view() : at->word;
}

// The original has no word for the other roles; an unknown word would break readers that know only these.
constexpr std::array key_users{
    Word{trust::Role::natural_person, "INDIVIDUAL"},
    Word{trust::Role::legal_entity, "ORGANIZATION"},
    Word{trust::Role::head, "CEO"},
    Word{trust::Role::right_to_sign, "CAN_SIGN"},
    Word{trust::Role::right_to_sign_financial, "CAN_SIGN_FINANCIAL"},
    Word{trust::Role::human_resources, "HR"},
    Word{trust::Role::employee, "EMPLOYEE"},
    Word{trust::Role::nca_privilege, "NCA_PRIVILEGES"},
    Word{trust::Role::nca_administrator, "NCA_ADMIN"},
    Word{trust::Role::nca_manager, "NCA_MANAGER"},
    Word{trust::Role::nca_operator, "NCA_OPERATOR"},
    Word{trust::Role::identified, "IDENTIFICATION"},
    Word{trust::Role::identified_at_service_centre, "IDENTIFICATION_CON"},
    Word{trust::Role::identified_remotely, "IDENTIFICATION_REMOTE"},
    Word{trust::Role::digital_id, "IDENTIFICATION_REMOTE_DIGITAL_ID"},
};

// As the provider of the original names them; what it has no name for is told by its identifier.
const std::array signature_names{
    Word{oid_of(SignatureAlgorithm::gost2015_512), "ECGOST3410-2015-512"},
    Word{oid_of(SignatureAlgorithm::gost2015_256), "ECGOST3410-2015-256"},
    Word{oid_of(SignatureAlgorithm::gost2004), "ECGOST34310"},
    Word{std::string_view("1.2.840.113549.1.1.5"), "SHA1WithRSAEncryption"},
    Word{oid_of(SignatureAlgorithm::rsa_sha256), "SHA256WithRSAEncryption"},
    Word{oid_of(SignatureAlgorithm::rsa_sha384), "SHA384WithRSAEncryption"},
    Word{oid_of(SignatureAlgorithm::rsa_sha512), "SHA512WithRSAEncryption"},
    Word{oid_of(SignatureAlgorithm::ecdsa_sha256), "SHA256withECDSA"},
    Word{oid_of(SignatureAlgorithm::ecdsa_sha384), "SHA384withECDSA"},
};

constexpr std::array source_names{
    Word{trust::RevocationSource::ocsp, "OCSP"},
    Word{trust::RevocationSource::crl, "CRL"},
};

constexpr std::array digest_names{
    Word{crypto::DigestAlgorithm::sha1, "SHA1"},
    Word{crypto::DigestAlgorithm::sha256, "SHA256"},
    Word{crypto::DigestAlgorithm::sha384, "SHA384"},
    Word{crypto::DigestAlgorithm::sha512, "SHA512"},
    Word{crypto::DigestAlgorithm::gost34311, "GOST34311"},
    Word{crypto::DigestAlgorithm::streebog256, "GOST3411-2015-256"},
    Word{crypto::DigestAlgorithm::streebog512, "GOST3411-2015-512"},
};

constexpr std::array name_keywords{
    Word{attribute::common_name, "CN"},
    Word{attribute::surname, "SURNAME"},
    Word{attribute::serial_number, "SERIALNUMBER"},
    Word{attribute::country, "C"},
    Word{attribute::locality, "L"},
    Word{attribute::region, "ST"},
    Word{attribute::organization, "O"},
    Word{attribute::organizational_unit, "OU"},
    Word{attribute::given_name, "GIVENNAME"},
    Word{attribute::user_id, "UID"},
    Word{attribute::email, "EMAILADDRESS"},
};

// "2022-05-02T08:38:13.000+00:00"
std::string time_text(WallTime time) {
    auto text = to_utc_text(time);
    text.pop_back();
    return text + "+00:00";
}

std::string without_leading_zeros(std::string_view hex) {
    const auto first = hex.find_first_not_of('0');
    return first == std::string_view::npos ? "0" : std::string(hex.substr(first));
}

// Numbers of up to 20 octets, by long division.
std::string hex_of_decimal(std::string_view decimal) {
    std::string hex;
    std::string rest(decimal);
    while (!rest.empty()) {
        unsigned remainder = 0;
        std::string quotient;
        for (const char c : rest) {
            remainder = remainder * 10 + static_cast<unsigned>(c - '0');
            if (!quotient.empty() || remainder / 16 > 0) {
                quotient += static_cast<char>('0' + remainder / 16);
            }
            remainder %= 16;
        }
        hex.insert(hex.begin(), "0123456789abcdef"[remainder]);
        rest = std::move(quotient);
    }
    return hex.empty() ? "0" : hex;
}

// RFC 1779 section 2.3: quoted when it holds what parts of a name are told apart by.
std::string quoted(const std::string& value) {
    if (value.find_first_of(",+\"\\<>;=#\n") == std::string::npos) {
        return value;
    }
    std::string out = "\"";
    for (const char c : value) {
        out += c == '"' || c == '\\' ? "\\" : "";
        out += c;
    }
    return out + '"';
}

// The most specific part first.
std::string distinguished_name(const trust::NameAttributes& attributes) {
    std::string text;
    for (auto at = attributes.rbegin(); at != attributes.rend(); ++at) {
        const auto keyword = word_of(name_keywords, std::string_view(at->first));
        text += text.empty() ? "" : ", ";
        text += keyword.empty() ? "OID." + at->first : std::string(keyword);
        text += '=' + quoted(at->second);
    }
    return text;
}

// The seventh digit of an IIN tells century and sex: odd for men, even for women, 0 for those born abroad.
std::string_view gender_of(std::string_view iin) {
    constexpr std::size_t at = 6;
    if (iin.size() <= at || iin[at] < '1' || iin[at] > '6') {
        return "NONE";
    }
    return (iin[at] - '0') % 2 == 1 ? "MALE" : "FEMALE";
}

json::object name_json(const std::string& name_der) {
    const auto read = trust::name_attributes(name_der);
    const auto& attributes = read ? *read : trust::NameAttributes();
    json::object object;
    const auto add = [&](std::string_view key, const std::string& value) {
        if (!value.empty()) {
            object[key] = value;
        }
    };
    const auto value = [&](std::string_view type) { return trust::first_value(type, attributes); };
    add("commonName", value(attribute::common_name));
    add("lastName", value(attribute::given_name));
    add("surName", value(attribute::surname));
    add("email", value(attribute::email));
    add("organization", value(attribute::organization));
    const auto iin = trust::number_after("IIN", attribute::serial_number, attributes);
    if (!iin.empty()) {
        object["gender"] = gender_of(iin);
    }
    add("iin", iin);
    const auto bin = trust::number_after("BIN", attribute::organizational_unit, attributes);
    // Some certificates carry the BIN where the IIN stands in others (protocol fact, seen).
    add("bin", bin.empty() ? trust::number_after("BIN", attribute::serial_number, attributes) : bin);
    add("country", value(attribute::country));
    add("locality", value(attribute::locality));
    add("state", value(attribute::region));
    add("dn", distinguished_name(attributes));
    return object;
}

// The BIT STRING behind the algorithm (RFC 5280 section 4.1), without the count of unused bits.
std::string signature_value(const trust::Certificate& certificate) {
    namespace der = crypto::der;
    const auto whole = der::single(certificate.der(), der::tag::sequence, "Certificate");
    if (!whole) {
        return {};
    }
    der::Reader reader(whole->content);
    const auto signed_part = reader.next("tbsCertificate");
    const auto algorithm = reader.next("signatureAlgorithm");
    const auto value = reader.next(der::tag::bit_string, "signatureValue");
    return signed_part && algorithm && value && !value->content.empty() ? std::string(value->content.substr(1))
                                                                        : std::string();
}

json::array users_of(const trust::Holder& holder) {
    json::array users;
    for (const auto role : holder.roles) {
        if (const auto word = word_of(key_users, role); !word.empty()) {
            users.emplace_back(word);
        }
    }
    return users;
}

std::string_view usage_word(trust::CertificateUse use) {
    switch (use) {
        case trust::CertificateUse::signing: return "SIGN";
        case trust::CertificateUse::authentication: return "AUTH";
        case trust::CertificateUse::unknown: break;
    }
    return "UNKNOWN";
}

json::array revocations_json(const std::vector<RevocationAnswer>& answers) {
    json::array list;
    for (const auto& answer : answers) {
        json::object object{{"revoked", answer.revoked},
                            {"by", word_of(source_names, answer.by)},
                            {"revocationTime", nullptr},
                            {"reason", nullptr}};
        if (answer.revoked_at) {
            object["revocationTime"] = time_text(*answer.revoked_at);
        }
        if (!answer.reason.empty()) {
            object["reason"] = answer.reason;
        }
        list.push_back(std::move(object));
    }
    return list;
}

}  // namespace

bool JudgedCertificate::valid() const {
    return path &&
           std::all_of(revocations.begin(), revocations.end(), [](const auto& answer) { return answer.accepted; });
}

std::string JudgedCertificate::why_invalid() const {
    auto why = defect;
    for (const auto& answer : revocations) {
        if (!answer.accepted) {
            why += (why.empty() ? "" : "; ") + std::string(word_of(source_names, answer.by)) +
                   (answer.revoked ? ": revoked, " : ": ") + answer.reason;
        }
    }
    return why;
}

json::object as_json(const JudgedCertificate& judged) {
    const auto& certificate = *judged.certificate;
    const auto holder = trust::holder_of(certificate);
    const auto name = word_of(signature_names, certificate.signature_algorithm());
    return {{"valid", judged.valid()},
            {"revocations", revocations_json(judged.revocations)},
            {"notBefore", time_text(certificate.not_before())},
            {"notAfter", time_text(certificate.not_after())},
            {"keyUsage", usage_word(holder.use)},
            {"serialNumber", without_leading_zeros(to_hex(certificate.serial_octets()))},
            {"signAlg", name.empty() ? certificate.signature_algorithm() : name},
            {"keyUser", users_of(holder)},
            {"publicKey", to_base64(certificate.key().der())},
            {"signature", to_base64(signature_value(certificate))},
            {"subject", name_json(certificate.subject_der())},
            {"issuer", name_json(certificate.issuer_der())}};
}

json::object as_json(const trust::TimeStamp& stamp, std::string_view stamped) {
    return {{"serialNumber", hex_of_decimal(stamp.serial)},
            {"genTime", time_text(stamp.time)},
            {"policy", stamp.policy},
            {"tsa", stamp.authority == nullptr ? std::string() : stamp.authority->subject()},
            {"tspHashAlgorithm", word_of(digest_names, stamp.digest)},
            {"hash", to_hex(crypto::digest(stamp.digest, stamped))}};
}

}  // namespace otkel::adapters::ncanode
