#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <ostream>

#include "gateway/base/finding_titles.hpp"
#include "tests/unit/evidence/stored_journal.hpp"
#include "tests/unit/journal/postgres_server.hpp"

// Whoever runs the gateway has all keys but the authority's: every bundle here is signed again after it was changed.

namespace otkel::evidence {
namespace {

using testing::Files;
using testing::joined;
using testing::lines_of;
using testing::octets_of;
using testing::replaced;

struct Tampering {
    std::string name;
    std::function<void(Files&)> change;
    std::string code;   // of the finding that names it
    std::string named;  // what its detail says
};
void PrintTo(const Tampering& tampering, std::ostream* out) { *out << tampering.name; }

void change_line(Files& files, std::string_view file, std::size_t line,
                 const std::function<void(std::string&)>& change) {
    auto lines = lines_of(octets_of(files, file));
    change(lines.at(line - 1));
    octets_of(files, file) = joined(lines);
}

void erase_line(Files& files, std::string_view file, std::size_t line) {
    auto lines = lines_of(octets_of(files, file));
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(line - 1));
    octets_of(files, file) = joined(lines);
}

void insert_line(Files& files, std::string_view file, std::size_t before, const std::string& text) {
    auto lines = lines_of(octets_of(files, file));
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(before - 1), text);
    octets_of(files, file) = joined(lines);
}

void change_record(Files& files, std::size_t line, const std::function<void(journal::Record&)>& change) {
    change_line(files, "records.jsonl", line, [&](std::string& text) {
        auto record = journal::read_record(text).value();
        change(record);
        text = record_text(record);
    });
}

// Every record from `line` on says that it follows the one that is before it now.
void link_again(Files& files) {
    auto lines = lines_of(octets_of(files, "records.jsonl"));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto record = journal::read_record(lines[i]).value();
        record.ordinal = static_cast<std::uint32_t>(i + 1);
        record.previous = i == 0 ? journal::no_hash() : journal::leaf_hash(lines[i - 1]);
        lines[i] = record_text(record);
    }
    octets_of(files, "records.jsonl") = joined(lines);
}

// Of the seal in that line; the names of the stamps go with the lines.
void erase_seal(Files& files, std::size_t line) {
    const auto stamp = [](std::size_t number) { return "stamps/000" + std::to_string(number) + ".tst"; };
    erase_line(files, "seals.jsonl", line);
    testing::erase(files, stamp(line));
    for (auto& file : files) {
        for (auto later = line + 1; later < 10; ++later) {
            if (file.name == stamp(later)) {
                file.name = stamp(later - 1);
                break;
            }
        }
    }
}

// As whoever exports an exchange before its end would get it.
void cut_after(Files& files, std::size_t record) {
    for (std::size_t line = 6; line > record; --line) {
        erase_line(files, "records.jsonl", line);
        erase_line(files, "proofs.jsonl", line);
        const auto prefix = "legs/00" + std::to_string(line) + "-";
        std::erase_if(files, [&](const auto& file) { return file.name.starts_with(prefix); });
    }
    erase_seal(files, 4);
}

std::string record_of_another(std::size_t number) {
    auto journal = testing::sealed_journal();
    return journal.material("other-10").records.at(number);
}

std::string stamp_by(const trust::issuing::CertificateContent& content, const testing::CmsPki& pki, Files& files,
                     std::size_t line) {
    const auto text = lines_of(octets_of(files, "seals.jsonl")).at(line - 1);
    return testing::token_over(pki.issuer(content), text, testing::on(2026, 6, 2));
}

std::vector<Tampering> of_legs() {
    return {
        {"leg_changed", [](Files& files) { octets_of(files, "legs/006-1-reply-in.xml") = "<reply>no</reply>"; },
         "leg-changed", "leg reply-in of record 6"},
        {"leg_missing", [](Files& files) { testing::erase(files, "legs/006-1-reply-in.xml"); }, "leg-missing",
         "leg reply-in of record 6"},
        {"leg_added", [](Files& files) { files.push_back({"legs/004-1-reply-in.xml", "<reply/>"}); }, "leg-added",
         "legs/004-1-reply-in.xml"},
        {"leg_and_its_digest_changed",
         [](Files& files) {
             octets_of(files, "legs/006-1-reply-in.xml") = "<reply>no</reply>";
             change_record(files, 6, [](journal::Record& record) {
                 record.legs[0].sha256 = crypto::digest(crypto::DigestAlgorithm::sha256, "<reply>no</reply>");
             });
         },
         "record-changed", "record 6"},
    };
}

std::vector<Tampering> of_records() {
    return {
        {"record_changed",
         [](Files& files) {
             change_record(files, 3, [](journal::Record& record) { record.state = journal::State::waiting; });
         },
         "record-changed", "record 3"},
        {"record_missing", [](Files& files) { erase_line(files, "records.jsonl", 3); }, "record-missing",
         "record 3 is missing"},
        {"record_missing_with_its_path",
         [](Files& files) {
             erase_line(files, "records.jsonl", 3);
             erase_line(files, "proofs.jsonl", 3);
         },
         "record-missing", "record 3 is missing"},
        {"record_missing_and_the_rest_linked_again",
         [](Files& files) {
             erase_line(files, "records.jsonl", 3);
             erase_line(files, "proofs.jsonl", 6);
             link_again(files);
         },
         "record-not-sealed", "record 3"},
        {"last_record_missing", [](Files& files) { erase_line(files, "records.jsonl", 6); }, "record-missing",
         "record 6 is missing"},
        {"cut_short", [](Files& files) { cut_after(files, 4); }, "record-missing", "records 5 to 6 are missing"},
        {"cut_short_and_told_otherwise",
         [](Files& files) {
             cut_after(files, 4);
             auto& header = octets_of(files, "evidence.json");
             header = replaced(header, "\"records\":6", "\"records\":4");
         },
         "history-unfinished", "the end of the exchange is missing: its last record, record 4, says \"waiting\""},
        {"told_to_be_shorter",
         [](Files& files) {
             auto& header = octets_of(files, "evidence.json");
             header = replaced(header, "\"records\":6", "\"records\":5");
         },
         "record-inserted", "evidence.json tells of 5"},
        {"first_record_missing",
         [](Files& files) {
             erase_line(files, "records.jsonl", 1);
             erase_line(files, "proofs.jsonl", 1);
         },
         "record-missing", "record 1 is missing"},
    };
}

std::vector<Tampering> of_order() {
    return {
        {"record_inserted",
         [](Files& files) {
             auto record = journal::read_record(lines_of(octets_of(files, "records.jsonl"))[2]).value();
             record.outcome = "a second opinion";
             insert_line(files, "records.jsonl", 4, record_text(record));
         },
         "record-inserted", "a second record 3"},
        {"record_inserted_and_the_rest_linked_again",
         [](Files& files) {
             insert_line(files, "records.jsonl", 4, lines_of(octets_of(files, "records.jsonl"))[2]);
             link_again(files);
         },
         "record-not-sealed", "record 7"},
        {"records_swapped",
         [](Files& files) {
             auto lines = lines_of(octets_of(files, "records.jsonl"));
             std::swap(lines[2], lines[3]);
             octets_of(files, "records.jsonl") = joined(lines);
         },
         "record-moved", "record 3 stands after record 4"},
    };
}

std::vector<Tampering> of_paths_and_seals() {
    return {
        {"path_changed",
         [](Files& files) {
             change_line(files, "proofs.jsonl", 2, [](std::string& text) {
                 const auto at = text.find("[\"") + 2;
                 text[at] = text[at] == '0' ? '1' : '0';
             });
         },
         "record-changed", "record 2"},
        {"path_missing", [](Files& files) { erase_line(files, "proofs.jsonl", 2); }, "record-not-sealed", "record 2"},
        {"head_changed",
         [](Files& files) {
             change_line(files, "seals.jsonl", 2, [](std::string& text) {
                 auto seal = journal::read_seal(text).value();
                 seal.head = journal::leaf_hash("another");
                 text = seal_text(seal);
             });
         },
         "stamp-invalid", "seal 2 of chain gateway-1/"},
        {"head_of_a_seal_before_changed",
         [](Files& files) {
             change_line(files, "seals.jsonl", 1, [](std::string& text) {
                 auto seal = journal::read_seal(text).value();
                 seal.head = journal::leaf_hash("another");
                 text = seal_text(seal);
             });
         },
         "seal-not-after", "made after another seal 1"},
        {"seal_missing", [](Files& files) { erase_seal(files, 1); }, "record-not-sealed", "record 1"},
        {"stamped_seal_missing", [](Files& files) { erase_seal(files, 2); }, "seal-not-stamped",
         "seal 1 of chain gateway-1/"},
        {"seal_put_twice",
         [](Files& files) { insert_line(files, "seals.jsonl", 5, lines_of(octets_of(files, "seals.jsonl"))[3]); },
         "seal-not-after", "stands after seal 3"},
    };
}

std::vector<Tampering> of_stamps() {
    return {
        {"stamp_missing", [](Files& files) { testing::erase(files, "stamps/0004.tst"); }, "seal-not-stamped",
         "seal 3 of chain gateway-2/"},
        {"stamp_of_another_head",
         [](Files& files) { octets_of(files, "stamps/0002.tst") = octets_of(files, "stamps/0003.tst"); },
         "stamp-invalid", "seal 2 of chain gateway-1/"},
        {"stamp_forged",
         [](Files& files) {
             const testing::CmsPki other(crypto::KeyAlgorithm::ecdsa_p256);
             octets_of(files, "stamps/0002.tst") = stamp_by(testing::stamping_content(), other, files, 2);
         },
         "stamp-invalid", "seal 2 of chain gateway-1/"},
        {"stamp_damaged", [](Files& files) { octets_of(files, "stamps/0002.tst").back() ^= 1; }, "stamp-invalid",
         "seal 2 of chain gateway-1/"},
        {"stamp_of_an_expired_signer",
         [](Files& files) {
             auto content = testing::stamping_content();
             content.not_after = testing::on(2025);
             octets_of(files, "stamps/0002.tst") = stamp_by(content, testing::evidence_pki(), files, 2);
         },
         "stamp-invalid", "seal 2 of chain gateway-1/"},
        {"stamp_of_somebody_who_may_not_stamp",
         [](Files& files) {
             octets_of(files, "stamps/0002.tst") =
                 stamp_by(testing::content_for("ҚОЛ", 2025, 2028), testing::evidence_pki(), files, 2);
         },
         "stamp-invalid", "seal 2 of chain gateway-1/"},
    };
}

std::vector<Tampering> of_the_whole() {
    return {
        {"record_of_another_exchange",
         [](Files& files) {
             change_line(files, "records.jsonl", 1, [](std::string& text) { text = record_of_another(0); });
         },
         "record-foreign", "is of another exchange"},
        {"exchange_renamed",
         [](Files& files) {
             auto& header = octets_of(files, "evidence.json");
             header = replaced(header, testing::subject, "another");
         },
         "record-foreign", "record 1"},
        {"records_in_another_form",
         [](Files& files) { change_line(files, "records.jsonl", 2, [](std::string& text) { text.insert(1, " "); }); },
         "evidence-unreadable", "line 2 of records.jsonl"},
        {"records_cut_off", [](Files& files) { octets_of(files, "records.jsonl").pop_back(); }, "evidence-unreadable",
         "cut off"},
        {"seals_missing", [](Files& files) { testing::erase(files, "seals.jsonl"); }, "evidence-part-missing",
         "seals.jsonl"},
        {"file_added", [](Files& files) { files.push_back({"readme.txt", "trust me"}); }, "file-added", "readme.txt"},
    };
}

std::vector<Tampering> tamperings() {
    std::vector<Tampering> all;
    for (auto part : {of_legs(), of_records(), of_order(), of_paths_and_seals(), of_stamps(), of_the_whole()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

// Bundles of journals on a disk are made once.
const std::string& bundle_of(const std::string& origin) {
    static std::map<std::string, std::string> made;
    auto& zip = made[origin];
    if (zip.empty()) {
        zip = origin == "memory" ? testing::bundle() : testing::StoredJournal(origin).bundle();
    }
    return zip;
}

std::string missing(const std::string& origin) {
    return origin == "postgres" ? journal::PostgresServer::missing() : std::string();
}

class EvidenceTampering : public ::testing::TestWithParam<std::tuple<std::string, Tampering>> {
protected:
    void SetUp() override {
        if (const auto why = missing(std::get<0>(GetParam())); !why.empty()) {
            GTEST_SKIP() << why;
        }
    }
};

TEST_P(EvidenceTampering, is_found_and_named) {
    const auto& [origin, tampering] = GetParam();
    auto files = testing::files_of(bundle_of(origin));
    tampering.change(files);
    const auto report = testing::report_of(testing::signed_again(files));
    EXPECT_FALSE(report.valid());
    EXPECT_FALSE(report.proven_at);
    const auto found = std::any_of(report.findings.begin(), report.findings.end(), [&](const auto& finding) {
        return finding.severity == Severity::error && finding.code == tampering.code &&
               finding.detail.find(tampering.named) != std::string::npos;
    });
    EXPECT_TRUE(found) << testing::told(report);
    for (const auto& finding : report.findings) {
        EXPECT_TRUE(finding_title(finding.code)) << finding.code;
        EXPECT_NE(finding.code, "file-changed") << "whoever changed it has signed it";
    }
}

INSTANTIATE_TEST_SUITE_P(Every, EvidenceTampering,
                         ::testing::Combine(::testing::Values("memory", "sqlite", "postgres"),
                                            ::testing::ValuesIn(tamperings())),
                         [](const auto& parameter) {
                             return std::get<1>(parameter.param).name + "_in_one_of_" + std::get<0>(parameter.param);
                         });

class Untampered : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Bundle, Untampered, ::testing::Values("memory", "sqlite", "postgres"),
                         [](const auto& parameter) { return "of_" + parameter.param; });

TEST_P(Untampered, proves_the_exchange) {
    if (const auto why = missing(GetParam()); !why.empty()) {
        GTEST_SKIP() << why;
    }
    const auto report = testing::report_of(bundle_of(GetParam()));
    EXPECT_EQ(testing::told(report), "");
    EXPECT_EQ(report.records.size(), 6U);
    EXPECT_EQ(report.stamps.size(), 3U);
}

}  // namespace
}  // namespace otkel::evidence
