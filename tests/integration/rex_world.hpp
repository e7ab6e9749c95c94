#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <deque>
#include <memory>

#include "adapters/rex/facts.hpp"
#include "adapters/rex/running.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/cases/journal_case_file.hpp"
#include "gateway/crypto/digest.hpp"
#include "gateway/journal/sqlite/sqlite_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/pki_keys.hpp"
#include "tests/support/run_coroutine.hpp"
#include "tests/support/temporary_folder.hpp"

// A ministry, an authorised organisation, a registry and foreign authorities around the verification of exporters, with
// a clock that moves only when a test says so. The journal is a real one on disk; it can be killed at any record.

namespace otkel::test {

namespace json = boost::json;
namespace rex = adapters::rex;

// The far sides of errands: each key is carried out once, as the exchange engine promises.
class FarSides final : public adapter::Errands {
public:
    asio::awaitable<Result<adapter::Standing>> hand_over(adapter::Errand errand) override {
        const auto [place, is_new] = delivered.try_emplace(errand.idempotency_key, errand);
        EXPECT_EQ(json::serialize(place->second.request), json::serialize(errand.request))
            << "the same errand again has the same content";
        adapter::Standing standing{state, ExchangeId("exchange-of-" + errand.idempotency_key), {}, reason};
        if (state == adapter::Standing::State::answered) {
            standing.answer = R"({"receipt": "IN-17"})";
        }
        co_return standing;
    }
    std::size_t of_route(std::string_view route) const {
        return static_cast<std::size_t>(std::count_if(delivered.begin(), delivered.end(),
                                                      [&](const auto& one) { return one.second.route == route; }));
    }

    std::map<std::string, adapter::Errand> delivered;  // by key
    adapter::Standing::State state{adapter::Standing::State::answered};
    std::string reason;
};

// Dies after so many records: the record is on disk, and nobody was told.
class MortalFile final : public adapter::CaseFile {
public:
    explicit MortalFile(adapter::CaseFile& file) : file_(file) {}
    asio::awaitable<Result<ExchangeId>> append(adapter::CaseRecord record) override {
        auto kept = co_await file_.append(std::move(record));
        if (records_left == 0) {
            co_return fail(Errc::storage_failed, "killed");
        }
        --records_left;
        co_return kept;
    }
    asio::awaitable<Result<std::vector<adapter::KeptRecord>>> read(std::string id, std::size_t first) override {
        return file_.read(std::move(id), first);
    }
    asio::awaitable<Result<adapter::CasePaper>> paper(ExchangeId exchange, std::string name) override {
        return file_.paper(std::move(exchange), std::move(name));
    }
    asio::awaitable<Result<std::vector<std::string>>> cases(std::optional<std::pair<std::string, std::string>> key,
                                                            WallTime since, std::size_t limit) override {
        return file_.cases(std::move(key), since, limit);
    }
    asio::awaitable<Result<std::string>> bundle(adapter::CaseBundle content) override {
        return file_.bundle(std::move(content));
    }
    std::size_t records_left{1'000'000};

private:
    adapter::CaseFile& file_;
};

// A SOAP service of the shape of the public validation of numbers.
class RegistryService {
public:
    explicit RegistryService(asio::io_context& io) : server_(net::make_http_server(io.get_executor(), options())) {
        port_ = server_->start([this](net::HttpRequest request) { return answer(std::move(request)); }).value();
    }
    asio::awaitable<net::HttpResponse> answer(net::HttpRequest request) {
        ++asked;
        net::HttpResponse response;
        response.headers.set("Content-Type", "text/xml; charset=utf-8");
        if (is_down || request.body.find("validateREX") == std::string::npos) {
            response.status = 503;
            response.body = "<html>down</html>";
            co_return response;
        }
        response.status = 200;
        response.body = R"(<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>)"
                        R"(<v:validateREXResponse xmlns:v="http://rex.ws.eos.dds.s/"><return><result>)"
                        "<rex>KZREX050640003525</rex><status>" +
                        status + "</status><name>" + name + "</name><address>Almaty, Abai 10</address>" +
                        "<country>KZ</country><validFrom>2023-05-02</validFrom></result></return>"
                        "</v:validateREXResponse></S:Body></S:Envelope>";
        co_return response;
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/rex"; }
    asio::awaitable<void> stop() { return server_->drain(Deadline::after(clock_, std::chrono::seconds{5})); }

    std::string status{"0"}, name{"Dala bal LLP"};
    bool is_down{false};
    int asked{0};

private:
    static net::ServerOptions options() {
        net::ServerOptions options;
        options.address = "127.0.0.1";
        options.port = 0;
        return options;
    }
    SystemClock clock_;
    std::unique_ptr<net::HttpServer> server_;
    std::uint16_t port_{0};
};

class RexWorld : public ::testing::Test {
protected:
    RexWorld() {
        auto identity = signing::SigningIdentity::prepare(otkel::testing::pki_identity("gateway-business")).value();
        identities_ = std::make_shared<const adapter::Identities>(
            adapter::Identities{{"business", std::make_shared<const signing::SigningIdentity>(std::move(identity))}});
        clock_.set_steady(std::chrono::steady_clock::now());  // calls of the registry have real deadlines
        open_journal();
        start();
        set_day("2026-03-19");
    }
    void SetUp() override {
#if __has_feature(thread_sanitizer)
        GTEST_SKIP() << "the libraries that draw papers are not instrumented: what they lock is not seen";
#endif
    }
    void TearDown() override {
        run(registry_.stop());
        run(client_->close(Deadline::after(real_, std::chrono::seconds{5})));
    }

    template <class T>
    T run(asio::awaitable<T> operation) {
        return test::run(io_, std::move(operation));
    }
    void set_day(const std::string& day) {  // ten in the morning of Astana
        clock_.set_wall(WallTime{calendar::parse_day(day).value()} + std::chrono::hours{5});
    }

    void open_journal() {
        journal::SqliteOptions options;
        options.file = folder_ / "journal.sqlite";
        store_ = journal::open_sqlite_store(options, workers_).value();
        journal_file_ = std::make_unique<cases::JournalCaseFile>("rex", clock_, *store_,
                                                                 cases::JournalCaseFile::Export{workers_, {}, {}});
        file_ = std::make_unique<MortalFile>(*journal_file_);
    }
    void start() {
        complaints_ = std::make_unique<settings::Complaints>();
        auto text = otkel::testing::read_file("config/adapters/rex.yaml");
        replace_part(text, "routes:\n", "\nregistry:", routes_);
        replace_part(text, "  driver: soap", "  every_minutes",
                     driver_is_manual_ ? "  driver: manual\n" : "  driver: soap\n  url: " + registry_.url() + "\n");
        const auto section = settings::Section::load(folder_.write("rex.yaml", text), *complaints_);
        auto made = rex::RexRunning::make({io_.get_executor(),
                                           clock_,
                                           verifier_,
                                           [this] { return identities_; },
                                           workers_,
                                           *client_,
                                           metrics_,
                                           {},
                                           limits_,
                                           section,
                                           folder_ / "state",
                                           "config/calendars",
                                           [this]() -> adapter::CaseFile& { return *file_; },
                                           [this]() -> adapter::Errands& { return far_; }});
        ASSERT_TRUE(made) << made.error().to_string();
        base_ = std::move(*made);
        running_ = dynamic_cast<rex::RexRunning*>(base_.get());
    }
    static void replace_part(std::string& text, std::string_view from, std::string_view until, const std::string& by) {
        const auto begin = text.find(from);
        text.replace(begin, text.find(until, begin) - begin, by);
    }
    // As after kill -9: what is in memory is gone, what is on disk is there.
    void restart() {
        base_.reset();
        file_.reset();
        journal_file_.reset();
        store_.reset();
        open_journal();
        start();
    }

    static json::object request(const std::string& reference = "2026/117", const std::string& country = "NO") {
        auto made = json::parse(otkel::testing::read_file("samples/rex/clean/verification.request.json")).as_object();
        made["authority"].as_object()["reference"] = reference;
        made["authority"].as_object()["country"] = country;
        return made;
    }
    Result<json::value> ask(json::object request, const std::string& key = "message-1",
                            const std::string& peer = "norway-customs") {
        return run(running_->perform({"rex.receiveRequest", key, peer, std::move(request)}, soon()));
    }
    static json::object document(const std::string& kind, const std::string& content) {
        return {{"kind", kind},
                {"name", kind + ".pdf"},
                {"contentType", "application/pdf"},
                {"sha256", to_hex(crypto::digest(crypto::DigestAlgorithm::sha256, content))},
                {"content", to_base64(content)}};
    }
    static json::object application() {
        return json::parse(otkel::testing::read_file("samples/rex/clean/documents.request.json"))
            .at("application")
            .as_object();
    }
    Result<json::value> send_documents(const std::vector<std::string>& kinds, const std::string& key,
                                       json::object application_sent = application()) {
        json::array documents;
        for (const auto& kind : kinds) {
            documents.push_back(document(kind, "%PDF of " + kind));
        }
        return run(running_->perform(
            {"rex.receiveDocuments", key, "atameken",
             json::object{
                 {"case", id_}, {"application", std::move(application_sent)}, {"documents", std::move(documents)}}},
            soon()));
    }
    Result<rex::Case> take(const std::string& step, json::object data = {}) {
        auto taken = run(running_->desk().take(id_, {step, std::move(data)}, {"dina", "10.0.0.7"}));
        return taken ? look() : taken;
    }
    Result<rex::Case> add(std::string_view kind, json::object data, std::vector<adapter::CasePaper> papers = {}) {
        return run(
            running_->desk().add(id_, {std::string(kind), std::move(data), std::move(papers)}, {"dina", "10.0.0.7"}));
    }
    Result<rex::Case> look() { return run(running_->rounds().look_at(id_)); }
    rex::Case now() {
        auto found = run(running_->desk().read(id_));
        EXPECT_TRUE(found) << found.error().to_string();
        return found ? std::move(*found) : rex::Case{};
    }
    std::string state() { return now().state; }
    void open(json::object given = request()) {
        const auto opened = ask(std::move(given));
        ASSERT_TRUE(opened) << opened.error().to_string();
        id_ = opened->at("case").as_string().c_str();
    }
    void must(const Result<rex::Case>& done) { ASSERT_TRUE(done) << done.error().to_string(); }
    json::value show() {
        adapter::OperatorRequest asked;
        asked.request.method = "GET";
        asked.path = "cases/" + id_;
        return json::parse(run(running_->handle_operator(std::move(asked))).value().body);
    }
    Deadline soon() const { return Deadline::after(clock_, std::chrono::minutes{1}); }
    std::string paper(const rex::Case& of, std::size_t record, const std::string& name) {
        return run(file_->paper(of.records[record - 1].exchange, name)).value().octets;
    }

    asio::io_context io_;
    FakeClock clock_;
    SystemClock real_;
    async::WorkerPool workers_{async::WorkerPool::Options{2, 256}};
    tests::TemporaryFolder folder_;
    telemetry::Metrics metrics_;
    xml::Limits limits_;
    signing::Verifier verifier_{clock_, std::make_shared<trust::CertificateCache>()};
    std::unique_ptr<net::HttpClient> client_{net::make_http_client(io_.get_executor(), {}, std::nullopt)};
    std::shared_ptr<const adapter::Identities> identities_;
    RegistryService registry_{io_};
    FarSides far_;
    std::string routes_{
        "routes: {documents-request: rex-documents, revocation-appeal: rex-revocation, reply-NO: rex-reply}"};
    bool driver_is_manual_{false};
    std::unique_ptr<settings::Complaints> complaints_;
    std::unique_ptr<journal::Store> store_;
    std::unique_ptr<cases::JournalCaseFile> journal_file_;
    std::unique_ptr<MortalFile> file_;
    std::unique_ptr<adapter::Running> base_;
    rex::RexRunning* running_{nullptr};
    std::string id_;
};

}  // namespace otkel::test
