#include "gateway/journal/text_list.hpp"

#include <charconv>

namespace otkel::journal {

void append_text(std::string& list, std::string_view text) {
    list += std::to_string(text.size());
    list += ':';
    list += text;
    list += ',';
}

std::vector<std::string> texts_of(std::string_view list) {
    std::vector<std::string> texts;
    while (!list.empty()) {
        std::size_t size = 0;
        const auto [colon, error] = std::from_chars(list.data(), list.data() + list.size(), size);
        const auto start = static_cast<std::size_t>(colon - list.data()) + 1;
        if (error != std::errc{} || start > list.size() || *colon != ':' || size >= list.size() - start) {
            break;
        }
        texts.emplace_back(list.substr(start, size));
        list.remove_prefix(start + size + 1);
    }
    return texts;
}

std::string to_list(const std::vector<StageTime>& stages) {
    std::string list;
    for (const auto& stage : stages) {
        append_text(list, stage.stage);
        append_text(list, std::to_string(stage.took.count()));
        append_text(list, stage.remark);
    }
    return list;
}

std::string to_list(const Keys& keys) {
    std::string list;
    for (const auto& [key, value] : keys) {
        append_text(list, key);
        append_text(list, value);
    }
    return list;
}

std::vector<StageTime> stages_of(std::string_view list) {
    const auto texts = texts_of(list);
    std::vector<StageTime> stages;
    for (std::size_t i = 0; i + 2 < texts.size(); i += 3) {
        std::int64_t took = 0;
        std::from_chars(texts[i + 1].data(), texts[i + 1].data() + texts[i + 1].size(), took);
        stages.push_back({texts[i], std::chrono::microseconds{took}, texts[i + 2]});
    }
    return stages;
}

Keys keys_of(std::string_view list) {
    const auto texts = texts_of(list);
    Keys keys;
    for (std::size_t i = 0; i + 1 < texts.size(); i += 2) {
        keys.emplace_back(texts[i], texts[i + 1]);
    }
    return keys;
}

}  // namespace otkel::journal
