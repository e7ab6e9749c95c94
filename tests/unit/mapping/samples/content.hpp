#pragma once

#include <functional>
#include <vector>

#include "gateway/xsd/schema_model.hpp"
#include "tests/unit/mapping/samples/random.hpp"

namespace otkel::mapping::samples {

// What whoever walks through a content model knows about an element.
enum class Wish { never, may, must };
struct ContentWishes {
    std::function<Wish(const xsd::Name&)> of;
    double density{0.5};  // how often what may stand stands
    std::size_t most{3};  // of an element that repeats without end
};

// Elements that may stand in `content` one after the other, chosen at random; nothing that is not wished. What must
// stand and has no place is left out.
[[nodiscard]] std::vector<const xsd::Element*> random_content(const xsd::Particle& content, const ContentWishes& wishes,
                                                              Random& random);

}  // namespace otkel::mapping::samples
