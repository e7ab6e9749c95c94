#include "adapters/rest/json_form.hpp"

#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <limits>
#include <optional>
#include <set>
#include <vector>

#include "gateway/xml/canonical_writer.hpp"

namespace otkel::adapters::rest {
namespace {

namespace json = boost::json;
using json::error_code;

constexpr std::string_view item = "item";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// The names that JSON and XML have in common without an escape: ASCII names of Namespaces in XML 1.0, production 4.
bool is_element_name(std::string_view name) {
    if (name.empty() || name.size() > member_name_octets_max || !is_letter(name.front())) {
        return false;
    }
    for (const char c : name) {
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != '.') {
            return false;
        }
    }
    return true;
}

// Writes the XML while the JSON is read; nothing of it is kept but the names of the objects that are open.
class Writer {
public:
    constexpr static std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    constexpr static std::size_t max_array_size = max_object_size;
    constexpr static std::size_t max_key_size = max_object_size;
    constexpr static std::size_t max_string_size = max_object_size;

    Writer(std::string_view space, const JsonLimits& limits) : limits_(limits) { xml_.declare("", space); }

    bool on_document_begin(error_code& /*error*/) { return true; }
    bool on_document_end(error_code& /*error*/) { return true; }

    bool on_object_begin(error_code& error) {
        const bool is_root = levels_.empty();
        if (!is_root && !open(error)) {
            return false;
        }
        levels_.push_back({});
        return true;
    }
    bool on_object_end(std::size_t members, error_code& error) {
        levels_.pop_back();
        if (!levels_.empty()) {
            return close(error);
        }
        return members == 1 || stop(error, Errc::malformed, "the object has to have one member, the document");
    }
    bool on_array_begin(error_code& error) {
        if (levels_.size() < 2) {
            return stop(error, Errc::malformed, "the document is an object: {\"name\": {…}}");
        }
        if (!open(error)) {
            return false;
        }
        levels_.push_back({.is_array = true});
        return true;
    }
    bool on_array_end(std::size_t /*entries*/, error_code& error) {
        levels_.pop_back();
        return close(error);
    }

    bool on_key_part(json::string_view part, std::size_t size, error_code& error) {
        if (size > member_name_octets_max) {
            return stop(error, Errc::limit_exceeded, "the name of a member is too long");
        }
        text_.append(part.data(), part.size());
        return true;
    }
    bool on_key(json::string_view part, std::size_t size, error_code& error) {
        if (!on_key_part(part, size, error)) {
            return false;
        }
        auto& level = levels_.back();
        level.name = std::exchange(text_, {});
        if (!is_element_name(level.name)) {
            return stop(error, Errc::malformed, "this name of a member is no name of an element");
        }
        if (level.name == item) {
            return stop(error, Errc::malformed, "\"item\" is the name of an entry of a list");
        }
        return level.names.insert(level.name).second ||
               stop(error, Errc::malformed, "this name stands twice in its object");
    }

    bool on_string_part(json::string_view part, std::size_t /*size*/, error_code& /*error*/) {
        text_.append(part.data(), part.size());
        return true;
    }
    bool on_string(json::string_view part, std::size_t /*size*/, error_code& error) { return value(part, error); }
    bool on_number_part(json::string_view part, error_code& /*error*/) {
        text_.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t /*number*/, json::string_view part, error_code& error) { return value(part, error); }
    bool on_uint64(std::uint64_t /*number*/, json::string_view part, error_code& error) { return value(part, error); }
    bool on_double(double /*number*/, json::string_view part, error_code& error) { return value(part, error); }
    bool on_bool(bool is_true, error_code& error) { return value(is_true ? "true" : "false", error); }
    bool on_null(error_code& error) {
        if (levels_.size() < 2) {
            return stop(error, Errc::malformed, "the document is an object, not null");
        }
        return !levels_.back().is_array || stop(error, Errc::malformed, "an entry of a list is not null");
    }
    bool on_comment_part(json::string_view /*part*/, error_code& /*error*/) { return true; }
    bool on_comment(json::string_view /*part*/, error_code& /*error*/) { return true; }

    [[nodiscard]] std::optional<Error>& error() { return error_; }
    [[nodiscard]] std::string pointer() const {
        std::string text;
        for (const auto& level : levels_) {
            text += "/" + (level.is_array ? std::to_string(level.index) : level.name);
        }
        return text;
    }
    [[nodiscard]] Result<std::string> take() {
        if (auto written = xml_.outcome(); !written) {
            return fail(std::move(written.error()));
        }
        return std::move(out_);
    }

private:
    struct Level {
        bool is_array{false};
        std::size_t index{0};  // of the entry that is read
        std::string name{};    // of the member that is read
        std::set<std::string, std::less<>> names{};
    };

    bool stop(error_code& error, Errc code, std::string detail) {
        error_ = Error{code, std::move(detail), {{}, 0, 0, pointer()}, {}};
        error = json::error::syntax;
        return false;
    }
    bool open(error_code& error) {
        if (out_.size() > limits_.xml_octets_max) {
            return stop(error, Errc::limit_exceeded,
                        "the document is larger than " + std::to_string(limits_.xml_octets_max) + " octets");
        }
        const auto& level = levels_.back();
        xml_.open("", level.is_array ? item : std::string_view(level.name));
        return true;
    }
    bool close(error_code& /*error*/) {
        xml_.close();
        ++levels_.back().index;
        return true;
    }
    bool value(json::string_view last_part, error_code& error) {
        text_.append(last_part.data(), last_part.size());
        if (levels_.size() < 2) {
            return stop(error, Errc::malformed, "the document is an object: {\"name\": {…}}");
        }
        if (!open(error)) {
            return false;
        }
        xml_.text(text_);
        text_.clear();
        return close(error);
    }

    const JsonLimits& limits_;
    std::string out_;
    xml::CanonicalWriter xml_{out_};
    std::vector<Level> levels_;
    std::string text_;  // of the name or value whose parts come
    std::optional<Error> error_;
};

bool is_list(const xml::Element& element) {
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
        if (child->local() != item) {
            return false;
        }
    }
    return element.has_children();
}

Result<json::value> value_of(const xml::Element& element) {
    if (element.attribute_count() > 0 || (element.has_children() && element.has_text())) {
        return fail(Errc::unsupported, "JSON has no place for attributes, nor for text beside elements",
                    element.place());
    }
    if (!element.has_children()) {
        return json::value(element.text());
    }
    const bool list = is_list(element);
    json::array entries;
    json::object members;
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
        auto one = value_of(*child);
        if (!one) {
            return one;
        }
        if (list) {
            entries.push_back(std::move(*one));
        } else if (!members.emplace(child->local(), std::move(*one)).second) {
            return fail(Errc::unsupported, "an object has one member of a name; lists have \"item\" elements",
                        child->place());
        }
    }
    return list ? json::value(std::move(entries)) : json::value(std::move(members));
}

}  // namespace

Result<std::string> xml_of_json(std::string_view text, std::string_view space, const JsonLimits& limits) {
    json::parse_options options;
    options.max_depth = limits.depth_max;
    json::basic_parser<Writer> parser(options, space, limits);
    error_code error;
    const auto read = parser.write_some(false, text.data(), text.size(), error);
    auto& writer = parser.handler();
    if (writer.error()) {
        return fail(std::move(*writer.error()));
    }
    if (error || read != text.size()) {
        const auto code = error == json::error::too_deep ? Errc::limit_exceeded : Errc::malformed;
        return fail(code,
                    "at octet " + std::to_string(read) + ": " + (error ? error.message() : "more than a document"),
                    {{}, 0, 0, writer.pointer()});
    }
    return writer.take();
}

Result<std::string> json_of_xml(const xml::Element& root) {
    auto value = value_of(root);
    if (!value) {
        return fail(std::move(value.error()));
    }
    return json::serialize(json::object{{root.local(), std::move(*value)}});
}

}  // namespace otkel::adapters::rest
