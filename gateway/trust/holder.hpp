#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/text.hpp"
#include "gateway/trust/certificate.hpp"

// Who a certificate of the national authority is: the person, the organisation, and in which role they may sign.

namespace otkel::trust {

// Extended key usages of the NCA (root.gov.kz; protocol fact, seen). One table in holder.cpp.
enum class Role : std::uint8_t {
    natural_person,
    legal_entity,
    head,
    right_to_sign,
    right_to_sign_financial,
    human_resources,
    employee,
    information_system,
    nca_privilege,
    nca_administrator,
    nca_manager,
    nca_operator,
    identified,
    identified_at_service_centre,
    identified_remotely,
    digital_id,
    ai_platform,
    treasury_client,
};
[[nodiscard]] std::string_view name(Role role);  // "head", as in policies and JSON
[[nodiscard]] const Text& title(Role role);      // for people, in three languages

// keyUsage bits 0 and 1: signing; 0 and 2: authentication (protocol fact, seen).
enum class CertificateUse : std::uint8_t { signing, authentication, unknown };
[[nodiscard]] std::string_view name(CertificateUse use);

struct Holder {
    std::string iin, bin;
    std::string common_name, surname, given_name, patronymic;  // NCA writes the patronymic into GN (seen)
    std::string organization, system_id;                       // UID of an information system
    std::string country, locality, region, email;
    std::vector<Role> roles;
    CertificateUse use{CertificateUse::unknown};

    [[nodiscard]] bool has(Role role) const;
};
[[nodiscard]] Holder holder_of(const Certificate& certificate);

// "expired", "expires in 7 days" …: the forecast that operators are warned by, at 60, 30 and 7 days.
enum class Expiry : std::uint8_t { not_yet_valid, valid, within_60_days, within_30_days, within_7_days, expired };
[[nodiscard]] Expiry expiry_of(const Certificate& certificate, WallTime at);
[[nodiscard]] std::string_view name(Expiry expiry);

}  // namespace otkel::trust
