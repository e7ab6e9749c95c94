#include "adapters/nca/authority_data.hpp"

#include <algorithm>
#include <atomic>

#include "gateway/base/files.hpp"
#include "gateway/telemetry/log.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;

constexpr std::size_t unknown_max = 100;
constexpr std::string_view taken = "taken", same = "same", older = "older", failed = "failed", unknown_one = "unknown",
                           not_configured = "not-configured";

std::string_view word_of(trust::CrlStore::Outcome outcome) {
    switch (outcome) {
        case trust::CrlStore::Outcome::taken: return taken;
        case trust::CrlStore::Outcome::same: return same;
        case trust::CrlStore::Outcome::older: return older;
    }
    return failed;
}

std::int64_t seconds(WallTime time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

// Read by /metrics, possibly after the authorities are gone.
struct AuthorityData::Ages {
    std::map<std::string, std::atomic<std::int64_t>> this_update;  // seconds; 0: no list
    std::atomic<std::int64_t> unknown{0};
};

AuthorityData::AuthorityData(Parts parts, const Settings& settings, Authorities& authorities,
                             std::filesystem::path state)
    : parts_(parts),
      settings_(settings.lists),
      authorities_(authorities),
      state_(std::move(state)),
      lists_(state_ / "lists", trust::CrlLimits{.octets_max = settings.lists.octets_max,
                                                .clock_skew_max = settings.ocsp_rules.clock_skew_max}),
      ages_(std::make_shared<Ages>()) {
    for (const auto& authority : authorities_.all()) {
        auto& since = ages_->this_update[authority.settings.name];
        if (!authority.crl) {
            continue;
        }
        parts_.metrics.gauge("otkel_nca_list_age_seconds", "Since thisUpdate of the newest list; -1 without one.",
                             {{"authority", authority.settings.name}}, [ages = ages_, &since, &clock = parts_.clock] {
                                 const auto at = since.load();
                                 return at == 0 ? -1.0 : static_cast<double>(seconds(clock.wall()) - at);
                             });
    }
    parts_.metrics.gauge("otkel_nca_unknown_certificates", "Certificates that authorities offer and nobody has pinned.",
                         {}, [ages = ages_] { return static_cast<double>(ages->unknown.load()); });
}

std::filesystem::path AuthorityData::file_of(const trust::Certificate& certificate) const {
    return state_ / "certificates" / (certificate.fingerprint() + ".cer");
}

void AuthorityData::load() {
    load_certificates();
    std::vector<trust::CertificatePtr> issuers;
    for (const auto& authority : authorities_.all()) {
        const auto& known = authority.settings.certificates;
        issuers.insert(issuers.end(), known.begin(), known.end());
    }
    const auto loaded = lists_.load(issuers, parts_.clock.wall());
    for (const auto& error : loaded.refused) {
        log::warning("nca-kept-list-refused", {{"reason", error.to_string()}});
    }
    log::info("nca-lists-loaded", {{"lists", static_cast<std::int64_t>(loaded.taken)}});
    show_ages();
}

void AuthorityData::load_certificates() {
    constexpr std::size_t octets_max = 64 * 1024;
    for (auto& authority : authorities_.all()) {
        for (const auto& pin : authority.settings.pins) {
            const auto file = state_ / "certificates" / (pin + ".cer");
            std::error_code error;
            if (!std::filesystem::exists(file, error)) {
                continue;
            }
            const auto content = settings::read_file(file, octets_max);
            const auto certificate =
                content ? trust::Certificate::from_der(*content) : Result<trust::CertificatePtr>(fail(content.error()));
            if (certificate && (*certificate)->fingerprint() == pin) {
                authorities_.add(authority, *certificate);
            } else {
                log::warning("nca-kept-certificate-damaged", {{"file", file.string()}});
            }
        }
    }
}

Result<AuthorityData::Outcome> AuthorityData::take_certificate(Authority& authority,
                                                               const trust::CertificatePtr& certificate) {
    const auto& fingerprint = certificate->fingerprint();
    if (!authority.settings.is_pinned(fingerprint)) {
        if (unknown_.size() < unknown_max && unknown_.emplace(fingerprint, certificate->subject()).second) {
            ages_->unknown.store(static_cast<std::int64_t>(unknown_.size()));
            log::warning("nca-unknown-certificate",
                         {{"authority", authority.settings.name},
                          {"subject", certificate->subject()},
                          {"sha256", fingerprint},
                          {"advice", "compare with the authority's own site; trusted only when pinned in sha256"}});
        }
        return unknown_one;
    }
    if (!certificate->is_authority()) {
        return fail(Errc::certificate_invalid, certificate->subject() + " is not the certificate of an authority");
    }
    if (!authorities_.add(authority, certificate)) {
        return same;
    }
    log::info("nca-certificate-taken", {{"authority", authority.settings.name}, {"sha256", fingerprint}});
    return taken;
}

asio::awaitable<AuthorityData::Outcome> AuthorityData::refresh_certificate(Authority& authority) {
    auto& source = *authority.certificate;
    const auto content = co_await source.get(Deadline::after(parts_.clock, settings_.time_out));
    if (!content) {
        co_return failed;
    }
    const auto certificates = trust::Certificate::from_file_content(*content);
    if (!certificates) {
        source.refused(certificates.error());
        co_return failed;
    }
    Outcome outcome = same;
    for (const auto& certificate : *certificates) {
        const auto one = take_certificate(authority, certificate);
        if (!one) {
            source.refused(one.error());
            co_return failed;
        }
        outcome = *one == same ? outcome : *one;
        if (*one != taken) {
            continue;
        }
        auto keep = [file = file_of(*certificate), certificate] { return replace_file(file, certificate->der()); };
        const auto kept = co_await parts_.workers.run(std::move(keep));
        if (!kept || !*kept) {
            const auto reason = (kept ? kept->error() : kept.error()).to_string();
            log::warning("nca-certificate-not-kept", {{"authority", authority.settings.name}, {"reason", reason}});
        }
    }
    source.answered();
    co_return outcome;
}

asio::awaitable<AuthorityData::Outcome> AuthorityData::refresh_list(Authority& authority, Source& source) {
    const auto content = co_await source.get(Deadline::after(parts_.clock, settings_.time_out));
    if (!content) {
        co_return failed;
    }
    const auto issuers = authority.settings.certificates;
    const auto now = parts_.clock.wall();
    auto offer = [this, &content, &issuers, now] { return lists_.offer(*content, issuers, now); };
    auto offered = co_await parts_.workers.run(std::move(offer));
    if (!offered) {
        co_return failed;
    }
    if (!*offered) {
        source.refused(offered->error());
        co_return failed;
    }
    source.answered();
    show_ages();
    if (**offered == trust::CrlStore::Outcome::older) {
        log::warning("nca-list-older", {{"source", source.name()}});
    }
    co_return word_of(**offered);
}

void AuthorityData::count(const Authority& authority, std::string_view what, Outcome outcome) {
    parts_.metrics
        .counter(
            "otkel_nca_downloads_total", "Downloads of what authorities publish.",
            {{"authority", authority.settings.name}, {"what", std::string(what)}, {"outcome", std::string(outcome)}})
        .add();
    log::info("nca-download", {{"authority", authority.settings.name}, {"what", what}, {"outcome", outcome}});
}

asio::awaitable<bool> AuthorityData::refresh(std::string what) {
    bool good = true;
    for (auto& authority : authorities_.all()) {
        Outcome outcome = not_configured;
        if (what == "certificate" && authority.certificate) {
            outcome = co_await refresh_certificate(authority);
        } else if (what == "crl" && authority.crl) {
            outcome = co_await refresh_list(authority, *authority.crl);
        } else if (what == "delta-crl" && authority.delta_crl) {
            outcome = co_await refresh_list(authority, *authority.delta_crl);
        }
        if (outcome != not_configured) {
            count(authority, what, outcome);
        }
        good = good && outcome != failed;
    }
    co_return good;
}

// When one of them runs out, nobody whom it vouches for is trusted any more.
void AuthorityData::warn_of_expiry() const {
    for (const auto& authority : authorities_.all()) {
        for (const auto& certificate : authority.settings.certificates) {
            const auto expiry = trust::expiry_of(*certificate, parts_.clock.wall());
            if (expiry != trust::Expiry::valid) {
                const auto not_after = to_utc_text(certificate->not_after());
                log::warning("nca-certificate-expires", {{"authority", authority.settings.name},
                                                         {"subject", certificate->subject()},
                                                         {"not_after", not_after},
                                                         {"state", trust::name(expiry)}});
            }
        }
    }
}

asio::awaitable<bool> AuthorityData::refresh_certificates() {
    const bool good = co_await refresh("certificate");
    warn_of_expiry();
    co_return good;
}

asio::awaitable<bool> AuthorityData::refresh_full_lists() { co_return co_await refresh("crl"); }

asio::awaitable<bool> AuthorityData::refresh_deltas() { co_return co_await refresh("delta-crl"); }

void AuthorityData::show_ages() {
    const auto lists = lists_.lists();
    for (const auto& authority : authorities_.all()) {
        std::int64_t newest = 0;
        for (const auto& list : lists) {
            const auto& known = authority.settings.certificates;
            if (std::any_of(known.begin(), known.end(),
                            [&](const auto& one) { return one->subject() == list.issuer; })) {
                newest = std::max(newest, seconds(list.this_update));
            }
        }
        ages_->this_update.at(authority.settings.name).store(newest);
    }
}

}  // namespace otkel::adapters::nca
