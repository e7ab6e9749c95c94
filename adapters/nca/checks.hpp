#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <string>

#include "adapters/nca/authorities.hpp"
#include "adapters/nca/flight.hpp"
#include "gateway/async/task_group.hpp"
#include "gateway/trust/revocation/crl.hpp"
#include "gateway/trust/revocation/rules.hpp"

namespace otkel::adapters::nca {

// Whether the certificates of a path are still good: from the cache, by OCSP, by the lists. Many exchanges that ask
// about one certificate at the same time make one call. Used on the I/O thread.
class RevocationChecks {
public:
    struct Parts {
        const Clock& clock;
        async::WorkerPool& workers;
        async::TaskGroup& tasks;  // of the questions, which go on when nobody waits for them any more
        Authorities& authorities;
        const trust::CrlStore& lists;
        telemetry::Metrics& metrics;
    };
    RevocationChecks(Parts parts, trust::OcspRules ocsp, Intermediates intermediates);

    // As adapter::TrustServices::check().
    boost::asio::awaitable<trust::RevocationVerdict> check(trust::TrustStore::Path path, trust::RevocationRules rules,
                                                           Deadline deadline);
    // No question is asked any more: what is not known is trouble.
    void stop() { stopped_ = true; }

private:
    using Answer = Result<trust::RevocationStatus>;
    using Question = Flight<Answer>;

    boost::asio::awaitable<trust::RevocationVerdict> check_one(trust::CertificatePtr certificate,
                                                               trust::CertificatePtr issuer, bool leaf,
                                                               trust::RevocationRules rules, Deadline deadline);
    boost::asio::awaitable<trust::RevocationEvidence> gather(trust::CertificatePtr certificate,
                                                             trust::CertificatePtr issuer, trust::RevocationRules rules,
                                                             Deadline deadline);
    boost::asio::awaitable<void> ask_ocsp(trust::RevocationEvidence& evidence, Authority& authority,
                                          const trust::CertificatePtr& certificate, const trust::CertificatePtr& issuer,
                                          SteadyTime until);
    boost::asio::awaitable<void> fly(std::shared_ptr<Question> question, Authority& authority,
                                     trust::CertificatePtr certificate, trust::CertificatePtr issuer);
    boost::asio::awaitable<Answer> question_and_answer(Authority& authority, trust::CertificatePtr certificate,
                                                       trust::CertificatePtr issuer);
    boost::asio::awaitable<trust::CertificatePtr> issuer_of(trust::CertificatePtr certificate);
    void look_into_lists(trust::RevocationEvidence& evidence, const Authority& authority,
                         const trust::Certificate& certificate, const trust::Certificate& issuer) const;
    // What a list says against a certificate that another answer calls good: a revocation wins, whoever tells of it;
    // only a hold may have ended since the list was written.
    [[nodiscard]] std::optional<trust::RevocationStatus> listed_against(const trust::Certificate& certificate,
                                                                        const trust::Certificate* issuer,
                                                                        const trust::RevocationStatus& other) const;
    [[nodiscard]] std::optional<trust::RevocationStatus> last_known(const trust::Certificate& certificate) const;
    void remember(const trust::Certificate& certificate, const trust::RevocationEvidence& evidence);
    void count(const trust::RevocationVerdict& verdict);

    Parts parts_;
    trust::OcspRules ocsp_;
    Intermediates intermediates_;
    trust::RevocationCache cache_;
    // What was found revoked: it is not asked about for a while, so that it does not use up the quota, and has no
    // grace.
    std::map<std::string, trust::RevocationStatus> refused_;   // by fingerprint
    std::map<std::string, std::shared_ptr<Question>> flying_;  // by fingerprint
    std::map<std::string, trust::CertificatePtr> issuers_;     // of pinned certificates, by fingerprint
    std::map<std::pair<std::string_view, std::string_view>, telemetry::Counter*> counters_;  // by outcome and state
    bool stopped_{false};
};

}  // namespace otkel::adapters::nca
