#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "gateway/adapter/adapter_registry.hpp"
#include "gateway/app/configuration.hpp"
#include "gateway/app/engine_settings.hpp"
#include "gateway/app/journal_store.hpp"
#include "tests/support/site/site.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::app {
namespace {

using testing::HasSubstr;

class EngineSettings : public testing::Test {
protected:
    template <class Read>
    auto read(const std::string& text, Read reader) {
        complaints_ = {};
        auto section = settings::Section::load(folder_.write("part.yaml", text), complaints_);
        section.set_root(folder_.path());
        return reader(section);
    }
    std::string complaints() const {
        const auto outcome = complaints_.outcome();
        return outcome ? "" : outcome.error().to_string();
    }

    tests::TemporaryFolder folder_;
    settings::Complaints complaints_;
};

TEST_F(EngineSettings, have_the_defaults_of_the_program) {
    const exchange::Limits limits;
    const auto read_limits = read("{}", read_exchange_limits);
    EXPECT_EQ(read_limits.outbox.look_again, limits.outbox.look_again);
    EXPECT_EQ(read_limits.attempts.retry.tries_max, limits.attempts.retry.tries_max);
    EXPECT_EQ(read_limits.attempts.questions_max, limits.attempts.questions_max);
    EXPECT_EQ(read_limits.settling, limits.settling);
    EXPECT_EQ(read_limits.early_answer, limits.early_answer);
    EXPECT_EQ(read_limits.handed_over_at_once, limits.handed_over_at_once);
    EXPECT_EQ(read_limits.collection_pause, limits.collection_pause);
    const exchange::PaceRules pace;
    const auto read_rules = read("{}", read_pace);
    EXPECT_EQ(read_rules.quota.per_minute, pace.quota.per_minute);
    EXPECT_EQ(read_rules.breaker.time_open, pace.breaker.time_open);
    EXPECT_DOUBLE_EQ(read_rules.retries.share, pace.retries.share);
    EXPECT_DOUBLE_EQ(read_rules.retries.per_second, pace.retries.per_second);
    EXPECT_DOUBLE_EQ(read_rules.retries.burst, pace.retries.burst);
    EXPECT_EQ(complaints(), "");
}

TEST_F(EngineSettings, of_the_outbox_and_of_retries_are_read) {
    const auto limits = read(
        "outbox: {in_work_of_peer: 5, look_again_ms: 20, lease_renewal_ms: 200}\n"
        "retry: {tries_max: 3, first_pause_ms: 100, longest_pause_ms: 2000, questions_max: 4}\n"
        "settling_ms: 300\nanswers: {early_ms: 4000, handed_over_at_once: 6, collection_pause_ms: 70}\n",
        read_exchange_limits);
    EXPECT_EQ(complaints(), "");
    EXPECT_EQ(limits.outbox.in_work_of_peer, 5U);
    EXPECT_EQ(limits.outbox.look_again, std::chrono::milliseconds{20});
    EXPECT_EQ(limits.outbox.lease_renewal, std::chrono::milliseconds{200});
    EXPECT_EQ(limits.attempts.retry.tries_max, 3U);
    EXPECT_EQ(limits.attempts.retry.first_pause, std::chrono::milliseconds{100});
    EXPECT_EQ(limits.attempts.retry.longest_pause, std::chrono::seconds{2});
    EXPECT_EQ(limits.attempts.questions_max, 4U);
    EXPECT_EQ(limits.settling, std::chrono::milliseconds{300});
    EXPECT_EQ(limits.early_answer, std::chrono::seconds{4});
    EXPECT_EQ(limits.handed_over_at_once, 6U);
    EXPECT_EQ(limits.collection_pause, std::chrono::milliseconds{70});
}

TEST_F(EngineSettings, of_a_peer_are_read) {
    const auto pace = read(
        "quota: {per_minute: 120, in_flight: 3}\nbreaker: {failures_to_open: 2, time_open_ms: 1500}\n"
        "retries: {percent: 50, per_minute: 30, burst: 4}\n",
        read_pace);
    EXPECT_EQ(complaints(), "");
    EXPECT_EQ(pace.quota.per_minute, 120U);
    EXPECT_EQ(pace.quota.in_flight, 3U);
    EXPECT_EQ(pace.breaker.failures_to_open, 2U);
    EXPECT_EQ(pace.breaker.time_open, std::chrono::milliseconds{1500});
    EXPECT_DOUBLE_EQ(pace.retries.share, 0.5);
    EXPECT_DOUBLE_EQ(pace.retries.per_second, 0.5);
    EXPECT_DOUBLE_EQ(pace.retries.burst, 4);
}

TEST_F(EngineSettings, outside_their_limits_are_complained_about) {
    for (const char* text :
         {"outbox: {in_work_of_peer: 0}", "outbox: {look_again_ms: 9}", "outbox: {lease_renewal_ms: 60001}",
          "retry: {tries_max: 0}", "retry: {first_pause_ms: 1}", "retry: {longest_pause_ms: 86400001}",
          "retry: {questions_max: 1001}", "retry: {first_pause_ms: 5000, longest_pause_ms: 4000}",
          "outbox: {look_agian_ms: 20}", "settling_ms: 99", "answers: {early_ms: 999}",
          "answers: {handed_over_at_once: 0}", "answers: {collection_pause_ms: 9}"}) {
        static_cast<void>(read(text, read_exchange_limits));
        EXPECT_NE(complaints(), "") << text;
    }
    for (const char* text : {"quota: {per_minute: 0}", "quota: {in_flight: 10001}", "breaker: {failures_to_open: 0}",
                             "breaker: {time_open_ms: 1}", "retries: {percent: 1001}", "retries: {per_minute: 0}",
                             "retries: {burst: 0}", "quotas: {}"}) {
        static_cast<void>(read(text, read_pace));
        EXPECT_NE(complaints(), "") << text;
    }
}

TEST_F(EngineSettings, of_the_journal_name_one_store_and_take_only_its_keys) {
    const auto sqlite = read(
        "store: sqlite\nfile: j.sqlite\nnode: gateway-7\noctets_max: 1048576\n"
        "gather_us: 0\ngathered: 7\ncompression_level: 3\ncheckpoint_pages: 64\n",
        read_journal_settings);
    EXPECT_EQ(complaints(), "");
    EXPECT_FALSE(sqlite.postgres);
    EXPECT_EQ(sqlite.sqlite.file, folder_.path() / "j.sqlite");
    EXPECT_EQ(sqlite.sqlite.node, "gateway-7");
    EXPECT_EQ(sqlite.sqlite.size_limit, 1048576U);
    EXPECT_EQ(sqlite.sqlite.gather_time.count(), 0);
    EXPECT_EQ(sqlite.sqlite.gathered, 7U);
    EXPECT_EQ(sqlite.sqlite.compression_level, 3);
    EXPECT_EQ(sqlite.sqlite.checkpoint_pages, 64);
    const auto postgres =
        read("store: postgres\nconnection: host=db\nnode: gateway-2\nlease_ms: 3000\n", read_journal_settings);
    EXPECT_EQ(complaints(), "");
    ASSERT_TRUE(postgres.postgres);
    EXPECT_EQ(postgres.lease(), std::chrono::seconds{3});
    EXPECT_TRUE(postgres.read_only().postgres->read_only);
    EXPECT_EQ(postgres.as_node("other").postgres->node, "other");
    read("store: postgres\nconnection: host=db\nfile: j.sqlite\n", read_journal_settings);
    EXPECT_THAT(complaints(), HasSubstr("file"));
    read("store: sqlite\nfile: j.sqlite\nlease_ms: 3000\n", read_journal_settings);
    EXPECT_THAT(complaints(), HasSubstr("lease_ms"));
    read("store: sqlite\nfile: j.sqlite\ncompression_level: 20\n", read_journal_settings);
    EXPECT_THAT(complaints(), HasSubstr("compression_level"));
    read("store: oracle\n", read_journal_settings);
    EXPECT_THAT(complaints(), HasSubstr("oracle"));
}

TEST(EngineSettingsOfASite, reach_the_catalog_and_the_engine) {
    test::Site site;
    site.change("gateway.yaml", "tries_max: 10", "tries_max: 2");
    settings::Complaints complaints;
    const auto configuration = load_configuration(site.configuration(), complaints);
    EXPECT_TRUE(complaints.empty()) << complaints.outcome().error().to_string();
    EXPECT_EQ(configuration.exchange_limits.attempts.retry.tries_max, 2U);
    site.change("peers/customs.yaml", "per_minute: 6000", "per_minute: 77");
    adapter::AdapterRegistry registry;
    adapter::register_all_adapters(registry);
    const SystemClock clock;
    const signing::Verifier verifier(clock, std::make_shared<trust::CertificateCache>());
    const auto identities = load_identities(configuration, complaints);
    const auto catalog = load_catalog(
        {configuration, registry, clock, verifier, identities, load_codes(configuration, {}, complaints)}, complaints);
    EXPECT_EQ(catalog->pace("customs").quota.per_minute, 77U);
}

TEST(EngineSettingsOfASite, may_not_let_a_lease_end_between_two_renewals) {
    test::Site site;
    site.change("gateway.yaml", "lease_renewal_ms: 1000", "lease_renewal_ms: 2501");
    settings::Complaints complaints;
    static_cast<void>(load_configuration(site.configuration(), complaints));
    ASSERT_FALSE(complaints.empty());
    EXPECT_THAT(complaints.outcome().error().to_string(), HasSubstr("2500"));
}

// Every key that is read stands in the documentation, with its limits where a table has them.
TEST(EngineSettingsOfASite, are_documented) {
    std::ostringstream text;
    text << std::ifstream("docs/configuration.md").rdbuf();
    for (const char* row : {"| `settling_ms` | 2000 | 100 – 60000 |",
                            "| `answers.early_ms` | 3600000 | 1000 – 86400000 |",
                            "| `answers.handed_over_at_once` | 20 | 1 – 1000 |",
                            "| `answers.collection_pause_ms` | 1000 | 10 – 60000 |",
                            "| `outbox.in_work_of_peer` | 64 | 1 – 10000 |",
                            "| `outbox.look_again_ms` | 500 | 10 – 60000 |",
                            "| `outbox.lease_renewal_ms` | 1000 | 100 – 60000 |",
                            "| `retry.tries_max` | 10 | 1 – 1000 |",
                            "| `retry.first_pause_ms` | 500 | 10 – 3600000 |",
                            "| `retry.longest_pause_ms` | 300000 | 10 – 86400000 |",
                            "| `retry.questions_max` | 10 | 1 – 1000 |",
                            "| `quota.per_minute` | 6000 | 1 – 10000000 |",
                            "| `quota.in_flight` | 16 | 1 – 10000 |",
                            "| `breaker.failures_to_open` | 5 | 1 – 10000 |",
                            "| `breaker.time_open_ms` | 30000 | 10 – 3600000 |",
                            "| `retries.percent` | 20 | 0 – 1000 |",
                            "| `retries.per_minute` | 60 | 1 – 600000 |",
                            "| `retries.burst` | 10 | 1 – 100000 |",
                            "| `keep_trying_minutes` | 0 |",
                            "| `answer_within_minutes` | 1440 |",
                            "| `ordered_by` | none |"}) {
        EXPECT_THAT(text.str(), HasSubstr(row));
    }
}

}  // namespace
}  // namespace otkel::app
