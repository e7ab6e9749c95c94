#include "gateway/exchange/batches.hpp"

#include <algorithm>
#include <iterator>

#include "gateway/exchange/engine.hpp"
#include "gateway/exchange/members.hpp"
#include "gateway/exchange/stages.hpp"

namespace otkel::exchange {
namespace {

constexpr std::size_t entries_of_batch_max = 100'000;

boost::json::array* list_at(boost::json::value& value, std::string_view path) {
    const auto* found = member_at(value, path);
    return found == nullptr || !found->is_array() ? nullptr : &const_cast<boost::json::value*>(found)->as_array();
}

void check_list(const settings::Section& section, std::string_view key, const std::string& path,
                const Translation& translation, mapping::ListRules* found) {
    if (path.empty() || translation.mapping == nullptr) {
        return;
    }
    auto rules = translation.mapping->list_at(path);
    if (rules.empty()) {
        section.complain(key, "mapping " + translation.mapping->name() + " writes no list there",
                         "the path of a list that stands in no other list, like invoice.items", path);
    }
    if (found != nullptr) {
        *found = std::move(rules);
    }
}

}  // namespace

std::optional<Batches> load_batches(const settings::Section& section, std::vector<Version>& versions) {
    if (!section.has("batches")) {
        return std::nullopt;
    }
    const auto part = section.section("batches");
    Batches batches;
    batches.list = part.text("list");
    batches.entries = part.size_or("entries", 1000, entries_of_batch_max);
    batches.replied_list = part.text_or("replied_list", "");
    for (auto& version : versions) {
        check_list(part, "list", batches.list, version.request, &version.batched_list);
        check_list(part, "replied_list", batches.replied_list, version.reply, nullptr);
    }
    part.finish();
    return batches;
}

std::size_t batch_count(const Batches& batches, std::size_t entries) {
    return std::max<std::size_t>(1, (entries + batches.entries - 1) / batches.entries);
}

void add_reply(const Batches& batches, boost::json::value& all, boost::json::value next) {
    if (!batches.replied_list.empty()) {
        auto* before = list_at(all, batches.replied_list);
        if (auto* after = list_at(next, batches.replied_list); before != nullptr && after != nullptr) {
            before->insert(before->end(), std::make_move_iterator(after->begin()),
                           std::make_move_iterator(after->end()));
            *after = std::move(*before);
        }
    }
    all = std::move(next);
}

Result<void> read_batch(Inbound& x, std::size_t number) {
    const auto& batches = *x.route->batches;
    const mapping::ListPart part{x.version->batched_list, (number - 1) * batches.entries, batches.entries};
    auto mapped = x.version->request.mapping->to_json(x.payload->root,
                                                      {.explain = nullptr, .must_carry = nullptr, .part = &part});
    if (!mapped) {
        return fail(mapped.error());
    }
    x.core_request = std::move(mapped->json);
    return {};
}

asio::awaitable<Result<void>> Engine::call_core_in_batches(Inbound& x) {
    boost::json::value all;
    for (std::size_t number = 1; number <= x.batches; ++number) {
        auto read = [&x, number] { return read_batch(x, number); };
        const auto batch = co_await services_.workers.run(std::move(read));
        if (!batch || !*batch) {
            co_return fail(batch ? batch->error() : batch.error());
        }
        // Each batch has its own key, so that after a crash each has its effect once.
        core::Call call{x.route->operation, x.id.text() + "-" + std::to_string(number), x.core_request,
                        x.incoming->peer, core::Batch{number, x.batches}};
        auto reply = co_await services_.core.call(std::move(call), x.deadline);
        if (!reply) {
            auto error = reply.error();
            error.detail = "batch " + std::to_string(number) + " of " + std::to_string(x.batches) + ": " +
                           error.detail + (number == 1 ? "" : " (the core carried out the batches before it)");
            co_return fail(std::move(error));
        }
        add_reply(*x.route->batches, all, std::move(reply->json));
    }
    x.payload.reset();
    x.core_reply = std::move(all);
    co_return Result<void>{};
}

}  // namespace otkel::exchange
