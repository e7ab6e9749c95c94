#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/asic/container.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/journal/evidence/proof.hpp"
#include "gateway/trust/cms/time_stamp.hpp"
#include "gateway/trust/revocation/status.hpp"

// One exchange in one file that proves itself: an ASiC-E container (ETSI EN 319 162-1) with the messages octet for
// octet, the journal's records of them, and the way from each record to a time stamp of a public authority. Whoever has
// the file and the authority's anchors needs neither the gateway nor its journal, and need not believe whoever runs it.
//
//   evidence.json          what this is and of which exchange
//   records.jsonl          the records in their order, one a line
//   proofs.jsonl           for each record the number of its seal and the path to the seal's head, one a line
//   seals.jsonl            seals by chain and number, one a line
//   stamps/0002.tst        time stamp (RFC 3161) over the second line of seals.jsonl
//   legs/003-1-reply-in.xml  the first leg of the third record; certificates of signers and what their authority said
//                          are legs as well
//   certificates/, revocation/  of authorities and signers, DER: what a path needs, and what the authorities said
//   summary.kk.txt, summary.ru.txt, summary.en.txt  the same for people; proves nothing
//
// The container is signed by whoever exported it. What is proved does not rest on that signature.

namespace otkel::evidence {

// An exchange may have been tried and asked about hundreds of times, with several messages each.
inline constexpr asic::Limits bundle_limits{.entries = 10'000};

struct BundleContent {
    std::string exchange;
    journal::Proof proof;
    std::vector<journal::LegOctets> legs{};      // as Store::load() gives them
    std::vector<asic::AsicFile> certificates{};  // names without folder: "time-stamping.cer"
    std::vector<asic::AsicFile> revocation{};    // OCSP answers and lists
};

// Errc::storage_failed when a record tells of a leg that is not there, with the name of both; Errc::invalid_argument
// for names and sizes that no container has.
[[nodiscard]] Result<std::string> write_bundle(const BundleContent& content, const crypto::Identity& exporter,
                                               WallTime now, const asic::Limits& limits = bundle_limits);

// What a bundle holds of its exchange, without a judgement about signatures and stamps: every leg of its records, each
// octet for octet what its record tells of. Errc::malformed names what is not as it should be.
struct BundleLegs {
    std::string exchange;
    std::size_t records{0};
    std::vector<journal::LegOctets> legs;  // in the order of the records
};
[[nodiscard]] Result<BundleLegs> read_legs(std::string_view zip, const asic::Limits& limits = bundle_limits);

struct BundlePolicy {
    const trust::TrustStore& trust;  // anchors of time-stamping authorities, and of the exporter
    WallTime now{};
    asic::Limits limits{bundle_limits};
    std::vector<std::string> stamp_policies{};  // those accepted; empty: all
    bool unfinished{false};  // an exchange that was exported before its end is a note; else it is an error
    bool unstamped{false};   // a missing time stamp is a warning: then nothing but the exporter's word proves the time
};

// A time stamp that holds, and over what.
struct ProvenStamp {
    journal::Seal seal;
    trust::TimeStamp stamp;
    std::string revocation;  // what the bundle's answers say of the authority; empty: it has none of it
};

// What the authority said of the certificate behind a signature, as the gateway heard it.
struct SignerStatus {
    std::uint32_t record{0};            // that holds the answer
    trust::CertificatePtr certificate;  // null: it is named by no certificate that is here
    trust::RevocationStatus status;
    std::string path;  // to an anchor, at the time of the record; empty: the anchors given do not lead to it
};

struct BundleReport {
    std::string exchange;
    std::vector<journal::Record> records;  // as far as they could be read
    std::vector<ProvenStamp> stamps;
    std::vector<SignerStatus> signers;  // of the messages: what their authority said of them
    std::optional<WallTime> proven_at;  // the latest record was there at this time; set when everything holds
    std::string exporter;               // subject of who signed the container
    std::vector<Finding> findings;      // everything that is wrong, and (warnings, notes) what one should know

    [[nodiscard]] bool valid() const;  // no finding is an error
};

// No I/O. Errors are about files that are no such container at all (read_container()); whatever does not fit in one
// stands in the report, with the file, the line, and the name of the leg, record or seal.
[[nodiscard]] Result<BundleReport> verify_bundle(std::string_view zip, const BundlePolicy& policy);

}  // namespace otkel::evidence
