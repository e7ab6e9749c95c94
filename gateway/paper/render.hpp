#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "gateway/base/clock.hpp"
#include "gateway/base/result.hpp"
#include "gateway/paper/template.hpp"

namespace otkel::paper {

struct Origin {
    std::string author;  // of the document's properties
    WallTime at{};       // when it was made: nothing else in the file depends on the time
};

struct Limits {
    std::size_t pages_max{200};
    std::size_t rows_max{5'000};  // of all tables and lists
};

// A PDF of A4 pages. The same template, values and origin give the same octets. Errc::invalid_argument names the block,
// file and line, where a value is missing, a letter is in none of the fonts that are installed, or a table's row is
// longer than a page; invalid_configuration: the template's font is not installed; limit_exceeded. CPU work; from any
// thread.
[[nodiscard]] Result<std::string> render(const Template& from, const boost::json::object& values, const Origin& origin,
                                         const Limits& limits = {});

}  // namespace otkel::paper
