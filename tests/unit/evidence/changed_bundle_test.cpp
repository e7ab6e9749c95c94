#include <gtest/gtest.h>

#include "tests/unit/evidence/evidence_fixture.hpp"

// Changes that need no table: anywhere in the file, by chance or by somebody who cannot sign.

namespace otkel::evidence {
namespace {

TEST(TamperingWithABundle, without_signing_again_is_found_by_the_signature_too) {
    auto container = asic::read_container(testing::bundle(), {}).value();
    for (auto& file : container.files) {
        if (file.name == "summary.en.txt") {
            file.octets += "All is well.\n";
        }
    }
    const auto report = testing::report_of(asic::write_container(container).value());
    EXPECT_FALSE(report.valid());
    ASSERT_EQ(report.findings.size(), 1U) << testing::told(report);
    EXPECT_EQ(report.findings.front().code, "file-changed");
    EXPECT_NE(report.findings.front().detail.find("summary.en.txt"), std::string::npos);
}

// As after a transfer that broke off.
TEST(TamperingWithABundle, by_cutting_the_file_off_is_told_with_what_is_missing) {
    const auto zip = testing::bundle();
    const auto error_of = [&](std::size_t octets) {
        const auto report = verify_bundle(std::string_view(zip).substr(0, octets),
                                          {.trust = testing::evidence_pki().trust, .now = testing::on(2026, 7)});
        return report ? "nothing" : report.error().detail;
    };
    EXPECT_NE(error_of(zip.find("records.jsonl") + 20).find("cut off within records.jsonl"), std::string::npos)
        << error_of(zip.find("records.jsonl") + 20);
    EXPECT_NE(error_of(zip.find("records.jsonl") + 20).find("missing: proofs.jsonl, seals.jsonl, the signature"),
              std::string::npos);
    EXPECT_NE(error_of(zip.find("legs/") + 40).find("cut off within legs/001-1-core-request.xml"), std::string::npos);
    EXPECT_NE(error_of(zip.size() - 1).find("cut off within its directory"), std::string::npos);
    for (std::size_t octets = 60; octets < zip.size(); octets += 97) {
        EXPECT_NE(error_of(octets).find("cut off within"), std::string::npos) << octets << ": " << error_of(octets);
    }
}

// Not one octet of what proves anything can change unseen.
TEST(TamperingWithABundle, of_any_octet_is_found) {
    const auto files = testing::files_of(testing::bundle());
    for (std::size_t i = 0; i < files.size(); ++i) {
        const bool proves_nothing = files[i].name.starts_with("summary.") || files[i].name.starts_with("certificates/");
        const bool is_stamp = files[i].name.starts_with("stamps/");
        // Tokens have parts that no signature covers (certificates that no path needs); their own tests turn each
        // octet.
        if (proves_nothing || is_stamp) {
            continue;
        }
        const auto step = std::max<std::size_t>(1, files[i].octets.size() / 12);
        for (std::size_t at = 0; at < files[i].octets.size(); at += step) {
            auto changed = files;
            changed[i].octets[at] ^= 1;
            EXPECT_FALSE(testing::report_of(testing::signed_again(changed)).valid()) << files[i].name << " " << at;
        }
    }
}

}  // namespace
}  // namespace otkel::evidence
