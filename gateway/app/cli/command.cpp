#include "gateway/app/cli/command.hpp"

#include <iostream>
#include <iterator>

#include "gateway/settings/section.hpp"

namespace otkel::app::cli {

Result<std::string> read_input(const std::string& name, std::size_t limit) {
    if (name != "-") {
        return settings::read_file(name, limit);
    }
    std::string octets{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
    if (octets.size() > limit) {
        return fail(Errc::limit_exceeded, "stdin has more than " + std::to_string(limit) + " octets");
    }
    return octets;
}

int complain(const Error& error) {
    if (error.findings.empty()) {
        std::cerr << error.to_string() << '\n';
    }
    for (const auto& finding : error.findings) {
        std::cerr << finding.to_string() << '\n';
    }
    const bool input = error.code == Errc::not_found || error.code == Errc::invalid_argument;
    return input ? usage_error : not_valid;
}

}  // namespace otkel::app::cli
