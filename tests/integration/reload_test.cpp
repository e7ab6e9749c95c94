#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/running_gateway.hpp"

// SIGHUP: a mistake changes nothing, a good configuration rules from the next message on.

namespace otkel::test {
namespace {

class Reload : public testing::Test {
protected:
    Reload() {
        site_.load_samples();
        site_.own_mappings();
        gateway_ = std::make_unique<GatewayProcess>(OTKEL_PROGRAM, site_);
    }

    net::HttpResponse check(const std::string& service = "CUSTOMS_DECLARATION_CHECK") {
        CustomsConsumer::Options options;
        options.service = service;
        auto response = call(gateway_->ports().external,
                             post_soap("/shep/sync", customs_.envelope(good_declaration(1, 1, "0000001"), options)));
        EXPECT_TRUE(response) << (response ? "" : response.error().to_string());
        return response ? std::move(*response) : net::HttpResponse{};
    }

    Site site_;
    CustomsConsumer customs_{site_};
    std::unique_ptr<GatewayProcess> gateway_;
};

constexpr const char* second_service = "CUSTOMS_DECLARATION_SECOND_CHECK";

TEST_F(Reload, of_a_broken_route_is_refused_and_changes_nothing) {
    site_.change("routes/customs-declaration-check.yaml", "deadline_ms: 15000", "deadline_ms: soon");
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reload-refused\"")) << gateway_->log();
    EXPECT_THAT(gateway_->log(), testing::HasSubstr("customs-declaration-check.yaml:11:"));
    EXPECT_EQ(check().status, 200);
    site_.change("routes/customs-declaration-check.yaml", "deadline_ms: soon", "deadline_ms: 9000");
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reloaded\"")) << gateway_->log();
    EXPECT_EQ(check().status, 200);
    EXPECT_EQ(gateway_->terminate(), 0);
}

TEST_F(Reload, of_a_mapping_that_does_not_fit_its_schema_is_refused_and_changes_nothing) {
    site_.change_mapping("customs/declaration-check.request.yaml", "xml: Importer/Name", "xml: Importer/Nmae");
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reload-refused\"")) << gateway_->log();
    EXPECT_THAT(gateway_->log(), testing::HasSubstr("declaration-check.request.yaml:22:"));
    EXPECT_THAT(gateway_->log(), testing::HasSubstr("Nmae"));
    EXPECT_EQ(check().status, 200);
    site_.change_mapping("customs/declaration-check.request.yaml", "Nmae", "Name");
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reloaded\"")) << gateway_->log();
    EXPECT_EQ(check().status, 200);
}

TEST_F(Reload, of_a_mapping_whose_samples_fail_is_refused_and_changes_nothing) {
    site_.change_mapping("codes/customs-direction.yaml", "word: import", "word: imports");
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reload-refused\"")) << gateway_->log();
    EXPECT_EQ(check().status, 200);
}

TEST_F(Reload, of_a_peer_without_its_certificate_is_refused_and_changes_nothing) {
    site_.change("peers/customs.yaml", "customs-business.cert.pem", "absent.cert.pem");
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reload-refused\"")) << gateway_->log();
    EXPECT_EQ(check().status, 200);
}

TEST_F(Reload, brings_a_new_route_into_work) {
    EXPECT_EQ(CustomsConsumer::error_code(check(second_service)), "SCE004");
    site_.change("peers/customs.yaml", "services: [CUSTOMS_DECLARATION_CHECK]",
                 std::string("services: [CUSTOMS_DECLARATION_CHECK, ") + second_service + "]");
    std::ofstream(site_.folder() / "config/routes/second.yaml")
        << "route: second\ndirection: inbound\nadapter: shep\nservice: " << second_service
        << "\npeers: [customs]\nrequest: {mapping: customs/declaration-check.request}\n"
           "reply: {mapping: customs/declaration-check.reply}\noperation: customs.checkDeclaration\noutcome: overall\n";
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reloaded\"")) << gateway_->log();
    const auto response = check(second_service);
    EXPECT_EQ(customs_.verified_answer(response).at("overall"), "PASS");
    EXPECT_EQ(check().status, 200);
}

TEST_F(Reload, takes_a_new_key_into_use_and_keeps_the_old_one_when_the_new_cannot_be_opened) {
    constexpr const char* gost = "gostr34102015-gostr34112015-512";
    constexpr const char* rsa = "xmldsig-more#rsa-sha256";
    EXPECT_THAT(check().body, testing::Not(testing::HasSubstr(rsa)));
    for (const auto* ending : {".p12", ".password"}) {
        std::filesystem::copy_file(site_.pki() / (std::string("gateway-transport-rsa") + ending),
                                   site_.pki() / (std::string("gateway-transport") + ending),
                                   std::filesystem::copy_options::overwrite_existing);
    }
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reloaded\"")) << gateway_->log();
    EXPECT_THAT(check().body, testing::AllOf(testing::HasSubstr(rsa), testing::HasSubstr(gost)))
        << "RSA on the envelope now, GOST on the business data still";

    std::ofstream(site_.pki() / "gateway-transport.p12") << "damaged";
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reload-refused\"")) << gateway_->log();
    EXPECT_THAT(check().body, testing::HasSubstr(rsa));
}

TEST_F(Reload, takes_a_route_away) {
    EXPECT_EQ(check().status, 200);
    std::filesystem::remove(site_.folder() / "config/routes/customs-declaration-check.yaml");
    gateway_->hang_up();
    ASSERT_TRUE(gateway_->says("\"reloaded\"")) << gateway_->log();
    EXPECT_EQ(CustomsConsumer::error_code(check()), "SCE004");
}

TEST_F(Reload, can_be_asked_for_many_times) {
    for (std::size_t i = 1; i <= 5; ++i) {
        gateway_->hang_up();
        ASSERT_TRUE(gateway_->says("\"reloaded\"", i)) << gateway_->log();
        EXPECT_EQ(check().status, 200);
    }
    EXPECT_EQ(gateway_->terminate(), 0);
}

}  // namespace
}  // namespace otkel::test
