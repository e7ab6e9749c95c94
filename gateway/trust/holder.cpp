#include "gateway/trust/holder.hpp"

#include <algorithm>
#include <array>

#include "gateway/base/assert.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/trust/name.hpp"

namespace otkel::trust {
namespace {

struct RoleRow {
    Role role;
    std::string_view oid;
    std::string_view word;
    Text title;
};

constexpr std::array roles{
    RoleRow{Role::natural_person,
            "1.2.398.3.3.4.1.1",
            "natural-person",
            {"Жеке тұлға", "Физическое лицо", "Natural person"}},
    RoleRow{
        Role::legal_entity, "1.2.398.3.3.4.1.2", "legal-entity", {"Заңды тұлға", "Юридическое лицо", "Legal entity"}},
    RoleRow{Role::head,
            "1.2.398.3.3.4.1.2.1",
            "head",
            {"Заңды тұлғаның бірінші басшысы", "Первый руководитель юридического лица", "Head of a legal entity"}},
    RoleRow{Role::right_to_sign,
            "1.2.398.3.3.4.1.2.2",
            "right-to-sign",
            {"Қол қою құқығы бар тұлға", "Лицо, наделённое правом подписи", "Person with the right to sign"}},
    RoleRow{Role::right_to_sign_financial,
            "1.2.398.3.3.4.1.2.3",
            "right-to-sign-financial",
            {"Қаржы құжаттарына қол қою құқығы бар тұлға", "Лицо, наделённое правом подписи финансовых документов",
             "Person with the right to sign financial documents"}},
    RoleRow{Role::human_resources,
            "1.2.398.3.3.4.1.2.4",
            "human-resources",
            {"Кадр бөлімінің қызметкері", "Сотрудник отдела кадров", "Employee of human resources"}},
    RoleRow{Role::employee,
            "1.2.398.3.3.4.1.2.5",
            "employee",
            {"Ұйым қызметкері", "Сотрудник организации", "Employee of an organisation"}},
    RoleRow{Role::information_system,
            "1.2.398.3.3.4.1.2.6",
            "information-system",
            {"Заңды тұлғаның ақпараттық жүйесі", "Информационная система юридического лица",
             "Information system of a legal entity"}},
    RoleRow{Role::nca_privilege,
            "1.2.398.3.3.4.2",
            "nca-privilege",
            {"ҰКО өкілетті тұлғасы", "Уполномоченное лицо НУЦ", "Authorised person of the national authority"}},
    RoleRow{Role::nca_administrator,
            "1.2.398.3.3.4.2.1",
            "nca-administrator",
            {"ҰКО әкімшісі", "Администратор НУЦ", "Administrator of the national authority"}},
    RoleRow{Role::nca_manager,
            "1.2.398.3.3.4.2.2",
            "nca-manager",
            {"ҰКО менеджері", "Менеджер НУЦ", "Manager of the national authority"}},
    RoleRow{Role::nca_operator,
            "1.2.398.3.3.4.2.3",
            "nca-operator",
            {"ҰКО операторы", "Оператор НУЦ", "Operator of the national authority"}},
    RoleRow{Role::identified,
            "1.2.398.3.3.4.3",
            "identified",
            {"Сәйкестендірілген тұлға", "Идентифицированное лицо", "Identified person"}},
    RoleRow{Role::identified_at_service_centre,
            "1.2.398.3.3.4.3.1",
            "identified-at-service-centre",
            {"Халыққа қызмет көрсету орталығында сәйкестендірілген", "Идентифицирован в центре обслуживания населения",
             "Identified at a public service centre"}},
    RoleRow{Role::identified_remotely,
            "1.2.398.3.3.4.3.2",
            "identified-remotely",
            {"Қашықтан сәйкестендірілген", "Идентифицирован удалённо", "Identified remotely"}},
    RoleRow{Role::digital_id,
            "1.2.398.3.3.4.3.2.1",
            "digital-id",
            {"Digital ID арқылы қашықтан сәйкестендірілген", "Идентифицирован удалённо через Digital ID",
             "Identified remotely by Digital ID"}},
    RoleRow{Role::ai_platform,
            "1.2.398.3.3.4.3.2.2",
            "ai-platform",
            {"Жасанды интеллект платформасы арқылы қашықтан сәйкестендірілген",
             "Идентифицирован удалённо через платформу искусственного интеллекта",
             "Identified remotely by the platform of artificial intelligence"}},
    RoleRow{Role::treasury_client,
            "1.2.398.5.19.1.2.2.1",
            "treasury-client",
            {"«Қазынашылық-Клиент» жүйесінің пайдаланушысы", "Пользователь системы «Казначейство-Клиент»",
             "User of the Treasury-Client system"}},
};

// Below the role of an information system each system may have a number of its own (protocol fact, seen).
constexpr std::string_view numbered_system_prefix = "1.2.398.3.3.4.1.2.6.";

const RoleRow& row(Role role) {
    const auto* const at =
        std::find_if(roles.begin(), roles.end(), [&](const RoleRow& candidate) { return candidate.role == role; });
    OTKEL_ASSERT(at != roles.end());
    return *at;
}

std::vector<Role> roles_of(const std::vector<std::string>& usages) {
    std::vector<Role> found;
    for (const auto& role : roles) {
        const bool given = std::any_of(usages.begin(), usages.end(), [&](const std::string& usage) {
            return usage == role.oid ||
                   (role.role == Role::information_system && usage.starts_with(numbered_system_prefix));
        });
        if (given) {
            found.push_back(role.role);
        }
    }
    return found;
}

CertificateUse use_of(std::optional<std::uint16_t> key_usage) {
    const auto has = [&](unsigned bits) { return (key_usage.value_or(0) & bits) == bits; };
    if (has(digital_signature | non_repudiation)) {
        return CertificateUse::signing;
    }
    return has(digital_signature | key_encipherment) ? CertificateUse::authentication : CertificateUse::unknown;
}

// CN is the surname and the given name (protocol fact, seen); GN is taken by the patronymic.
std::string given_name_in(std::string_view common_name, std::string_view surname) {
    if (surname.empty() || !common_name.starts_with(surname)) {
        return {};
    }
    const auto rest = common_name.substr(surname.size());
    return rest.starts_with(' ') ? std::string(trim(rest)) : std::string();
}

}  // namespace

std::string_view name(Role role) { return row(role).word; }

const Text& title(Role role) { return row(role).title; }

std::string_view name(CertificateUse use) {
    switch (use) {
        case CertificateUse::signing: return "signing";
        case CertificateUse::authentication: return "authentication";
        case CertificateUse::unknown: break;
    }
    return "unknown";
}

bool Holder::has(Role role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

Holder holder_of(const Certificate& certificate) {
    const auto read = name_attributes(certificate.subject_der());
    const auto& attributes = read ? *read : NameAttributes();
    const auto value = [&](std::string_view type) { return first_value(type, attributes); };
    Holder holder;
    holder.iin = certificate.iin();
    holder.bin = certificate.bin();
    holder.common_name = value(attribute::common_name);
    holder.surname = value(attribute::surname);
    holder.given_name = given_name_in(holder.common_name, holder.surname);
    holder.patronymic = value(attribute::given_name);
    holder.organization = value(attribute::organization);
    holder.system_id = value(attribute::user_id);
    holder.country = value(attribute::country);
    holder.locality = value(attribute::locality);
    holder.region = value(attribute::region);
    holder.email = value(attribute::email);
    holder.roles = roles_of(certificate.extended_key_usage());
    holder.use = use_of(certificate.key_usage());
    return holder;
}

Expiry expiry_of(const Certificate& certificate, WallTime at) {
    using std::chrono::days;
    if (at < certificate.not_before()) {
        return Expiry::not_yet_valid;
    }
    if (at > certificate.not_after()) {
        return Expiry::expired;
    }
    const auto left = certificate.not_after() - at;
    if (left <= days(7)) {
        return Expiry::within_7_days;
    }
    if (left <= days(30)) {
        return Expiry::within_30_days;
    }
    return left <= days(60) ? Expiry::within_60_days : Expiry::valid;
}

std::string_view name(Expiry expiry) {
    switch (expiry) {
        case Expiry::not_yet_valid: return "not yet valid";
        case Expiry::valid: return "valid";
        case Expiry::within_60_days: return "expires within 60 days";
        case Expiry::within_30_days: return "expires within 30 days";
        case Expiry::within_7_days: return "expires within 7 days";
        case Expiry::expired: break;
    }
    return "expired";
}

}  // namespace otkel::trust
