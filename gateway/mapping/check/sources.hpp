#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/error.hpp"

namespace otkel::mapping::check {

// The lines of the files that findings are about. Not thread safe.
class Sources {
public:
    // Without its end; empty when there is no such file or line.
    [[nodiscard]] std::string_view line(const std::string& file, int number);

private:
    std::map<std::string, std::vector<std::string>> files_;
};

// In octets, from 0.
struct Span {
    std::size_t begin{0};
    std::size_t length{1};
};
// The YAML scalar that begins at `begin`, without quotation marks; one octet when none does.
[[nodiscard]] Span scalar_at(std::string_view line, std::size_t begin);
// `words` inside that scalar; the whole scalar when it does not hold them.
[[nodiscard]] Span words_at(std::string_view line, std::size_t begin, std::string_view words);

[[nodiscard]] std::size_t characters(std::string_view text);  // of UTF-8
// Where the character begins; counted from 0.
[[nodiscard]] std::size_t octet_of(std::string_view text, std::size_t character);

// From a finding whose column counts octets, as YAML libraries do, to one whose column counts characters.
[[nodiscard]] Finding in_characters(Finding finding, Sources& sources);

}  // namespace otkel::mapping::check
