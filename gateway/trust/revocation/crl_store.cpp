#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/der.hpp"
#include "gateway/trust/revocation/crl.hpp"
#include "gateway/trust/revocation/list_folder.hpp"
#include "gateway/trust/revocation/parts.hpp"

namespace otkel::trust {
namespace {

constexpr std::string_view delta_suffix = "-delta";

using CrlPtr = std::shared_ptr<const Crl>;

// The lists of one authority: of one name and one key, for names are used again for new keys (seen).
struct Lists {
    CrlPtr full, delta;
};

std::string authority_of(const Certificate& issuer) {
    return to_hex(
        crypto::digest(crypto::DigestAlgorithm::sha256, issuer.subject_der() + issuer.key().der()).substr(0, 16));
}

Result<void> check_issuer(const Crl& list, const Certificate& issuer) {
    if (!issuer.is_authority() || (issuer.key_usage() && (*issuer.key_usage() & KeyUsage::crl_sign) == 0)) {
        return fail(Errc::certificate_invalid, "the revocation list is signed by " + issuer.subject() +
                                                   ", whose certificate is not for signing lists (cRLSign)");
    }
    if (!list.is_signed_with(issuer.key())) {
        return fail(Errc::signature_invalid, "the signature of the revocation list is not that of " + issuer.subject());
    }
    return {};
}

Result<CertificatePtr> find_issuer(const Crl& list, const std::vector<CertificatePtr>& issuers) {
    std::optional<Error> first;
    for (const auto& issuer : issuers) {
        const bool same_key = list.authority_key_id().empty() || issuer->subject_key_id().empty() ||
                              list.authority_key_id() == issuer->subject_key_id();
        if (issuer->subject_der() != list.issuer_der() || !same_key) {
            continue;
        }
        auto checked = check_issuer(list, *issuer);
        if (checked) {
            return issuer;
        }
        if (!first) {
            first = std::move(checked.error());
        }
    }
    if (first) {
        return fail(std::move(*first));
    }
    return fail(Errc::signer_untrusted,
                "the revocation list is of " + list.issuer() +
                    (list.authority_key_id().empty() ? std::string() : ", key " + to_hex(list.authority_key_id())) +
                    "; no certificate of this authority is configured");
}

CrlStore::Outcome compare(const Crl& offered, const Crl& held) {
    if (offered.der() == held.der()) {
        return CrlStore::Outcome::same;
    }
    const bool older_number = offered.number() && held.number() && *offered.number() < *held.number();
    if (older_number || offered.this_update() < held.this_update()) {
        return CrlStore::Outcome::older;
    }
    const bool newer = offered.number() > held.number() || offered.this_update() > held.this_update();
    return newer ? CrlStore::Outcome::taken : CrlStore::Outcome::same;
}

bool fits(const Crl& delta, const Crl& full) {
    return delta.base_number() <= full.number() && delta.this_update() >= full.this_update();
}

CrlStore::Outcome compare_full(const Crl& list, const Lists& held) {
    return held.full == nullptr ? CrlStore::Outcome::taken : compare(list, *held.full);
}

Result<CrlStore::Outcome> compare_delta(const Crl& delta, const Lists& held) {
    if (held.full == nullptr || delta.base_number() > held.full->number()) {
        const auto have = held.full == nullptr  ? std::string("none")
                          : held.full->number() ? std::to_string(*held.full->number())
                                                : std::string("one without a number");
        return fail(Errc::unavailable, "the delta list of " + delta.issuer() + " goes on from full list " +
                                           std::to_string(*delta.base_number()) + "; there is " + have +
                                           ": the full list has to come first");
    }
    if (!fits(delta, *held.full)) {
        return CrlStore::Outcome::older;
    }
    return held.delta == nullptr ? CrlStore::Outcome::taken : compare(delta, *held.delta);
}

std::string number_text(const Crl& list) {
    return list.number() ? std::to_string(*list.number()) : "of " + to_utc_text(list.this_update());
}

std::optional<WallTime> earlier(std::optional<WallTime> a, std::optional<WallTime> b) {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

RevocationStatus status_in(const Lists& lists, const std::string& serial_octets) {
    RevocationStatus status;
    status.kind = RevocationSource::crl;
    status.source = "CRL " + number_text(*lists.full) + " of " + lists.full->issuer();
    status.as_of = lists.full->this_update();
    status.next_update = lists.full->next_update();
    auto evidence = lists.full->identification();
    auto entry = lists.full->find(serial_octets);
    if (lists.delta != nullptr) {
        status.source += " with delta " + number_text(*lists.delta);
        status.as_of = lists.delta->this_update();
        status.next_update = earlier(status.next_update, lists.delta->next_update());
        evidence += lists.delta->identification();
        if (auto changed = lists.delta->find(serial_octets)) {
            // RFC 5280 section 5.2.4: taken from the list again, after a hold.
            const bool removed = changed->reason == parts::reason_name(parts::reason_remove_from_crl);
            entry = removed ? std::nullopt : std::move(changed);
        }
    }
    status.evidence = crypto::der::sequence({crypto::der::sequence({evidence})});
    if (entry) {
        status.state = RevocationState::revoked;
        status.revoked_at = entry->revoked_at;
        status.reason = std::move(entry->reason);
    }
    return status;
}

}  // namespace

struct CrlStore::State {
    ListFolder folder;
    CrlLimits limits;
    std::mutex offering;  // one list at a time is compared, taken and written
    mutable std::shared_mutex mutex;
    std::map<std::string, Lists> lists;  // by authority

    State(std::filesystem::path path, CrlLimits the_limits) : folder(std::move(path)), limits(the_limits) {}

    [[nodiscard]] Lists of(const std::string& authority) const {
        const std::shared_lock lock(mutex);
        const auto at = lists.find(authority);
        return at == lists.end() ? Lists{} : at->second;
    }
    void replace(const std::string& authority, Lists fresh) {
        const std::unique_lock lock(mutex);
        lists[authority] = std::move(fresh);
    }

    Result<Outcome> offer(std::string_view der, const std::vector<CertificatePtr>& issuers, WallTime now, bool keep);
    Result<Outcome> take(const CrlPtr& list, const std::string& authority, bool keep);
    void load(const std::filesystem::path& file, const std::vector<CertificatePtr>& issuers, WallTime now,
              Loaded& loaded);
    Result<void> write(const Lists& taken, const std::string& authority, const Crl& list) const;
};

Result<CrlStore::Outcome> CrlStore::State::offer(std::string_view der, const std::vector<CertificatePtr>& issuers,
                                                 WallTime now, bool keep) {
    auto list = Crl::from_der(der, limits);
    if (!list) {
        return fail(std::move(list.error()));
    }
    const auto issuer = find_issuer(**list, issuers);
    if (!issuer) {
        return fail(issuer.error());
    }
    if ((*list)->this_update() > now + limits.clock_skew_max) {
        return fail(Errc::unavailable, "the revocation list of " + (*list)->issuer() + " is from the future, " +
                                           to_utc_text((*list)->this_update()) + ": compare the clocks (here it is " +
                                           to_utc_text(now) + ")");
    }
    return take(*list, authority_of(**issuer), keep);
}

Result<CrlStore::Outcome> CrlStore::State::take(const CrlPtr& list, const std::string& authority, bool keep) {
    const std::lock_guard one_at_a_time(offering);
    auto lists_now = of(authority);
    const bool is_delta = list->base_number().has_value();
    auto outcome = is_delta ? compare_delta(*list, lists_now) : Result<Outcome>(compare_full(*list, lists_now));
    if (!outcome || *outcome != Outcome::taken) {
        return outcome;
    }
    (is_delta ? lists_now.delta : lists_now.full) = list;
    if (lists_now.delta != nullptr && !fits(*lists_now.delta, *lists_now.full)) {
        lists_now.delta = nullptr;
    }
    replace(authority, lists_now);
    if (keep && folder.is_kept()) {
        if (auto written = write(lists_now, authority, *list); !written) {
            return fail(std::move(written.error()));
        }
    }
    return Outcome::taken;
}

Result<void> CrlStore::State::write(const Lists& taken, const std::string& authority, const Crl& list) const {
    const auto delta_name = authority + std::string(delta_suffix);
    auto written = folder.write(list.base_number() ? delta_name : authority, list.der());
    if (!written) {
        written.error().detail = "the revocation list of " + list.issuer() +
                                 " is in use, but would be gone after a restart: " + written.error().detail;
        return written;
    }
    if (taken.delta == nullptr) {
        folder.remove(delta_name);
    }
    return {};
}

void CrlStore::State::load(const std::filesystem::path& file, const std::vector<CertificatePtr>& issuers, WallTime now,
                           Loaded& loaded) {
    const auto content = ListFolder::read(file, limits.octets_max);
    if (!content) {
        loaded.refused.push_back(content.error());
        return;
    }
    auto outcome = offer(*content, issuers, now, false);
    if (outcome) {
        loaded.taken += *outcome == Outcome::taken ? 1 : 0;
        return;
    }
    outcome.error().place.file = file.string();
    loaded.refused.push_back(std::move(outcome.error()));
}

CrlStore::CrlStore(std::filesystem::path folder, CrlLimits limits)
    : state_(std::make_unique<State>(std::move(folder), limits)) {}

CrlStore::~CrlStore() = default;

Result<CrlStore::Outcome> CrlStore::offer(std::string_view der, const std::vector<CertificatePtr>& issuers,
                                          WallTime now) {
    return state_->offer(der, issuers, now, true);
}

CrlStore::Loaded CrlStore::load(const std::vector<CertificatePtr>& issuers, WallTime now) {
    Loaded loaded;
    if (!state_->folder.is_kept()) {
        return loaded;
    }
    // Full lists first: without them their deltas are refused.
    for (const bool deltas : {false, true}) {
        for (const auto& file : state_->folder.files()) {
            if (file.stem().string().ends_with(delta_suffix) == deltas) {
                state_->load(file, issuers, now, loaded);
            }
        }
    }
    return loaded;
}

std::optional<RevocationStatus> CrlStore::status(const Certificate& certificate, const Certificate& issuer) const {
    if (certificate.issuer_der() != issuer.subject_der()) {
        return std::nullopt;
    }
    const auto lists = state_->of(authority_of(issuer));
    return lists.full == nullptr ? std::nullopt : std::optional(status_in(lists, certificate.serial_octets()));
}

std::vector<CrlStore::Listed> CrlStore::lists() const {
    std::vector<Listed> listed;
    const std::shared_lock lock(state_->mutex);
    for (const auto& [authority, held] : state_->lists) {
        const auto& newest = held.delta != nullptr ? *held.delta : *held.full;
        listed.push_back(
            {held.full->issuer(), held.full->number().value_or(0),
             held.delta != nullptr ? std::optional(held.delta->number().value_or(0)) : std::nullopt,
             newest.this_update(),
             earlier(held.full->next_update(), held.delta != nullptr ? held.delta->next_update() : std::nullopt),
             held.full->size() + (held.delta != nullptr ? held.delta->size() : 0)});
    }
    return listed;
}

}  // namespace otkel::trust
