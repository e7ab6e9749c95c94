#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tests/faults/asking.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/program.hpp"
#include "tests/support/site/running_twin.hpp"

// The verification of exporters through real processes: what an officer types, what the twins of the other sides send
// and answer, and a gateway that is killed in between.

namespace otkel::test {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
using ::testing::HasSubstr;

class RexProcess : public ::testing::Test {
protected:
    void SetUp() override {
#if __has_feature(thread_sanitizer)
        GTEST_SKIP() << "the libraries that draw papers are not instrumented: what they lock is not seen";
#endif
#if __has_feature(address_sanitizer)
        // What fontconfig loses (tests/support/main.cpp), in the programs that are started here.
        const auto suppressions = site_.folder() / "lsan";
        std::ofstream(suppressions) << "leak:libfontconfig.so\n";
        ASSERT_EQ(setenv("LSAN_OPTIONS", ("suppressions=" + suppressions.string()).c_str(), 1), 0);
#endif
        give_ports();
        site_.load_samples();
        for (const auto* system : {"shep", "rest", "rex"}) {
            twins_.push_back(std::make_unique<RunningTwin>(site_, "", system));
        }
        start();
    }
    void TearDown() override {
        if (gateway_) {
            EXPECT_EQ(gateway_->terminate(), 0) << gateway_->log();
        }
    }

    // Ports that stay when the gateway is started again: the other sides know them.
    void give_ports() {
        const auto external = std::to_string(free_port());
        const auto operators = std::to_string(free_port());
        const auto bus = std::to_string(free_port());
        const auto participants = std::to_string(free_port());
        const auto registry = std::to_string(free_port());
        const std::string here = "\n    address: 127.0.0.1\n    port: ";
        site_.change("gateway.yaml", "/shep/sync …" + here + "0", "/shep/sync …" + here + external);
        site_.change("gateway.yaml", "admin API" + here + "0", "admin API" + here + operators);
        site_.change("adapters/shep.yaml", "9101", bus);
        site_.change("adapters/shep.yaml", "8080", external);
        site_.change("adapters/rest.yaml", "9103", participants);
        site_.change("adapters/rest.yaml", "8080", external);
        site_.change("peers/norway-customs.yaml", "9103", participants);
        site_.change("peers/switzerland-customs.yaml", "9103", participants);
        site_.change("adapters/rex.yaml", "9104", registry);
    }
    void start() { gateway_ = std::make_unique<GatewayProcess>(OTKEL_PROGRAM, site_); }
    void kill_and_start() {
        gateway_->kill_now();
        gateway_.reset();
        start();
    }

    Ran otkel(std::vector<std::string> words) const {
        words.insert(words.end(), {"--config", site_.configuration().string()});
        return run_program(OTKEL_PROGRAM, words);
    }
    Ran rex(std::vector<std::string> words) const {
        words.insert(words.begin(), "rex");
        return otkel(std::move(words));
    }
    std::string ask(const std::string& participant_and_sample, const std::string& reference) const {
        const auto ran = otkel(
            {"simulate", "rest", "--play", "samples/" + participant_and_sample, "--set", "reference=" + reference});
        const auto at = ran.out.find("case: ");
        return at == std::string::npos ? std::string() : ran.out.substr(at + 6, ran.out.find('\n', at) - at - 6);
    }
    bool send_documents(const std::string& sample, const std::string& id) const {
        return otkel({"simulate", "shep", "--play", "samples/atameken/" + sample, "--set", "case=" + id}).code == 0;
    }
    json::object shown(const std::string& id) const {
        boost::system::error_code error;
        const auto value = json::parse(rex({"show", id, "--json"}).out, error);
        return error || !value.is_object() ? json::object{} : value.get_object();
    }
    std::string state(const std::string& id) const {
        const auto one = shown(id);
        return one.contains("state") ? std::string(one.at("state").as_string()) : std::string();
    }
    bool becomes(const std::string& id, const std::string& wanted) const {
        return eventually([&] { return state(id) == wanted; });
    }
    std::vector<std::string> kinds(const std::string& id) const {
        std::vector<std::string> all;
        const auto one_case = shown(id);
        if (!one_case.contains("records")) {
            return all;
        }
        for (const auto& one : one_case.at("records").as_array()) {
            EXPECT_EQ(one.at("number").as_int64(), static_cast<std::int64_t>(all.size()) + 1);
            all.emplace_back(one.at("kind").as_string());
        }
        return all;
    }
    // Exchanges of this route about this case.
    std::size_t sent(const std::string& route, const std::string& id) const {
        const auto listed = otkel({"exchanges", "list", "--json", "--route", route, "--key", "case=" + id});
        boost::system::error_code error;
        const auto value = json::parse(listed.out, error);
        return error ? 0 : value.at("exchanges").as_array().size();
    }
    static std::size_t number_of(const std::vector<std::string>& all, std::string_view one) {
        return static_cast<std::size_t>(std::count(all.begin(), all.end(), one));
    }

    Site site_;
    std::vector<std::unique_ptr<RunningTwin>> twins_;
    std::unique_ptr<GatewayProcess> gateway_;
};

TEST_F(RexProcess, takes_a_case_from_the_request_to_its_end_and_exports_it) {
    const auto id = ask("norway-customs/clean", "2026/117");
    ASSERT_FALSE(id.empty()) << gateway_->log();
    EXPECT_EQ(ask("norway-customs/clean", "2026/117"), id) << "the same request is the same case";
    EXPECT_THAT(rex({"list", "--country", "NO", "--invoice", "17"}).out, HasSubstr(id));
    EXPECT_THAT(rex({"list", "--country", "CH", "--invoice", "17"}).out, HasSubstr("no cases"));
    const auto scan = site_.var() / "өтініш № 1.pdf";
    std::ofstream(scan) << "%PDF of a scan";
    EXPECT_EQ(rex({"record", id, "note", "--set", "text=a call", "--paper", scan.string()}).code, 0);
    EXPECT_EQ(rex({"paper", id, "2", "өтініш № 1.pdf", "--out", "-"}).out, "%PDF of a scan");
    EXPECT_EQ(rex({"advance", id, "request-documents"}).code, 0);
    ASSERT_TRUE(becomes(id, "documents-requested")) << gateway_->log();
    EXPECT_TRUE(send_documents("complete", id));
    ASSERT_TRUE(becomes(id, "documents-received")) << gateway_->log();
    const auto refused = rex({"advance", id, "conclude", "--set", "result=valid"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_THAT(refused.err, HasSubstr("does not start there"));
    EXPECT_EQ(rex({"advance", id, "confirm-check", "--set", "asShown=true"}).code, 0);
    EXPECT_EQ(rex({"advance", id, "conclude", "--set", "result=valid"}).code, 0);
    EXPECT_EQ(rex({"advance", id, "reply"}).code, 0);
    ASSERT_TRUE(becomes(id, "replied")) << gateway_->log();
    EXPECT_EQ(rex({"advance", id, "close"}).code, 0);
    EXPECT_EQ(sent("rex-reply-norway", id), 1U);

    const auto file = (site_.var() / "case.asice").string();
    ASSERT_EQ(rex({"export", id, "--out", file}).code, 0);
    const auto verified = run_program(OTKEL_PROGRAM, {"exchanges", "prove", "--verify", file, "--trust",
                                                      (site_.pki() / "ca.cert.pem").string(), "--json"});
    const auto report = json::parse(verified.out).as_object();
    EXPECT_EQ(report.at("case").as_string(), id);
    EXPECT_EQ(report.at("records").as_int64(), 12);
    EXPECT_EQ(report.at("exchanges").as_array().size(), 16U) << "twelve records, two messages in, two out";
    for (const auto& finding : report.at("findings").as_array()) {
        EXPECT_NE(finding.at("severity").as_string(), "error") << finding.at("detail").as_string();
    }
}

TEST_F(RexProcess, asks_once_more_for_documents_that_are_missing) {
    const auto id = ask("switzerland-customs/not-valid", "CH-88");
    ASSERT_FALSE(id.empty()) << gateway_->log();
    EXPECT_EQ(rex({"advance", id, "request-documents"}).code, 0);
    ASSERT_TRUE(becomes(id, "documents-requested")) << gateway_->log();
    EXPECT_TRUE(send_documents("incomplete", id));
    EXPECT_THAT(rex({"show", id}).out, HasSubstr("missing documents: origin, power-of-attorney"));
    EXPECT_EQ(rex({"advance", id, "request-missing"}).code, 0);
    EXPECT_TRUE(eventually([&] { return number_of(kinds(id), "request-missing") == 1; }));
    EXPECT_EQ(sent("rex-documents-request", id), 2U);
}

// One step of a case, as the one who takes it would go on after a crash: it is done when its state is reached.
struct Leg {
    const char* until;
    std::function<void()> act;
};

TEST_F(RexProcess, killed_between_and_in_the_middle_of_its_steps_loses_and_doubles_nothing) {
    const int cases = takes_its_time() ? 30 : 3;
    std::mt19937 random(20261123);
    std::size_t killed = 0;
    for (int i = 0; i < cases; ++i) {
        const auto reference = "kill-" + std::to_string(i);
        std::string id;
        const auto advance = [&](std::vector<std::string> words) {
            words.insert(words.begin(), {"advance", id});
            (void)rex(std::move(words));
        };
        const std::vector<Leg> legs{{"received", [&] { id = ask("norway-customs/clean", reference); }},
                                    {"documents-requested", [&] { advance({"request-documents"}); }},
                                    {"documents-received", [&] { (void)send_documents("complete", id); }},
                                    {"checked", [&] { advance({"confirm-check", "--set", "asShown=true"}); }},
                                    {"concluded", [&] { advance({"conclude", "--set", "result=valid"}); }},
                                    {"replied", [&] { advance({"reply"}); }},
                                    {"closed", [&] { advance({"close"}); }}};
        for (const auto& leg : legs) {
            // In the middle: the act is under way when the process dies.
            std::thread acting(leg.act);
            for (auto others = random() % 4; others > 0; --others) {  // until somebody else has looked so often
                (void)rex({"list"});
            }
            gateway_->kill_now();
            acting.join();
            gateway_.reset();
            start();
            ++killed;
            ASSERT_TRUE(eventually([&] {
                if (!id.empty() && state(id) == leg.until) {
                    return true;
                }
                if (id.empty() || !shown(id).contains("pending")) {
                    leg.act();
                }
                return !id.empty() && state(id) == leg.until;
            })) << leg.until
                << gateway_->log();
            kill_and_start();  // between two steps
            ++killed;
            EXPECT_EQ(state(id), leg.until);
        }
        const auto all = kinds(id);
        for (const auto* once :
             {"receive", "request-documents", "receive-documents", "confirm-check", "conclude", "reply", "close"}) {
            EXPECT_EQ(number_of(all, once), 1U) << once << " of " << id;
        }
        EXPECT_EQ(sent("rex-documents-request", id), 1U);
        EXPECT_EQ(sent("rex-reply-norway", id), 1U);
    }
    RecordProperty("killed", static_cast<int>(killed));
}

}  // namespace
}  // namespace otkel::test
