// SPDX-License-Identifier: MIT
// The shape of a token: literal text and counted characters, read from a short notation and matched in linear time.
//
//   `<` at the start, `>` at the end   no letter, digit or low line stands before or after it
//   {d20}  {h8-16}  {u24-}             20 digits; 8 to 16 small hexadecimal digits; 24 or more of the address alphabet
//
// Kinds of characters: d digits, h small hexadecimal, H hexadecimal, l small letters and digits, U capitals and digits,
// A base32, a letters and digits, w the same and `_`, u the same and `_` `-`, t the same and `.` `~`, b base64,
// B base64 and `=`, v what may stand in a value of an address.
#pragma once

#include <QByteArray>
#include <QStringView>

#include <array>
#include <optional>
#include <vector>

namespace vibecoder {

enum class Chars : quint8 { d, h, H, l, U, A, a, w, u, t, b, B, v };
constexpr size_t kCharKinds = 13;

[[nodiscard]] bool isOf(Chars kind, char16_t c);

/// Remembers, for each kind of characters, where the run ends that was looked at last: many beginnings in one long run
/// cost one look.
class Runs
{
public:
    explicit Runs(QStringView text);
    [[nodiscard]] QStringView text() const { return m_text; }
    /// Where the run of such characters that holds `from` ends; `from` itself when there is none.
    [[nodiscard]] qsizetype endOf(Chars kind, qsizetype from);

private:
    struct Run
    {
        qsizetype begin = 0;
        qsizetype end = 0;
    };

    QStringView m_text;
    std::array<Run, kCharKinds> m_last;
};

/// True when a word may begin at `at`: also after an escape (%3D, \n, \u003d, a colour of the terminal).
[[nodiscard]] bool wordMayBegin(QStringView text, qsizetype at);

class Shape
{
public:
    struct Place
    {
        qsizetype begin = 0;
        qsizetype end = 0;
    };

    /// A wrong notation is a mistake of the table: it is not valid then.
    explicit Shape(const char *notation);

    [[nodiscard]] bool isValid() const { return !m_items.empty() && !anchor().isEmpty(); }
    /// The literal text in it by which it is found. Before it stand only characters of a bounded number.
    [[nodiscard]] const QByteArray &anchor() const { return m_items.at(m_anchor).literal; }
    /// The token whose anchor stands at `at`, if there is one.
    [[nodiscard]] std::optional<Place> matchAround(Runs &runs, qsizetype at) const;

private:
    struct Item
    {
        QByteArray literal; ///< empty: characters
        Chars kind = Chars::a;
        qsizetype least = 0;
        qsizetype most = 0; ///< -1: any number
    };

    [[nodiscard]] bool read(QByteArrayView notation);

    std::vector<Item> m_items;
    size_t m_anchor = 0;
    bool m_begins = false;
    bool m_ends = false;
};

} // namespace vibecoder
