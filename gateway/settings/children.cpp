#include "gateway/settings/section_state.hpp"

// The parts of a Section that lead to further sections.

namespace otkel::settings {

Section Section::section(std::string_view key) const {
    auto* entry = state_->find(key);
    if (entry == nullptr) {
        return Section(std::make_shared<State>(state_->file, place(key), state_->full(key)));
    }
    if (!entry->has_children) {
        entry->children = {state_->child(entry->key, entry->value, state_->file->place(entry->value.Mark()))};
        entry->has_children = true;
    }
    return Section(entry->children.front());
}

std::vector<Section> Section::sections(std::string_view key) const {
    auto* entry = state_->find(key);
    if (entry == nullptr) {
        return {};
    }
    if (!entry->value.IsSequence()) {
        complain(key, "'" + state_->full(key) + "' has a wrong value", "a list of maps", described(entry->value));
        return {};
    }
    if (!entry->has_children) {
        std::size_t number = 0;
        for (const auto& item : entry->value) {
            const auto at = item.IsNull() ? entry->place : state_->file->place(item.Mark());
            entry->children.push_back(state_->child(entry->key + "[" + std::to_string(++number) + "]", item, at));
        }
        entry->has_children = true;
    }
    std::vector<Section> sections;
    sections.reserve(entry->children.size());
    for (const auto& child : entry->children) {
        sections.push_back(Section(child));
    }
    return sections;
}

std::vector<std::pair<std::string, Section>> Section::entries(std::string_view key) const {
    const auto map = section(key);
    std::vector<std::pair<std::string, Section>> entries;
    for (auto& entry : map.state_->entries) {
        auto child = map.section(entry.key);
        entry.read = true;
        entries.emplace_back(entry.key, std::move(child));
    }
    return entries;
}

std::vector<std::pair<std::string, std::string>> Section::pairs(std::string_view key) const {
    const auto map = section(key);
    std::vector<std::pair<std::string, std::string>> pairs;
    for (auto& entry : map.state_->entries) {
        entry.read = true;
        if (const auto* text = map.state_->scalar(entry, "text")) {
            pairs.emplace_back(entry.key, *text);
        }
    }
    return pairs;
}

}  // namespace otkel::settings
