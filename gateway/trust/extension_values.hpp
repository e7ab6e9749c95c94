#pragma once

#include <string_view>

#include "gateway/trust/certificate.hpp"

// What the extensions of a certificate hold, one function for each kind; the table that calls them is in
// certificate_extensions.cpp. Private to trust/.

namespace otkel::trust {

// X.690 section 11.1. FALSE is also taken where DER leaves it out as the default: many authorities write it, and it
// cannot be understood in two ways.
[[nodiscard]] Result<bool> read_flag(std::string_view content, std::string_view what);

[[nodiscard]] Result<void> read_basic_constraints(std::string_view value, Certificate::Fields& fields);
[[nodiscard]] Result<void> read_key_usage(std::string_view value, Certificate::Fields& fields);
[[nodiscard]] Result<void> read_extended_key_usage(std::string_view value, Certificate::Fields& fields);
[[nodiscard]] Result<void> read_policies(std::string_view value, Certificate::Fields& fields);
[[nodiscard]] Result<void> read_subject_key_id(std::string_view value, Certificate::Fields& fields);
[[nodiscard]] Result<void> read_authority_key_id(std::string_view value, Certificate::Fields& fields);
[[nodiscard]] Result<void> read_crl_addresses(std::string_view value, Certificate::Fields& fields);
[[nodiscard]] Result<void> read_information_access(std::string_view value, Certificate::Fields& fields);
[[nodiscard]] Result<void> read_alternative_names(std::string_view value, Certificate::Fields& fields);
[[nodiscard]] Result<void> read_ocsp_no_check(std::string_view value, Certificate::Fields& fields);

}  // namespace otkel::trust
