#include "gateway/app/finding_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/base/finding_titles.hpp"

namespace otkel::app {
namespace {

std::string_view name_of(Severity severity) {
    return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

}  // namespace

std::string findings_json(const std::vector<Finding>& findings) {
    boost::json::array all;
    for (const auto& finding : findings) {
        boost::json::object one{
            {"code", finding.code},           {"file", finding.place.file}, {"line", finding.place.line},
            {"column", finding.place.column}, {"path", finding.place.path}, {"detail", finding.detail},
            {"expected", finding.expected},   {"found", finding.found},     {"severity", name_of(finding.severity)}};
        if (const auto title = finding_title(finding.code)) {
            one.emplace("title", boost::json::object{{"kk", title->kk}, {"ru", title->ru}, {"en", title->en}});
        }
        all.push_back(std::move(one));
    }
    return boost::json::serialize(boost::json::object{{"findings", std::move(all)}});
}

}  // namespace otkel::app
