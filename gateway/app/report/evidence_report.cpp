#include "gateway/app/report/evidence_report.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "gateway/app/report/labels.hpp"
#include "gateway/app/report/lines.hpp"
#include "gateway/app/report/signature_report.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/base/finding_titles.hpp"

namespace otkel::app {
namespace {

namespace json = boost::json;

constexpr Text proved{"ДӘЛЕЛДЕНДІ", "ДОКАЗАНО", "PROVED"};
constexpr Text not_proved{"ДӘЛЕЛДЕНБЕДІ", "НЕ ДОКАЗАНО", "NOT PROVED"};
constexpr Text exchange{"Алмасу", "Обмен", "Exchange"};
constexpr Text message{"Хабарлама", "Сообщение", "Message"};
constexpr Text peer{"Екінші тарап", "Вторая сторона", "Peer"};
constexpr Text records{"Жазбалар", "Записей", "Records"};
constexpr Text messages{"Хабарламалар", "Сообщений", "Messages"};
constexpr Text outcome{"Нәтижесі", "Итог", "Outcome"};
constexpr Text not_later{"Кемінде осы уақытта болған", "Не позднее", "There not later than"};
constexpr Text stamp{"Уақыт белгісі", "Метка времени", "Time stamp"};
constexpr Text exporter{"Файлды шығарған", "Файл выпустил", "Exported by"};
constexpr Text record{"жазба", "запись", "record"};
constexpr Text no_path{"берілген зәкірлермен дәлелденбеген", "данными якорями не доказан",
                       "not proved with the anchors given"};
constexpr Text found{"Анықталғаны", "Обнаружено", "Found"};
constexpr Text error{"қате", "ошибка", "error"};
constexpr Text warning{"ескерту", "предупреждение", "warning"};
constexpr Text remark{"ескертпе", "примечание", "note"};

std::size_t legs_of(const evidence::BundleReport& report) {
    std::size_t count = 0;
    for (const auto& one : report.records) {
        count += one.legs.size();
    }
    return count;
}

std::string_view severity_text(Severity severity, Language language) {
    switch (severity) {
        case Severity::error: return error.in(language);
        case Severity::warning: return warning.in(language);
        case Severity::note: break;
    }
    return remark.in(language);
}

std::string_view word(Severity severity) { return severity_text(severity, Language::en); }

// The sentence in the reader's language, and below it what happened where, in the words of the code.
std::string finding_text(const Finding& finding, Language language) {
    const auto title = finding_title(finding.code);
    return fmt::format("  {}: {} [{}]\n      {}\n", severity_text(finding.severity, language),
                       title ? title->in(language) : std::string_view(finding.code), finding.code, finding.to_string());
}

std::string stamp_text(const evidence::ProvenStamp& proven) {
    return fmt::format("{}, {}, {} {}{}", to_xml_time(proven.stamp.time), proven.stamp.authority->subject(),
                       proven.stamp.policy, proven.stamp.serial,
                       proven.revocation.empty() ? std::string{} : "; " + proven.revocation);
}

void add_signers(const evidence::BundleReport& report, Language language, Lines& lines) {
    for (const auto& one : report.signers) {
        if (one.certificate->is_authority()) {
            continue;
        }
        lines.add(labels::signer,
                  fmt::format("{} ({} {}; {})", one.certificate->subject(), record.in(language), one.record,
                              one.path.empty() ? no_path.in(language) : std::string_view(one.path)));
        lines.add(labels::revocation, revocation_text(one.status, language));
    }
}

void add_opening(const evidence::BundleReport& report, Lines& lines) {
    const auto& opening = report.records.front().opening;
    if (opening) {
        lines.add(peer, opening->peer);
        lines.add(message, opening->message_id);
        lines.add(labels::system, opening->adapter);
    }
    const auto& last = report.records.back();
    lines.add(outcome, std::string(name(last.state)) + (last.outcome.empty() ? "" : ", " + last.outcome));
}

json::object finding_json(const Finding& finding) {
    json::object out{{"code", finding.code}, {"severity", word(finding.severity)}, {"detail", finding.detail}};
    if (!finding.place.file.empty()) {
        out["file"] = finding.place.file;
    }
    if (finding.place.line > 0) {
        out["line"] = finding.place.line;
    }
    return out;
}

json::object record_json(const journal::Record& one) {
    json::object out{{"ordinal", one.ordinal}, {"at", to_utc_text(one.at)}, {"node", one.node},
                     {"chain", one.chain},     {"sequence", one.sequence},  {"state", name(one.state)}};
    if (!one.outcome.empty()) {
        out["outcome"] = one.outcome;
    }
    json::array legs;
    for (const auto& leg : one.legs) {
        legs.push_back(json::object{{"leg", name(leg.leg)}, {"octets", leg.octets}, {"sha256", to_hex(leg.sha256)}});
    }
    out["legs"] = std::move(legs);
    return out;
}

json::object signer_json(const evidence::SignerStatus& one) {
    return {{"record", one.record},
            {"subject", one.certificate->subject()},
            {"fingerprint", one.certificate->fingerprint()},
            {"anchored", !one.path.empty() || one.certificate->is_authority()},
            {"revocation", to_json(one.status)}};
}

json::object stamp_json(const evidence::ProvenStamp& one) {
    json::object out{{"time", to_utc_text(one.stamp.time)},
                     {"policy", one.stamp.policy},
                     {"serial", one.stamp.serial},
                     {"authority", one.stamp.authority->subject()},
                     {"seal", describe(one.seal)}};
    if (!one.revocation.empty()) {
        out["revocation"] = one.revocation;
    }
    return out;
}

template <class Range, class Make>
json::array array_of(const Range& range, Make make) {
    json::array out;
    for (const auto& one : range) {
        out.push_back(make(one));
    }
    return out;
}

}  // namespace

std::string to_text(const evidence::BundleReport& report, Language language) {
    auto out = std::string(verdict_text(report.valid(), language)) + "\n";
    Lines lines(language);
    lines.add(exchange, report.exchange);
    if (!report.records.empty()) {
        add_opening(report, lines);
    }
    lines.add(records, std::to_string(report.records.size()));
    lines.add(messages, std::to_string(legs_of(report)));
    if (report.proven_at) {
        lines.add(not_later, to_xml_time(*report.proven_at));
    }
    for (const auto& one : report.stamps) {
        lines.add(stamp, stamp_text(one));
    }
    add_signers(report, language, lines);
    lines.add(exporter, report.exporter);
    return out + lines.text() + findings_text(report.findings, language);
}

std::string findings_text(const std::vector<Finding>& findings, Language language) {
    std::string out = findings.empty() ? "" : "\n" + std::string(found.in(language)) + ":\n";
    for (const auto& finding : findings) {
        out += finding_text(finding, language);
    }
    return out;
}

json::array findings_json(const std::vector<Finding>& findings) { return array_of(findings, finding_json); }

std::string_view verdict_text(bool is_valid, Language language) {
    return (is_valid ? proved : not_proved).in(language);
}

json::object to_json(const evidence::BundleReport& report) {
    json::object out{{"valid", report.valid()}, {"exchange", report.exchange}};
    if (report.proven_at) {
        out["provenAt"] = to_utc_text(*report.proven_at);
    }
    out["exporter"] = report.exporter;
    out["records"] = array_of(report.records, record_json);
    out["timeStamps"] = array_of(report.stamps, stamp_json);
    out["signers"] = array_of(report.signers, signer_json);
    out["findings"] = array_of(report.findings, finding_json);
    return out;
}

}  // namespace otkel::app
