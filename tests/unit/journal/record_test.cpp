#include "gateway/journal/evidence/record.hpp"

#include <gtest/gtest.h>

#include "gateway/base/bytes.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/journal/evidence/canonical.hpp"

namespace otkel::journal {
namespace {

std::string sha256(std::string_view octets) { return crypto::digest(crypto::DigestAlgorithm::sha256, octets); }

WallTime at(int milliseconds) {
    return WallTime{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}} + std::chrono::milliseconds{milliseconds};
}

Record full() {
    Record record;
    record.chain = "gateway-1/7";
    record.sequence = 41;
    record.exchange = "e-1";
    record.ordinal = 3;
    record.previous = sha256("before");
    record.at = at(5);
    record.state = State::in_doubt;
    record.outcome = "no answer: \"HTTP 504\"\n\x01";
    record.attempt = 2;
    record.node = "gateway-1";
    record.by = "А. Тестова, тел. ұзілді";
    record.because = "e-0";
    record.opening =
        RecordOpening{Direction::outbound, "shep", "r", "peer", "S", "m-1", "c-1", "d", "CN=…", "10.0.0.1"};
    record.legs = {{Leg::request_out, "text/xml", 12, sha256("a")}, {Leg::reply_in, {}, 0, sha256("")}};
    return record;
}

TEST(Record, has_one_form) {
    Record record;
    record.chain = "n/1";
    record.sequence = 1;
    record.exchange = "e";
    record.ordinal = 1;
    record.previous = no_hash();
    record.at = at(0);
    record.legs = {{Leg::request_in, "text/xml", 3, sha256("abc")}};
    EXPECT_EQ(record_text(record),
              R"({"at":"2026-06-01T00:00:00.000Z","chain":"n/1","exchange":"e","legs":[{"content_type":"text/xml",)"
              R"("leg":"request-in","octets":3,)"
              R"("sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}],"ordinal":1,)"
              R"("previous":"0000000000000000000000000000000000000000000000000000000000000000","sequence":1,)"
              R"("state":"accepted"})");
}

TEST(Record, is_read_as_it_was_written) {
    const auto record = full();
    const auto read = read_record(record_text(record));
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(*read, record);
}

TEST(Record, with_octets_that_are_no_text_stays_readable) {
    auto record = full();
    record.outcome =
        "a\xFF"
        "b";
    const auto read = read_record(record_text(record));
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read->outcome,
              "a\xEF\xBF\xBD"
              "b");
}

TEST(Record, in_any_other_form_is_refused) {
    const auto text = record_text(full());
    const auto refused = [](const std::string& changed) {
        const auto read = read_record(changed);
        return !read && read.error().code == Errc::malformed;
    };
    const auto with = [&](std::string_view old, std::string_view now) {
        auto changed = text;
        const auto found = changed.find(old);
        EXPECT_NE(found, std::string::npos) << old;
        return changed.replace(found, old.size(), now);
    };
    EXPECT_TRUE(refused(text + " "));
    EXPECT_TRUE(refused(" " + text));
    EXPECT_TRUE(refused(with(",\"ordinal\"", ", \"ordinal\"")));
    EXPECT_TRUE(refused(with("\"ordinal\":3", "\"ordinal\":3.0")));
    EXPECT_TRUE(refused(with("\"ordinal\":3", "\"ordinal\":-3")));
    EXPECT_TRUE(refused(with("\"ordinal\":3", "\"ordinal\":99999999999")));
    EXPECT_TRUE(refused(with("\"ordinal\":3", "\"ordinal\":\"3\"")));
    EXPECT_TRUE(refused(with("\"ordinal\":3", "\"ordinal\":3,\"other\":1")));
    EXPECT_TRUE(refused(with("\"ordinal\":3", "\"ordinal\":3,\"ordinal\":3")));
    EXPECT_TRUE(refused(with("in-doubt", "in doubt")));
    EXPECT_TRUE(refused(with("request-out", "request-about")));
    EXPECT_TRUE(refused(with("outbound", "sideways")));
    EXPECT_TRUE(refused(with("\\u0001", "\\u0041")));
    EXPECT_TRUE(refused(with("2026-06-01T", "2026-06-01 ")));
    EXPECT_TRUE(refused(with("2026-06-01T00:00:00.005Z", "2026-06-01T05:00:00.005+05:00")));
    EXPECT_TRUE(refused(with("\"legs\":[{", "\"legs\":[1,{")));
    EXPECT_TRUE(refused(with("\"legs\":[", "\"legs\":{\"a\":[")));
    EXPECT_TRUE(refused(""));
    EXPECT_TRUE(refused("[]"));
    EXPECT_TRUE(refused("{}"));
    EXPECT_TRUE(refused(std::string(100'000, '[')));
}

TEST(Record, is_hashed_as_a_leaf_of_RFC_9162) {
    EXPECT_EQ(to_hex(leaf_hash("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    EXPECT_EQ(leaf_hash("text"), sha256(std::string("\0text", 5)));
    EXPECT_EQ(link_hash(no_hash(), sha256("x")), sha256("\x02" + no_hash() + sha256("x")));
}

TEST(Record, joins_its_chain_and_its_exchange) {
    ChainEnd chain{"n/1"};
    ExchangeEnd first;
    ExchangeEnd second;
    Record record;
    record.exchange = "a";
    const auto one = append_record(record, chain, first);
    record.exchange = "b";
    const auto two = append_record(record, chain, second);
    record.exchange = "a";
    const auto three = append_record(record, chain, first);

    EXPECT_EQ(one.sequence, 1U);
    EXPECT_EQ(three.sequence, 3U);
    EXPECT_EQ(one.link, link_hash(no_hash(), one.leaf));
    EXPECT_EQ(two.link, link_hash(one.link, two.leaf));
    EXPECT_EQ(chain.link, three.link);
    EXPECT_EQ(read_record(one.text)->previous, no_hash());
    EXPECT_EQ(read_record(two.text)->ordinal, 1U);
    EXPECT_EQ(read_record(three.text)->ordinal, 2U);
    EXPECT_EQ(read_record(three.text)->previous, one.leaf);
    EXPECT_EQ(first.leaf, leaf_hash(three.text));
}

TEST(Record, of_what_a_store_is_given_tells_it_all) {
    Acceptance acceptance{.id = ExchangeId("e"), .peer = "customs", .message_id = "m", .at = at(1)};
    const auto accepted = record_of(acceptance, {{Leg::request_in, "text/xml", 1, sha256("x")}}, "node-1");
    ASSERT_TRUE(accepted.opening);
    EXPECT_EQ(accepted.opening->peer, "customs");
    EXPECT_EQ(accepted.opening->message_id, "m");
    EXPECT_EQ(accepted.node, "node-1");

    const Step step{.id = ExchangeId("e"),
                    .state = State::parked,
                    .outcome = "tries used up",
                    .at = at(2),
                    .because = ExchangeId("f"),
                    .by = "operator"};
    const auto entry = entry_of(record_of(step, {{Leg::reply_in, {}, 1, sha256("x")}}, "node-2", 5));
    EXPECT_EQ(entry.state, State::parked);
    EXPECT_EQ(entry.outcome, "tries used up");
    EXPECT_EQ(entry.attempt, 5U);
    EXPECT_EQ(entry.because, "f");
    EXPECT_EQ(entry.by, "operator");
    EXPECT_EQ(entry.legs, std::vector<std::string>{"reply-in sha256:" + to_hex(sha256("x"))});

    const auto refused =
        record_of(Refusal{.id = ExchangeId("g"), .code = "not-signed", .detail = "no signature"}, {}, "n");
    EXPECT_EQ(refused.state, State::refused);
    EXPECT_EQ(refused.outcome, "not-signed: no signature");
}

TEST(Canonical, text_is_escaped_as_RFC_8785_says) {
    EXPECT_EQ(canonical_text("\"\\\b\f\n\r\t\x1f\x7f/ұ"), "\"\\\"\\\\\\b\\f\\n\\r\\t\\u001f\x7f/ұ\"");
}

TEST(Canonical, hexadecimal_digits_are_lower_case_and_counted) {
    EXPECT_EQ(*from_hex("00ff", 2), std::string("\x00\xff", 2));
    for (const auto* text : {"", "00", "00FF", "00fg", "00ff0"}) {
        EXPECT_FALSE(from_hex(text, 2)) << text;
    }
}

}  // namespace
}  // namespace otkel::journal
