#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>

#include "gateway/core/embedded/embedded_core.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/unit/core/declarations.hpp"

namespace otkel::core::test {
namespace {

json::value document(const std::filesystem::path& path) {
    const std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return json::parse(text.str());
}

// What stands in samples/customs is what the core answers on the sample data of the usual size, in any order of the
// cases.
TEST(Samples, the_core_gives_the_replies_of_the_customs_samples) {
    TemporaryFolder folder;
    ASSERT_TRUE(sample::load_sample_data(folder.file(), sample::SampleSize{}));
    const otkel::test::FakeClock clock;
    boost::asio::io_context loop(1);
    async::WorkerPool workers({});
    const auto core = open_embedded_core({folder.file()}, clock, workers);
    ASSERT_TRUE(core) << core.error().to_string();
    int cases = 0;
    for (const auto& entry : std::filesystem::directory_iterator("samples/customs")) {
        if (!std::filesystem::exists(entry.path() / "reply.json")) {
            continue;
        }
        const auto name = entry.path().filename().string();
        auto pending = (*core)->call({"customs.checkDeclaration", name, document(entry.path() / "request.json")},
                                     Deadline::after(clock, std::chrono::seconds{10}));
        const auto reply = otkel::test::run(loop, std::move(pending));
        ASSERT_TRUE(reply) << name << ": " << reply.error().to_string();
        EXPECT_EQ(reply->json, document(entry.path() / "reply.json")) << name;
        ++cases;
    }
    EXPECT_GE(cases, 8);
}

}  // namespace
}  // namespace otkel::core::test
