#include <algorithm>
#include <map>

#include "gateway/base/bytes.hpp"
#include "gateway/mapping/samples/comparison.hpp"
#include "gateway/mapping/words.hpp"

namespace otkel::mapping::samples {
namespace {

using xml::Element;

std::string name_of(const Element& element) {
    return element.space().empty() ? std::string(element.local())
                                   : std::string(element.local()) + " of " + std::string(element.space());
}

std::string name_of(const xml::Attribute& attribute) {
    return attribute.space.empty() ? "@" + std::string(attribute.local)
                                   : "@" + std::string(attribute.local) + " of " + std::string(attribute.space);
}

// XML Schema Part 1, section 2.6.3: hints that are no content.
bool is_hint(const xml::Attribute& attribute) {
    return attribute.space == instance_space &&
           (attribute.local == "schemaLocation" || attribute.local == "noNamespaceSchemaLocation");
}

std::vector<Element> children_of(const Element& element) {
    std::vector<Element> children;
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
        children.push_back(*child);
    }
    return children;
}

// "{urn:a}name", whatever the prefix is; nullopt when it is not declared.
std::optional<std::string> expanded(const Element& element, std::string_view name) {
    name = trim(name);
    const auto colon = name.find(':');
    const auto prefix = colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon);
    const auto space = element.namespace_of(prefix);
    if (!space && !prefix.empty()) {
        return std::nullopt;
    }
    return "{" + std::string(space.value_or("")) + "}" +
           std::string(colon == std::string_view::npos ? name : name.substr(colon + 1));
}

class Comparison {
public:
    explicit Comparison(const OneWay& places) : places_(places) {}

    void roots(const Element& expected, const Element& found, const std::string& above) {
        if (expected.local() != found.local() || expected.space() != found.space()) {
            add(expected, {}, "the root has another name", name_of(expected), name_of(found));
            return;
        }
        elements(expected, found, above + xml_step(expected.space(), expected.local()));
    }
    [[nodiscard]] std::vector<Finding> take() { return std::move(findings_); }

private:
    void elements(const Element& expected, const Element& found, const std::string& place) {
        if (findings_.size() >= differences_max) {
            return;
        }
        attributes(expected, found, place);
        texts(expected, found, place);
        children(expected, found, place);
    }

    void attributes(const Element& expected, const Element& found, const std::string& place) {
        for (std::size_t i = 0; i < expected.attribute_count(); ++i) {
            const auto attribute = expected.attribute(i);
            const auto here = place + xml_step(attribute.space, attribute.local, true);
            if (is_hint(attribute) || places_.xml.contains(here)) {
                continue;
            }
            const auto other = found.attribute(attribute.space, attribute.local);
            if (!other) {
                add(expected, "/@" + std::string(attribute.local), "the attribute was not written",
                    in_quotes(attribute.value), "nothing");
            } else if (!same_value(expected, attribute.value, found, *other, here)) {
                add(expected, "/@" + std::string(attribute.local), "the attribute has another value",
                    in_quotes(attribute.value), in_quotes(*other));
            }
        }
        for (std::size_t i = 0; i < found.attribute_count(); ++i) {
            const auto attribute = found.attribute(i);
            const auto here = place + xml_step(attribute.space, attribute.local, true);
            const bool given = places_.xml.contains(here) || places_.xml_defaults.contains(here);
            if (!given && !expected.attribute(attribute.space, attribute.local)) {
                add(expected, {}, "an attribute was written that was not expected", "nothing",
                    name_of(attribute) + " with " + in_quotes(attribute.value));
            }
        }
    }

    void texts(const Element& expected, const Element& found, const std::string& place) {
        const auto here = place + "/.";
        if (places_.xml.contains(here)) {
            return;
        }
        auto wanted = expected.text();
        auto given = found.text();
        if (expected.first_child() || found.first_child()) {
            wanted = trim(wanted);
            given = trim(given);
        }
        const bool added = wanted.empty() && places_.xml_defaults.contains(place);
        if (wanted == given || added || same_value(expected, wanted, found, given, here)) {
            return;
        }
        if (places_.documents.contains(here) && documents(expected, found, here)) {
            return;
        }
        const auto at = static_cast<std::size_t>(
            std::mismatch(wanted.begin(), wanted.end(), given.begin(), given.end()).first - wanted.begin());
        const auto from = at < 40 ? 0 : at - 40;
        const auto shown = [&](const std::string& text) {
            return (from == 0 ? "" : "…") + in_quotes(std::string_view(text).substr(std::min(from, text.size())));
        };
        add(expected, {}, "the text is another from character octet " + std::to_string(at), shown(wanted),
            shown(given));
    }

    // Whether both texts are documents; they are compared then.
    bool documents(const Element& expected, const Element& found, const std::string& place) {
        const auto wanted = expected.document_in_text();
        const auto given = found.document_in_text();
        if (!wanted || !given) {
            return false;
        }
        roots(wanted->root(), given->root(), place);
        return true;
    }

    bool same_value(const Element& expected, std::string_view wanted, const Element& found, std::string_view given,
                    const std::string& place) const {
        if (wanted == given) {
            return true;
        }
        const bool type = place.ends_with(xml_step(instance_space, "type", true));
        if (type || places_.names.contains(place)) {
            const auto name = expanded(expected, wanted);
            return name && name == expanded(found, given);
        }
        const auto [first, last] = places_.codes.equal_range(place);
        return std::any_of(first, last, [&](const auto& entry) {
            const auto one = entry.second->word_of(trim(wanted), {});
            const auto other = entry.second->word_of(trim(given), {});
            return one.kind == CodeAnswer::Kind::found && other.kind == one.kind && one.text == other.text;
        });
    }

    void children(const Element& expected, const Element& found, const std::string& place) {
        const auto wanted = carried(expected, place);
        const auto given = carried(found, place);
        std::size_t next = 0;
        for (const auto& child : wanted) {
            const auto here = place + xml_step(child.space(), child.local());
            const auto fits = [&](const Element& other) { return other.is(child.space(), child.local()); };
            while (next < given.size() && !fits(given[next]) && is_default(given[next], place)) {
                ++next;
            }
            if (next < given.size() && fits(given[next])) {
                elements(child, given[next++], here);
                continue;
            }
            const auto later = std::find_if(given.begin() + static_cast<std::ptrdiff_t>(next), given.end(), fits);
            if (later == given.end()) {
                add(child, {}, "the element was not written", name_of(child),
                    next < given.size() ? name_of(given[next]) : "nothing");
            } else {
                unexpected(expected, given[next]);
                next = static_cast<std::size_t>(later - given.begin());
                elements(child, given[next++], here);
            }
        }
        for (; next < given.size(); ++next) {
            if (!is_default(given[next], place)) {
                unexpected(expected, given[next]);
            }
        }
    }

    [[nodiscard]] std::vector<Element> carried(const Element& element, const std::string& place) const {
        auto children = children_of(element);
        std::erase_if(children, [&](const Element& child) {
            return places_.xml.contains(place + xml_step(child.space(), child.local()));
        });
        return children;
    }

    [[nodiscard]] bool is_default(const Element& element, const std::string& place) const {
        return places_.xml_defaults.contains(place + xml_step(element.space(), element.local()));
    }

    void unexpected(const Element& parent, const Element& child) {
        add(parent, {}, "an element was written that was not expected here", "nothing", name_of(child));
    }

    void add(const Element& at, const std::string& more, std::string detail, std::string expected, std::string found) {
        if (findings_.size() < differences_max) {
            auto place = at.place();
            place.path += more;
            findings_.push_back(Finding{"sample-differs", Severity::error, std::move(place), std::move(expected),
                                        std::move(found), std::move(detail)});
        }
    }

    const OneWay& places_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> xml_differences(const Element& expected, const Element& found, const OneWay& places) {
    Comparison comparison(places);
    comparison.roots(expected, found, {});
    return comparison.take();
}

}  // namespace otkel::mapping::samples
