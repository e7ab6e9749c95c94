#include <gtest/gtest.h>

#include "gateway/base/bytes.hpp"
#include "gateway/trust/revocation/ocsp.hpp"
#include "tests/unit/trust/revocation/nca_data.hpp"

namespace otkel::trust::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// The certificates asked about are not at hand: their serial numbers and the nonces stand in the answers.
struct Stored {
    std::string file, issuer, serial, nonce;
    WallTime at;
};

const WallTime evening = WallTime{std::chrono::sys_days{std::chrono::year{2022} / 9 / 2}} + hours{16};

const Stored revoked_2015{"ocsp/src_test_resources_ocsp_ocsp_response_ceo_2015_revoked.bin",
                          "ca-test/nca_gost_2022_test.cer", "3A90343E720594C55204B19CB9A402422EF0E622",
                          "157B28FD1AC7761E", evening + minutes{59} + seconds{30}};
const Stored never_issued_2015{"ocsp/src_test_resources_ocsp_ocsp_response_individual_2015.bin",
                               "ca-test/nca_gost_2022_test.cer", "0FF06211DC82BEB00253FFA000F1DE84ABEF454F",
                               "E408FFB790834AF2", evening + minutes{58} + seconds{36}};
const Stored revoked_2004{"ocsp/src_test_resources_ocsp_ocsp_response_ceo_sign_2004_revoked.bin",
                          "ca-test/nca_gost_test.crt", "12E3E7B9966D09EB9CDA64251457E815C2A8DDED", "8B6B9F100D6B0005",
                          evening + minutes{57} + seconds{5}};

OcspSubject subject_of(const Stored& stored) {
    return {nca_certificate(stored.issuer), from_hex(stored.serial), from_hex(stored.nonce)};
}

Result<RevocationStatus> read(const Stored& stored) {
    return read_ocsp_answer(nca_file(stored.file), subject_of(stored), stored.at, {});
}

class NcaOcsp : public ::testing::Test {
protected:
    void SetUp() override { OTKEL_NEEDS_REFERENCE_DATA("nca"); }
};

TEST_F(NcaOcsp, reads_a_revoked_certificate_of_gost_2015) {
    const auto status = read(revoked_2015);
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->state, RevocationState::revoked);
    EXPECT_EQ(status->reason, "certificateHold");
    EXPECT_EQ(to_utc_text(*status->revoked_at).substr(0, 19), "2022-07-27T10:25:30");
    EXPECT_EQ(to_utc_text(status->as_of).substr(0, 19), "2022-09-02T16:59:28");
    EXPECT_FALSE(status->next_update);
    EXPECT_TRUE(status->source.starts_with("OCSP, O=ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) 2022,C=KZ,CN=OCSP RESPONDER"))
        << status->source;
}

TEST_F(NcaOcsp, reads_a_revoked_certificate_of_gost_2004) {
    const auto status = read(revoked_2004);
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->state, RevocationState::revoked);
    EXPECT_EQ(status->reason, "superseded");
}

TEST_F(NcaOcsp, knows_what_was_never_issued) {
    const auto status = read(never_issued_2015);
    ASSERT_TRUE(status) << status.error().to_string();
    EXPECT_EQ(status->state, RevocationState::unknown_to_authority);
    EXPECT_FALSE(status->revoked_at);
}

TEST_F(NcaOcsp, refuses_the_answer_to_another_question) {
    auto subject = subject_of(revoked_2015);
    subject.nonce = from_hex(never_issued_2015.nonce);
    const auto octets = nca_file(revoked_2015.file);
    EXPECT_EQ(read_ocsp_answer(octets, subject, revoked_2015.at, {}).error().code, Errc::signature_invalid);
    subject = subject_of(revoked_2015);
    subject.serial_octets = from_hex(never_issued_2015.serial);
    EXPECT_EQ(read_ocsp_answer(octets, subject, revoked_2015.at, {}).error().code, Errc::signature_invalid);
    subject = subject_of(revoked_2015);
    subject.issuer = nca_certificate("ca-test/root_gost_2022_test.cer");
    EXPECT_EQ(read_ocsp_answer(octets, subject, revoked_2015.at, {}).error().code, Errc::signer_untrusted);
}

TEST_F(NcaOcsp, is_stale_an_hour_later_and_its_responder_expired_a_year_later) {
    auto later = revoked_2015;
    later.at += hours{2};
    EXPECT_EQ(read(later).error().code, Errc::unavailable);
    later.at += hours{24 * 365};
    EXPECT_EQ(read(later).error().code, Errc::certificate_invalid);
}

// Everything is signed, or compared with something that is: the wrapper by its lengths and object identifiers, the
// algorithm by the responder's key, the responder's certificate by the issuer's signature.
TEST_F(NcaOcsp, refuses_every_changed_octet) {
    for (const auto* stored : {&revoked_2015, &revoked_2004}) {
        const auto octets = nca_file(stored->file);
        const auto subject = subject_of(*stored);
        for (std::size_t at = 0; at < octets.size(); ++at) {
            auto changed = octets;
            changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
            const auto status = read_ocsp_answer(changed, subject, stored->at, {});
            EXPECT_FALSE(status) << stored->file << ", octet " << at;
            if (!status) {
                EXPECT_NE(status.error().code, Errc::unavailable) << "freshness is asked after the signature";
            }
        }
    }
}

}  // namespace
}  // namespace otkel::trust::testing
