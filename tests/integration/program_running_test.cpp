#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>

#include "tests/integration/otkel.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"
#include "tests/support/site/gateway_process.hpp"
#include "tests/support/site/running_twin.hpp"

// The commands that speak to a gateway or read its journal.

namespace otkel::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::IsEmpty;

class JournalCommands : public testing::Test {
protected:
    JournalCommands() {
        site_.load_samples();
        gateway_ = std::make_unique<RunningGateway>(site_);
        const CustomsConsumer customs(site_);
        answer_ = call(gateway_->ports().external,
                       post_soap("/shep/sync", customs.envelope(good_declaration(1, 1, "0000001"))))
                      .value();
        id_ = std::string(answer_.headers.get("otkel-exchange"));
    }
    Ran exchanges(std::vector<std::string> words) const {
        words.insert(words.begin(), "exchanges");
        words.insert(words.end(), {"--config", site_.configuration().string()});
        return otkel(words);
    }

    Site site_;
    std::unique_ptr<RunningGateway> gateway_;
    net::HttpResponse answer_;
    std::string id_;
};

TEST_F(JournalCommands, list_and_show_while_the_gateway_runs_and_after) {
    for (const bool running : {true, false}) {
        if (!running) {
            gateway_->stop();
        }
        const auto listed = exchanges({"list"});
        EXPECT_EQ(listed.code, 0) << listed.err;
        EXPECT_THAT(listed.out, HasSubstr(id_));
        EXPECT_THAT(listed.out, HasSubstr("PASS"));
        const auto shown = exchanges({"show", id_});
        EXPECT_EQ(shown.code, 0) << shown.err;
        for (const char* part : {"answered, outcome PASS", "customs from 127.0.0.1", "business-signature", "core",
                                 "declaration = 50401/120726/0000001", "request-in", "reply-out"}) {
            EXPECT_THAT(shown.out, HasSubstr(part));
        }
    }
}

TEST_F(JournalCommands, find_by_what_a_person_knows) {
    for (const auto& words : std::vector<std::vector<std::string>>{{"--key", "declaration=50401/120726/0000001"},
                                                                   {"--peer", "customs"},
                                                                   {"--route", "customs-declaration-check"},
                                                                   {"--state", "answered"},
                                                                   {"--since", "2001-01-01T00:00:00Z"}}) {
        auto list = words;
        list.insert(list.begin(), "list");
        EXPECT_THAT(exchanges(list).out, HasSubstr(id_)) << words[0];
    }
    EXPECT_THAT(exchanges({"list", "--key", "declaration=50401/120726/0000002"}).out, IsEmpty());
    EXPECT_THAT(exchanges({"list", "--state", "in-doubt"}).out, IsEmpty());
    EXPECT_THAT(exchanges({"list", "--limit", "0"}).out, IsEmpty());
}

TEST_F(JournalCommands, speak_to_machines) {
    const auto listed = json::parse(exchanges({"list", "--json"}).out);
    EXPECT_EQ(listed.at("exchanges").at(0).at("id").as_string(), std::string_view(id_));
    const auto shown = json::parse(exchanges({"show", id_, "--json", "--full"}).out);
    EXPECT_EQ(shown.at("state"), "answered");
    EXPECT_EQ(shown.at("legs").at(1).at("text").as_string(), std::string_view(answer_.body));
    EXPECT_FALSE(json::parse(exchanges({"show", id_, "--json"}).out).at("legs").at(1).as_object().contains("text"));
}

TEST_F(JournalCommands, give_a_leg_octet_for_octet) {
    EXPECT_EQ(exchanges({"show", id_, "--leg", "reply-out"}).out, answer_.body);
    EXPECT_NE(exchanges({"show", id_, "--leg", "core-reply"}).code, 0);
}

TEST_F(JournalCommands, tell_what_is_not_there_from_bad_usage) {
    EXPECT_EQ(exchanges({"show", "0198-nothing"}).code, 1);
    EXPECT_EQ(exchanges({"show"}).code, 2);
    EXPECT_EQ(exchanges({"list", "--state", "done"}).code, 2);
    EXPECT_EQ(exchanges({"list", "--key", "gtin"}).code, 2);
    EXPECT_EQ(exchanges({"list", "--since", "yesterday"}).code, 2);
    EXPECT_EQ(otkel({"exchanges", "list", "--config", "/absent.yaml"}).code, 2);
    const Site fresh;
    EXPECT_EQ(otkel({"exchanges", "list", "--config", fresh.configuration().string()}).code, 2) << "no journal yet";
    EXPECT_FALSE(std::filesystem::exists(fresh.var() / "journal.sqlite")) << "reading makes none";
}

class RunningCommands : public testing::Test {
protected:
    RunningCommands() {
        site_.load_samples();
        site_.change("adapters/shep.yaml", "port: 9101", "port: 0");
        twin_ = std::make_unique<RunningTwin>(site_);
        site_.change("adapters/shep.yaml", "http://127.0.0.1:9101/shep/sync", twin_->url());
        gateway_ = std::make_unique<GatewayProcess>(OTKEL_PROGRAM, site_);
        // For the commands that look up where the gateway listens.
        site_.change("gateway.yaml", "port: 0", "port: " + std::to_string(gateway_->ports().core_api));
        site_.change("adapters/shep.yaml", "127.0.0.1:8080", "127.0.0.1:" + std::to_string(gateway_->ports().external));
    }
    Ran send(std::vector<std::string> words, const std::string& input = {}) const {
        words.insert(words.begin(), "send");
        words.insert(words.end(), {"--config", site_.configuration().string()});
        return otkel(words, input);
    }
    Ran simulate(std::vector<std::string> words) const {
        words.insert(words.begin(), {"simulate", "shep"});
        words.insert(words.end(), {"--config", site_.configuration().string()});
        return otkel(words);
    }

    Site site_;
    std::unique_ptr<RunningTwin> twin_;
    std::unique_ptr<GatewayProcess> gateway_;
    const std::string question_ = R"({"declaration": {"number": "50401/120726/0000002"}})";
};

TEST_F(RunningCommands, send_asks_through_the_gateway_and_prints_the_answer) {
    const auto ran = send({"customs-declaration-status", "--idempotency-key", "key-1"}, question_);
    ASSERT_EQ(ran.code, 0) << ran.out << ran.err;
    EXPECT_EQ(json::parse(ran.out).at("status"), "released");
    EXPECT_THAT(ran.err, HasSubstr("exchange "));
    const auto again = send({"customs-declaration-status", "--idempotency-key", "key-1"}, question_);
    EXPECT_EQ(again.out, ran.out);
    EXPECT_EQ(again.err, ran.err) << "the same exchange";
}

TEST_F(RunningCommands, send_fails_when_the_gateway_says_no_or_nothing) {
    const auto unknown = send({"nothing"}, question_);
    EXPECT_EQ(unknown.code, 1);
    EXPECT_EQ(json::parse(unknown.out).at("code"), "service-unknown");
    EXPECT_EQ(send({"customs-declaration-status"}, "{}").code, 1);
    EXPECT_EQ(send({"customs-declaration-status", "/absent.json"}).code, 2);
    EXPECT_EQ(send({}).code, 2);
    EXPECT_EQ(gateway_->terminate(), 0);
    const auto gone = send({"customs-declaration-status"}, question_);
    EXPECT_EQ(gone.code, 1);
    EXPECT_THAT(gone.out, IsEmpty());
}

TEST_F(RunningCommands, simulate_plays_a_sample_and_tells_what_happened) {
    const auto ran = simulate({"--play", "samples/customs/pass"});
    EXPECT_EQ(ran.code, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("PASS"));
    EXPECT_THAT(ran.out, HasSubstr("\nexchange 0"));
}

TEST_F(RunningCommands, simulate_fails_when_the_gateway_refuses) {
    const auto script = site_.var() / "unsigned.yaml";
    std::ofstream(script) << one_step("request", "unsigned");
    const auto ran = simulate({"--play", "samples/customs/pass", "--script", script.string()});
    EXPECT_EQ(ran.code, 1);
    EXPECT_THAT(ran.out, HasSubstr("FAULT SCE007"));
    std::ofstream(script) << one_step("request", "dance");
    EXPECT_NE(simulate({"--play", "samples/customs/pass", "--script", script.string()}).code, 0);
    EXPECT_EQ(simulate({"--play", "samples/absent"}).code, 2);
    EXPECT_EQ(otkel({"simulate", "nothing", "--config", site_.configuration().string()}).code, 2);
}

TEST_F(RunningCommands, serve_refuses_a_journal_that_another_gateway_writes) {
    site_.change("gateway.yaml", "port: " + std::to_string(gateway_->ports().core_api), "port: 0");
    const auto ran = otkel({"serve", "--config", site_.configuration().string()});
    EXPECT_NE(ran.code, 0);
    EXPECT_THAT(ran.err, HasSubstr("journal.sqlite"));
}

}  // namespace
}  // namespace otkel::test
