#include <iostream>
#include <map>

#include "gateway/adapter/adapter_registry.hpp"
#include "gateway/app/cli/admin_call.hpp"
#include "gateway/app/cli/command.hpp"

namespace otkel::app::cli {
namespace {

using adapter::CommandWord;
using adapter::CommandWords;

class Calls final : public adapter::OperatorCalls {
public:
    Calls(const Configuration& configuration, std::string system)
        : configuration_(configuration), root_("/admin/v1/" + std::move(system) + "/") {}
    [[nodiscard]] Result<net::HttpResponse> get(const std::string& path) override {
        return call_gateway(configuration_, "GET", root_ + path);
    }
    [[nodiscard]] Result<net::HttpResponse> post(const std::string& path, std::string body) override {
        return call_gateway(configuration_, "POST", root_ + path, std::move(body));
    }

private:
    const Configuration& configuration_;
    std::string root_;
};

// Where what is typed after one command lands.
struct Typed {
    std::string system, configuration{default_configuration};
    adapter::SystemCommand command;
    std::map<std::string, std::string> values;
    std::map<std::string, std::vector<std::string>> lists;
    std::map<std::string, bool> flags;
};

int run(Typed& typed) {
    settings::Complaints complaints;
    const auto configuration = load_configuration(typed.configuration, complaints);
    if (const auto outcome = complaints.outcome(); !outcome) {
        complain(outcome.error());
        return usage_error;
    }
    CommandWords words;
    for (const auto& [name, value] : typed.values) {
        if (!value.empty()) {
            words.add(name, value);
        }
    }
    for (const auto& [name, list] : typed.lists) {
        for (const auto& value : list) {
            words.add(name, value);
        }
    }
    for (const auto& [name, is_set] : typed.flags) {
        if (is_set) {
            words.add(name, {});
        }
    }
    Calls calls(configuration, typed.system);
    const auto code = typed.command.run(words, calls, {std::cout, std::cerr});
    if (code) {
        return *code;
    }
    complain(code.error());
    return code.error().code == Errc::invalid_argument ? usage_error : not_valid;
}

void add_words(CLI::App& command, Typed& typed) {
    for (const auto& word : typed.command.words) {
        if (word.kind == CommandWord::Kind::flag) {
            command.add_flag(word.name, typed.flags[word.name], word.about);
            continue;
        }
        if (word.kind == CommandWord::Kind::repeated) {
            command.add_option(word.name, typed.lists[word.name], word.about)->allow_extra_args(false)->take_all();
        } else {
            command.add_option(word.name, typed.values[word.name], word.about)
                ->required(word.kind == CommandWord::Kind::required);
        }
    }
    command.add_option("--config", typed.configuration, "configuration of the gateway that runs")
        ->capture_default_str();
    command.add_flag("--json", typed.flags["--json"], "machine output");
}

}  // namespace

void add_system_commands(CLI::App& program, Action& chosen) {
    static std::vector<std::unique_ptr<Typed>> all;
    adapter::AdapterRegistry registry;
    adapter::register_all_adapters(registry);
    for (const auto& [system, registration] : registry.all()) {
        if (registration.commands.empty()) {
            continue;
        }
        auto* group = program.add_subcommand(system, registration.commands_about);
        group->require_subcommand(1);
        for (const auto& one : registration.commands) {
            all.push_back(std::make_unique<Typed>(Typed{system, default_configuration, one, {}, {}, {}}));
            auto* typed = all.back().get();
            auto* command = group->add_subcommand(one.name, one.about);
            add_words(*command, *typed);
            command->callback([&chosen, typed] { chosen = [typed] { return run(*typed); }; });
        }
    }
}

}  // namespace otkel::app::cli
