#include "gateway/base/write_points.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>

namespace otkel {
namespace {

std::atomic<std::uint64_t> left{0};

std::string every_name() {
    std::string names;
    for (const auto& [point, name] : write_points) {
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return names;
}

}  // namespace

std::string_view name(WritePoint point) {
    return std::find_if(write_points.begin(), write_points.end(), [&](const auto& one) { return one.first == point; })
        ->second;
}

Result<void> stop_at(std::string_view text) {
    if (text.empty()) {
        write_point_detail::armed = write_point_detail::nowhere;
        return {};
    }
    const auto colon = std::min(text.rfind(':'), text.size());
    const auto* found = std::find_if(write_points.begin(), write_points.end(),
                                     [&](const auto& one) { return one.second == text.substr(0, colon); });
    const auto number = text.substr(std::min(colon + 1, text.size()));
    std::uint64_t count = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), count);
    const bool whole = read.ec == std::errc{} && read.ptr == number.data() + number.size() && count > 0;
    if (found == write_points.end() || !whole) {
        return fail(Errc::invalid_argument, std::string(stop_at_variable) + " is \"" + std::string(text) +
                                                "\"; expected <point>:<n>, n from 1, with one of " + every_name());
    }
    left = count;
    write_point_detail::armed = static_cast<int>(found->first);
    return {};
}

void write_point_detail::pass() {
    if (left.fetch_sub(1) == 1) {
        ::kill(::getpid(), SIGKILL);
    }
}

}  // namespace otkel
