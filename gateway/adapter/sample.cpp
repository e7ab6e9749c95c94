#include "gateway/adapter/sample.hpp"

#include <fmt/format.h>

namespace otkel::adapter {

Result<std::string> fill_sample(std::string_view sample, const SampleValues& values) {
    std::string filled;
    for (std::size_t at = 0; at < sample.size();) {
        const auto begin = sample.find("$(", at);
        const auto end = begin == std::string_view::npos ? begin : sample.find(')', begin);
        filled += sample.substr(at, begin == std::string_view::npos ? begin : begin - at);
        if (begin == std::string_view::npos) {
            break;
        }
        if (end == std::string_view::npos) {
            return fail(Errc::invalid_argument, "the sample has a place $(… without its end");
        }
        const auto name = std::string(sample.substr(begin + 2, end - begin - 2));
        const auto found = values.find(name);
        if (found == values.end()) {
            return fail(Errc::invalid_argument,
                        fmt::format("the sample has a place $({0}): give it with --set {0}=…", name));
        }
        if (found->second.find_first_of("<>&\"\\\n\r\t") != std::string::npos) {
            return fail(Errc::invalid_argument, "the value of $(" + name + ") has a character that texts escape");
        }
        filled += found->second;
        at = end + 1;
    }
    return filled;
}

}  // namespace otkel::adapter
