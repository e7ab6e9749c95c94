#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "gateway/adapter/case_file.hpp"
#include "gateway/base/result.hpp"

namespace otkel::adapters::rex {

// Documents that the organisation sends, complete or not:
//
//   {"application": {…}, "documents": [{"kind", "name", "contentType", "sha256", "content"}]}
//
// `content` is base64. What is kept as data names each document by kind, name and digest; its octets are a paper of the
// record.
struct Package {
    boost::json::object data;
    std::vector<adapter::CasePaper> papers;
};

struct PackageLimits {
    std::size_t documents_max{50};
    std::size_t document_octets_max{20UL * 1024 * 1024};
};

// Errc::invalid_argument with every finding and its pointer; a digest that is not that of the content is one.
[[nodiscard]] Result<Package> check_package(boost::json::value package, const PackageLimits& limits);

}  // namespace otkel::adapters::rex
