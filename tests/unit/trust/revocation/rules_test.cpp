#include "gateway/trust/revocation/rules.hpp"

#include <gtest/gtest.h>

namespace otkel::trust {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const WallTime now = WallTime{std::chrono::sys_days{std::chrono::year{2026} / 7 / 12}} + hours{4};

RevocationStatus good_by_ocsp(seconds age) {
    RevocationStatus status;
    status.source = "OCSP, CN=OCSP RESPONDER";
    status.as_of = now - age;
    return status;
}

RevocationStatus good_by_crl(seconds age, std::optional<seconds> rest) {
    RevocationStatus status;
    status.source = "CRL 14 of CN=УЦ";
    status.as_of = now - age;
    status.next_update = rest ? std::optional(now + *rest) : std::nullopt;
    status.kind = RevocationSource::crl;
    return status;
}

RevocationStatus revoked(RevocationStatus status) {
    status.state = RevocationState::revoked;
    status.revoked_at = now - hours{100};
    status.reason = "keyCompromise";
    return status;
}

RevocationStatus unknown(RevocationStatus status) {
    status.state = RevocationState::unknown_to_authority;
    return status;
}

RevocationRules rules_of(RevocationMode mode) {
    RevocationRules rules;
    rules.mode = mode;
    return rules;
}

const RevocationRules ocsp_only = rules_of(RevocationMode::ocsp), crl_only = rules_of(RevocationMode::crl),
                      either = rules_of(RevocationMode::ocsp_or_crl), off = rules_of(RevocationMode::off);

RevocationRules with_grace(RevocationRules rules) {
    rules.grace = hours{24};
    return rules;
}

RevocationRules without_answer(RevocationRules rules) {
    rules.grace_without_answer = true;
    return rules;
}

RevocationEvidence trouble(std::optional<RevocationStatus> last_good = {}, seconds since = minutes{10}) {
    return {{}, {}, std::move(last_good), "OCSP times out", now - since};
}

TEST(Rules, know_their_modes_by_word) {
    for (const auto mode :
         {RevocationMode::off, RevocationMode::crl, RevocationMode::ocsp, RevocationMode::ocsp_or_crl}) {
        EXPECT_EQ(revocation_mode_of(name(mode)), mode);
    }
    EXPECT_EQ(revocation_mode_of("ocsp-or-crl"), RevocationMode::ocsp_or_crl);
    EXPECT_FALSE(revocation_mode_of("OCSP"));
    EXPECT_FALSE(revocation_mode_of(""));
}

TEST(Rules, accept_a_good_answer_of_a_source_they_name) {
    for (const auto& rules : {ocsp_only, either}) {
        const auto verdict = decide(rules, {good_by_ocsp(seconds{12}), {}, {}, {}, {}}, now);
        EXPECT_TRUE(verdict.accepted);
        EXPECT_FALSE(verdict.under_grace);
        EXPECT_EQ(verdict.how, "good by OCSP, CN=OCSP RESPONDER, 12 s old");
        ASSERT_TRUE(verdict.status);
        EXPECT_EQ(verdict.status->source, "OCSP, CN=OCSP RESPONDER");
    }
    for (const auto& rules : {crl_only, either}) {
        const auto verdict = decide(rules, {{}, good_by_crl(hours{72}, hours{1}), {}, {}, {}}, now);
        EXPECT_TRUE(verdict.accepted);
        EXPECT_EQ(verdict.how, "good by CRL 14 of CN=УЦ, 3 days old, holds until 2026-07-12T05:00:00Z");
    }
}

TEST(Rules, do_not_accept_a_good_answer_of_another_source) {
    EXPECT_FALSE(decide(crl_only, {good_by_ocsp(seconds{1}), {}, {}, {}, {}}, now).accepted);
    EXPECT_FALSE(decide(ocsp_only, {{}, good_by_crl(hours{1}, hours{1}), {}, {}, {}}, now).accepted);
    EXPECT_FALSE(decide(crl_only, {{}, {}, good_by_ocsp(seconds{1}), {}, {}}, now).accepted);
    EXPECT_FALSE(decide(with_grace(crl_only), trouble(good_by_ocsp(hours{1})), now).accepted);
}

TEST(Rules, refuse_revoked_whoever_says_so_and_whatever_others_say) {
    const auto good_list = good_by_crl(hours{1}, hours{1});
    const auto good_answer = good_by_ocsp(seconds{1});
    for (const auto& rules : {off, crl_only, ocsp_only, either, without_answer(with_grace(either))}) {
        for (const auto& evidence :
             {RevocationEvidence{revoked(good_answer), good_list, good_answer, {}, {}},
              RevocationEvidence{good_answer, revoked(good_list), good_answer, {}, {}},
              RevocationEvidence{good_answer, good_list, revoked(good_answer), {}, {}},
              RevocationEvidence{unknown(good_answer), revoked(good_list), {}, {}, {}},
              RevocationEvidence{{}, revoked(good_by_crl(hours{9000}, -hours{5000})), {}, "OCSP times out", now}}) {
            const auto verdict = decide(rules, evidence, now);
            EXPECT_FALSE(verdict.accepted);
            EXPECT_FALSE(verdict.under_grace);
            ASSERT_TRUE(verdict.status);
            EXPECT_EQ(verdict.status->state, RevocationState::revoked);
        }
    }
    EXPECT_EQ(decide(either, {{}, revoked(good_list), {}, {}, {}}, now).how,
              "revoked 2026-07-08T00:00:00Z (keyCompromise) by CRL 14 of CN=УЦ, 60 min old, holds until "
              "2026-07-12T05:00:00Z");
}

TEST(Rules, refuse_what_the_authority_does_not_know) {
    for (const auto& rules : {crl_only, ocsp_only, either, without_answer(with_grace(either))}) {
        const auto verdict = decide(
            rules,
            {unknown(good_by_ocsp(seconds{1})), good_by_crl(hours{1}, hours{1}), good_by_ocsp(seconds{5}), {}, {}},
            now);
        EXPECT_FALSE(verdict.accepted);
        EXPECT_EQ(verdict.status->state, RevocationState::unknown_to_authority);
        EXPECT_TRUE(verdict.how.starts_with("unknown to the authority")) << verdict.how;
    }
}

TEST(Rules, use_a_fresh_answer_again_without_asking) {
    const auto verdict = decide(ocsp_only, {{}, {}, good_by_ocsp(seconds{600}), {}, {}}, now);
    EXPECT_TRUE(verdict.accepted);
    EXPECT_FALSE(verdict.under_grace);
    EXPECT_EQ(verdict.how, "good by OCSP, CN=OCSP RESPONDER, 10 min old, not asked again");
    EXPECT_FALSE(decide(ocsp_only, {{}, {}, good_by_ocsp(seconds{601}), {}, {}}, now).accepted);
}

TEST(Rules, do_not_use_an_answer_again_after_its_next_update_or_from_the_future) {
    auto answer = good_by_ocsp(minutes{8});
    answer.next_update = now - minutes{4};  // within the clock skew
    EXPECT_TRUE(decide(ocsp_only, {{}, {}, answer, {}, {}}, now).accepted);
    answer.next_update = now - minutes{6};
    EXPECT_FALSE(decide(ocsp_only, {{}, {}, answer, {}, {}}, now).accepted);
    EXPECT_TRUE(decide(ocsp_only, {{}, {}, good_by_ocsp(-minutes{4}), {}, {}}, now).accepted);
    EXPECT_FALSE(decide(ocsp_only, {{}, {}, good_by_ocsp(-minutes{6}), {}, {}}, now).accepted);
    EXPECT_FALSE(decide(with_grace(ocsp_only), trouble(good_by_ocsp(-minutes{6})), now).accepted);
}

TEST(Rules, say_that_nothing_was_asked) {
    const auto verdict = decide(without_answer(with_grace(either)), {{}, {}, good_by_ocsp(hours{1}), {}, {}}, now);
    EXPECT_FALSE(verdict.accepted) << "grace is for trouble only";
    EXPECT_EQ(verdict.how, "not established: no source that these rules name (ocsp-or-crl) was asked");
}

TEST(Rules, check_nothing_when_off) {
    const auto verdict = decide(off, {}, now);
    EXPECT_TRUE(verdict.accepted);
    EXPECT_FALSE(verdict.status);
    EXPECT_TRUE(verdict.how.starts_with("not checked")) << verdict.how;
}

TEST(Rules, take_one_source_where_the_other_fails) {
    const auto list = decide(either, {{}, good_by_crl(hours{1}, hours{1}), {}, "OCSP times out", now}, now);
    EXPECT_TRUE(list.accepted);
    EXPECT_FALSE(list.under_grace);
    EXPECT_TRUE(list.how.ends_with("; without an answer: OCSP times out")) << list.how;
    const auto answer = decide(either, {good_by_ocsp(seconds{1}), good_by_crl(hours{9}, -hours{1}), {}, {}, {}}, now);
    EXPECT_TRUE(answer.accepted);
    EXPECT_TRUE(answer.how.ends_with("CRL 14 of CN=УЦ ran out 2026-07-12T03:00:00Z")) << answer.how;
    EXPECT_FALSE(decide(ocsp_only, {{}, good_by_crl(hours{1}, hours{1}), {}, "OCSP times out", now}, now).accepted);
}

TEST(Rules, do_not_believe_the_silence_of_a_list_that_ran_out) {
    const auto out = decide(crl_only, {{}, good_by_crl(hours{9}, -seconds{1}), {}, {}, {}}, now);
    EXPECT_FALSE(out.accepted);
    EXPECT_TRUE(out.how.starts_with("not established: CRL 14 of CN=УЦ ran out 2026-07-12T03:59:59Z")) << out.how;
    const auto endless = decide(crl_only, {{}, good_by_crl(seconds{9}, std::nullopt), {}, {}, {}}, now);
    EXPECT_FALSE(endless.accepted);
    EXPECT_NE(endless.how.find("does not say until when it holds"), std::string::npos) << endless.how;
    const auto early = decide(crl_only, {{}, good_by_crl(-minutes{6}, hours{1}), {}, {}, {}}, now);
    EXPECT_FALSE(early.accepted);
    EXPECT_NE(early.how.find("is from the future"), std::string::npos) << early.how;
}

TEST(Grace, is_not_given_unless_declared) {
    const auto verdict = decide(ocsp_only, trouble(good_by_ocsp(hours{1})), now);
    EXPECT_FALSE(verdict.accepted);
    EXPECT_TRUE(verdict.how.starts_with("not established: OCSP times out; last good answer by OCSP")) << verdict.how;
}

TEST(Grace, accepts_the_last_good_answer_up_to_its_cap) {
    const auto verdict = decide(with_grace(ocsp_only), trouble(good_by_ocsp(hours{2})), now);
    EXPECT_TRUE(verdict.accepted);
    EXPECT_TRUE(verdict.under_grace);
    ASSERT_TRUE(verdict.status);
    EXPECT_EQ(verdict.how,
              "accepted under grace: OCSP times out; last good answer by OCSP, CN=OCSP RESPONDER, 2 h old, the cap is "
              "24 h");
    EXPECT_TRUE(decide(with_grace(ocsp_only), trouble(good_by_ocsp(hours{24})), now).accepted);
    EXPECT_FALSE(decide(with_grace(ocsp_only), trouble(good_by_ocsp(hours{24} + seconds{1})), now).accepted);
    EXPECT_FALSE(decide(with_grace(ocsp_only), trouble(), now).accepted);
}

TEST(Grace, is_not_needed_where_the_kept_answer_is_fresh) {
    const auto verdict = decide(with_grace(ocsp_only), trouble(good_by_ocsp(seconds{60})), now);
    EXPECT_TRUE(verdict.accepted);
    EXPECT_FALSE(verdict.under_grace);
}

TEST(Grace, counts_a_list_from_when_it_ran_out) {
    const auto evidence = [](seconds out_for) {
        return RevocationEvidence{{}, good_by_crl(hours{4000}, -out_for), {}, {}, {}};
    };
    const auto verdict = decide(with_grace(crl_only), evidence(hours{24}), now);
    EXPECT_TRUE(verdict.accepted);
    EXPECT_TRUE(verdict.under_grace);
    EXPECT_TRUE(verdict.how.starts_with("accepted under grace: CRL 14 of CN=УЦ ran out")) << verdict.how;
    EXPECT_FALSE(decide(with_grace(crl_only), evidence(hours{24} + seconds{1}), now).accepted);
    EXPECT_FALSE(decide(crl_only, evidence(seconds{1}), now).accepted);
}

TEST(Grace, stands_on_the_better_of_a_kept_answer_and_a_list_that_ran_out) {
    auto evidence = trouble(good_by_ocsp(hours{20}));
    evidence.crl = good_by_crl(hours{100}, -hours{10});
    EXPECT_EQ(decide(with_grace(either), evidence, now).status->kind, RevocationSource::crl);
    evidence.crl = good_by_crl(hours{100}, -hours{30});
    EXPECT_EQ(decide(with_grace(either), evidence, now).status->kind, RevocationSource::ocsp);
    EXPECT_TRUE(decide(with_grace(either), evidence, now).accepted);
}

TEST(Grace, without_an_answer_is_counted_from_the_beginning_of_the_trouble) {
    const auto rules = without_answer(ocsp_only);
    const auto verdict = decide(rules, trouble({}, minutes{60}), now);
    EXPECT_TRUE(verdict.accepted);
    EXPECT_TRUE(verdict.under_grace);
    EXPECT_FALSE(verdict.status);
    EXPECT_EQ(verdict.how,
              "accepted under grace without an answer: OCSP times out, for 60 min; nothing good was ever learned; the "
              "cap is 60 min");
    EXPECT_FALSE(decide(rules, trouble({}, minutes{60} + seconds{1}), now).accepted);
    auto unknown_beginning = trouble();
    unknown_beginning.trouble_since.reset();
    EXPECT_FALSE(decide(rules, unknown_beginning, now).accepted);
    EXPECT_FALSE(decide(rules, trouble({}, -minutes{6}), now).accepted) << "a beginning in the future";
    EXPECT_FALSE(decide(ocsp_only, trouble(), now).accepted);
}

TEST(Grace, does_not_treat_an_old_good_answer_worse_than_none) {
    EXPECT_TRUE(decide(without_answer(with_grace(ocsp_only)), trouble(good_by_ocsp(hours{100})), now).accepted);
    EXPECT_FALSE(
        decide(without_answer(with_grace(ocsp_only)), trouble(good_by_ocsp(hours{100}), hours{2}), now).accepted);
}

}  // namespace
}  // namespace otkel::trust
