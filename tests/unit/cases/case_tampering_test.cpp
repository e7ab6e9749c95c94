#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <ostream>

#include "gateway/base/finding_titles.hpp"
#include "gateway/cases/case_bundle.hpp"
#include "gateway/cases/journal_case_file.hpp"
#include "gateway/evidence/sealing.hpp"
#include "tests/unit/evidence/evidence_fixture.hpp"
#include "tests/unit/journal/store_contract.hpp"

// Whoever runs the gateway has all keys but the authority's: every container here is signed again after it was changed.

namespace otkel::cases {
namespace {

namespace json = boost::json;
using ::otkel::testing::Files;
using ::otkel::testing::octets_of;
using ::otkel::testing::replaced;

// Three records with two papers, a message, and the first record of another case, exported as two files.
class ExportedCases {
public:
    ExportedCases() {
        const auto first = append("REX-1", "received", {{"letter.pdf", "application/pdf", "%PDF letter"}});
        const auto second = append("REX-1", "documents-requested", {{"list.pdf", "application/pdf", "%PDF list"}});
        const auto message = exchange();
        const auto third = append("REX-1", "replied", {});
        const auto foreign = append("REX-2", "received", {{"letter.pdf", "application/pdf", "%PDF foreign"}});
        own = {"REX-1", {first, second, message, third}, told("REX-1")};
        other = {"REX-2", {foreign}, told("REX-2")};
        own_zip = run(file().bundle(own)).value();
        other_zip = run(file().bundle(other)).value();
    }

    adapter::CaseBundle own, other;
    std::string own_zip, other_zip;

private:
    JournalCaseFile file() {
        auto signer = [] { return Result<crypto::Identity>(::otkel::testing::exporter()); };
        auto seal = [this]() -> asio::awaitable<void> {
            auto stamp = [](std::string octets, Deadline) -> asio::awaitable<Result<trust::TimeStamp>> {
                co_return trust::verify_time_stamp(::otkel::testing::stamp_of(octets), octets,
                                                   ::otkel::testing::evidence_pki().trust);
            };
            evidence::Sealing sealing(clock_, *store_->ledger(), {}, stamp);
            co_await sealing.round(Deadline::after(clock_, std::chrono::seconds{10}), evidence::Sealing::Which::all);
        };
        return {"rex", clock_, *store_, {workers_, signer, seal}};
    }

    ExchangeId append(const std::string& id, const std::string& kind, std::vector<adapter::CasePaper> papers) {
        clock_.advance(std::chrono::seconds{1});
        auto& records = told_[id];
        const json::object data{{"remark", kind + " of " + id}};
        adapter::CaseRecord record{id,
                                   records.size() + 1,
                                   kind,
                                   json::serialize(json::object{{"data", data}}),
                                   clock_.wall(),
                                   "dina",
                                   "10.0.0.7",
                                   {},
                                   std::move(papers)};
        const auto exchange = run(file().append(record)).value();
        records.push_back({{"number", record.number},
                           {"kind", kind},
                           {"who", record.who},
                           {"at", to_utc_text(record.at)},
                           {"exchange", exchange.text()},
                           {"data", data}});
        return exchange;
    }
    ExchangeId exchange() {
        clock_.advance(std::chrono::seconds{1});
        journal::Acceptance acceptance{ExchangeId::fresh(clock_)};
        acceptance.route = "rex-documents";
        acceptance.adapter = "shep";
        acceptance.peer = "atameken";
        acceptance.message_id = "m-1";
        acceptance.at = clock_.wall();
        acceptance.legs = {::otkel::testing::leg(journal::Leg::request_in, "<documents/>")};
        journal::Step answer;
        answer.id = acceptance.id;
        answer.state = journal::State::answered;
        answer.at = clock_.wall();
        answer.legs = {::otkel::testing::leg(journal::Leg::reply_out, "<received/>")};
        EXPECT_TRUE(run(store_->accept(std::move(acceptance))));
        const auto id = answer.id;
        std::vector<journal::Step> steps;
        steps.push_back(std::move(answer));
        EXPECT_TRUE(run(store_->step(std::move(steps))));
        return id;
    }
    std::string told(const std::string& id) {
        return json::serialize(json::object{{"case", id}, {"state", "replied"}, {"records", told_[id]}});
    }
    template <class T>
    T run(asio::awaitable<T> operation) {
        return test::run(io_, std::move(operation));
    }

    test::FakeClock clock_{::otkel::testing::on(2026, 6, 1)};
    asio::io_context io_{1};
    async::WorkerPool workers_{{.threads = 2, .queue_limit = 100}};
    std::unique_ptr<journal::StoreBackend> backend_ = journal::store_kinds().front().make(workers_);
    std::unique_ptr<journal::Store> store_ = backend_->open("gateway-1");
    std::map<std::string, json::array> told_;
};

const ExportedCases& exported() {
    static const ExportedCases cases;
    return cases;
}
std::string bundle_of_exchange(const ExchangeId& exchange) { return "exchanges/" + exchange.text() + ".asice"; }
std::string evidence_of(std::size_t exchange) { return bundle_of_exchange(exported().own.exchanges.at(exchange)); }
std::string foreign_evidence() { return bundle_of_exchange(exported().other.exchanges.at(0)); }

void change_case(Files& files, const std::function<void(json::object&)>& change) {
    auto told = json::parse(octets_of(files, case_file_name)).as_object();
    change(told);
    octets_of(files, case_file_name) = json::serialize(told);
}
void change_told(Files& files, std::size_t record, const std::function<void(json::object&)>& change) {
    change_case(files, [&](json::object& told) { change(told.at("records").as_array().at(record - 1).as_object()); });
}
std::function<void(Files&)> told_otherwise(std::size_t record, std::string what, json::value now) {
    return [=](Files& files) { change_told(files, record, [&](json::object& told) { told[what] = now; }); };
}

void bring_foreign(Files& files) {
    auto foreign = ::otkel::testing::files_of(exported().other_zip);
    files.push_back({foreign_evidence(), octets_of(foreign, foreign_evidence())});
}
void erase_told(Files& files, std::size_t record) {
    change_case(files, [&](json::object& told) {
        auto& records = told.at("records").as_array();
        records.erase(records.begin() + static_cast<std::ptrdiff_t>(record - 1));
    });
}
// As if the record had never been; the others keep no gap.
void forget_second(Files& files) {
    erase_told(files, 2);
    change_told(files, 2, [](json::object& told) { told["number"] = 2; });
    ::otkel::testing::erase(files, evidence_of(1));
    ::otkel::testing::erase(files, "papers/2-list.pdf");
}

struct Tampering {
    std::string name;
    std::function<void(Files&)> change;
    std::string code;   // of the finding that names it
    std::string file;   // where
    std::string named;  // what its detail says
};
void PrintTo(const Tampering& tampering, std::ostream* out) { *out << tampering.name; }

std::vector<Tampering> of_papers() {
    return {
        {"paper_changed", [](Files& files) { octets_of(files, "papers/1-letter.pdf") += "!"; }, "file-changed",
         "papers/1-letter.pdf", "not the paper that its record has"},
        {"paper_missing", [](Files& files) { ::otkel::testing::erase(files, "papers/2-list.pdf"); }, "file-changed",
         "papers/2-list.pdf", "is missing"},
        {"paper_added", [](Files& files) { files.push_back({"papers/3-permit.pdf", "%PDF"}); }, "file-changed",
         "papers/3-permit.pdf", "no record has this paper"},
        {"paper_of_another_case",
         [](Files& files) {
             auto foreign = ::otkel::testing::files_of(exported().other_zip);
             octets_of(files, "papers/1-letter.pdf") = octets_of(foreign, "papers/1-letter.pdf");
         },
         "file-changed", "papers/1-letter.pdf", "not the paper that its record has"},
    };
}

std::vector<Tampering> of_evidence() {
    return {
        {"evidence_of_a_record_missing", [](Files& files) { ::otkel::testing::erase(files, evidence_of(1)); },
         "record-missing", evidence_of(1), "record 2 has no evidence here"},
        {"evidence_of_another_case_added", bring_foreign, "record-inserted", foreign_evidence(),
         "REX-2/1 is here, and the case does not tell of it"},
        {"record_of_another_case_told",
         [](Files& files) {
             bring_foreign(files);
             ::otkel::testing::erase(files, evidence_of(3));
             change_told(files, 3, [](json::object& told) { told["exchange"] = exported().other.exchanges[0].text(); });
         },
         "record-inserted", foreign_evidence(), "record 3 of REX-1 is told by the evidence of REX-2/1"},
        {"evidence_under_the_name_of_another",
         [](Files& files) { std::swap(octets_of(files, evidence_of(0)), octets_of(files, evidence_of(1))); },
         "record-changed", evidence_of(1), "it holds exchange "},
        {"evidence_no_container", [](Files& files) { octets_of(files, evidence_of(1)) = "PK"; }, "record-changed",
         evidence_of(1), ""},
    };
}

std::vector<Tampering> of_records() {
    return {
        {"record_missing", [](Files& files) { erase_told(files, 2); }, "record-missing", "case.json",
         "record 2 is missing"},
        {"record_missing_with_its_evidence", forget_second, "record-inserted", evidence_of(3),
         "record 2 of REX-1 is told by the evidence of REX-1/3"},
        {"last_record_not_told", [](Files& files) { erase_told(files, 3); }, "record-inserted", evidence_of(3),
         "REX-1/3 is here, and the case does not tell of it"},
        {"records_swapped",
         [](Files& files) {
             change_case(files, [](json::object& told) {
                 auto& records = told.at("records").as_array();
                 std::swap(records[0], records[1]);
             });
         },
         "record-missing", "case.json", "record 1 is missing"},
        {"record_told_twice",
         [](Files& files) {
             change_case(files, [](json::object& told) {
                 auto& records = told.at("records").as_array();
                 auto again = records[2];
                 again.as_object()["number"] = 4;
                 records.push_back(again);
             });
         },
         "record-inserted", evidence_of(3), "record 4 of REX-1 is told by the evidence of REX-1/3"},
        {"record_told_of_without_evidence",
         [](Files& files) {
             change_case(files, [](json::object& told) {
                 told.at("records").as_array().push_back(
                     json::object{{"number", 4}, {"kind", "closed"}, {"exchange", "0197"}, {"data", {}}});
             });
         },
         "record-missing", "exchanges/0197.asice", "record 4 has no evidence here"},
    };
}

std::vector<Tampering> of_what_is_told() {
    const std::string otherwise = "record 2 says something else than its evidence";
    return {
        {"data", told_otherwise(2, "data", json::object{{"remark", "all is well"}}), "record-changed", "case.json",
         otherwise},
        {"kind", told_otherwise(2, "kind", "concluded"), "record-changed", "case.json", otherwise},
        {"who", told_otherwise(2, "who", "aigul"), "record-changed", "case.json", otherwise},
        {"time", told_otherwise(2, "at", "2026-05-31T00:00:00Z"), "record-changed", "case.json", otherwise},
        {"number", told_otherwise(2, "number", 3), "record-missing", "case.json", "record 2 is missing"},
        {"case_renamed", [](Files& files) { change_case(files, [](json::object& told) { told["case"] = "REX-2"; }); },
         "record-inserted", evidence_of(0), "record 1 of REX-2 is told by the evidence of REX-1/1"},
        {"no_records", [](Files& files) { change_case(files, [](json::object& told) { told.erase("records"); }); },
         "record-changed", "case.json", "not what a case is told in"},
        {"no_json", [](Files& files) { octets_of(files, case_file_name) = "{"; }, "record-changed", "case.json",
         "not what a case is told in"},
    };
}

std::vector<Tampering> tamperings() {
    std::vector<Tampering> all;
    for (auto part : {of_papers(), of_evidence(), of_records(), of_what_is_told()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

CaseBundleReport report_of(std::string_view zip) {
    return verify_case_bundle(zip,
                              {.trust = ::otkel::testing::evidence_pki().trust, .now = ::otkel::testing::on(2026, 7)})
        .value();
}
std::string told(const CaseBundleReport& report) {
    std::string text;
    for (const auto& finding : report.findings) {
        text += finding.code + ": " + finding.to_string() + "\n";
    }
    return text;
}

class CaseTampering : public ::testing::TestWithParam<Tampering> {};
INSTANTIATE_TEST_SUITE_P(Every, CaseTampering, ::testing::ValuesIn(tamperings()),
                         [](const auto& parameter) { return parameter.param.name; });

TEST_P(CaseTampering, is_found_and_named) {
    auto files = ::otkel::testing::files_of(exported().own_zip);
    GetParam().change(files);
    const auto report = report_of(::otkel::testing::signed_again(files));
    EXPECT_FALSE(report.valid());
    const auto found = std::any_of(report.findings.begin(), report.findings.end(), [](const auto& finding) {
        return finding.severity == Severity::error && finding.code == GetParam().code &&
               finding.place.file == GetParam().file && finding.detail.find(GetParam().named) != std::string::npos;
    });
    EXPECT_TRUE(found) << told(report);
    for (const auto& finding : report.findings) {
        EXPECT_TRUE(finding_title(finding.code)) << finding.code;
    }
}

TEST(CaseBundle, proves_the_case_when_nothing_was_changed) {
    const auto report = report_of(exported().own_zip);
    EXPECT_TRUE(report.valid());
    EXPECT_EQ(told(report), "");
    EXPECT_EQ(report.case_id, "REX-1");
    EXPECT_EQ(report.records, 3U);
    ASSERT_EQ(report.exchanges.size(), 4U);
    for (const auto& exchange : report.exchanges) {
        EXPECT_TRUE(exchange.proven_at) << ::otkel::testing::told(exchange);
    }
    EXPECT_NE(report.exporter.find("ТЕСТ ӨТКЕЛ"), std::string::npos);
}

TEST(CaseBundle, is_not_valid_when_the_evidence_of_one_exchange_is_not) {
    auto files = ::otkel::testing::files_of(exported().own_zip);
    auto& message = octets_of(files, evidence_of(2));
    auto inside = ::otkel::testing::files_of(message);
    octets_of(inside, "legs/002-1-reply-out.xml") = "<refused/>";
    message = ::otkel::testing::signed_again(inside);
    const auto report = report_of(::otkel::testing::signed_again(files));
    EXPECT_FALSE(report.valid());
    EXPECT_EQ(told(report), "");
    EXPECT_NE(::otkel::testing::told(report.exchanges.at(2)).find("leg-changed"), std::string::npos);
}

TEST(CaseBundle, that_was_changed_after_it_was_signed_is_told) {
    auto container = asic::read_container(exported().own_zip, case_bundle_limits).value();
    auto& told_file = octets_of(container.files, case_file_name);
    told_file = replaced(told_file, "\"state\":\"replied\"", "\"state\":\"closed\"");
    const auto report = report_of(asic::write_container(container).value());
    EXPECT_FALSE(report.valid());
    EXPECT_NE(told(report).find("case.json"), std::string::npos) << told(report);
}

// docs/evidence.md says so: only who exported it can say that nothing followed.
TEST(CaseBundle, of_which_the_last_record_and_its_evidence_were_cut_off_is_valid) {
    auto files = ::otkel::testing::files_of(exported().own_zip);
    erase_told(files, 3);
    ::otkel::testing::erase(files, evidence_of(3));
    EXPECT_TRUE(report_of(::otkel::testing::signed_again(files)).valid());
}

}  // namespace
}  // namespace otkel::cases
