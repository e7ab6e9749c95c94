#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/settings/section.hpp"

namespace otkel::adapter {

// How a twin shall misbehave: a list of steps, each for one or more of the calls of one kind; what no step is for goes
// well.
//
//   steps:
//     - {on: request, do: slow, times: 3, delay_ms: 2000}
//     - {on: crl, do: empty, after: 2}            # the third call
//
// `On` and `Misbehaviour` are the twin's own enumerations. Not thread safe: calls begin on the twin's one I/O thread.
template <class On, class Misbehaviour>
class TwinScript {
public:
    struct Step {
        On on{};
        Misbehaviour misbehaviour{};
        std::size_t times{1};
        std::chrono::milliseconds delay{0};
        std::size_t after{0};  // calls of this kind that go well first
    };
    // "on" and "do" of a step, and the delay that is usual with them.
    using ReadStep = Step (*)(const settings::Section&);

    TwinScript() = default;
    explicit TwinScript(std::vector<Step> steps) : steps_(std::move(steps)) {}

    // No file: everything goes well.
    [[nodiscard]] static Result<TwinScript> load(const std::filesystem::path& file, ReadStep read) {
        TwinScript script;
        if (file.empty()) {
            return script;
        }
        settings::Complaints complaints;
        const auto section = settings::Section::load(file, complaints);
        for (const auto& one : section.sections("steps")) {
            constexpr std::size_t most = 1'000'000;
            auto step = read(one);
            step.times = one.size_or("times", step.times, most);
            step.after = one.size_or("after", step.after, most, 0);
            step.delay = one.duration_ms_or("delay_ms", step.delay);
            one.finish();
            script.steps_.push_back(step);
        }
        section.finish();
        if (const auto outcome = complaints.outcome(); !outcome) {
            return fail(outcome.error());
        }
        return script;
    }

    // What to do with the next call of this kind; takes one of the step's times.
    [[nodiscard]] Step next(On on) {
        const auto before = calls_[on]++;
        const auto step = std::find_if(steps_.begin(), steps_.end(), [&](const Step& one) {
            return one.on == on && one.after <= before && one.times > 0;
        });
        if (step == steps_.end()) {
            return Step{.on = on};
        }
        --step->times;
        return *step;
    }

private:
    std::vector<Step> steps_;
    std::map<On, std::size_t> calls_;
};

}  // namespace otkel::adapter
