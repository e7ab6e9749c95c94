#include "gateway/operations/expiry_forecast.hpp"

#include <gtest/gtest.h>

#include "gateway/trust/issuing/certificate_writer.hpp"
#include "tests/support/fake_clock.hpp"

namespace otkel::operations {
namespace {

using std::chrono::hours;

class Forecast : public ::testing::Test {
protected:
    void watch(std::chrono::days from_now) {
        trust::issuing::CertificateContent content;
        content.subject = {{"2.5.4.3", "Watched"}};
        content.not_before = clock_.wall() - hours{24 * 400};
        content.not_after = clock_.wall() + from_now;
        const auto issuer = trust::issuing::Issuer::self_signed(
            content, crypto::PrivateKey::generate(crypto::KeyAlgorithm::ecdsa_p256));
        catalog_->watch({"peer test", issuer.certificate()});
    }

    test::FakeClock clock_;
    std::shared_ptr<exchange::Catalog> catalog_ = std::make_shared<exchange::Catalog>();
    ExpiryForecast forecast_{clock_, [this] { return catalog_; }};
};

TEST_F(Forecast, has_nothing_to_tell_about_certificates_that_hold_for_long) {
    EXPECT_EQ(forecast_.tell(), 0U);
    EXPECT_GT(forecast_.until_first(), hours{24 * 365 * 50});
    watch(std::chrono::days{61});
    EXPECT_EQ(forecast_.tell(), 0U);
}

TEST_F(Forecast, tells_of_those_that_run_out_within_60_days_and_of_those_that_did) {
    for (const int days : {400, 59, 29, 6, -1}) {
        watch(std::chrono::days{days});
    }
    EXPECT_EQ(forecast_.tell(), 4U);
    EXPECT_EQ(forecast_.until_first(), std::chrono::days{-1});
}

}  // namespace
}  // namespace otkel::operations
