#include "gateway/app/report/case_report.hpp"

#include <fmt/format.h>

#include "gateway/app/report/evidence_report.hpp"
#include "gateway/app/report/lines.hpp"

namespace otkel::app {
namespace {

constexpr Text the_case{"Іс", "Дело", "Case"};
constexpr Text records{"Жазбалар", "Записей", "Records"};
constexpr Text exchanges{"Алмасулар", "Обменов", "Exchanges"};
constexpr Text exporter{"Файлды шығарған", "Файл выпустил", "Exported by"};
constexpr Text not_later{"кемінде осы уақытта болған", "не позднее", "there not later than"};
constexpr Text not_stamped{"уақыт белгісі жоқ", "без метки времени", "without a time stamp"};

std::string exchange_line(const evidence::BundleReport& one, Language language) {
    const auto what = one.records.empty() ? std::string() : one.records.back().outcome;
    const auto when = one.proven_at ? fmt::format("{} {}", not_later.in(language), to_xml_time(*one.proven_at))
                                    : std::string(not_stamped.in(language));
    return fmt::format("  {}  {}  {}  {}\n", verdict_text(one.valid(), language), one.exchange, what, when);
}

}  // namespace

std::string to_text(const cases::CaseBundleReport& report, Language language) {
    Lines lines(language);
    lines.add(the_case, report.case_id);
    lines.add(records, std::to_string(report.records));
    lines.add(exchanges, std::to_string(report.exchanges.size()));
    lines.add(exporter, report.exporter);
    auto out = std::string(verdict_text(report.valid(), language)) + "\n" + lines.text();
    for (const auto& one : report.exchanges) {
        out += exchange_line(one, language) + (one.valid() ? "" : findings_text(one.findings, language));
    }
    return out + findings_text(report.findings, language);
}

boost::json::object to_json(const cases::CaseBundleReport& report) {
    boost::json::object out{{"case", report.case_id},
                            {"valid", report.valid()},
                            {"records", report.records},
                            {"exporter", report.exporter},
                            {"findings", findings_json(report.findings)}};
    auto& all = out["exchanges"].emplace_array();
    for (const auto& one : report.exchanges) {
        all.push_back(to_json(one));
    }
    return out;
}

}  // namespace otkel::app
