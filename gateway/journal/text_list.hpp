#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/journal/store.hpp"

// Lists of texts in one column: each text is written as its length, a colon, its octets and a comma ("3:map,4:sign,"),
// so that any text can be an item.

namespace otkel::journal {

void append_text(std::string& list, std::string_view text);
// What cannot be read ends the list.
[[nodiscard]] std::vector<std::string> texts_of(std::string_view list);

using Keys = std::vector<std::pair<std::string, std::string>>;

[[nodiscard]] std::string to_list(const std::vector<StageTime>& stages);
[[nodiscard]] std::string to_list(const Keys& keys);
[[nodiscard]] std::vector<StageTime> stages_of(std::string_view list);
[[nodiscard]] Keys keys_of(std::string_view list);

}  // namespace otkel::journal
