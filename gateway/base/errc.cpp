#include "gateway/base/errc.hpp"

#include <array>

#include "gateway/base/assert.hpp"

namespace otkel {
namespace {

using enum RetryClass;

constexpr std::array table{
    ErrcInfo(Errc::malformed, "malformed", 400, never,
             {"Хабарламаның пішімі дұрыс емес", "Неверный формат сообщения", "The message is not well formed"}),
    ErrcInfo(Errc::limit_exceeded, "limit-exceeded", 413, never,
             {"Рұқсат етілген шектен асып кетті", "Превышен установленный предел", "A limit is exceeded"}),
    ErrcInfo(Errc::forbidden_construct, "forbidden-construct", 400, never,
             {"Хабарламада тыйым салынған құрылым бар", "Сообщение содержит недопустимую конструкцию",
              "The message holds a construct that is never accepted"}),
    ErrcInfo(Errc::not_signed, "not-signed", 401, never,
             {"Хабарламаға қол қойылмаған", "Сообщение не подписано", "The message is not signed"}),
    ErrcInfo(Errc::signature_invalid, "signature-invalid", 401, never,
             {"Қолтаңба жарамсыз", "Подпись неверна", "The signature is not valid"}),
    ErrcInfo(Errc::signer_untrusted, "signer-untrusted", 401, never,
             {"Қол қоюшыға сенім жоқ", "Подписавший не является доверенным", "The signer is not trusted"}),
    ErrcInfo(Errc::certificate_invalid, "certificate-invalid", 401, never,
             {"Сертификат жарамсыз", "Сертификат недействителен", "The certificate is not valid"}),
    ErrcInfo(Errc::sender_unknown, "sender-unknown", 401, never,
             {"Жіберуші белгісіз", "Отправитель неизвестен", "The sender is not known"}),
    ErrcInfo(Errc::forbidden, "forbidden", 403, never, {"Рұқсат жоқ", "Доступ запрещён", "Not allowed"}),
    ErrcInfo(Errc::service_unknown, "service-unknown", 404, never,
             {"Сервис табылмады", "Сервис не найден", "The service does not exist"}),
    ErrcInfo(Errc::schema_violation, "schema-violation", 422, never,
             {"Құжат сұлбаға сәйкес келмейді", "Документ не соответствует схеме",
              "The document does not conform to its schema"}),
    ErrcInfo(
        Errc::mapping_failed, "mapping-failed", 422, never,
        {"Құжатты түрлендіру мүмкін емес", "Документ невозможно преобразовать", "The document cannot be translated"}),
    ErrcInfo(Errc::replay_conflict, "replay-conflict", 409, never,
             {"Бұл хабарлама нөмірі басқа мазмұнмен қолданылған",
              "Этот номер сообщения уже использован с другим содержанием",
              "This message id was used before with other content"}),
    ErrcInfo(Errc::in_progress, "in-progress", 409, later,
             {"Хабарлама өңделуде", "Сообщение обрабатывается", "The message is being processed"}),
    ErrcInfo(Errc::not_found, "not-found", 404, never, {"Табылмады", "Не найдено", "Not found"}),
    ErrcInfo(Errc::invalid_argument, "invalid-argument", 400, never,
             {"Аргумент қате", "Неверный аргумент", "An argument is wrong"}),
    ErrcInfo(Errc::invalid_configuration, "invalid-configuration", 500, never,
             {"Баптау қатесі", "Ошибка конфигурации", "The configuration is wrong"}),
    ErrcInfo(
        Errc::overloaded, "overloaded", 503, later,
        {"Жүйе бос емес, кейінірек қайталаңыз", "Система перегружена, повторите позже", "Too busy, try again later"}),
    ErrcInfo(Errc::deadline_exceeded, "deadline-exceeded", 504, ask_first,
             {"Күту уақыты аяқталды", "Истекло время ожидания", "Out of time"}),
    ErrcInfo(Errc::unavailable, "unavailable", 503, later, {"Жүйе қолжетімсіз", "Система недоступна", "Not reachable"}),
    ErrcInfo(Errc::peer_failed, "peer-failed", 502, never,
             {"Серіктес жүйе қате қайтарды", "Система-партнёр вернула ошибку", "The peer answered with a fault"}),
    ErrcInfo(Errc::in_doubt, "in-doubt", 504, ask_first,
             {"Хабарламаның жеткені белгісіз", "Неизвестно, доставлено ли сообщение",
              "Nobody knows whether the message arrived"}),
    ErrcInfo(Errc::cancelled, "cancelled", 503, later, {"Жүйе тоқтатылуда", "Система останавливается", "Stopping"}),
    ErrcInfo(Errc::storage_failed, "storage-failed", 503, later,
             {"Сақтау қоймасы қолжетімсіз", "Хранилище недоступно", "Storage failed"}),
    ErrcInfo(Errc::unsupported, "unsupported", 501, never,
             {"Қолдау көрсетілмейді", "Не поддерживается", "Not supported"}),
    ErrcInfo(Errc::internal, "internal", 500, ask_first, {"Ішкі қате", "Внутренняя ошибка", "Internal error"}),
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].code) != i) {
            return false;
        }
    }
    return true;
}
static_assert(in_order(), "the table is indexed by code");

}  // namespace

const ErrcInfo& info(Errc code) {
    const auto index = static_cast<std::size_t>(code);
    OTKEL_ASSERT(index < table.size());
    return table[index];
}

}  // namespace otkel
