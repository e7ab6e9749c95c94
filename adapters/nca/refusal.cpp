#include "adapters/nca/refusal.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace otkel::adapters::nca {

namespace refusals {

const Refusal not_accepted{401,
                           "sign-in-refused",
                           {"Кіру қабылданбады", "Вход не выполнен", "The sign-in was refused"},
                           {"Қолтаңба, сертификат немесе бір реттік код жарамсыз; жаңа код сұраңыз",
                            "Подпись, сертификат или одноразовый код не приняты; запросите новый код",
                            "The signature, the certificate or the nonce was not accepted; ask for a new challenge"},
                           0};

const Refusal not_signed_in{
    401,
    "not-signed-in",
    {"Алдымен жүйеге кіріңіз", "Сначала выполните вход", "Sign in first"},
    {"Жарамды токен жоқ: жүйеге қайта кіріңіз", "Нет действующего токена: выполните вход заново",
     "There is no valid token: sign in again"},
    0};

const Refusal malformed{
    400,
    "malformed",
    {"Хабарламаның пішімі дұрыс емес", "Неверный формат сообщения", "The message is not well formed"},
    {"JSON күтіледі: nonce және xml не cms", "Ожидается JSON: nonce и xml либо cms",
     "JSON is expected: nonce, and xml or cms"},
    0};

const Refusal too_many{429,
                       "too-many-requests",
                       {"Сұраныстар тым көп", "Слишком много запросов", "Too many requests"},
                       {"Кейінірек қайталаңыз", "Повторите позже", "Try again later"},
                       60};

const Refusal overloaded{
    503,
    "overloaded",
    {"Жүйе бос емес, кейінірек қайталаңыз", "Система перегружена, повторите позже", "Too busy, try again later"},
    {"Кейінірек қайталаңыз", "Повторите позже", "Try again later"},
    5};

const Refusal unavailable{
    503,
    "unavailable",
    {"Сертификатты қазір тексеру мүмкін емес", "Сертификат сейчас невозможно проверить",
     "The certificate cannot be checked just now"},
    {"Куәландырушы орталық жауап бермейді; кейінірек қайталаңыз", "Удостоверяющий центр не отвечает; повторите позже",
     "The certification authority does not answer; try again later"},
    30};

const Refusal unknown_method{
    405,
    "invalid-argument",
    {"Аргумент қате", "Неверный аргумент", "An argument is wrong"},
    {"Бұл әдіске рұқсат жоқ", "Этот метод не поддерживается", "This method is not supported here"},
    0};

}  // namespace refusals

net::HttpResponse problem(const Refusal& refusal, const net::HttpRequest& request) {
    const auto language = language_of(request.headers.get("accept-language"));
    const boost::json::object object{{"type", "about:blank"},
                                     {"status", refusal.status},
                                     {"code", refusal.code},
                                     {"title", refusal.title.in(language)},
                                     {"detail", refusal.detail.in(language)}};
    net::HttpResponse response;
    response.status = refusal.status;
    response.headers.set("Content-Type", "application/problem+json");
    response.headers.set("Cache-Control", "no-store");
    if (refusal.retry_after_s > 0) {
        response.headers.set("Retry-After", std::to_string(refusal.retry_after_s));
    }
    if (refusal.status == refusals::not_signed_in.status) {
        response.headers.set("WWW-Authenticate", "Bearer");  // RFC 6750 section 3
    }
    response.body = boost::json::serialize(object);
    return response;
}

}  // namespace otkel::adapters::nca
