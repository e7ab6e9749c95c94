#include "tests/unit/mapping/samples/content.hpp"

#include <algorithm>

namespace otkel::mapping::samples {
namespace {

using xsd::Element;
using xsd::Particle;

class Walk {
public:
    Walk(const ContentWishes& wishes, Random& random) : wishes_(wishes), random_(random) {}

    void particle(const Particle& one) {
        if (one.kind == Particle::Kind::any || !can_stand(one)) {
            return;
        }
        for (auto count = this->count(one); count > 0; --count) {
            once(one);
        }
    }
    [[nodiscard]] std::vector<const Element*> take() { return std::move(chosen_); }

private:
    std::vector<const Element*> alternatives(const Element& head) const {
        std::vector<const Element*> all;
        const auto add = [&](const Element* element) {
            if (!element->abstract && wishes_.of(element->name) != Wish::never) {
                all.push_back(element);
            }
        };
        add(&head);
        std::for_each(head.substitutes.begin(), head.substitutes.end(), add);
        return all;
    }

    // Whether it can stand at least once with nothing but what is wished.
    bool can_stand(const Particle& one) const {
        if (one.occurs.most == 0) {
            return false;
        }
        const auto optional = [&](const Particle& part) { return part.occurs.least == 0 || can_stand(part); };
        switch (one.kind) {
            case Particle::Kind::element: return !alternatives(*one.element).empty();
            case Particle::Kind::choice:
                return std::any_of(one.parts.begin(), one.parts.end(),
                                   [&](const Particle& part) { return can_stand(part); });
            case Particle::Kind::any: return false;
            case Particle::Kind::sequence:
            case Particle::Kind::all: break;
        }
        return std::all_of(one.parts.begin(), one.parts.end(), optional);
    }

    bool holds_must(const Particle& one) const {
        if (one.kind == Particle::Kind::element) {
            const auto all = alternatives(*one.element);
            return std::any_of(all.begin(), all.end(),
                               [&](const Element* element) { return wishes_.of(element->name) == Wish::must; });
        }
        return std::any_of(one.parts.begin(), one.parts.end(), [&](const Particle& part) { return holds_must(part); });
    }

    std::size_t count(const Particle& one) {
        const auto least = std::max<std::size_t>(one.occurs.least, holds_must(one) ? 1 : 0);
        auto count = least;
        while (count < one.occurs.most && count < least + wishes_.most && random_.chance(wishes_.density)) {
            ++count;
        }
        return count;
    }

    void once(const Particle& one) {
        switch (one.kind) {
            case Particle::Kind::element: {
                auto all = alternatives(*one.element);
                if (std::any_of(all.begin(), all.end(),
                                [&](const Element* element) { return wishes_.of(element->name) == Wish::must; })) {
                    std::erase_if(all, [&](const Element* element) { return wishes_.of(element->name) != Wish::must; });
                }
                chosen_.push_back(random_.one_of(all));
                break;
            }
            case Particle::Kind::choice: {
                std::vector<const Particle*> branches;
                const bool must = holds_must(one);
                for (const auto& part : one.parts) {
                    if (can_stand(part) && (!must || holds_must(part))) {
                        branches.push_back(&part);
                    }
                }
                if (!branches.empty()) {
                    particle(*random_.one_of(branches));
                }
                break;
            }
            case Particle::Kind::sequence:
            case Particle::Kind::all:
                std::for_each(one.parts.begin(), one.parts.end(), [&](const Particle& part) { particle(part); });
                break;
            case Particle::Kind::any: break;
        }
    }

    const ContentWishes& wishes_;
    Random& random_;
    std::vector<const Element*> chosen_;
};

}  // namespace

std::vector<const Element*> random_content(const Particle& content, const ContentWishes& wishes, Random& random) {
    Walk walk(wishes, random);
    walk.particle(content);
    return walk.take();
}

}  // namespace otkel::mapping::samples
