#include "adapters/nca/running.hpp"

#include "adapters/nca/tests/nca_fixture.hpp"

namespace otkel::adapters::nca {
namespace {

namespace asio = boost::asio;
using trust::RevocationMode;
using namespace std::chrono_literals;

class RunningSide : public NcaTest {
protected:
    // A check that nobody waits for, and what came of it.
    asio::awaitable<void> ask(trust::TrustStore::Path path, std::optional<trust::RevocationVerdict>* verdict) {
        *verdict = co_await running_->check(std::move(path), rules(RevocationMode::ocsp), soon(60s));
    }
};

TEST_F(RunningSide, loads_at_start_without_being_asked) {
    start_twin();
    begin_running(authorities_yaml());
    run_until([&] { return running_->data().lists().lists().size() == 2; });
}

TEST_F(RunningSide, ends_in_the_middle_of_a_download) {
    start_twin();
    misbehave(Operation::crl, Misbehaviour::slow, 1000, 60s);
    begin_running(authorities_yaml());
    run_until([&] { return twin_->calls(Operation::crl) > 0; });
    stop_running();
}

TEST_F(RunningSide, whoever_waits_at_the_end_gets_a_verdict) {
    start_all();
    misbehave(Operation::ocsp, Misbehaviour::slow, 1000, 60s);
    std::optional<trust::RevocationVerdict> verdict;
    async::TaskGroup group(context_.get_executor(), [](const std::string& what) { ADD_FAILURE() << what; });
    group.spawn(ask(path_of("person"), &verdict));
    run_until([&] { return twin_->calls(Operation::ocsp) > 0; });
    cancel_running();
    run_until([&] { return verdict.has_value(); });
    EXPECT_TRUE(test::run(context_, group.join(soon())));
    EXPECT_FALSE(verdict->accepted) << verdict->how;
    const auto after = check("person");
    EXPECT_NE(after.how.find("the gateway is stopping"), std::string::npos) << after.how;
}

TEST_F(RunningSide, what_was_remembered_at_the_very_end_is_on_the_disk) {
    start_all();
    trust::RevocationVerdict verdict;
    verdict.how = "accepted under grace";
    running_->remember_grace("e-1", "customs", path_of("person"), verdict);
    stop_running();
    start_running(authorities_yaml());
    EXPECT_EQ(running_->grace_list().size(), 1U);
}

TEST_F(RunningSide, settings_with_mistakes_make_none) {
    start_twin();
    const auto made = make(authorities_yaml() + "colour: red\n");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, Errc::invalid_configuration);
    EXPECT_NE(made.error().to_string().find("colour"), std::string::npos);
}

TEST_F(RunningSide, offers_its_services) {
    start_all();
    EXPECT_EQ(running_->trust_services(), running_);
}

}  // namespace
}  // namespace otkel::adapters::nca
