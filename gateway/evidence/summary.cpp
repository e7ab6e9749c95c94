#include "gateway/evidence/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/base/bytes.hpp"
#include "gateway/evidence/layout.hpp"

namespace otkel::evidence {
namespace {

constexpr Text heading{"Алмасу туралы дәлелдеме", "Доказательство обмена", "Evidence of an exchange"};
constexpr Text note{
    "Бұл бет тек оқуға ыңғайлы болу үшін берілген. Дәлел болатыны – осы файлдағы хабарламалар, жазбалар, мөрлер мен "
    "уақыт белгілері. Оларды шлюзсіз және желісіз тексеруге болады: otkel exchanges prove --verify ФАЙЛ --trust "
    "СЕНІМДІ-"
    "СЕРТИФИКАТТАР",
    "Эта страница — только для удобства чтения. Доказательством служат сообщения, записи, печати и метки времени этого "
    "файла. Их можно проверить без шлюза и без сети: otkel exchanges prove --verify ФАЙЛ --trust "
    "ДОВЕРЕННЫЕ-СЕРТИФИКАТЫ",
    "This page is for easy reading only. The messages, records, seals and time stamps of this file are the evidence. "
    "They can be verified without the gateway and without a network: otkel exchanges prove --verify FILE --trust "
    "ANCHORS"};

struct Labels {
    Text exchange{"Алмасу", "Обмен", "Exchange"};
    Text direction{"Бағыты", "Направление", "Direction"};
    Text inbound{"кіріс", "входящий", "inbound"};
    Text outbound{"шығыс", "исходящий", "outbound"};
    Text system{"Жүйе", "Система", "System"};
    Text route{"Бағдар", "Маршрут", "Route"};
    Text service{"Сервис", "Сервис", "Service"};
    Text peer{"Екінші тарап", "Вторая сторона", "Peer"};
    Text message{"Хабарлама нөмірі", "Номер сообщения", "Message id"};
    Text correlation{"Байланыстыру нөмірі", "Номер связи", "Correlation id"};
    Text signer{"Қол қойған", "Подписал", "Signed by"};
    Text address{"Мекенжай", "Адрес", "Address"};
    Text history{"Не болды", "Что произошло", "What happened"};
    Text by{"шешкен", "решил", "decided by"};
    Text because{"себебі – алмасу", "причина — обмен", "because of exchange"};
    Text attempt{"әрекет", "попытка", "attempt"};
    Text octets{"октет", "октетов", "octets"};
    Text seals{"Мөрлер", "Печати", "Seals"};
    Text over{"жазбалар", "записи", "records"};
    Text stamped{"уақыт белгісі бар", "с меткой времени", "time-stamped"};
};
constexpr Labels labels;

Text state_words(journal::State state) {
    using enum journal::State;
    switch (state) {
        case accepted: return {"қабылданды", "принят", "accepted"};
        case sent: return {"жіберілді", "отправлен", "sent"};
        case in_doubt: return {"жеткені белгісіз", "неизвестно, дошёл ли", "in doubt"};
        case answered: return {"жауап берілді", "получен ответ", "answered"};
        case failed: return {"орындалмады", "не выполнен", "failed"};
        case refused: return {"қабылданбады", "отклонён", "refused"};
        case waiting: return {"келесі әрекетті күтуде", "ждёт следующей попытки", "waiting for the next attempt"};
        case awaiting: return {"жауап күтуде", "ждёт ответа", "awaiting the answer"};
        case parked: return {"қолмен шешуге қалдырылды", "отложен до решения человека", "parked"};
    }
    return {};
}

void line(std::string& out, Text label, std::string_view value, Language language) {
    if (!value.empty()) {
        out += fmt::format("{}: {}\n", label.in(language), value);
    }
}

// Text of peers goes to a page that people read: no line of it may look like one of ours.
std::string one_line(std::string text) {
    std::replace_if(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U; }, ' ');
    return text;
}

std::string opening_lines(const journal::Record& record, Language language) {
    std::string out;
    line(out, labels.exchange, one_line(record.exchange), language);
    if (!record.opening) {
        return out;
    }
    const auto& opening = *record.opening;
    const auto& way = opening.direction == journal::Direction::inbound ? labels.inbound : labels.outbound;
    line(out, labels.direction, way.in(language), language);
    line(out, labels.system, one_line(opening.adapter), language);
    line(out, labels.route, one_line(opening.route), language);
    line(out, labels.service, one_line(opening.service), language);
    line(out, labels.peer, one_line(opening.peer), language);
    line(out, labels.message, one_line(opening.message_id), language);
    line(out, labels.correlation, one_line(opening.correlation_id), language);
    line(out, labels.signer, one_line(opening.signer), language);
    line(out, labels.address, one_line(opening.remote_address), language);
    return out;
}

std::string record_lines(const journal::Record& record, Language language) {
    auto out =
        fmt::format("{:>3}. {}  {}", record.ordinal, to_xml_time(record.at), state_words(record.state).in(language));
    const auto add = [&](Text label, const std::string& value) {
        if (!value.empty()) {
            out += fmt::format("; {}: {}", label.in(language), one_line(value));
        }
    };
    if (!record.outcome.empty()) {
        out += "; " + one_line(record.outcome);
    }
    add(labels.attempt, record.attempt == 0 ? std::string{} : std::to_string(record.attempt));
    add(labels.by, record.by);
    add(labels.because, record.because);
    out += '\n';
    for (std::size_t i = 0; i < record.legs.size(); ++i) {
        const auto& leg = record.legs[i];
        out += fmt::format("     {}  {} {}  SHA-256 {}\n", leg_file(record.ordinal, i + 1, leg), leg.octets,
                           labels.octets.in(language), to_hex(leg.sha256));
    }
    return out;
}

}  // namespace

std::string summary(std::span<const journal::Record> records, std::span<const journal::KeptSeal> seals,
                    Language language) {
    auto out = fmt::format("{}\n\n", heading.in(language));
    if (!records.empty()) {
        out += opening_lines(records.front(), language);
    }
    out += fmt::format("\n{}\n", labels.history.in(language));
    for (const auto& record : records) {
        out += record_lines(record, language);
    }
    out += fmt::format("\n{}\n", labels.seals.in(language));
    for (const auto& [seal, stamp] : seals) {
        out += fmt::format("{:>3}. {}  {}  {} {}-{}{}\n", seal.number, seal.chain, to_xml_time(seal.at),
                           labels.over.in(language), seal.first, seal.last,
                           stamp.empty() ? std::string{} : fmt::format("; {}", labels.stamped.in(language)));
    }
    return out + fmt::format("\n{}\n", note.in(language));
}

}  // namespace otkel::evidence
