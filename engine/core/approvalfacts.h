// SPDX-License-Identifier: MIT
// Finds out what a person wants to know before deciding: where the action leads, what is there, whether git has it, the
// diff that was kept. Looks at the disk and may ask git (without hooks or configuration); changes nothing.
#pragma once

#include "model/approval.h"
#include "model/approvalfacts.h"
#include "storage/artifactstore.h"
#include "storage/connection.h"

namespace vibecoder {

[[nodiscard]] Result<ApprovalFacts> findApprovalFacts(
    Connection &reader, const ArtifactStore &artifacts, const Approval &approval, const QString &dataFolder);

} // namespace vibecoder
