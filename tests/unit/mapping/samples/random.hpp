#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace otkel::mapping::samples {

// The same seed gives the same choices, on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    // 0 to end - 1.
    std::size_t below(std::size_t end) { return end == 0 ? 0 : engine_() % end; }
    std::size_t between(std::size_t least, std::size_t most) { return least + below(most - least + 1); }
    bool chance(double probability) {
        constexpr std::size_t fineness = 1'000'000;
        return static_cast<double>(below(fineness)) < probability * static_cast<double>(fineness);
    }
    template <class List>
    const auto& one_of(const List& list) {
        return list[below(std::size(list))];
    }
    template <class List>
    void shuffle(List& list) {
        for (std::size_t i = std::size(list); i > 1; --i) {
            std::swap(list[i - 1], list[below(i)]);
        }
    }
    std::string digits(std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) {
            text += static_cast<char>('0' + below(10));
        }
        return text;
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace otkel::mapping::samples
