#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/nca/twin_script.hpp"
#include "gateway/trust/issuing/certificate_writer.hpp"
#include "gateway/trust/issuing/crl_writer.hpp"
#include "gateway/trust/issuing/ocsp_writer.hpp"

namespace otkel::adapters::nca {

// One authority as the twin plays it.
struct TwinAuthority {
    std::string name;
    trust::issuing::Issuer issuer;
    trust::issuing::Issuer responder;                         // of OCSP; the authority itself where it has none
    std::set<std::string> issued;                             // serials
    std::vector<trust::issuing::RevokedEntry> revoked;        // in the full list
    std::vector<trust::issuing::RevokedEntry> revoked_since;  // in the delta only
    std::uint64_t list_number{1}, delta_number{1};
};

struct TwinAuthorities {
    std::vector<TwinAuthority> all;
    std::optional<trust::issuing::Issuer> time_stamps;

    [[nodiscard]] const TwinAuthority* find(std::string_view name) const;
    // From now on, by OCSP and in the delta.
    void revoke(std::string_view authority, trust::issuing::RevokedEntry entry);
};

// What the twin answers, without I/O. An authority whose word cannot be signed answers nothing.
class TwinAnswers {
public:
    TwinAnswers(TwinAuthorities authorities, WallTime started);

    [[nodiscard]] std::string ocsp(std::string_view authority, std::string_view question, Misbehaviour misbehaviour,
                                   WallTime now) const;
    [[nodiscard]] std::string time_stamp(std::string_view question, Misbehaviour misbehaviour, WallTime now) const;
    [[nodiscard]] std::string list(std::string_view authority, bool delta, Misbehaviour misbehaviour,
                                   WallTime now) const;
    [[nodiscard]] std::string certificate(std::string_view authority, Misbehaviour misbehaviour) const;
    void revoke(std::string_view authority, trust::issuing::RevokedEntry entry);
    [[nodiscard]] std::vector<std::string> names() const;

private:
    [[nodiscard]] trust::issuing::OcspAnswerContent state_of(const TwinAuthority& authority,
                                                             const std::string& serial) const;

    mutable std::mutex mutex_;  // answers are made on workers
    TwinAuthorities authorities_;
    std::vector<trust::issuing::Issuer> strangers_;  // one of each kind: authority, responder, time stamps
    WallTime started_;
};

}  // namespace otkel::adapters::nca
