#include "gateway/trust/issuing/development_pki_table.hpp"

namespace otkel::trust::issuing {
namespace {

using crypto::KeyAlgorithm;
using enum crypto::KeyAlgorithm;

constexpr WallTime start_of(int year, unsigned month = 1) {
    return WallTime{std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / 1}};
}

// Fixed dates, so that a test with a clock of its own finds these certificates valid.
constexpr WallTime valid_from = start_of(2025), valid_until = start_of(2037);

// Attributes in the order of the national authority (protocol fact, seen). TEST and numbers that belong to nobody, with
// right check digits, say what these people and firms are.
struct Firm {
    std::string name, bin;
};
const Firm gateway{"Otkel development", "490140000002"}, bus{"Synthetic bus", "490140001192"},
    customs{"Synthetic customs", "490140002386"}, stranger{"Foreign firm", "490140003572"},
    chamber{"Synthetic Atameken", "490140004769"};

Name with_firm(Name name, const Firm& firm) {
    name.insert(name.end(), {{"2.5.4.10", firm.name}, {"2.5.4.11", "BIN" + firm.bin}});
    return name;
}

Name person(const std::string& surname, const std::string& given_name, const std::string& iin) {
    return {{"2.5.4.3", surname + " " + given_name}, {"2.5.4.4", surname}, {"2.5.4.5", "IIN" + iin}, {"2.5.4.6", "KZ"}};
}

// The patronymic stands in givenName (protocol fact, seen).
Name with_patronymic(Name name, const std::string& patronymic) {
    name.emplace_back("2.5.4.42", patronymic);
    return name;
}

Name service(const std::string& common_name) { return {{"2.5.4.3", common_name}, {"2.5.4.6", "KZ"}}; }

// `number` under the arc of examples (Recommendation ITU-T X.660 annex A): UID of an information system is an OID.
Name system(const std::string& common_name, const std::string& number, const Firm& firm) {
    Name name{{"0.9.2342.19200300.100.1.1", "2.999." + number}};
    for (auto& attribute : with_firm(service(common_name), firm)) {
        name.push_back(std::move(attribute));
    }
    return name;
}

CertificateContent content(Name subject) {
    CertificateContent out;
    out.subject = std::move(subject);
    out.not_before = valid_from;
    out.not_after = valid_until;
    return out;
}

// The domain .test never resolves (RFC 2606), and nothing is fetched from there: people see where it would be.
CertificateContent issued(const std::string& issuer, Name subject) {
    const std::string site = "http://pki.otkel.test/";
    auto out = content(std::move(subject));
    out.issuer_address = site + issuer + ".cer";
    out.crl_address = site + issuer + ".crl";
    if (issuer == "ca") {
        out.ocsp_address = site + "ocsp";
        out.delta_crl_address = site + issuer + "-delta.crl";
    }
    return out;
}

CertificateContent authority(CertificateContent out, const std::string& policy) {
    out.authority = true;
    out.key_usage = key_cert_sign | crl_sign;
    out.policies = {policy};
    return out;
}

// Roles: gateway/trust/holder.hpp.
namespace role {
constexpr auto natural_person = "1.2.398.3.3.4.1.1", legal_entity = "1.2.398.3.3.4.1.2", head = "1.2.398.3.3.4.1.2.1",
               right_to_sign = "1.2.398.3.3.4.1.2.2", employee = "1.2.398.3.3.4.1.2.5",
               information_system = "1.2.398.3.3.4.1.2.6";
}  // namespace role
constexpr auto root_policy = "1.2.398.3.1.2", general_policy = "1.2.398.3.3.2", stamp_policy_group = "1.2.398.3.3.2.6";

// Key agreement is in new GOST certificates only (protocol fact, seen).
DevelopmentCertificate signer(std::string name, KeyAlgorithm key, Name subject, std::vector<std::string> roles,
                              std::string issuer = {}) {
    if (issuer.empty()) {
        issuer = crypto::is_gost(key) ? "ca" : "ca-classic";
    }
    auto out = issued(issuer, std::move(subject));
    out.key_usage = digital_signature | non_repudiation | (crypto::is_gost(key) ? key_agreement : 0);
    out.extended_key_usage = std::move(roles);
    out.extended_key_usage.insert(out.extended_key_usage.begin(), std::string(usage::email_protection));
    out.policies = {general_policy};
    return {std::move(name), key, std::move(issuer), std::move(out)};
}

DevelopmentCertificate information_system(std::string name, KeyAlgorithm key, Name subject) {
    return signer(std::move(name), key, std::move(subject), {role::legal_entity, role::information_system});
}

DevelopmentCertificate signatory(std::string name, KeyAlgorithm key, Name subject) {
    return signer(std::move(name), key, std::move(subject), {role::legal_entity, role::right_to_sign});
}

// An authority of another country has no number of ours.
DevelopmentCertificate foreign_authority(std::string name, KeyAlgorithm key, const std::string& authority,
                                         const std::string& country) {
    return signer(std::move(name), key, {{"2.5.4.3", authority}, {"2.5.4.10", authority}, {"2.5.4.6", country}}, {});
}

DevelopmentCertificate natural_person(std::string name, Name subject) {
    return signer(std::move(name), gost2015_512, std::move(subject), {role::natural_person});
}

DevelopmentCertificate expired(DevelopmentCertificate row) {
    row.content.not_before = start_of(2024);
    row.content.not_after = start_of(2025);
    return row;
}

DevelopmentCertificate time_stamping(std::string name, Name subject) {
    auto out = issued("ca", std::move(subject));
    out.key_usage = digital_signature;
    out.extended_key_usage = {std::string(usage::time_stamping)};
    out.extended_key_usage_critical = true;  // RFC 3161 section 2.3
    out.policies = {stamp_policy_group};
    return {std::move(name), gost2015_512, "ca", std::move(out)};
}

DevelopmentCertificate responder(std::string name, Name subject) {
    auto out = content(std::move(subject));
    out.key_usage = digital_signature;
    out.extended_key_usage = {std::string(usage::ocsp_signing)};
    out.ocsp_no_check = true;
    return {std::move(name), gost2015_512, "ca", std::move(out)};
}

DevelopmentCertificate tls(std::string name, Name subject, std::string_view extended_usage) {
    auto out = issued("ca-classic", std::move(subject));
    out.key_usage = digital_signature | key_encipherment;
    out.extended_key_usage = {std::string(extended_usage)};
    if (extended_usage == usage::server_auth) {
        out.dns_names = {"localhost"};
        out.ip_addresses = {"127.0.0.1", "::1"};
    }
    return {std::move(name), ecdsa_p256, "ca-classic", std::move(out)};
}

std::vector<DevelopmentCertificate> make_certificates() {
    const auto gateway_signatory = with_firm(person("Сынақ", "Өткел", "930115500001"), gateway);
    const auto customs_signatory = with_firm(person("Тест", "Кеден", "930115600078"), customs);
    return {
        {"root", gost2015_512, "",
         authority(content(service("ӨТКЕЛ НЕГІЗГІ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) TEST")), root_policy)},
        {"ca", gost2015_512, "root",
         authority(issued("root", service("ӨТКЕЛ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) TEST")), general_policy)},
        {"ca-classic", ecdsa_p256, "",
         authority(content(service("ӨТКЕЛ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (TEST)")), general_policy)},
        {"foreign-ca", gost2015_512, "",
         authority(content(service("БӨТЕН КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (TEST)")), general_policy)},

        information_system("gateway-transport", gost2015_512, system("Otkel gateway", "1", gateway)),
        information_system("gateway-transport-rsa", rsa, system("Otkel gateway RSA", "1", gateway)),
        information_system("gateway-transport-ec", ecdsa_p256, system("Otkel gateway EC", "1", gateway)),
        signatory("gateway-business", gost2015_512, with_patronymic(gateway_signatory, "Сынақұлы")),
        signatory("gateway-business-rsa", rsa, with_patronymic(gateway_signatory, "Сынақұлы")),

        information_system("shep-bus", gost2015_512, system("Synthetic SHEP", "2", bus)),
        information_system("shep-bus-rsa", rsa, system("Synthetic SHEP RSA", "2", bus)),
        information_system("shep-bus-ec", ecdsa_p256, system("Synthetic SHEP EC", "2", bus)),

        signatory("customs-business", gost2015_512, with_patronymic(customs_signatory, "Тестқызы")),
        signatory("customs-business-rsa", rsa, with_patronymic(customs_signatory, "Тестқызы")),
        signatory("customs-business-ec", ecdsa_p256, with_patronymic(customs_signatory, "Тестқызы")),

        signatory("atameken-business", gost2015_512,
                  with_patronymic(with_firm(person("Тест", "Палата", "900220600043"), chamber), "Палатақызы")),
        foreign_authority("norway-customs-rsa", rsa, "Synthetic customs of Norway", "NO"),
        foreign_authority("switzerland-customs-ec", ecdsa_p256, "Synthetic customs of Switzerland", "CH"),

        natural_person("person", with_patronymic(person("Сынақ", "Адам", "910211500004"), "Адамұлы")),
        signer("head", gost2015_512,
               with_patronymic(with_firm(person("Сынақ", "Басшы", "880523600004"), gateway), "Басшықызы"),
               {role::legal_entity, role::head}),
        signer("employee", gost2015_512,
               with_patronymic(with_firm(person("Сынақ", "Қызметкер", "950704500007"), gateway), "Қызметкерұлы"),
               {role::legal_entity, role::employee}),
        information_system("information-system", gost2015_512, system("Synthetic information system", "3", gateway)),
        time_stamping("tsa", with_firm(service("Otkel TIME-STAMPING AUTHORITY TEST"), gateway)),
        responder("ocsp-responder", with_firm(service("Otkel OCSP RESPONDER TEST"), gateway)),

        natural_person("revoked-person", with_patronymic(person("Сынақ", "Жойылған", "860919600003"), "Адамқызы")),
        natural_person("suspended-person", with_patronymic(person("Сынақ", "Тоқтатылған", "790430500003"), "Адамұлы")),
        expired(information_system("expired-peer", gost2015_512, system("Expired peer", "4", customs))),
        signer("foreign", gost2015_512, system("Foreign signer", "5", stranger),
               {role::legal_entity, role::information_system}, "foreign-ca"),

        tls("server", with_firm(service("localhost"), gateway), usage::server_auth),
        tls("client", with_firm(service("Synthetic TLS client"), customs), usage::client_auth),
    };
}

CrlContent list(std::uint64_t number, WallTime from, WallTime until, std::vector<RevokedEntry> entries = {}) {
    CrlContent out;
    out.number = number;
    out.this_update = from;
    out.next_update = until;
    out.entries = std::move(entries);
    return out;
}

// Deltas are numbered apart and may have a number below their base's, as in the national test authority (protocol fact,
// seen).
std::vector<DevelopmentCrl> make_crls() {
    constexpr int key_compromise = 1, certificate_hold = 6;
    auto delta = list(10, start_of(2025, 8), valid_until, {{"suspended-person", start_of(2025, 8), certificate_hold}});
    delta.base_number = 14;
    return {
        {"ca-old", "ca", list(13, start_of(2025, 1), start_of(2025, 7))},
        {"ca", "ca", list(14, start_of(2025, 7), valid_until, {{"revoked-person", start_of(2025, 6), key_compromise}})},
        {"ca-delta", "ca", std::move(delta)},
        {"ca-classic", "ca-classic", list(1, valid_from, valid_until)},
        {"root", "root", list(1, valid_from, valid_until)},
    };
}

}  // namespace

const std::vector<DevelopmentCertificate>& development_certificates() {
    static const auto rows = make_certificates();
    return rows;
}

const std::vector<DevelopmentCrl>& development_crls() {
    static const auto rows = make_crls();
    return rows;
}

const std::vector<std::string>& development_passwords() {
    // What the bus gives a participant, and our own login at the bus.
    static const std::vector<std::string> names{"customs-sender", "atameken-sender", "otkel-sender"};
    return names;
}

}  // namespace otkel::trust::issuing
