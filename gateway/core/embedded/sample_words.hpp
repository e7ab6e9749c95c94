#pragma once

#include <array>
#include <string_view>

// The word tables of the synthetic data. Names of firms and brands are invented.

namespace otkel::core::sample {

struct Product {
    std::string_view tnved;
    std::string_view kk;
    std::string_view ru;
    std::string_view group;  // of marked goods; empty: not to be marked
};

// In force by July 2026 in the dated list (marked_goods.hpp).
inline constexpr std::array<Product, 13> marked_products{{
    {"6403999600", "Былғары үстілі аяқкиім", "Обувь с верхом из кожи", "shoes"},
    {"6402999800", "Резеңке табанды аяқкиім", "Обувь на резиновой подошве", "shoes"},
    {"6404110000", "Спорттық аяқкиім", "Обувь спортивная", "shoes"},
    {"6401929000", "Су өткізбейтін етік", "Сапоги водонепроницаемые", "shoes"},
    {"2203000100", "Уытты сыра, бөтелкеде", "Пиво солодовое в бутылках", "beer"},
    {"2202910000", "Алкогольсіз сыра", "Пиво безалкогольное", "beer"},
    {"2710198200", "Мотор майы", "Масло моторное", "autofluids"},
    {"3403199000", "Жағармай материалы", "Материал смазочный", "autofluids"},
    {"3004900002", "Дәрілік зат, таблетка", "Лекарственное средство, таблетки", "pharma"},
    {"3305100000", "Сусабын", "Шампунь", "pharma"},
    {"3802100000", "Белсендірілген көмір", "Уголь активированный", "pharma"},
    {"2404120000", "Никотинді сұйықтық", "Жидкость никотинсодержащая", "tobacco"},
    {"6405100009", "Аяқкиім, өзге", "Обувь прочая", "shoes"},
}};

inline constexpr std::array<Product, 6> unmarked_products{{
    {"8471300000", "Ноутбук", "Ноутбук", ""},
    {"9403601009", "Ағаш үстел", "Стол деревянный", ""},
    {"7323930000", "Тот баспайтын болаттан жасалған кәстрөл", "Кастрюля из нержавеющей стали", ""},
    {"4820103000", "Жазу дәптері", "Тетрадь для записей", ""},
    {"6911100000", "Фарфор ыдыс", "Посуда фарфоровая", ""},
    {"8516797000", "Электр шәйнек", "Чайник электрический", ""},
}};

inline constexpr std::array<std::string_view, 8> brands{"Aqjol",  "Sarqyt",  "Tulpar-K", "Ornek",
                                                        "Zhuldz", "Qarlyga", "Maibulaq", "Tobylgy"};
inline constexpr std::array<std::string_view, 6> origins{"CN", "TR", "UZ", "IT", "VN", "PL"};

struct Word {
    std::string_view kk;
    std::string_view ru;
};
inline constexpr std::array<Word, 8> firms{{
    {"Үлгі-Импорт", "Улги-Импорт"},
    {"Сынақ-Сауда", "Сынак-Сауда"},
    {"Мысал Логистик", "Мысал Логистик"},
    {"Дала Трейд Үлгі", "Дала Трейд Улги"},
    {"Көпір-Тест", "Копир-Тест"},
    {"Өткел Үлгі", "Откел Улги"},
    {"Бағыт-Сынақ", "Багыт-Сынак"},
    {"Жаңа Мысал", "Жана Мысал"},
}};
inline constexpr std::array<Word, 3> archive_reasons{{
    {"Тауардың құрамы өзгерді", "Состав товара изменился"},
    {"Карточка қайталанады", "Карточка дублируется"},
    {"Тауар өндірістен шығарылды", "Товар снят с производства"},
}};

}  // namespace otkel::core::sample
