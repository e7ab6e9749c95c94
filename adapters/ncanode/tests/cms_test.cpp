#include <gmock/gmock.h>

#include "adapters/ncanode/tests/ncanode_fixture.hpp"

namespace otkel::adapters::ncanode {
namespace {

using ::testing::HasSubstr;

class NcanodeCms : public NcanodeTest {
protected:
    const std::string data_ = to_base64("synthetic content");

    std::string sign(json::object more, std::initializer_list<const char*> names = {"person"}) {
        more["data"] = data_;
        more["signers"] = signers(names);
        const auto reply = post("/cms/sign", more);
        EXPECT_EQ(reply.status, 200) << json::serialize(reply.body);
        return reply.text("cms");
    }
    Reply add(json::object request) {
        request["signers"] = signers({"head"});
        return post("/cms/sign/add", request);
    }
    Reply verify(const std::string& cms) { return post("/cms/verify", {{"cms", cms}}); }
    Reply verify(const std::string& cms, const std::string& data) {
        return post("/cms/verify", {{"cms", cms}, {"data", data}});
    }
    static std::string iin_of(const json::object& signer) {
        return std::string(signer.at("certificates").as_array().at(0).at("subject").as_object().at("iin").as_string());
    }
};

TEST_F(NcanodeCms, signs_verifies_and_extracts) {
    const auto cms = sign({});
    const auto verified = verify(cms);
    EXPECT_EQ(verified.status, 200);
    EXPECT_TRUE(verified.valid()) << verified.text("details");
    EXPECT_EQ(iin_of(verified.signer()), "910211500004");
    EXPECT_TRUE(verified.signer().at("tsp").is_null());
    EXPECT_EQ(post("/cms/extract", {{"cms", cms}}).text("data"), data_);
    EXPECT_TRUE(verify(cms, data_).valid());
    EXPECT_TRUE(verify(cms, "").valid());
    EXPECT_FALSE(verify(cms, to_base64("another content")).valid());
}

TEST_F(NcanodeCms, signs_apart_from_the_content) {
    const auto cms = sign({{"detached", true}}, {"person", "employee"});
    EXPECT_TRUE(verify(cms, data_).valid());
    EXPECT_EQ(verify(cms, data_).body.at("signers").as_array().size(), 2U);
    const auto other = verify(cms, to_base64("another content"));
    EXPECT_EQ(other.status, 200);
    EXPECT_FALSE(other.valid());
    expect_refused(verify(cms), "data");
    expect_refused(post("/cms/extract", {{"cms", cms}}), "cms");
}

TEST_F(NcanodeCms, adds_a_signer_to_either_form) {
    const auto attached = add({{"cms", sign({})}});
    EXPECT_EQ(attached.status, 200) << json::serialize(attached.body);
    const auto verified = verify(attached.text("cms"));
    EXPECT_TRUE(verified.valid());
    EXPECT_EQ(iin_of(verified.signer(0)), "910211500004");
    EXPECT_EQ(iin_of(verified.signer(1)), "880523600004");
    const auto apart = sign({{"detached", true}});
    const auto detached = add({{"cms", apart}, {"data", data_}, {"detached", true}});
    EXPECT_TRUE(verify(detached.text("cms"), data_).valid());
    expect_refused(add({{"cms", apart}}), "data");
    expect_refused(add({{"cms", apart}, {"data", to_base64("another content")}}), "data");
    expect_refused(add({{"cms", apart}, {"data", data_}, {"detached", false}}), "detached");
    expect_refused(add({{"cms", sign({})}, {"detached", true}}), "detached");
}

TEST_F(NcanodeCms, stamps_new_signatures_and_leaves_earlier_stamps_alone) {
    authority_ = std::make_unique<TestAuthority>();
    const auto cms = sign({{"withTsp", true}, {"tsaPolicy", "TSA_GOST2015_POLICY"}}, {"person", "employee"});
    const auto verified = verify(cms);
    EXPECT_TRUE(verified.valid()) << verified.text("details");
    for (const std::size_t i : {0U, 1U}) {
        const auto& stamp = verified.signer(i).at("tsp").as_object();
        EXPECT_EQ(stamp.at("serialNumber").as_string(), "1f2a");
        EXPECT_EQ(stamp.at("genTime").as_string(), "2026-07-12T00:00:00.000+00:00");
        EXPECT_EQ(stamp.at("policy").as_string(), trust::stamp_policy::gost2015);
        EXPECT_THAT(std::string(stamp.at("tsa").as_string()), HasSubstr("TIME-STAMPING AUTHORITY"));
        EXPECT_EQ(stamp.at("tspHashAlgorithm").as_string(), "GOST3411-2015-512");
        EXPECT_EQ(stamp.at("hash").as_string().size(), 128U);
    }
    const auto three = add({{"cms", cms}, {"withTsp", true}});
    const auto again = verify(three.text("cms"));
    EXPECT_TRUE(again.valid());
    EXPECT_EQ(again.signer(0).at("tsp"), verified.signer(0).at("tsp"));
    EXPECT_TRUE(again.signer(2).at("tsp").is_object());
}

TEST_F(NcanodeCms, tells_why_there_is_no_stamp) {
    const json::object request{{"data", data_}, {"signers", signers({"person"})}, {"withTsp", true}};
    expect_refused(post("/cms/sign", request), "withTsp");
    authority_ = std::make_unique<TestAuthority>();
    auto policy = request;
    policy["tsaPolicy"] = "TSA_GOST_POLICY";
    expect_refused(post("/cms/sign", policy), "tsaPolicy");
    policy["tsaPolicy"] = "MY_POLICY";
    expect_refused(post("/cms/sign", policy), "tsaPolicy");
    authority_->go_away();
    EXPECT_EQ(post("/cms/sign", request).status, 503);
}

// An expired certificate is no fault when a stamp proves that it was used before.
TEST_F(NcanodeCms, judges_a_stamped_signature_by_its_time) {
    authority_ = std::make_unique<TestAuthority>();
    const auto stamped = sign({{"withTsp", true}});
    const auto bare = sign({});
    clock_.set_wall(WallTime{std::chrono::sys_days{std::chrono::year{2038} / 1 / 1}});
    EXPECT_TRUE(verify(stamped).valid()) << verify(stamped).text("details");
    EXPECT_FALSE(verify(bare).valid());
}

TEST_F(NcanodeCms, says_no_to_changed_content) {
    auto octets = from_base64(sign({})).value();
    octets.replace(octets.find("synthetic"), 9, "realistic");
    const auto verified = verify(to_base64(octets));
    EXPECT_EQ(verified.status, 200);
    EXPECT_FALSE(verified.valid());
    EXPECT_THAT(verified.text("details"), HasSubstr("signers[0]: "));
}

TEST_F(NcanodeCms, says_no_to_a_signer_that_is_not_trusted) {
    const auto verified = verify(sign({}, {"person", "foreign"}));
    EXPECT_FALSE(verified.valid());
    EXPECT_TRUE(verified.signer(0).at("certificates").as_array().at(0).at("valid").as_bool());
    EXPECT_FALSE(verified.signer(1).at("certificates").as_array().at(0).at("valid").as_bool());
}

TEST_F(NcanodeCms, names_the_field_that_is_wrong) {
    expect_refused(verify("no base64!"), "cms");
    expect_refused(verify(to_base64("no message")), "cms");
    expect_refused(verify(""), "cms");
    expect_refused(post("/cms/verify", json::object()), "cms");
    expect_refused(verify(sign({}), "no base64!"), "data");
    expect_refused(post("/cms/extract", {{"cms", to_base64("no message")}}), "cms");
    expect_refused(post("/cms/sign", {{"signers", signers({"person"})}}), "data");
    expect_refused(post("/cms/sign", {{"data", data_}}), "signers");
    expect_refused(post("/cms/sign", {{"data", data_}, {"signers", signers({"person"})}, {"detached", 1}}), "detached");
    expect_refused(add({{"cms", to_base64("no message")}}), "cms");
    expect_refused(add(json::object()), "cms");
}

}  // namespace
}  // namespace otkel::adapters::ncanode
