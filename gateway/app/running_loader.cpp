#include <algorithm>

#include "gateway/app/configuration.hpp"

namespace otkel::app {

RunningSystems load_running(const RunningParts& parts, settings::Complaints& complaints) {
    RunningSystems running;
    for (const auto& [system, registration] : parts.registry.all()) {
        const auto file = parts.configuration.folder / "adapters" / (system + ".yaml");
        if (!registration.make_running || !std::filesystem::exists(file)) {
            continue;
        }
        auto section = settings::Section::load(file, complaints);
        section.set_root(parts.configuration.root);
        auto made = registration.make_running(
            {parts.executor, parts.clock, parts.verifier, parts.identities, parts.workers, parts.client, parts.metrics,
             parts.authority, parts.configuration.xml, section, parts.configuration.state / system,
             parts.configuration.calendars,
             [of = parts.cases, name = system]() -> adapter::CaseFile& { return of(name); }, parts.errands});
        if (made) {
            running.push_back(std::move(*made));
        } else if (made.error().findings.empty()) {
            complaints.add({file.string(), 0, 0, {}}, made.error().detail);
        }
    }
    return running;
}

adapter::Running* system_called(const RunningSystems& running, std::string_view name) {
    const auto found =
        std::find_if(running.begin(), running.end(), [&](const auto& one) { return one->system() == name; });
    return found == running.end() ? nullptr : found->get();
}

adapter::TrustServices* trust_services_of(const RunningSystems& running) {
    for (const auto& system : running) {
        if (auto* services = system->trust_services()) {
            return services;
        }
    }
    return nullptr;
}

}  // namespace otkel::app
