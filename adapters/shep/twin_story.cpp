#include "adapters/shep/twin_story.hpp"

#include <string_view>

#include "gateway/base/bytes.hpp"

namespace otkel::adapters::shep {
namespace {

std::string text_of(const xml::Element& parent, std::string_view local) {
    const auto element = parent.child(local);
    return element ? std::string(trim(element->text())) : std::string{};
}

std::string attribute_of(const xml::Element& element, std::string_view local) {
    const auto value = element.attribute("", local);
    return value ? std::string(*value) : std::string{};
}

void tell_findings(const xml::Element& holder, const std::string& indent, std::vector<std::string>& story) {
    const auto findings = holder.child("Findings");
    for (auto finding = findings ? findings->first_child() : std::nullopt; finding; finding = finding->next_sibling()) {
        auto line = indent + attribute_of(*finding, "severity") + " " + attribute_of(*finding, "code") + " " +
                    text_of(*finding, "Field");
        if (const auto expected = text_of(*finding, "Expected"); !expected.empty()) {
            line += ", expected " + expected;
        }
        if (const auto found = text_of(*finding, "Found"); !found.empty()) {
            line += ", found " + found;
        }
        story.push_back(std::move(line));
        for (const auto* const language : {"TextKk", "TextRu"}) {
            if (auto text = text_of(*finding, language); !text.empty()) {
                story.push_back(text.insert(0, indent + "  "));
            }
        }
    }
}

}  // namespace

std::vector<std::string> story_of_reply(const xml::Element& root) {
    if (root.local() != "DeclarationCheckReply") {
        return {"the answer is a document " + std::string(root.local())};
    }
    std::vector<std::string> story{"verdict on declaration " + text_of(root, "DeclarationNumber") + ": " +
                                   text_of(root, "Overall") + " (checked " + text_of(root, "CheckedAt") + ")"};
    const auto unanswered = root.child("Unanswered");
    for (auto source = unanswered ? unanswered->first_child() : std::nullopt; source; source = source->next_sibling()) {
        story.push_back("  did not answer: " + std::string(trim(source->text())));
    }
    tell_findings(root, "  ", story);
    const auto goods = root.child("Goods");
    for (auto item = goods ? goods->first_child() : std::nullopt; item; item = item->next_sibling()) {
        story.push_back("  goods line " + attribute_of(*item, "no") + ": " + text_of(*item, "Verdict"));
        tell_findings(*item, "    ", story);
    }
    return story;
}

std::string subject_of_request(const xml::Element& root) {
    if (const auto number = text_of(root, "DeclarationNumber"); !number.empty()) {
        return "declaration " + number;
    }
    if (const auto declaration = root.child("Declaration")) {
        if (const auto number = text_of(*declaration, "Number"); !number.empty()) {
            return "declaration " + number;
        }
    }
    return "a document " + std::string(root.local());
}

}  // namespace otkel::adapters::shep
