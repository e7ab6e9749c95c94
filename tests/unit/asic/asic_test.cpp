#include "gateway/asic/asic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/asic/manifest.hpp"
#include "gateway/crypto/der.hpp"
#include "tests/unit/asic/asic_fixture.hpp"

namespace otkel::asic {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using namespace otkel::testing;

std::string stamp_over(std::string_view octets, WallTime time = signing_time) {
    static const trust::issuing::Issuer authority(pki_certificate("tsa"), pki_identity("tsa").key);
    const auto digest = crypto::DigestAlgorithm::sha256;
    const auto answer = trust::issuing::write_time_stamp_answer(
        authority, {digest, crypto::digest(digest, octets), {}, {}}, time, "\1");
    crypto::der::Reader fields(crypto::der::single(answer, crypto::der::tag::sequence, "answer")->content);
    (void)fields.next("status");
    return std::string(fields.next("token")->whole);
}

class SignedContainer : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(By, SignedContainer, ::testing::Values("person", "head", "shep-bus", "shep-bus-ec"),
                         [](const auto& parameter) { return replaced(parameter.param, "-", "_"); });

TEST_P(SignedContainer, is_verified) {
    const auto report = verified(signed_by(GetParam()));
    ASSERT_TRUE(report) << report.error().to_string();
    EXPECT_TRUE(report->valid()) << report->error->to_string();
    EXPECT_EQ(report->form, "ASiC-E");
    ASSERT_EQ(report->files.size(), 2U);
    EXPECT_EQ(report->files.back().octets, two_files().back().octets);
    ASSERT_EQ(report->signatures.size(), 1U);
    const auto& signature = report->signatures.front();
    EXPECT_EQ(signature.manifest, manifest_name);
    EXPECT_EQ(signature.file, signature_name);
    EXPECT_THAT(signature.covers, ElementsAre("шарт № 7.txt", "annex/table.csv"));
    ASSERT_EQ(signature.signers.size(), 1U);
    EXPECT_EQ(signature.signers.front().certificate->der(), pki_identity(GetParam()).certificate_der);
}

TEST(Asic, names_a_changed_file) {
    const auto zip = rebuilt(signed_by("person"), [](auto& c) { file_in(c, "annex/table.csv").octets[0] ^= 1; });
    const auto report = verified(zip);
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->valid());
    EXPECT_EQ(report->error->code, Errc::signature_invalid);
    EXPECT_THAT(report->error->detail, HasSubstr("annex/table.csv"));
    EXPECT_THAT(report->signatures.front().changed, ElementsAre("annex/table.csv"));
    EXPECT_THAT(report->signatures.front().covers, ElementsAre("шарт № 7.txt"));
}

TEST(Asic, names_a_missing_file) {
    const auto zip = rebuilt(signed_by("person"), [](auto& c) { c.files.erase(c.files.begin()); });
    const auto report = verified(zip);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->error->code, Errc::signature_invalid);
    EXPECT_THAT(report->signatures.front().missing, ElementsAre("шарт № 7.txt"));
}

TEST(Asic, names_an_extra_file_wherever_it_is) {
    for (const auto* name : {"extra.txt", "META-INF/extra.txt", "META-INF/second.p7s", "META-INF/deep/extra.p7s"}) {
        const auto zip = rebuilt(signed_by("person"), [&](auto& c) { c.files.push_back({name, "extra"}); });
        const auto report = verified(zip);
        ASSERT_TRUE(report);
        EXPECT_FALSE(report->valid()) << name;
        EXPECT_EQ(report->error->code, Errc::not_signed);
        EXPECT_THAT(report->not_covered, ElementsAre(name));
        EXPECT_TRUE(report->signatures.front().valid());
    }
}

TEST(Asic, holds_a_renamed_file_for_missing_and_extra) {
    const auto zip = rebuilt(signed_by("person"), [](auto& c) { file_in(c, "annex/table.csv").name = "table.csv"; });
    const auto report = verified(zip);
    ASSERT_TRUE(report);
    EXPECT_THAT(report->signatures.front().missing, ElementsAre("annex/table.csv"));
    EXPECT_FALSE(report->valid());
}

TEST(Asic, believes_nothing_of_a_changed_manifest) {
    const auto zip = rebuilt(signed_by("person"), [](Container& c) {
        auto& manifest = file_in(c, manifest_name).octets;
        manifest = replaced(manifest, "annex/table.csv", "annex/other.csv");
    });
    const auto report = verified(zip);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->error->code, Errc::signature_invalid);
    EXPECT_TRUE(report->signatures.front().covers.empty());
    EXPECT_TRUE(report->signatures.front().missing.empty());
    EXPECT_EQ(report->not_covered.size(), 2U);
}

TEST(Asic, of_a_stranger_or_one_who_may_not_sign_is_not_valid) {
    EXPECT_EQ(error_of(signed_by("foreign")).code, Errc::signer_untrusted);
    const trust::TrustStore nobody;
    const auto report =
        verify_container(signed_by("person"), {.trust = nobody, .now = verifying_time, .algorithms = {}});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->error->code, Errc::signer_untrusted);
    const auto late = verify_container(
        signed_by("person"),
        {.trust = *pki_trust(), .now = verifying_time + std::chrono::hours(24 * 365 * 30), .algorithms = {}});
    EXPECT_EQ(late->error->code, Errc::certificate_invalid);
}

TEST(Asic, obeys_the_list_of_algorithms) {
    const auto trust = pki_trust();
    const auto verify = [&](const char* word) {
        return verify_container(signed_by("person"), {.trust = *trust, .now = verifying_time, .algorithms = {word}});
    };
    EXPECT_TRUE(verify("gost2015-512")->valid());
    EXPECT_FALSE(verify("rsa-sha256")->valid());
}

TEST(Asic, with_several_signatures_needs_all_of_them) {
    const auto two_signers = [](const std::string& second_octets) {
        return rebuilt(signed_by("person"), [&](Container& c) {
            auto manifest = read_manifest(file_in(c, manifest_name).octets, {}).value();
            manifest.signature = "META-INF/signature002.p7s";
            manifest.references.pop_back();
            const auto xml = write_manifest(manifest);
            c.files.push_back({"META-INF/ASiCManifest002.xml", xml});
            c.files.push_back(
                {manifest.signature, signature_over(second_octets.empty() ? xml : second_octets, "head")});
        });
    };
    const auto report = verified(two_signers(""));
    ASSERT_TRUE(report && report->valid()) << report->error->to_string();
    ASSERT_EQ(report->signatures.size(), 2U);
    EXPECT_EQ(report->signatures[1].covers.size(), 1U);
    EXPECT_FALSE(is_valid(two_signers("something else")));
}

TEST(Asic, with_one_signature_for_two_manifests_is_refused) {
    const auto zip = rebuilt(signed_by("person"), [](Container& c) {
        c.files.push_back({"META-INF/ASiCManifest2.xml", file_in(c, manifest_name).octets});
    });
    EXPECT_EQ(error_of(zip).code, Errc::forbidden_construct);
}

TEST(Asic, whose_manifest_names_no_signature_is_not_signed) {
    EXPECT_EQ(error_of(rebuilt(signed_by("person"),
                               [](Container& c) {
                                   c.files.push_back({"META-INF/other.p7s", file_in(c, signature_name).octets});
                                   std::erase_if(c.files, [](auto& file) { return file.name == signature_name; });
                               }))
                  .code,
              Errc::not_signed);
    EXPECT_EQ(error_of(rebuilt(signed_by("person"),
                               [](Container& c) {
                                   std::erase_if(c.files, [](auto& file) { return file.name == signature_name; });
                               }))
                  .code,
              Errc::not_signed);
}

TEST(Asic, does_not_take_an_old_digest_with_a_new_signature) {
    auto old_digest = two_files();
    Manifest manifest{std::string(signature_name), {}};
    const auto old = crypto::DigestAlgorithm::gost34311;
    for (const auto& file : old_digest) {
        manifest.references.push_back({file.name, old, crypto::digest(old, file.octets)});
    }
    const auto xml = write_manifest(manifest);
    old_digest.push_back({std::string(manifest_name), xml});
    old_digest.push_back({std::string(signature_name), signature_over(xml)});
    EXPECT_EQ(error_of(write_container({std::string(media_type_e), old_digest}).value()).code,
              Errc::forbidden_construct);
}

TEST(Asic, simple_is_verified) {
    const auto zip = simple({{"body.bin", "octets"}}, "octets");
    const auto report = verified(zip);
    ASSERT_TRUE(report && report->valid()) << error_of(zip).to_string();
    EXPECT_EQ(report->form, "ASiC-S");
    EXPECT_TRUE(report->signatures.front().manifest.empty());
    EXPECT_THAT(report->signatures.front().covers, ElementsAre("body.bin"));
}

TEST(Asic, simple_with_another_or_a_second_file_is_not_valid) {
    const auto changed = error_of(simple({{"body.bin", "octetz"}}, "octets"));
    EXPECT_EQ(changed.code, Errc::signature_invalid);
    EXPECT_THAT(changed.detail, HasSubstr("body.bin"));
    EXPECT_EQ(error_of(simple({{"a", "octets"}, {"b", "octets"}}, "octets")).code, Errc::malformed);
    EXPECT_EQ(error_of(simple({}, "octets")).code, Errc::malformed);
    EXPECT_EQ(error_of(simple({{"a", "octets"}, {"META-INF/b", "1"}}, "octets")).code, Errc::not_signed);
}

TEST(Asic, that_says_to_be_of_the_other_form_is_refused) {
    EXPECT_EQ(error_of(rebuilt(signed_by("person"), [](Container& c) { c.media_type = media_type_s; })).code,
              Errc::malformed);
    EXPECT_EQ(error_of(rebuilt(simple({{"a", "1"}}, "1"), [](Container& c) { c.media_type = media_type_e; })).code,
              Errc::malformed);
}

TEST(Asic, shows_time_stamps_beside_signatures) {
    const auto stamped = [](WallTime time) {
        return rebuilt(simple({{"a", "octets"}}, "octets"), [&](Container& c) {
            c.files.push_back({"META-INF/timestamp.tst", stamp_over("octets", time)});
        });
    };
    const auto report = verified(stamped(signing_time));
    ASSERT_TRUE(report && report->valid()) << error_of(stamped(signing_time)).to_string();
    ASSERT_EQ(report->signatures.size(), 2U);
    EXPECT_TRUE(report->signatures[1].is_time_stamp);
    EXPECT_EQ(report->signatures[1].stamp->time, signing_time);
    EXPECT_EQ(error_of(stamped(verifying_time + std::chrono::hours(1))).code, Errc::signature_invalid);
}

TEST(Asic, with_a_time_stamp_alone_is_not_signed) {
    const auto alone = [](std::string_view octets) {
        return write_container(
                   {std::string(media_type_s), {{"a", "octets"}, {"META-INF/timestamp.tst", stamp_over(octets)}}})
            .value();
    };
    const auto report = verified(alone("octets"));
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->signatures.front().valid());
    EXPECT_EQ(report->error->code, Errc::not_signed);
    EXPECT_THAT(report->error->detail, HasSubstr("when and not who"));
    EXPECT_EQ(error_of(alone("other")).code, Errc::signature_invalid);
}

TEST(Asic, stamped_over_a_manifest_is_verified) {
    const auto zip = rebuilt(signed_by("person"), [](Container& c) {
        auto manifest = read_manifest(file_in(c, manifest_name).octets, {}).value();
        manifest.signature = "META-INF/timestamp.tst";
        manifest.references = {{std::string(signature_name), crypto::DigestAlgorithm::sha256,
                                crypto::digest(crypto::DigestAlgorithm::sha256, file_in(c, signature_name).octets)}};
        const auto xml = write_manifest(manifest);
        c.files.push_back({"META-INF/ASiCManifest2.xml", xml});
        c.files.push_back({manifest.signature, stamp_over(xml)});
    });
    const auto report = verified(zip);
    ASSERT_TRUE(report && report->valid()) << error_of(zip).to_string();
    EXPECT_THAT(report->signatures[1].covers, ElementsAre(signature_name));
}

TEST(Asic, of_forms_that_are_not_carried_says_so) {
    for (const auto* name : {"META-INF/signatures.xml", "META-INF/signatures001.xml", "META-INF/evidencerecord.ers",
                             "META-INF/ASiCArchiveManifest.xml", "META-INF/ASiCEvidenceRecordManifest1.xml"}) {
        const auto zip = rebuilt(signed_by("person"), [&](auto& c) { c.files.push_back({name, "<a/>"}); });
        EXPECT_EQ(error_of(zip).code, Errc::unsupported) << name;
        EXPECT_THAT(error_of(zip).detail, HasSubstr(name));
    }
}

TEST(Asic, without_signatures_is_not_signed) {
    EXPECT_EQ(error_of(write_container({std::string(media_type_e), two_files()}).value()).code, Errc::not_signed);
}

TEST(Asic, with_more_signatures_than_accepted_is_refused) {
    const auto report = verify_container(
        signed_by("person"), {.trust = *pki_trust(), .now = verifying_time, .algorithms = {}, .signatures_max = 0});
    EXPECT_EQ(report.error().code, Errc::limit_exceeded);
}

TEST(Asic, is_not_written_with_names_it_could_not_read) {
    const auto write = [](std::vector<AsicFile> files) {
        return write_asic_e(files, pki_identity("shep-bus-ec"), signing_time).error().code;
    };
    EXPECT_EQ(write({}), Errc::invalid_argument);
    for (const auto* name : {"../a", "mimetype", "META-INF/a", "", "a\\b"}) {
        EXPECT_EQ(write({{name, "1"}}), Errc::invalid_argument) << name;
    }
    EXPECT_EQ(write({{"a", "1"}, {"a", "2"}}), Errc::invalid_argument);
    EXPECT_EQ(write({{"a", "1"}, {"A", "2"}}), Errc::invalid_argument);
}

}  // namespace
}  // namespace otkel::asic
