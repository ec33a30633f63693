// SPDX-License-Identifier: MIT
// Enum <-> wire text from one constexpr table beside each enum. Unknown text is nullopt, never a default.
//
//   enum class Colour { Red, Green };
//   template <> struct EnumTable<Colour> {
//       static constexpr auto rows = enumRows<Colour>({{Colour::Red, "red"}, {Colour::Green, "green"}});
//   };
#pragma once

#include <QLatin1StringView>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>

namespace vibecoder {

template <typename E>
struct EnumRow
{
    E value;
    const char *text;
};

template <typename E, std::size_t N>
consteval std::array<EnumRow<E>, N> enumRows(const EnumRow<E> (&rows)[N])
{
    std::array<EnumRow<E>, N> table{};
    for (std::size_t i = 0; i < N; ++i)
        table[i] = rows[i];
    return table;
}

template <typename E>
struct EnumTable;

/// Wire text of a value. Every value has a row (checked by tests that walk the tables).
template <typename E>
[[nodiscard]] QString toWire(E value)
{
    for (const auto &row : EnumTable<E>::rows) {
        if (row.value == value)
            return QString::fromLatin1(row.text);
    }
    Q_UNREACHABLE();
}

template <typename E>
[[nodiscard]] std::optional<E> fromWire(QStringView text)
{
    for (const auto &row : EnumTable<E>::rows) {
        if (text == QLatin1StringView(row.text))
            return row.value;
    }
    return std::nullopt;
}

/// The accepted texts in table order, for error messages.
template <typename E>
[[nodiscard]] QStringList wireNames()
{
    QStringList names;
    for (const auto &row : EnumTable<E>::rows)
        names.append(QString::fromLatin1(row.text));
    return names;
}

} // namespace vibecoder
