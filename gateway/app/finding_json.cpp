#include "gateway/app/finding_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace otkel::app {

std::string findings_json(const std::vector<Finding>& findings) {
    boost::json::array all;
    for (const auto& finding : findings) {
        all.push_back(boost::json::object{{"code", finding.code},
                                          {"file", finding.place.file},
                                          {"line", finding.place.line},
                                          {"column", finding.place.column},
                                          {"path", finding.place.path},
                                          {"detail", finding.detail},
                                          {"expected", finding.expected},
                                          {"found", finding.found}});
    }
    return boost::json::serialize(boost::json::object{{"findings", std::move(all)}});
}

}  // namespace otkel::app
