#include "gateway/core/embedded/findings.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include "gateway/base/assert.hpp"

namespace otkel::core {
namespace {

using enum FindingCode;
constexpr auto error = Severity::error;
constexpr auto warning = Severity::warning;
constexpr auto note = Severity::note;

// In the order of the enumeration.
const std::vector<FindingInfo> table{
    {declaration_number_format,
     "DECLARATION_NUMBER_FORMAT",
     error,
     {"Декларация нөмірінің пішімі қате: кеден органының коды, тіркелген күні және реттік нөмірі көрсетілуі тиіс.",
      "Неверный формат номера декларации: должны быть указаны код таможенного органа, дата регистрации и порядковый "
      "номер.",
      "The number is not office/ddmmyy/serial with a real date."}},
    {declaration_date_format,
     "DECLARATION_DATE_FORMAT",
     error,
     {"Декларация күні қате көрсетілген.", "Дата декларации указана неверно.", "The date is not a real day."}},
    {declaration_date_differs,
     "DECLARATION_DATE_DIFFERS",
     error,
     {"Декларация күні оның нөміріндегі күнге сәйкес келмейді.", "Дата декларации не совпадает с датой в её номере.",
      "The date is not the one inside the number."}},
    {importer_id_invalid,
     "IMPORTER_ID_INVALID",
     error,
     {"Импорттаушының БСН (ЖСН) бақылау санынан өтпейді.", "БИН (ИИН) импортёра не проходит контрольную проверку.",
      "The BIN or IIN of the importer breaks the rules of such numbers."}},
    {importer_unknown,
     "IMPORTER_UNKNOWN",
     error,
     {"Импорттаушы қатысушылар тізілімінде табылмады.", "Импортёр не найден в реестре участников.",
      "The importer is not in the register of participants."}},
    {importer_not_active,
     "IMPORTER_NOT_ACTIVE",
     error,
     {"Импорттаушының қызметі тоқтатыла тұрған немесе тоқтатылған.",
      "Деятельность импортёра приостановлена или прекращена.", "The importer is suspended or closed."}},
    {line_number_repeated,
     "LINE_NUMBER_REPEATED",
     error,
     {"Тауардың реттік нөмірі декларацияда қайталанады.", "Порядковый номер товара повторяется в декларации.",
      "Two lines have the same number."}},
    {product_not_identified,
     "PRODUCT_NOT_IDENTIFIED",
     error,
     {"Тауардың GTIN де, NTIN де көрсетілмеген.", "Для товара не указан ни GTIN, ни NTIN.",
      "The line has neither a GTIN nor an NTIN."}},
    {gtin_invalid,
     "GTIN_INVALID",
     error,
     {"GTIN бақылау саны қате.", "Неверная контрольная цифра GTIN.", "The check digit of the GTIN is wrong."}},
    {ntin_invalid,
     "NTIN_INVALID",
     error,
     {"NTIN қате: ол 0200 сандарынан басталып, бақылау саны дұрыс болуы тиіс.",
      "Неверный NTIN: он должен начинаться с 0200 и иметь верную контрольную цифру.",
      "The NTIN does not begin with 0200 or its check digit is wrong."}},
    {card_not_found,
     "CARD_NOT_FOUND",
     error,
     {"Тауар карточкасы Ұлттық тауарлар каталогында табылмады.",
      "Карточка товара не найдена в Национальном каталоге товаров.", "The catalogue has no card for the line."}},
    {card_gtin_differs,
     "CARD_GTIN_DIFFERS",
     error,
     {"Көрсетілген NTIN бойынша карточкадағы GTIN декларациядағы GTIN-ге сәйкес келмейді.",
      "GTIN карточки с указанным NTIN не совпадает с GTIN в декларации.",
      "The card of the NTIN has another GTIN than the line."}},
    {card_archived,
     "CARD_ARCHIVED",
     error,
     {"Тауар карточкасы мұрағатқа жіберілген, ол бойынша тауарды айналымға енгізуге болмайды.",
      "Карточка товара перенесена в архив, ввод товара в оборот по ней не допускается.",
      "The card is archived; `found` has the day and the reason."}},
    {card_ambiguous,
     "CARD_AMBIGUOUS",
     note,
     {"Бұл GTIN бойынша бірнеше карточка бар; NTIN көрсеткен жөн.",
      "Этому GTIN соответствует несколько карточек; рекомендуется указать NTIN.",
      "Several active cards have this GTIN; the best fitting one was used."}},
    {tnved_differs,
     "TNVED_DIFFERS",
     error,
     {"СЭҚ ТН коды карточкадағы кодтан алғашқы алты таңба шегінде өзгеше.",
      "Код ТН ВЭД отличается от кода в карточке в пределах первых шести знаков.",
      "The TN VED code differs from the card's within the first six digits."}},
    {tnved_partly_differs,
     "TNVED_PARTLY_DIFFERS",
     warning,
     {"СЭҚ ТН коды карточкадағы кодпен алғашқы алты немесе одан көп таңба бойынша ғана сәйкес келеді.",
      "Код ТН ВЭД совпадает с кодом в карточке только по первым шести или более знакам.",
      "The TN VED codes agree in six to nine digits; `found` says in how many."}},
    {origin_not_stated,
     "ORIGIN_NOT_STATED",
     warning,
     {"Тауардың шығарылған елі көрсетілмеген.", "Страна происхождения товара не указана.",
      "The line does not state the country of origin."}},
    {origin_differs,
     "ORIGIN_DIFFERS",
     error,
     {"Тауардың шығарылған елі карточкадағы елге сәйкес келмейді.",
      "Страна происхождения товара не совпадает со страной в карточке.", "The country of origin is not the card's."}},
    {maker_country_differs,
     "MAKER_COUNTRY_DIFFERS",
     warning,
     {"Карточкадағы дайындаушының елі тауардың шығарылған елінен өзгеше.",
      "Страна изготовителя в карточке отличается от страны происхождения товара.",
      "The country of the maker on the card is not the origin of the line."}},
    {marking_missing,
     "MARKING_MISSING",
     error,
     {"Тауар таңбалануға жатады, бірақ таңбалау кодтары көрсетілмеген.",
      "Товар подлежит маркировке, но коды маркировки не указаны.",
      "The line must be marked on that day and has no codes."}},
    {marking_not_required,
     "MARKING_NOT_REQUIRED",
     note,
     {"Бұл күні тауар міндетті таңбалануға жатпайды; көрсетілген кодтар тексерілді.",
      "На эту дату товар не подлежит обязательной маркировке; указанные коды проверены.",
      "Codes are given though the goods need none on that day: they are checked, their number is not."}},
    {marking_not_checked,
     "MARKING_NOT_CHECKED",
     note,
     {"Экспорт кезінде таңбалау кодтары тексерілмейді.", "При экспорте коды маркировки не проверяются.",
      "Codes of an export are not checked."}},
    {quantity_not_whole,
     "QUANTITY_NOT_WHOLE",
     error,
     {"Таңбаланған тауардың саны бүтін сан болуы тиіс.", "Количество маркированного товара должно быть целым числом.",
      "The quantity of marked goods is no whole number of units."}},
    {quantity_not_countable,
     "QUANTITY_NOT_COUNTABLE",
     warning,
     {"Өлшем бірлігі кодтар санын тауар санымен салыстыруға мүмкіндік бермейді.",
      "Единица измерения не позволяет сравнить число кодов с количеством товара.",
      "The unit cannot be counted in codes."}},
    {code_count_differs,
     "CODE_COUNT_DIFFERS",
     error,
     {"Таңбалау кодтарының саны тауар санына сәйкес келмейді.",
      "Число кодов маркировки не совпадает с количеством товара.",
      "The number of codes, lists, ranges and aggregates unfolded, is not the quantity."}},
    {code_total_differs,
     "CODE_TOTAL_DIFFERS",
     error,
     {"Мәлімделген кодтар саны нақты көрсетілген кодтар санына сәйкес келмейді.",
      "Заявленное число кодов не совпадает с фактически указанным.",
      "The stated total is not the number of codes given."}},
    {code_malformed,
     "CODE_MALFORMED",
     error,
     {"Таңбалау кодының құрылымы қате.", "Неверная структура кода маркировки.",
      "A text is no marking code (01 GTIN 21 serial)."}},
    {code_gtin_differs,
     "CODE_GTIN_DIFFERS",
     error,
     {"Таңбалау коды басқа тауарға (GTIN) тиесілі.", "Код маркировки относится к другому товару (GTIN).",
      "A code belongs to another GTIN than the line."}},
    {code_unknown,
     "CODE_UNKNOWN",
     error,
     {"Таңбалау коды тіркелмеген.", "Код маркировки не зарегистрирован.", "A code is not registered."}},
    {code_owner_differs,
     "CODE_OWNER_DIFFERS",
     error,
     {"Таңбалау коды басқа қатысушыға тиесілі.", "Код маркировки принадлежит другому участнику.",
      "A code belongs to another participant than the importer."}},
    {code_state,
     "CODE_STATE",
     error,
     {"Таңбалау кодының күйі импорттауға мүмкіндік бермейді: код «түсірілген» күйінде болуы тиіс.",
      "Состояние кода маркировки не допускает ввоза: код должен быть в состоянии «нанесён».",
      "A code is not in the state APPLIED."}},
    {code_used,
     "CODE_USED",
     error,
     {"Таңбалау коды басқа декларацияда пайдаланылған.", "Код маркировки использован в другой декларации.",
      "Another declaration uses a code; `found` names it."}},
    {code_repeated,
     "CODE_REPEATED",
     error,
     {"Таңбалау коды декларацияда бірнеше рет көрсетілген.", "Код маркировки указан в декларации более одного раза.",
      "A code stands in the declaration twice."}},
    {range_invalid,
     "RANGE_INVALID",
     error,
     {"Кодтар ауқымы қате: екі шеткі код бір GTIN-ге тиесілі болып, өсу ретімен берілуі тиіс.",
      "Неверный диапазон кодов: крайние коды должны относиться к одному GTIN и идти по возрастанию.",
      "The ends of a range are no codes, of different GTINs, or in the wrong order."}},
    {range_empty,
     "RANGE_EMPTY",
     error,
     {"Ауқымда тіркелген кодтар жоқ.", "В диапазоне нет зарегистрированных кодов.",
      "No registered code lies in a range."}},
    {aggregate_invalid,
     "AGGREGATE_INVALID",
     error,
     {"Көлік қаптамасының коды (SSCC) қате.", "Неверный код транспортной упаковки (SSCC).",
      "An aggregate is no SSCC, or its check digit is wrong."}},
    {aggregate_unknown,
     "AGGREGATE_UNKNOWN",
     error,
     {"Көлік қаптамасының коды тіркелмеген.", "Код транспортной упаковки не зарегистрирован.",
      "An aggregate is not registered."}},
    {aggregate_too_deep,
     "AGGREGATE_TOO_DEEP",
     error,
     {"Көлік қаптамаларының бір-біріне салыну деңгейі рұқсат етілгеннен көп.",
      "Вложенность транспортных упаковок превышает допустимую.",
      "Aggregates are nested deeper than the limit, or in a circle."}},
};

std::string_view name(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::note: return "note";
    }
    OTKEL_ASSERT(false);
}

}  // namespace

const FindingInfo& info(FindingCode code) {
    const auto& entry = table[static_cast<std::size_t>(code)];
    OTKEL_ASSERT(entry.code == code);
    return entry;
}

const std::vector<FindingInfo>& all_findings() { return table; }

std::string_view name(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass: return "PASS";
        case Verdict::pass_with_remarks: return "PASS_WITH_REMARKS";
        case Verdict::fail: return "FAIL";
    }
    OTKEL_ASSERT(false);
}

Verdict verdict_of(const std::vector<CheckFinding>& findings) {
    auto verdict = Verdict::pass;
    for (const auto& finding : findings) {
        const auto severity = info(finding.code).severity;
        verdict = std::max(verdict, severity == Severity::error     ? Verdict::fail
                                    : severity == Severity::warning ? Verdict::pass_with_remarks
                                                                    : Verdict::pass);
    }
    return verdict;
}

boost::json::array to_json(const std::vector<CheckFinding>& findings) {
    boost::json::array list;
    list.reserve(findings.size());
    for (const auto& finding : findings) {
        const auto& about = info(finding.code);
        boost::json::object object{{"code", about.name}, {"severity", name(about.severity)}, {"field", finding.field}};
        if (!finding.expected.empty()) {
            object.emplace("expected", finding.expected);
        }
        if (!finding.found.empty()) {
            object.emplace("found", finding.found);
        }
        object.emplace("text", boost::json::object{{"kk", about.text.kk}, {"ru", about.text.ru}});
        list.push_back(std::move(object));
    }
    return list;
}

}  // namespace otkel::core
