#include "gateway/cases/case_bundle.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <map>
#include <set>

#include "gateway/asic/asic.hpp"
#include "gateway/cases/record_legs.hpp"

namespace otkel::cases {
namespace {

namespace json = boost::json;

constexpr std::string_view exchanges_folder = "exchanges/", bundle_ending = ".asice", papers_folder = "papers/";

std::string bundle_name(std::string_view exchange) {
    return std::string(exchanges_folder) + std::string(exchange) + std::string(bundle_ending);
}

std::string paper_file(std::size_t record, std::string_view name) {
    return std::string(papers_folder) + std::to_string(record) + "-" + std::string(name);
}

std::string_view text_at(const json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found != nullptr && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

// One look at a container: its files against one another.
class Look {
public:
    Look(const asic::Container& container, const evidence::BundlePolicy& policy)
        : container_(container), policy_(policy) {}

    CaseBundleReport run() {
        open_exchanges();
        const auto* file = container_.find(case_file_name);
        boost::system::error_code error;
        const auto told = file == nullptr ? json::value() : json::parse(file->octets, error);
        if (error || !told.is_object() || !told.get_object().contains("records") ||
            !told.get_object().at("records").is_array()) {
            note("record-changed", case_file_name, "case.json is not what a case is told in");
            return std::move(report_);
        }
        report_.case_id = text_at(told.get_object(), "case");
        for (const auto& record : told.get_object().at("records").get_array()) {
            check_record(record);
        }
        check_that_all_are_told();
        check_papers();
        return std::move(report_);
    }

private:
    struct Held {
        RecordLegs legs;
        journal::Record record;  // with its opening
        [[nodiscard]] const std::string& message_id() const { return record.opening->message_id; }
    };

    void note(std::string_view code, std::string_view file, std::string detail) {
        report_.findings.push_back(
            {std::string(code), Severity::error, {std::string(file), 0, 0, {}}, {}, {}, std::move(detail)});
    }

    void open_exchanges() {
        for (const auto& file : container_.files) {
            if (!file.name.starts_with(exchanges_folder) || !file.name.ends_with(bundle_ending)) {
                continue;
            }
            auto report = evidence::verify_bundle(file.octets, policy_);
            auto legs = evidence::read_legs(file.octets);
            if (!report) {
                note("record-changed", file.name, report.error().to_string());
                continue;
            }
            if (file.name != bundle_name(report->exchange)) {
                note("record-changed", file.name, "it holds exchange " + report->exchange);
            }
            const auto& first = report->records.empty() ? journal::Record{} : report->records.front();
            if (legs && first.opening && first.opening->route.ends_with(record_route_ending)) {
                held_[report->exchange] = {read_record_legs(std::move(legs->legs)), first};
            }
            report_.exchanges.push_back(std::move(*report));
        }
    }

    void check_record(const json::value& told) {
        const auto number = ++report_.records;
        const auto name = "record " + std::to_string(number);
        if (!told.is_object()) {
            note("record-changed", case_file_name, name + " is no object");
            return;
        }
        const auto& record = told.get_object();
        const auto* at = record.if_contains("number");
        if (at == nullptr || !at->is_int64() || at->get_int64() != static_cast<std::int64_t>(number)) {
            note("record-missing", case_file_name, name + " is missing: records are numbered without gaps");
        }
        const auto exchange = std::string(text_at(record, "exchange"));
        const auto found = held_.find(exchange);
        if (found == held_.end()) {
            note("record-missing", bundle_name(exchange), name + " has no evidence here");
            return;
        }
        told_.insert(exchange);
        const auto& held = found->second;
        if (held.message_id() != report_.case_id + "/" + std::to_string(number)) {
            note("record-inserted", bundle_name(exchange),
                 name + " of " + report_.case_id + " is told by the evidence of " + held.message_id());
        }
        boost::system::error_code error;
        const auto content = json::parse(held.legs.content, error);
        const auto* data = record.if_contains("data");
        const auto* proved = error || !content.is_object() ? nullptr : content.get_object().if_contains("data");
        const auto& kept = held.record;
        if (data == nullptr || proved == nullptr || *data != *proved || text_at(record, "kind") != kept.outcome ||
            text_at(record, "who") != kept.by || text_at(record, "at") != to_utc_text(kept.at)) {
            note("record-changed", case_file_name, name + " says something else than its evidence");
        }
        for (const auto& paper : held.legs.papers) {
            papers_[paper_file(number, paper.name)] = &paper;
        }
    }

    void check_that_all_are_told() {
        for (const auto& [exchange, held] : held_) {
            if (!told_.contains(exchange)) {
                note("record-inserted", bundle_name(exchange),
                     held.message_id() + " is here, and the case does not tell of it");
            }
        }
    }

    void check_papers() {
        for (const auto& file : container_.files) {
            if (!file.name.starts_with(papers_folder)) {
                continue;
            }
            const auto found = papers_.find(file.name);
            if (found == papers_.end()) {
                note("file-changed", file.name, "no record has this paper");
            } else if (found->second->octets != file.octets) {
                note("file-changed", file.name, "this is not the paper that its record has");
            }
        }
        for (const auto& [name, paper] : papers_) {
            if (container_.find(name) == nullptr) {
                note("file-changed", name, "this paper is missing");
            }
        }
    }

    const asic::Container& container_;
    const evidence::BundlePolicy& policy_;
    CaseBundleReport report_;
    std::map<std::string, Held> held_;  // records of cases, by exchange
    std::set<std::string> told_;
    std::map<std::string, const adapter::CasePaper*> papers_;  // by file
};

// Who exported it proves nothing about the case, but a container that was changed afterwards is told.
void check_container(std::string_view zip, const evidence::BundlePolicy& policy, CaseBundleReport& report) {
    const auto signatures = asic::verify_container(
        zip, {.trust = policy.trust, .now = policy.now, .algorithms = {}, .limits = case_bundle_limits});
    const auto error = signatures ? signatures->error : std::optional<Error>(signatures.error());
    if (signatures && !signatures->signatures.empty() && !signatures->signatures.front().signers.empty()) {
        const auto& certificate = signatures->signatures.front().signers.front().certificate;
        report.exporter = certificate ? certificate->subject() : std::string();
    }
    if (error) {
        const bool is_unknown = error->code == Errc::signer_untrusted || error->code == Errc::certificate_invalid;
        report.findings.push_back({is_unknown ? "exporter-not-proven" : "record-changed",
                                   is_unknown ? Severity::warning : Severity::error,
                                   {},
                                   {},
                                   {},
                                   error->detail});
    }
}

}  // namespace

CaseBundleFiles::CaseBundleFiles(std::string told) { files_.push_back({std::string(case_file_name), std::move(told)}); }

void CaseBundleFiles::add(const journal::Summary& summary, const std::vector<journal::LegOctets>& legs,
                          std::string bundle) {
    if (summary.route.ends_with(record_route_ending)) {
        const auto number = record_name_of(summary.message_id).number;
        for (auto& paper : read_record_legs(legs).papers) {
            files_.push_back({paper_file(number, paper.name), std::move(paper.octets)});
        }
    }
    files_.push_back({bundle_name(summary.id.text()), std::move(bundle)});
}

Result<std::string> CaseBundleFiles::write(const crypto::Identity& exporter, WallTime now) const {
    return asic::write_asic_e(files_, exporter, now, case_bundle_limits);
}

bool CaseBundleReport::valid() const {
    return std::none_of(findings.begin(), findings.end(),
                        [](const auto& one) { return one.severity == Severity::error; }) &&
           std::all_of(exchanges.begin(), exchanges.end(), [](const auto& one) { return one.valid(); });
}

bool is_case_bundle(const asic::Container& container) { return container.find(case_file_name) != nullptr; }

Result<CaseBundleReport> verify_case_bundle(std::string_view zip, const evidence::BundlePolicy& policy) {
    const auto container = asic::read_container(zip, case_bundle_limits);
    if (!container) {
        return fail(container.error());
    }
    auto report = Look(*container, policy).run();
    check_container(zip, policy, report);
    return report;
}

}  // namespace otkel::cases
