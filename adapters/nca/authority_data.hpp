#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/nca/authorities.hpp"
#include "gateway/trust/revocation/crl.hpp"

namespace otkel::adapters::nca {

// What the authorities publish: certificates, lists, deltas. A download that is empty, damaged, foreign or older
// changes nothing. Used on the I/O thread; decoding and signatures are work for a worker.
class AuthorityData {
public:
    struct Parts {
        const Clock& clock;
        async::WorkerPool& workers;
        telemetry::Metrics& metrics;
    };
    AuthorityData(Parts parts, const Settings& settings, Authorities& authorities, std::filesystem::path state);

    // Certificates and lists that an earlier run has downloaded; blocks.
    void load();
    // Each tries all authorities; false when one of them failed.
    boost::asio::awaitable<bool> refresh_certificates();
    boost::asio::awaitable<bool> refresh_full_lists();
    boost::asio::awaitable<bool> refresh_deltas();

    [[nodiscard]] trust::CrlStore& lists() { return lists_; }
    // Certificates that an authority offers and nobody has pinned: an operator has to look at them.
    [[nodiscard]] const std::map<std::string, std::string>& unknown() const { return unknown_; }

private:
    struct Ages;
    using Outcome = std::string_view;
    void load_certificates();
    boost::asio::awaitable<Outcome> refresh_certificate(Authority& authority);
    boost::asio::awaitable<Outcome> refresh_list(Authority& authority, Source& source);
    boost::asio::awaitable<bool> refresh(std::string what);
    [[nodiscard]] Result<Outcome> take_certificate(Authority& authority, const trust::CertificatePtr& certificate);
    [[nodiscard]] std::filesystem::path file_of(const trust::Certificate& certificate) const;
    void count(const Authority& authority, std::string_view what, Outcome outcome);
    void show_ages();
    void warn_of_expiry() const;

    Parts parts_;
    ListSettings settings_;
    Authorities& authorities_;
    std::filesystem::path state_;
    trust::CrlStore lists_;
    std::map<std::string, std::string> unknown_;  // subject by fingerprint
    std::shared_ptr<Ages> ages_;
};

}  // namespace otkel::adapters::nca
