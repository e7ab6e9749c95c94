// Signed SOAP exchanges per CPU-second: verify, schema, mapping, embedded core, mapping, sign; beside the limit that
// the signatures alone set, measured in the same run (one verification and one signature with the same key); and how
// long answers take at a usual load. A word chooses one kind of key by the beginning of its name: exchange_bench ECDSA

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <functional>
#include <vector>

#include "gateway/app/configuration.hpp"
#include "gateway/exchange/engine.hpp"
#include "gateway/journal/sqlite/sqlite_memory.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/site/customs_consumer.hpp"
#include "tests/support/site/declarations.hpp"

namespace otkel {
namespace {

namespace asio = boost::asio;

constexpr int rounds = 9;
constexpr std::size_t messages_per_round = 3'000;
constexpr std::size_t in_flight = 64;
constexpr double usual_load = 0.7;  // of the throughput

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// Operations per CPU-second of one round.
double rate(std::size_t operations, const std::function<void()>& work) {
    const auto before = cpu_seconds();
    work();
    return static_cast<double>(operations) / (cpu_seconds() - before);
}

// Keeps nothing: shows what the journal costs by its absence.
class NoJournal final : public journal::Store {
public:
    asio::awaitable<Result<std::optional<journal::Duplicate>>> accept(journal::Acceptance) override {
        co_return std::optional<journal::Duplicate>{};
    }
    asio::awaitable<Result<void>> step(std::vector<journal::Step>) override { co_return Result<void>{}; }
    asio::awaitable<Result<void>> refuse(journal::Refusal refusal) override {
        std::fprintf(stderr, "refused: %s\n", refusal.detail.c_str());
        co_return Result<void>{};
    }
    asio::awaitable<Result<void>> audit(journal::AuditRecord) override { co_return Result<void>{}; }
    asio::awaitable<Result<std::vector<journal::Backlog>>> backlog(WallTime) override {
        co_return std::vector<journal::Backlog>{};
    }
    asio::awaitable<Result<std::vector<journal::Exchange>>> take(std::string, WallTime, std::size_t) override {
        co_return std::vector<journal::Exchange>{};
    }
    asio::awaitable<Result<journal::Exchange>> take(ExchangeId, WallTime) override {
        co_return fail(Errc::not_found, "no journal");
    }
    asio::awaitable<Result<std::optional<WallTime>>> next_due() override { co_return std::optional<WallTime>{}; }
    asio::awaitable<Result<void>> renew_lease(WallTime) override { co_return Result<void>{}; }
    asio::awaitable<Result<void>> leave() override { co_return Result<void>{}; }
    asio::awaitable<Result<std::vector<journal::Summary>>> correlated(std::string, std::string) override {
        co_return std::vector<journal::Summary>{};
    }
    asio::awaitable<Result<std::vector<journal::Summary>>> find(journal::Query) override {
        co_return std::vector<journal::Summary>{};
    }
    asio::awaitable<Result<journal::Exchange>> load(ExchangeId) override {
        co_return fail(Errc::not_found, "no journal");
    }
    asio::awaitable<Result<std::optional<journal::Duplicate>>> find_original(std::string, std::string,
                                                                             std::string) override {
        co_return std::optional<journal::Duplicate>{};
    }
    [[nodiscard]] Figures figures() const override { return {}; }
};

struct Milliseconds {
    double median, p99;
};

struct Rates {
    double of_cpu, of_wall;  // exchanges in a second of each
};

// Medians. Rounds without and with a journal take turns, as what else a machine does comes and goes; `share` is of
// the shares in each pair of them.
struct Measured {
    Rates bare, journaled, share;
};

Rates medians(const std::vector<Rates>& rates) {
    std::vector<double> of_cpu, of_wall;
    for (const auto& one : rates) {
        of_cpu.push_back(one.of_cpu);
        of_wall.push_back(one.of_wall);
    }
    return {median(std::move(of_cpu)), median(std::move(of_wall))};
}

struct Bench {
    Bench(test::Site& s, bool business)
        : site(s),
          verifier(clock, std::make_shared<trust::CertificateCache>()),
          workers({2, 4096}),
          with_business(business) {
        adapter::register_all_adapters(registry);
        configuration = app::load_configuration(site.configuration(), complaints);
        identities = app::load_identities(configuration, complaints);
        catalog = app::load_catalog({configuration, registry, clock, verifier, identities,
                                     app::load_codes(configuration, {}, complaints), true},
                                    complaints);
        if (const auto outcome = complaints.outcome(); !outcome) {
            std::fprintf(stderr, "%s\n", outcome.error().to_string().c_str());
            std::exit(2);
        }
        core = core::open_embedded_core(*configuration.embedded_core, clock, workers).value();
        client = net::make_http_client(io.get_executor(), {}, std::nullopt);
    }

    std::vector<std::string> messages() const {
        const test::CustomsConsumer customs(site);
        test::CustomsConsumer::Options options;
        options.sign_business = with_business;
        std::vector<std::string> all;
        const auto declaration = test::good_declaration(2, 8, "0000001");
        for (std::size_t i = 0; i < messages_per_round; ++i) {
            all.push_back(customs.envelope(declaration, options));
        }
        return all;
    }

    Measured measure(journal::Store& none, journal::Store& journal) {
        std::vector<Rates> bare, journaled, shares;
        for (int round = 0; round < rounds; ++round) {
            const auto without = exchanges_per_second(none);
            const auto with = exchanges_per_second(journal);
            bare.push_back(without);
            journaled.push_back(with);
            shares.push_back({with.of_cpu / without.of_cpu, with.of_wall / without.of_wall});
        }
        return {medians(bare), medians(journaled), medians(shares)};
    }

    struct Gateway {
        Gateway(Bench& bench, journal::Store& journal)
            : observer(metrics),
              tasks(bench.io.get_executor(),
                    [](const std::string& what) { std::fprintf(stderr, "%s\n", what.c_str()); }),
              engine({bench.io.get_executor(), bench.clock, bench.workers, tasks, journal, *bench.core, *bench.client,
                      observer},
                     {}, bench.catalog) {}

        asio::awaitable<void> answer(std::string message) {
            const auto reply = co_await engine.inbound("shep", test::post_soap("/shep/sync", std::move(message)));
            answered += reply.status == 200 ? 1 : 0;
        }
        void check(std::size_t sent) const {
            if (answered != sent) {
                std::fprintf(stderr, "only %zu of %zu were answered\n", answered, sent);
                std::exit(1);
            }
        }

        telemetry::Metrics metrics;
        exchange::Observer observer;
        async::TaskGroup tasks;
        exchange::Engine engine;
        std::size_t answered{0};
    };

    Rates exchanges_per_second(journal::Store& journal) {
        Gateway gateway(*this, journal);
        const auto all = messages();
        std::size_t next = 0;
        auto sender = [&]() -> asio::awaitable<void> {
            while (next < all.size()) {
                co_await gateway.answer(all[next++]);
            }
        };
        const auto begun = std::chrono::steady_clock::now();
        const auto of_cpu = rate(all.size(), [&] {
            for (std::size_t i = 0; i < in_flight; ++i) {
                asio::co_spawn(io, sender(), test::rethrow);
            }
            io.run();
            io.restart();
        });
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        gateway.check(all.size());
        return {of_cpu, static_cast<double>(all.size()) / took.count()};
    }

    // How long an answer takes when messages come at even intervals, whatever became of those before them.
    Milliseconds times_of_answers(journal::Store& journal, double per_second) {
        Gateway gateway(*this, journal);
        const auto all = messages();
        std::vector<double> times;
        const auto begun = std::chrono::steady_clock::now();
        auto one = [&](std::size_t i) -> asio::awaitable<void> {
            const std::chrono::duration<double> after(static_cast<double>(i) / per_second);
            const auto due = begun + std::chrono::duration_cast<std::chrono::steady_clock::duration>(after);
            asio::steady_timer timer(io, due);
            co_await timer.async_wait(asio::use_awaitable);
            co_await gateway.answer(all[i]);
            times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - due).count());
        };
        for (std::size_t i = 0; i < all.size(); ++i) {
            asio::co_spawn(io, one(i), test::rethrow);
        }
        io.run();
        io.restart();
        gateway.check(all.size());
        std::sort(times.begin(), times.end());
        return {times[times.size() / 2], times[times.size() * 99 / 100]};
    }

    test::Site& site;
    SystemClock clock;
    settings::Complaints complaints;
    signing::Verifier verifier;
    async::WorkerPool workers;
    adapter::AdapterRegistry registry;
    app::Configuration configuration;
    adapter::Identities identities;
    std::shared_ptr<const exchange::Catalog> catalog;
    asio::io_context io{1};
    std::unique_ptr<core::Port> core;
    std::unique_ptr<net::HttpClient> client;
    bool with_business;
};

// CPU microseconds of each stage, one message after the other on one thread.
void print_stages(Bench& bench) {
    const auto all = bench.messages();
    const auto* adapter = bench.catalog->adapter("shep");
    const auto& route = *bench.catalog->inbound("shep", "CUSTOMS_DECLARATION_CHECK");
    std::vector<net::HttpRequest> requests;
    std::vector<adapter::Incoming> incoming;
    std::vector<adapter::Payload> payloads;
    std::vector<boost::json::value> asked, replies;
    std::vector<std::string> answers;
    const auto stage = [&](const char* name, const std::function<void(std::size_t)>& work) {
        const auto before = cpu_seconds();
        for (std::size_t i = 0; i < all.size(); ++i) {
            work(i);
        }
        std::printf("  %-22s %7.1f µs\n", name, (cpu_seconds() - before) * 1e6 / static_cast<double>(all.size()));
    };
    for (const auto& message : all) {
        requests.push_back(test::post_soap("/shep/sync", message));
    }
    stage("verify", [&](std::size_t i) { incoming.push_back(adapter->receive(requests[i]).value()); });
    stage("open", [&](std::size_t i) { payloads.push_back(adapter->open(incoming[i]).value()); });
    const auto& schema = *route.versions.front().request.schema;
    stage("schema", [&](std::size_t i) { (void)schema.validate(payloads[i].tree.octets()).has_value(); });
    stage("map in", [&](std::size_t i) {
        asked.push_back(route.versions.front().request.mapping->to_json(payloads[i].root)->json);
    });
    stage("core, one by one", [&](std::size_t i) {
        auto ask = [&]() -> asio::awaitable<void> {
            core::Call call{route.operation, new_uuid_v4(), asked[i]};
            replies.push_back((co_await bench.core->call(std::move(call), Deadline(SteadyTime::max())))->json);
        };
        asio::co_spawn(bench.io, ask(), test::rethrow);
        bench.io.run();
        bench.io.restart();
    });
    const auto now = bench.clock.wall();
    stage("map out", [&](std::size_t i) {
        answers.push_back(route.versions.front().reply.mapping->to_xml(replies[i], now)->octets);
    });
    const auto& reply_schema = *route.versions.front().reply.schema;
    stage("schema of the reply", [&](std::size_t i) { (void)reply_schema.validate_own(answers[i]).has_value(); });
    stage("envelope and sign", [&](std::size_t i) { (void)adapter->answer(incoming[i], {answers[i]}).has_value(); });
}

double limit_per_cpu_second(const signing::SigningIdentity& identity) {
    const auto algorithm = identity.key().preferred_signature();
    const auto key = identity.key().public_key();
    const std::string octets(300, 'x');  // a SignedInfo
    const auto signature = identity.key().sign(algorithm, octets).value();
    constexpr std::size_t count = 1'000;
    std::vector<double> rates;
    for (int round = 0; round < rounds; ++round) {
        rates.push_back(rate(count, [&] {
            for (std::size_t i = 0; i < count; ++i) {
                if (!key.verifies(algorithm, octets, signature) || !identity.key().sign(algorithm, octets)) {
                    std::exit(1);
                }
            }
        }));
    }
    return median(std::move(rates));
}

void report(const char* name, double limit, const Measured& measured) {
    const auto& [bare, journaled, share] = measured;
    std::printf(
        "%-12s limit %6.0f/s   exchange %6.0f/s = %4.2f of the limit   "
        "with journal %6.0f/s = %4.2f of that without\n"
        "%-12s throughput at %zu in flight: without journal %6.0f/s, with %6.0f/s = %4.2f\n",
        name, limit, bare.of_cpu, bare.of_cpu / limit, journaled.of_cpu, share.of_cpu, "", in_flight, bare.of_wall,
        journaled.of_wall, share.of_wall);
}

// `kind`: what follows the name of a key in the development PKI; empty for GOST, the default.
void measure(const char* name, const std::string& kind) {
    test::Site site;
    site.load_samples();
    if (!kind.empty()) {
        site.change("gateway.yaml", "gateway-transport.", "gateway-transport" + kind + ".");
        for (const auto* ending : {".p12", ".password"}) {
            std::filesystem::copy_file(site.pki() / ("shep-bus" + kind + ending),
                                       site.pki() / (std::string("shep-bus") + ending),
                                       std::filesystem::copy_options::overwrite_existing);
        }
    }
    site.change("peers/customs.yaml", "business_signature: required", "business_signature: none");
    site.change("peers/customs.yaml", "  business_identity: business\n", "");
    site.change("peers/customs.yaml", "in_flight: 64, requests_per_second: 500",
                "in_flight: 1000, requests_per_second: 1000000");
    Bench bench(site, false);
    NoJournal none;
    const auto store = app::open_journal(bench.configuration.journal, bench.workers).value();
    const auto measured = bench.measure(none, *store);
    const auto written = store->figures();
    const auto answers = bench.times_of_answers(*store, usual_load * measured.journaled.of_wall);
    print_stages(bench);
    report(name, limit_per_cpu_second(site.identity("gateway-transport" + kind)), measured);
    std::printf("%-12s the journal committed %.1f writes at once\n", "",
                static_cast<double>(written.units) / static_cast<double>(written.groups));
    std::printf("%-12s at %.0f %% of that, with journal: half of the answers within %.1f ms, 99 %% within %.1f ms\n",
                "", 100 * usual_load, answers.median, answers.p99);
}

}  // namespace
}  // namespace otkel

int main(int count, char** values) {
    const std::string only = count > 1 ? values[1] : "";
    otkel::journal::leave_sqlite_memory_uncounted();
    const otkel::xml::LibraryScope library;
    otkel::log::set_level(otkel::log::Level::error);
    std::printf("signed exchanges per CPU-second, one signature on the envelope, medians of %d\n", otkel::rounds);
    for (const auto& [name, kind] :
         {std::pair("GOST 2015", ""), std::pair("RSA-2048", "-rsa"), std::pair("ECDSA P-256", "-ec")}) {
        if (std::string(name).starts_with(only)) {
            otkel::measure(name, kind);
        }
    }
    return 0;
}
