#include <algorithm>
#include <system_error>

#include "gateway/archive/archiving.hpp"

namespace otkel::archive {

std::vector<journal::Archive> over_term(const std::vector<journal::Archive>& archives,
                                        const RetentionSettings& settings, WallTime now) {
    // Every exchange in it ended before it was written.
    const auto first_kept =
        std::find_if(archives.begin(), archives.end(), [&](const auto& one) { return now - one.at <= settings.kept; });
    std::vector<journal::Archive> over(archives.begin(), first_kept);
    if (!over.empty() && first_kept == archives.end()) {
        over.pop_back();
    }
    return over;
}

asio::awaitable<Result<std::vector<std::string>>> remove_over_term(journal::Store& store,
                                                                   const RetentionSettings& settings, std::string who,
                                                                   WallTime now) {
    const auto archives = co_await store.retention()->archives();
    if (!archives) {
        co_return fail(archives.error());
    }
    std::vector<std::string> removed;
    for (const auto& one : over_term(*archives, settings, now)) {
        const auto file = settings.folder / one.name;
        std::error_code error;
        if (!std::filesystem::exists(file, error)) {
            continue;
        }
        const auto told = co_await store.audit(
            {.at = now, .who = who, .what = "archive remove " + one.name, .outcome = "over its term"});
        if (!told) {
            co_return fail(told.error());
        }
        if (!std::filesystem::remove(file, error)) {
            co_return fail(Errc::storage_failed, "cannot remove the archive: " + error.message(),
                           Place{file.string(), 0, 0, {}});
        }
        removed.push_back(one.name);
    }
    co_return removed;
}

}  // namespace otkel::archive
