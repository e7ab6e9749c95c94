#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/xsd/schema_model.hpp"

namespace otkel::xsd {
namespace {

std::size_t multiplied(std::size_t a, std::size_t b) {
    if (a == 0 || b == 0) {
        return 0;
    }
    return a > (unbounded - 1) / b ? unbounded : a * b;
}

Occurs multiplied(Occurs outer, Occurs inner) {
    return {multiplied(outer.least, inner.least), multiplied(outer.most, inner.most)};
}

bool can_stand(const Particle& particle) { return particle.occurs.most > 0; }

class Flattening {
public:
    std::vector<Child> take(const Particle& content) {
        walk(content, {});
        return std::move(children_);
    }

private:
    // What the groups around a particle say about it.
    struct Around {
        Occurs occurs;
        std::optional<std::size_t> shared_order;  // inside a repeating group or xs:all
        bool repeating{false};                    // then the branches of a choice can follow one another
        std::vector<Branch> branches;
    };

    void walk(const Particle& particle, Around around) {
        if (!can_stand(particle)) {
            return;
        }
        around.occurs = multiplied(around.occurs, particle.occurs);
        if (particle.kind == Particle::Kind::element) {
            add(*particle.element, around);
            return;
        }
        around.repeating = around.repeating || particle.occurs.most > 1;
        if (!around.shared_order && (around.repeating || particle.kind == Particle::Kind::all)) {
            around.shared_order = order_++;
        }
        if (particle.kind == Particle::Kind::choice) {
            walk_branches(particle, around);
            return;
        }
        for (const auto& part : particle.parts) {
            walk(part, around);
        }
    }

    void walk_branches(const Particle& choice, const Around& around) {
        const bool alone = std::count_if(choice.parts.begin(), choice.parts.end(), can_stand) == 1;
        const int number = alone || around.repeating ? -1 : choices_++;
        for (int branch = 0; const auto& part : choice.parts) {
            auto inside = around;
            inside.occurs.least = alone ? inside.occurs.least : 0;
            if (number >= 0) {
                inside.branches.push_back({number, branch++});
            }
            walk(part, std::move(inside));
        }
    }

    void add(const Element& head, const Around& around) {
        const auto order = around.shared_order ? *around.shared_order : order_++;
        std::vector<const Element*> alternatives;
        if (!head.abstract) {
            alternatives.push_back(&head);
        }
        alternatives.insert(alternatives.end(), head.substitutes.begin(), head.substitutes.end());
        const bool alone = alternatives.size() == 1;
        const int number = alone || around.occurs.most > 1 ? -1 : choices_++;
        for (int branch = 0; const auto* element : alternatives) {
            auto branches = around.branches;
            if (number >= 0) {
                branches.push_back({number, branch++});
            }
            Branch innermost;
            if (!branches.empty()) {
                innermost = branches.back();
                branches.pop_back();
            }
            children_.push_back({element,
                                 {alone ? around.occurs.least : 0, around.occurs.most},
                                 order,
                                 innermost.choice,
                                 innermost.branch,
                                 std::move(branches)});
        }
    }

    std::vector<Child> children_;
    std::size_t order_{0};
    int choices_{0};
};

bool holds_any(const Particle& particle) {
    return can_stand(particle) && (particle.kind == Particle::Kind::any ||
                                   std::any_of(particle.parts.begin(), particle.parts.end(), holds_any));
}

}  // namespace

std::vector<Child> children_of(const ComplexType& type) {
    return type.content ? Flattening{}.take(*type.content) : std::vector<Child>{};
}

bool exclude_each_other(const Child& one, const Child& other) {
    const auto branches = [](const Child& child) {
        auto all = child.outer;
        all.push_back({child.choice, child.branch});
        return all;
    };
    const auto theirs = branches(other);
    const auto mine = branches(one);
    return std::any_of(mine.begin(), mine.end(), [&](const Branch& a) {
        return a.choice >= 0 && std::any_of(theirs.begin(), theirs.end(), [&](const Branch& b) {
                   return a.choice == b.choice && a.branch != b.branch;
               });
    });
}

bool allows_any(const ComplexType& type) { return type.content && holds_any(*type.content); }

}  // namespace otkel::xsd
