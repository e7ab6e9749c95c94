#include <algorithm>

#include "gateway/mapping/reader.hpp"

// What a message has and no rule reads, for routes that must not lose anything of it.

namespace otkel::mapping {
namespace {

// "Goods/Item/Extra": the steps below the root, without prefixes and numbers.
std::string plain_path(const std::string& xpath) {
    std::string path;
    std::size_t step = 0;
    for (std::size_t at = xpath.find('/', 1); at != std::string::npos; ++step) {
        const auto end = xpath.find('/', at + 1);
        auto name = xpath.substr(at + 1, end == std::string::npos ? end : end - at - 1);
        name = name.substr(0, name.find('['));
        const bool attribute = name.starts_with('@');
        if (const auto colon = name.find(':'); colon != std::string::npos) {
            name = (attribute ? "@" : "") + name.substr(colon + 1);
        }
        path += (step == 0 ? "" : "/") + name;
        at = end;
    }
    return path;
}

}  // namespace

bool MustCarry::covers(const std::string& xpath) const {
    if (everything) {
        return true;
    }
    const auto path = plain_path(xpath);
    return std::any_of(paths.begin(), paths.end(), [&](const std::string& one) {
        return path == one || path.starts_with(one + "/") || one.starts_with(path + "/");
    });
}

void Reader::check_carried(std::size_t first_here) {
    std::vector<const ElementNode*> nodes;
    for (auto i = first_here; i < heres_.size(); ++i) {
        nodes.push_back(&heres_[i].scope->element);
    }
    carried(nodes, heres_[first_here].element, heres_[first_here]);
}

// `nodes` are all that read this element: of a scope and of the branches that its choices took.
void Reader::carried(const std::vector<const ElementNode*>& nodes, const xml::Element& element, const Here& here) {
    for (std::size_t i = 0; i < element.attribute_count(); ++i) {
        const auto attribute = element.attribute(i);
        const bool known = std::any_of(nodes.begin(), nodes.end(), [&](const ElementNode* node) {
            return node->bag || std::any_of(node->attributes.begin(), node->attributes.end(), [&](const auto& one) {
                       return one.name.local == attribute.local && one.name.space == attribute.space;
                   });
        });
        if (!known && attribute.space != instance_space) {
            not_carried(here, element, "/@" + std::string(attribute.local));
        }
    }
    const bool reads_text =
        std::any_of(nodes.begin(), nodes.end(), [](const ElementNode* node) { return !node->text.empty(); });
    if (!reads_text && element.has_text()) {
        not_carried(here, element, "/text()");
    }
    for (auto child = element.first_child(); child; child = child->next_sibling()) {
        std::vector<const ElementNode*> below;
        bool part = false;
        for (const auto* node : nodes) {
            for (const auto& candidate : node->children) {
                if (!candidate.choice && names(candidate.name, *child)) {
                    part = part || candidate.part.has_value();
                    below.push_back(&candidate);
                }
            }
        }
        if (below.empty()) {
            not_carried(here, *child, "");
        } else if (!part) {
            carried(below, *child, here);
        }
    }
}

void Reader::not_carried(const Here& here, const xml::Element& element, const std::string& what) {
    auto place = element.place();
    place.path += what;
    if (!options_.must_carry->covers(place.path) || !findings_.next()) {
        return;
    }
    const auto mark = here.frame == nullptr ? Mark{1, 1, 0} : here.frame->rule->mark;
    findings_.describe("not-carried", std::move(place), mark,
                       "no rule reads this, and the route must not lose it (must_carry)", "a rule for it", "");
}

}  // namespace otkel::mapping
