// SPDX-License-Identifier: MIT
// One draft on the sheet: what it would do, or what is wrong with line, column and mend.
#pragma once

#include "bridge/enginebridge.h"
#include "create/drafts.h"

#include <QFrame>

class QCheckBox;
class QLabel;
class QSpinBox;
class QVBoxLayout;

namespace vibecoder {

class DraftCard final : public QFrame
{
    Q_OBJECT

public:
    DraftCard(EngineBridge &bridge, Draft draft, QWidget *parent = nullptr);

    [[nodiscard]] bool isWanted() const;
    /// With the priority of the card.
    [[nodiscard]] TaskSpec spec() const;
    [[nodiscard]] const Draft &draft() const { return m_draft; }

signals:
    void changed();

private:
    void build();
    void buildHeader(QVBoxLayout *layout);
    void buildFacts(QVBoxLayout *layout);
    void buildErrors(QVBoxLayout *layout);
    void tryNow(QLabel *answer);
    void checkAgain();

    EngineBridge &m_bridge;
    Draft m_draft;
    QCheckBox *m_wanted = nullptr;
    QSpinBox *m_priority = nullptr;
};

/// What is wrong and the mend, in one sentence.
[[nodiscard]] QString joined(const TaskFileError &error);
/// One sentence about a trial: how many tests, how many failing, how long. Pure.
[[nodiscard]] QString trialText(const VerificationReport &report);
/// False when a command could not start at all.
[[nodiscard]] bool trialStarted(const VerificationReport &report);

} // namespace vibecoder
