#include "gateway/base/bytes.hpp"
#include "gateway/settings/section_state.hpp"

// From a file to its top section: everything that can throw in yaml-cpp happens here.

namespace otkel::settings {
namespace {

// A thousand times what a person writes; a parser's tree costs some fifty times its text.
constexpr std::size_t largest_file = std::size_t{1} << 20U;

int line_of(std::string_view text, std::size_t at) {
    int line = 1;
    for (const char c : text.substr(0, at)) {
        line += c == '\n' ? 1 : 0;
    }
    return line;
}

// The one document of the text; a complaint and nothing when it is no YAML.
YAML::Node parse(const std::string& text, const SourceFile& file) {
    try {
        auto documents = YAML::LoadAll(text);
        if (documents.size() > 1) {
            file.complaints->add(Place{file.name, 0, 0, {}},
                                 "the file holds more than one YAML document ('---'); "
                                 "write one file for each");
        }
        return documents.empty() ? YAML::Node() : documents.front();
    } catch (const YAML::Exception& e) {
        file.complaints->add(file.place(e.mark), "this is not YAML: " + e.msg);
    }
    return {};
}

}  // namespace

Section Section::load(const std::filesystem::path& file, Complaints& complaints) {
    auto source = std::make_shared<SourceFile>(SourceFile{file.string(), {}, &complaints});
    auto whole = std::make_shared<State>(source, Place{source->name, 0, 0, {}}, std::string());
    const auto text = read_file(file, largest_file);
    if (!text) {
        complaints.add(whole->place, text.error().detail);
        return Section(whole);
    }
    for (std::size_t start = 0; start < text->size();) {
        const auto end = std::min(text->find('\n', start), text->size());
        if (!is_valid_utf8(std::string_view(*text).substr(start, end - start))) {
            complaints.add(Place{source->name, line_of(*text, start), 1, {}}, "this line is not UTF-8 text");
            return Section(whole);
        }
        start = end + 1;
    }
    const auto root = parse(*text, *source);
    if (root.IsMap()) {
        whole->place = source->place(root.Mark());
        whole->take(root);
    } else if (!root.IsNull()) {
        complaints.add(source->place(root.Mark()), "the file must hold a map (key: value)", {}, described(root));
    }
    return Section(whole);
}

}  // namespace otkel::settings
