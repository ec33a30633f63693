// SPDX-License-Identifier: MIT
// Colours, sizes and fonts of the window. resources/tokens.json is the one source: no other file spells a colour.
// One per process, GUI thread only. Whoever paints asks at paint time and repaints on changed().
#pragma once

#include <QColor>
#include <QFont>
#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QPalette>

namespace vibecoder {

/// The colour roles, in the order of tokens.json.
enum class Role {
    Window,
    Surface,
    Raised,
    Sunken,
    Hover,
    Selected,
    Border,
    BorderStrong,
    Text,
    TextSecondary,
    TextMuted,
    Accent,
    OnAccent,
    Focus,
    Running,
    RunningSoft,
    Success,
    SuccessSoft,
    Warning,
    WarningSoft,
    Danger,
    DangerSoft,
    Stuck,
    StuckSoft,
    DiffAddWord,
    DiffDelWord,
};
inline constexpr int kRoleCount = int(Role::DiffDelWord) + 1;

enum class SyntaxRole { Keyword, String, Number, Comment, Function };
enum class FontRole { Caption, Small, Base, Title, Heading, Number, Code, CodeAction };
enum class ThemeMode { System, Light, Dark };

class Theme final : public QObject
{
    Q_OBJECT

public:
    static Theme &instance();

    /// Style, palette and style sheet of the application; once, after the QApplication was made.
    void install();
    void setMode(ThemeMode mode);
    [[nodiscard]] ThemeMode mode() const { return m_mode; }
    [[nodiscard]] bool isDark() const { return m_dark; }
    /// Chinese text is one pixel larger and never below 13 px.
    void setChinese(bool chinese);
    /// Of all text; 1.0 to 2.0.
    void setTextScale(double scale);
    [[nodiscard]] double textScale() const { return m_scale; }
    void setReducedMotion(bool reduced) { m_reducedMotion = reduced; }
    [[nodiscard]] bool reducedMotion() const { return m_reducedMotion; }

    [[nodiscard]] QColor color(Role role) const { return m_colors[int(role)]; }
    [[nodiscard]] QColor color(Role role, bool dark) const;
    [[nodiscard]] QColor syntax(SyntaxRole role) const;
    [[nodiscard]] QColor overlay() const; ///< behind a sheet, with its alpha
    /// weight: 400, 500 or 600.
    [[nodiscard]] QFont font(FontRole role, int weight = 400) const;
    /// For columns of figures: digits of one width.
    [[nodiscard]] QFont digits(FontRole role, int weight = 400) const;
    /// A number of tokens.json in pixels, scaled with the text: px("row", "step"), px("control", "height").
    [[nodiscard]] int px(QLatin1StringView group, QLatin1StringView name) const;
    /// Not scaled: px("space", "m") as in the file.
    [[nodiscard]] int space(QLatin1StringView name) const;
    [[nodiscard]] int radius(QLatin1StringView name) const;

    /// Role by its name in tokens.json; Role::Text when there is none.
    [[nodiscard]] static Role roleOf(QStringView name);
    [[nodiscard]] static QLatin1StringView nameOf(Role role);
    [[nodiscard]] const QJsonObject &tokens() const { return m_tokens; }
    [[nodiscard]] QPalette palette() const;

signals:
    /// Colours, fonts or scale are others: repaint, lay out again.
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    Theme();
    void apply();
    [[nodiscard]] QFont makeFont(FontRole role, int weight) const;
    [[nodiscard]] bool systemIsDark() const;

    QJsonObject m_tokens;
    /// By role and weight, until language or size change: asking fontconfig for each cell costs more than painting it.
    mutable QHash<std::pair<int, int>, QFont> m_fonts;
    QColor m_colors[kRoleCount];
    ThemeMode m_mode = ThemeMode::System;
    QPalette m_systemPalette;
    double m_scale = 1;
    bool m_dark = false, m_chinese = false, m_reducedMotion = false, m_installed = false, m_applying = false;
};

/// WCAG 2 contrast of two opaque colours: 1 to 21.
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);

} // namespace vibecoder
