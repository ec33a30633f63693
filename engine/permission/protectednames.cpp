// SPDX-License-Identifier: MIT
#include "permission/protectednames.h"

#include <QCoreApplication>
#include <QSet>
#include <QString>

#include <algorithm>

namespace vibecoder {

namespace {

constexpr NameMatch exact = NameMatch::Exact, prefix = NameMatch::Prefix, suffix = NameMatch::Suffix,
                    under = NameMatch::Below;

// clang-format off
// Who obeys a name is marked for translation where it says more than names of programs; the page has the same words under
// `obeyed.` in its catalogues.
// A plain array: clang deduces the type of a std::array by an expression that it nests only 256 deep.
constexpr ProtectedName kTable[] = {
    // Version control and what it runs.
    ProtectedName{".git", exact, "git"},
    ProtectedName{"git~", prefix, QT_TRANSLATE_NOOP("obeyed", "git on file systems with short names")},
    ProtectedName{".gitmodules", exact, "git"},
    ProtectedName{".gitconfig", exact, "git"},
    ProtectedName{".gitattributes", exact, QT_TRANSLATE_NOOP("obeyed", "git: filters and merge drivers")},
    ProtectedName{".git-credentials", exact, "git"},
    ProtectedName{".githooks", exact, QT_TRANSLATE_NOOP("obeyed", "git, by core.hooksPath")},
    ProtectedName{".hg/hgrc", under, "Mercurial"},
    ProtectedName{".hgrc", exact, "Mercurial"},
    ProtectedName{".sl/config", under, "Sapling"},
    ProtectedName{"repo/config.toml", under, "Jujutsu", ".jj/repo/config.toml"},
    ProtectedName{".jj/workspace-config.toml", under, "Jujutsu"},
    // Hooks before a commit or a push.
    ProtectedName{".husky", exact, "husky"},
    ProtectedName{".huskyrc", prefix, "husky"},
    ProtectedName{".pre-commit-config.yaml", exact, "pre-commit"},
    ProtectedName{".pre-commit-config.yml", exact, "pre-commit"},
    ProtectedName{".pre-commit-hooks.yaml", exact, "pre-commit"},
    ProtectedName{"lefthook.", prefix, "lefthook", "lefthook.yml"},
    ProtectedName{".lefthook", prefix, "lefthook"},
    ProtectedName{"lefthook-local.", prefix, "lefthook", "lefthook-local.yml"},
    ProtectedName{".overcommit.yml", exact, "overcommit"},
    ProtectedName{".git-hooks", exact, "overcommit"},
    ProtectedName{".lintstagedrc", prefix, "lint-staged"},
    ProtectedName{"lint-staged.config.", prefix, "lint-staged"},
    ProtectedName{".simple-git-hooks.", prefix, "simple-git-hooks"},
    ProtectedName{"simple-git-hooks.", prefix, "simple-git-hooks"},
    ProtectedName{"prek.toml", exact, "prek"},
    // Agents: instructions, tools, permissions.
    ProtectedName{"agents.md", exact, QT_TRANSLATE_NOOP("obeyed", "Codex, Cursor, Amp, Zed and many more"), "AGENTS.md"},
    ProtectedName{"agents.override.md", exact, "Codex", "AGENTS.override.md"},
    ProtectedName{"agents.local.md", exact, QT_TRANSLATE_NOOP("obeyed", "agents"), "AGENTS.local.md"},
    ProtectedName{"agent.md", exact, "Amp", "AGENT.md"},
    ProtectedName{".agent", exact, QT_TRANSLATE_NOOP("obeyed", "agents")},
    ProtectedName{".agents", exact, QT_TRANSLATE_NOOP("obeyed", "agents")},
    ProtectedName{".agent.md", exact, QT_TRANSLATE_NOOP("obeyed", "agents")},
    ProtectedName{".agents.md", exact, QT_TRANSLATE_NOOP("obeyed", "agents")},
    ProtectedName{"claude.md", exact, "Claude Code", "CLAUDE.md"},
    ProtectedName{"claude.local.md", exact, "Claude Code", "CLAUDE.local.md"},
    ProtectedName{".claude", exact, "Claude Code"},
    ProtectedName{".claude.json", exact, "Claude Code"},
    ProtectedName{".claude-plugin", exact, "Claude Code"},
    ProtectedName{".mcp.json", exact, QT_TRANSLATE_NOOP("obeyed", "Claude Code and others: servers of tools")},
    ProtectedName{"mcp.json", exact, QT_TRANSLATE_NOOP("obeyed", "agents: servers of tools")},
    ProtectedName{".mcp", exact, QT_TRANSLATE_NOOP("obeyed", "agents: servers of tools")},
    ProtectedName{".codex", exact, "Codex"},
    ProtectedName{"codex.md", exact, "Codex", "CODEX.md"},
    ProtectedName{"gemini.md", exact, "Gemini CLI", "GEMINI.md"},
    ProtectedName{".gemini", exact, "Gemini CLI"},
    ProtectedName{".geminiignore", exact, "Gemini CLI"},
    ProtectedName{"qwen.md", exact, "Qwen Code", "QWEN.md"},
    ProtectedName{".qwen", exact, "Qwen Code"},
    ProtectedName{"iflow.md", exact, "iFlow", "IFLOW.md"},
    ProtectedName{".iflow", exact, "iFlow"},
    ProtectedName{".kimi", exact, "Kimi CLI"},
    ProtectedName{".cursor", exact, "Cursor"},
    ProtectedName{".cursorrules", exact, "Cursor"},
    ProtectedName{".cursorignore", exact, "Cursor"},
    ProtectedName{".windsurf", prefix, "Windsurf", ".windsurfrules"},
    ProtectedName{".codeium", prefix, "Windsurf"},
    ProtectedName{".clinerules", prefix, "Cline"},
    ProtectedName{".roo", exact, "Roo Code"},
    ProtectedName{".roorules", prefix, "Roo Code"},
    ProtectedName{".roomodes", exact, "Roo Code"},
    ProtectedName{".rooignore", exact, "Roo Code"},
    ProtectedName{".cline", prefix, "Cline"},
    ProtectedName{".kilocode", prefix, "Kilo Code"},
    ProtectedName{".kilo", exact, "Kilo Code"},
    ProtectedName{".aider", prefix, "Aider", ".aider.conf.yml"},
    ProtectedName{".continue", exact, "Continue"},
    ProtectedName{".continuerules", exact, "Continue"},
    ProtectedName{".continuerc.json", exact, "Continue"},
    ProtectedName{".kiro", exact, "Kiro"},
    ProtectedName{".amazonq", exact, "Amazon Q"},
    ProtectedName{".aws-q", exact, "Amazon Q"},
    ProtectedName{"opencode.json", exact, "opencode"},
    ProtectedName{"opencode.jsonc", exact, "opencode"},
    ProtectedName{".opencode", prefix, "opencode"},
    ProtectedName{"crush.json", exact, "Crush"},
    ProtectedName{".crush", prefix, "Crush"},
    ProtectedName{"crush.md", exact, "Crush", "CRUSH.md"},
    ProtectedName{".goose", exact, "Goose"},
    ProtectedName{".goosehints", exact, "Goose"},
    ProtectedName{".gooseignore", exact, "Goose"},
    ProtectedName{".junie", exact, "Junie"},
    ProtectedName{".aiassistant", exact, QT_TRANSLATE_NOOP("obeyed", "AI Assistant of JetBrains")},
    ProtectedName{".trae", exact, "Trae"},
    ProtectedName{".augment", prefix, "Augment"},
    ProtectedName{".tabnine", prefix, "Tabnine"},
    ProtectedName{".cody", exact, "Cody"},
    ProtectedName{".sourcegraph", exact, QT_TRANSLATE_NOOP("obeyed", "Cody and Amp")},
    ProtectedName{".amp", exact, "Amp"},
    ProtectedName{".factory", exact, "Droid"},
    ProtectedName{".droid", exact, "Droid"},
    ProtectedName{".openhands", exact, "OpenHands"},
    ProtectedName{".openhands_instructions", exact, "OpenHands"},
    ProtectedName{".devin", exact, "Devin"},
    ProtectedName{".idx", exact, "Firebase Studio"},
    ProtectedName{".bolt", exact, "Bolt"},
    ProtectedName{".replit", exact, "Replit"},
    ProtectedName{"replit.md", exact, "Replit"},
    ProtectedName{"replit.nix", exact, "Replit"},
    ProtectedName{".rules", exact, "Zed"},
    ProtectedName{".firebender", prefix, "Firebender"},
    ProtectedName{"firebender.json", exact, "Firebender"},
    ProtectedName{".warp", exact, "Warp"},
    ProtectedName{"warp.md", exact, "Warp", "WARP.md"},
    ProtectedName{".void", exact, "Void"},
    ProtectedName{".voidrules", exact, "Void"},
    ProtectedName{".pearai", exact, "PearAI"},
    ProtectedName{".github/copilot-instructions.md", under, "GitHub Copilot"},
    ProtectedName{".github/instructions", under, "GitHub Copilot"},
    ProtectedName{".github/prompts", under, "GitHub Copilot"},
    ProtectedName{".github/chatmodes", under, "GitHub Copilot"},
    ProtectedName{".github/agents", under, "GitHub Copilot"},
    ProtectedName{".github/skills", under, "GitHub Copilot"},
    ProtectedName{".github/hooks", under, "GitHub Copilot"},
    ProtectedName{".github/mcp.json", under, "GitHub Copilot"},
    ProtectedName{".copilot", exact, "GitHub Copilot"},
    ProtectedName{".antigravity", exact, "Antigravity"},
    ProtectedName{".codebuddy", exact, "CodeBuddy"},
    ProtectedName{"codebuddy.md", exact, "CodeBuddy", "CODEBUDDY.md"},
    ProtectedName{".lingma", exact, "Lingma"},
    ProtectedName{".qoder", exact, "Qoder"},
    ProtectedName{".comate", exact, "Comate"},
    ProtectedName{".marscode", exact, "MarsCode"},
    ProtectedName{".serena", exact, "Serena"},
    ProtectedName{".jules", exact, "Jules"},
    ProtectedName{".ruler", exact, "Ruler"},
    ProtectedName{".rulesync", prefix, "rulesync"},
    ProtectedName{".specify", exact, "Spec Kit"},
    ProtectedName{".plandex", prefix, "Plandex"},
    ProtectedName{"gptme.toml", exact, "gptme"},
    ProtectedName{".refact", prefix, "Refact"},
    ProtectedName{".sweep.yaml", exact, "Sweep"},
    ProtectedName{"sweep.yaml", exact, "Sweep"},
    ProtectedName{".coderabbit.yaml", exact, "CodeRabbit"},
    ProtectedName{".coderabbit.yml", exact, "CodeRabbit"},
    ProtectedName{".pr_agent.toml", exact, QT_TRANSLATE_NOOP("obeyed", "PR-Agent and Qodo")},
    ProtectedName{".qodo", exact, "Qodo"},
    ProtectedName{".copilotignore", exact, "GitHub Copilot"},
    ProtectedName{".aiexclude", exact, "Gemini Code Assist"},
    ProtectedName{".skills", exact, QT_TRANSLATE_NOOP("obeyed", "agents")},
    ProtectedName{".vibecoder", exact, QT_TRANSLATE_NOOP("obeyed", "this program")},
    // Editors: tasks, launch settings, local configuration that is run.
    ProtectedName{".vscode", exact, "Visual Studio Code"},
    ProtectedName{".vscode-insiders", exact, "Visual Studio Code"},
    ProtectedName{".code-workspace", suffix, "Visual Studio Code"},
    ProtectedName{".vs", exact, "Visual Studio"},
    ProtectedName{".idea", exact, "JetBrains"},
    ProtectedName{".run", exact, QT_TRANSLATE_NOOP("obeyed", "JetBrains: run configurations")},
    ProtectedName{".fleet", exact, "Fleet"},
    ProtectedName{".zed", exact, "Zed"},
    ProtectedName{".zed_server", exact, "Zed"},
    ProtectedName{".nova", exact, "Nova"},
    ProtectedName{".lapce", exact, "Lapce"},
    ProtectedName{".helix", exact, "Helix"},
    ProtectedName{".kakrc", exact, "Kakoune"},
    ProtectedName{".theia", exact, "Theia"},
    ProtectedName{".settings", exact, "Eclipse"},
    ProtectedName{".externaltoolbuilders", exact, "Eclipse", ".externalToolBuilders"},
    ProtectedName{".sublime-project", suffix, "Sublime Text"},
    ProtectedName{".sublime-workspace", suffix, "Sublime Text"},
    ProtectedName{".sublime-build", suffix, "Sublime Text"},
    ProtectedName{".kateproject", prefix, "Kate"},
    ProtectedName{".kateconfig", exact, "Kate"},
    ProtectedName{".dir-locals.el", exact, "Emacs"},
    ProtectedName{".dir-locals-2.el", exact, "Emacs"},
    ProtectedName{".projectile", exact, "Emacs"},
    ProtectedName{".emacs", prefix, "Emacs"},
    ProtectedName{".vimrc", prefix, "Vim"},
    ProtectedName{"_vimrc", exact, "Vim"},
    ProtectedName{".gvimrc", exact, "Vim"},
    ProtectedName{".exrc", exact, QT_TRANSLATE_NOOP("obeyed", "Vim and vi")},
    ProtectedName{"_exrc", exact, QT_TRANSLATE_NOOP("obeyed", "Vim and vi")},
    ProtectedName{".nvimrc", exact, "Neovim"},
    ProtectedName{".nvim.lua", exact, "Neovim"},
    ProtectedName{".nvim", exact, "Neovim"},
    ProtectedName{".lvimrc", exact, "Vim, localvimrc"},
    ProtectedName{".vim", exact, "Vim"},
    ProtectedName{".neoconf.json", exact, "Neovim"},
    ProtectedName{".nvim-dap.lua", exact, "Neovim"},
    ProtectedName{".nfnl.fnl", exact, "Neovim"},
    ProtectedName{".lazy.lua", exact, "Neovim, lazy.nvim"},
    ProtectedName{".vimspector.json", exact, "Vimspector"},
    ProtectedName{".luarc.json", exact, QT_TRANSLATE_NOOP("obeyed", "lua-language-server: plugins")},
    ProtectedName{".luarc.jsonc", exact, QT_TRANSLATE_NOOP("obeyed", "lua-language-server: plugins")},
    ProtectedName{"rust-analyzer.toml", exact, QT_TRANSLATE_NOOP("obeyed", "rust-analyzer: commands")},
    ProtectedName{".rust-analyzer.toml", exact, QT_TRANSLATE_NOOP("obeyed", "rust-analyzer: commands")},
    ProtectedName{".phpactor.json", exact, "Phpactor"},
    ProtectedName{".kak", exact, "Kakoune"},
    ProtectedName{".clangd", exact, QT_TRANSLATE_NOOP("obeyed", "clangd: names a compiler")},
    ProtectedName{".ccls", exact, "ccls"},
    // Containers and hosted workspaces that open by themselves.
    ProtectedName{".devcontainer", exact, QT_TRANSLATE_NOOP("obeyed", "dev containers")},
    ProtectedName{".devcontainer.json", exact, QT_TRANSLATE_NOOP("obeyed", "dev containers")},
    ProtectedName{"devcontainer.json", exact, QT_TRANSLATE_NOOP("obeyed", "dev containers")},
    ProtectedName{".devfile.yaml", exact, "Eclipse Che"},
    ProtectedName{"devfile.yaml", exact, "Eclipse Che"},
    ProtectedName{".gitpod.yml", exact, "Gitpod"},
    ProtectedName{".gitpod", prefix, "Gitpod", ".gitpod.Dockerfile"},
    ProtectedName{".ona", exact, "Ona"},
    ProtectedName{".codesandbox", exact, "CodeSandbox"},
    ProtectedName{".stackblitzrc", exact, "StackBlitz"},
    ProtectedName{".daytona", exact, "Daytona"},
    // CI: runs with its own secrets on the next push.
    ProtectedName{".github/workflows", under, "GitHub Actions"},
    ProtectedName{".github/actions", under, "GitHub Actions"},
    ProtectedName{".github/dependabot.yml", under, "Dependabot"},
    ProtectedName{".github/dependabot.yaml", under, "Dependabot"},
    ProtectedName{".github/codeowners", under, QT_TRANSLATE_NOOP("obeyed", "GitHub: who must review"), ".github/CODEOWNERS"},
    ProtectedName{"codeowners", exact, QT_TRANSLATE_NOOP("obeyed", "GitHub and GitLab: who must review"), "CODEOWNERS"},
    ProtectedName{".gitlab-ci", prefix, "GitLab CI", ".gitlab-ci.yml"},
    ProtectedName{".gitlab", exact, "GitLab"},
    ProtectedName{".forgejo", exact, "Forgejo Actions"},
    ProtectedName{".gitea", exact, "Gitea Actions"},
    ProtectedName{".circleci", exact, "CircleCI"},
    ProtectedName{"circle.yml", exact, "CircleCI"},
    ProtectedName{".buildkite", exact, "Buildkite"},
    ProtectedName{".woodpecker", prefix, "Woodpecker", ".woodpecker.yml"},
    ProtectedName{".drone", prefix, "Drone", ".drone.yml"},
    ProtectedName{".travis.yml", exact, "Travis CI"},
    ProtectedName{".travis.yaml", exact, "Travis CI"},
    ProtectedName{"jenkinsfile", prefix, "Jenkins", "Jenkinsfile"},
    ProtectedName{"azure-pipelines", prefix, "Azure Pipelines", "azure-pipelines.yml"},
    ProtectedName{".azure-pipelines", prefix, "Azure Pipelines"},
    ProtectedName{".azuredevops", exact, "Azure DevOps"},
    ProtectedName{"bitbucket-pipelines.yml", exact, "Bitbucket Pipelines"},
    ProtectedName{"appveyor.yml", exact, "AppVeyor"},
    ProtectedName{".appveyor.yml", exact, "AppVeyor"},
    ProtectedName{".semaphore", exact, "Semaphore"},
    ProtectedName{".cirrus.yml", exact, "Cirrus CI"},
    ProtectedName{".cirrus.star", exact, "Cirrus CI"},
    ProtectedName{"cloudbuild.yaml", exact, "Google Cloud Build"},
    ProtectedName{"cloudbuild.yml", exact, "Google Cloud Build"},
    ProtectedName{"buildspec.yml", exact, "AWS CodeBuild"},
    ProtectedName{"buildspec.yaml", exact, "AWS CodeBuild"},
    ProtectedName{"wercker.yml", exact, "Wercker"},
    ProtectedName{"codefresh.yml", exact, "Codefresh"},
    ProtectedName{".codefresh", exact, "Codefresh"},
    ProtectedName{".teamcity", exact, "TeamCity"},
    ProtectedName{"bamboo-specs", exact, "Bamboo"},
    ProtectedName{".builds", exact, "SourceHut"},
    ProtectedName{".build.yml", exact, "SourceHut"},
    ProtectedName{".tekton", exact, "Tekton"},
    ProtectedName{".harness", exact, "Harness"},
    ProtectedName{".zuul.yaml", exact, "Zuul"},
    ProtectedName{".zuul.d", exact, "Zuul"},
    ProtectedName{".cnb.yml", exact, "CNB"},
    ProtectedName{".workflow", exact, "Gitee Go"},
    ProtectedName{"screwdriver.yaml", exact, "Screwdriver"},
    ProtectedName{"bitrise.yml", exact, "Bitrise"},
    ProtectedName{"codemagic.yaml", exact, "Codemagic"},
    ProtectedName{"netlify.toml", exact, "Netlify"},
    ProtectedName{"vercel.json", exact, "Vercel"},
    ProtectedName{"render.yaml", exact, "Render"},
    ProtectedName{"railway.json", exact, "Railway"},
    ProtectedName{"railway.toml", exact, "Railway"},
    ProtectedName{"heroku.yml", exact, "Heroku"},
    ProtectedName{"amplify.yml", exact, "AWS Amplify"},
    ProtectedName{".platform", exact, "Platform.sh"},
    ProtectedName{".platform.app.yaml", exact, "Platform.sh"},
    ProtectedName{".upsun", exact, "Upsun"},
    ProtectedName{".readthedocs.yaml", exact, "Read the Docs"},
    ProtectedName{".readthedocs.yml", exact, "Read the Docs"},
    ProtectedName{"renovate.json", prefix, "Renovate"},
    ProtectedName{".renovaterc", prefix, "Renovate"},
    ProtectedName{".mergify.yml", exact, "Mergify"},
    // Shells, version managers and environments that are entered with a folder.
    ProtectedName{".envrc", prefix, "direnv"},
    ProtectedName{".direnv", exact, "direnv"},
    ProtectedName{".env", exact, QT_TRANSLATE_NOOP("obeyed", "many programs; may hold secrets"), nullptr, true},
    ProtectedName{".env.", prefix, QT_TRANSLATE_NOOP("obeyed", "many programs; may hold secrets"), nullptr, true},
    ProtectedName{".env-", prefix, QT_TRANSLATE_NOOP("obeyed", "many programs; may hold secrets"), nullptr, true},
    ProtectedName{".autoenv", prefix, "autoenv"},
    ProtectedName{"mise.", prefix, "mise", "mise.toml"},
    ProtectedName{"mise/config.toml", under, "mise"},
    ProtectedName{"mise/conf.d", under, "mise"},
    ProtectedName{".mise", prefix, "mise", ".mise.toml"},
    ProtectedName{".rtx", prefix, "mise"},
    ProtectedName{".tool-versions", exact, QT_TRANSLATE_NOOP("obeyed", "asdf and mise")},
    ProtectedName{".asdfrc", exact, "asdf"},
    ProtectedName{".prototools", exact, "proto"},
    ProtectedName{".sdkmanrc", exact, "SDKMAN"},
    ProtectedName{"rust-toolchain", exact, QT_TRANSLATE_NOOP("obeyed", "rustup: may name a folder of programs")},
    ProtectedName{"rust-toolchain.toml", exact, QT_TRANSLATE_NOOP("obeyed", "rustup: may name a folder of programs")},
    ProtectedName{".devenv", prefix, "devenv"},
    ProtectedName{"devenv.nix", exact, "devenv"},
    ProtectedName{"devbox.json", exact, "Devbox"},
    ProtectedName{".flox", exact, "Flox"},
    ProtectedName{".bashrc", exact, "bash"},
    ProtectedName{".bash_profile", exact, "bash"},
    ProtectedName{".bash_login", exact, "bash"},
    ProtectedName{".bash_logout", exact, "bash"},
    ProtectedName{".bash_aliases", exact, "bash"},
    ProtectedName{".profile", exact, QT_TRANSLATE_NOOP("obeyed", "shells")},
    ProtectedName{".zshrc", exact, "zsh"},
    ProtectedName{".zprofile", exact, "zsh"},
    ProtectedName{".zshenv", exact, "zsh"},
    ProtectedName{".zlogin", exact, "zsh"},
    ProtectedName{".zlogout", exact, "zsh"},
    ProtectedName{".kshrc", exact, "ksh"},
    ProtectedName{".cshrc", exact, "csh"},
    ProtectedName{".tcshrc", exact, "tcsh"},
    ProtectedName{".login", exact, "csh"},
    ProtectedName{".xonshrc", exact, "xonsh"},
    ProtectedName{".inputrc", exact, "readline"},
    ProtectedName{".tmux.conf", exact, "tmux"},
    ProtectedName{".tmuxinator.yml", exact, "tmuxinator"},
    ProtectedName{".screenrc", exact, "screen"},
    ProtectedName{".xinitrc", exact, "X"},
    ProtectedName{".xsession", exact, "X"},
    ProtectedName{".pam_environment", exact, "PAM"},
    // Tools that read a file of the folder they are started in, and run what it says.
    ProtectedName{".gdbinit", exact, "gdb"},
    ProtectedName{".lldbinit", exact, "lldb"},
    ProtectedName{".ripgreprc", exact, "ripgrep"},
    ProtectedName{".curlrc", exact, "curl"},
    ProtectedName{".wgetrc", exact, "wget"},
    ProtectedName{".sqliterc", exact, "sqlite3"},
    ProtectedName{".psqlrc", exact, "psql"},
    ProtectedName{".my.cnf", exact, "mysql"},
    ProtectedName{".irbrc", exact, "irb"},
    ProtectedName{".pryrc", exact, "pry"},
    ProtectedName{".rprofile", exact, "R", ".Rprofile"},
    ProtectedName{".renviron", exact, "R", ".Renviron"},
    ProtectedName{".octaverc", exact, "Octave"},
    ProtectedName{".perldb", exact, "Perl"},
    ProtectedName{".pdbrc", exact, "Python"},
    ProtectedName{".pythonrc", prefix, "Python"},
    ProtectedName{"sitecustomize.py", exact, "Python"},
    ProtectedName{"usercustomize.py", exact, "Python"},
    ProtectedName{".ghci", exact, "GHCi"},
    ProtectedName{".ocamlinit", exact, "OCaml"},
    ProtectedName{".iex.exs", exact, "IEx"},
    ProtectedName{".erlang", exact, "Erlang"},
    ProtectedName{".sbtopts", exact, "sbt"},
    ProtectedName{".jvmopts", exact, "sbt"},
    ProtectedName{".mailcap", exact, QT_TRANSLATE_NOOP("obeyed", "mail programs")},
    ProtectedName{".directory", exact, QT_TRANSLATE_NOOP("obeyed", "desktops")},
    ProtectedName{"autorun.inf", exact, "Windows"},
    // Package managers and build tools: where they fetch from and what they start first.
    ProtectedName{".npmrc", exact, "npm"},
    ProtectedName{".yarnrc", prefix, "Yarn", ".yarnrc.yml"},
    ProtectedName{".yarn/releases", under, "Yarn"},
    ProtectedName{".yarn/plugins", under, "Yarn"},
    ProtectedName{".yarn/sdks", under, "Yarn", nullptr, true},
    ProtectedName{".pnpmfile.", prefix, "pnpm", ".pnpmfile.cjs"},
    ProtectedName{"bunfig.toml", exact, QT_TRANSLATE_NOOP("obeyed", "bun: preloads")},
    ProtectedName{".bunfig.toml", exact, "bun"},
    ProtectedName{".pypirc", exact, "twine"},
    ProtectedName{"pip.conf", exact, "pip"},
    ProtectedName{".condarc", exact, "conda"},
    ProtectedName{".cargo", exact, QT_TRANSLATE_NOOP("obeyed", "cargo: runners, wrappers, credentials")},
    ProtectedName{".mvn", exact, "Maven"},
    ProtectedName{".gradle/init.d", under, "Gradle"},
    ProtectedName{"gradle/wrapper", under, "Gradle"},
    ProtectedName{".bazelrc", prefix, "Bazel"},
    ProtectedName{".bazeliskrc", exact, "Bazelisk"},
    ProtectedName{".buckconfig", prefix, "Buck"},
    ProtectedName{"nuget.config", exact, "NuGet", "NuGet.config"},
    ProtectedName{"directory.build.props", exact, "MSBuild", "Directory.Build.props"},
    ProtectedName{"directory.build.targets", exact, "MSBuild", "Directory.Build.targets"},
    ProtectedName{"directory.build.rsp", exact, "MSBuild", "Directory.Build.rsp"},
    ProtectedName{".pnp.cjs", exact, "Yarn, Node", nullptr, true},
    ProtectedName{".pnp.loader.mjs", exact, "Yarn, Node", nullptr, true},
    ProtectedName{"uv.toml", exact, "uv"},
    ProtectedName{"poetry.toml", exact, "Poetry"},
    ProtectedName{".swiftpm", exact, "Swift", nullptr, true},
    ProtectedName{".luarocks", exact, "LuaRocks", nullptr, true},
    ProtectedName{".gemrc", exact, "RubyGems"},
    ProtectedName{".bundle", exact, "Bundler", nullptr, true},
    ProtectedName{".terraformrc", exact, "Terraform"},
    // Keys and credentials.
    ProtectedName{".netrc", exact, "curl, git, ftp"},
    ProtectedName{"_netrc", exact, "curl, git, ftp"},
    ProtectedName{".ssh", exact, "ssh"},
    ProtectedName{".aws", exact, "AWS"},
    ProtectedName{".gnupg", exact, "GnuPG"},
    ProtectedName{".kube", exact, "Kubernetes"},
    ProtectedName{".docker", exact, "Docker"},
};
// clang-format on

// The rows as sets, so that a name is looked up and not compared with each of them.
// Every name of a large tree is asked about: what its first and last character rule out is not compared.
struct Lookup
{
    QSet<QByteArray> exact, below, belowNames; ///< belowNames: the last parts of `below`
    QHash<char, QByteArrayList> prefixes;      ///< by their first character
    QHash<char, QByteArrayList> suffixes;      ///< by their last character

    [[nodiscard]] bool has(QByteArrayView parent, QByteArrayView name) const
    {
        const QByteArray folded = foldedName(name);
        if (folded.isEmpty())
            return false;
        if (exact.contains(folded))
            return true;
        const auto started = prefixes.constFind(folded.front());
        if (started != prefixes.cend() && std::any_of(started->begin(), started->end(),
                                              [&](const QByteArray &one) { return folded.startsWith(one); }))
            return true;
        const auto ended = suffixes.constFind(folded.back());
        if (ended != suffixes.cend() &&
            std::any_of(ended->begin(), ended->end(), [&](const QByteArray &one) { return folded.endsWith(one); }))
            return true;
        return belowNames.contains(folded) && below.contains(foldedName(parent) + '/' + folded);
    }
};

Lookup lookupOf(bool alsoMadeByBuilds)
{
    Lookup made;
    for (const ProtectedName &row : kTable) {
        if (row.madeByBuilds && !alsoMadeByBuilds)
            continue;
        switch (row.match) {
        case NameMatch::Exact:
            made.exact.insert(row.pattern);
            break;
        case NameMatch::Below:
            made.below.insert(row.pattern);
            made.belowNames.insert(QByteArray(row.pattern).sliced(QByteArray(row.pattern).lastIndexOf('/') + 1));
            break;
        case NameMatch::Prefix:
            made.prefixes[QByteArray(row.pattern).front()].append(row.pattern);
            break;
        case NameMatch::Suffix:
            made.suffixes[QByteArray(row.pattern).back()].append(row.pattern);
            break;
        }
    }
    return made;
}

} // namespace

std::span<const ProtectedName> protectedNameTable()
{
    return kTable;
}

QByteArray foldedName(QByteArrayView name)
{
    const bool isPlain = std::all_of(name.begin(), name.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
    QByteArray folded = isPlain ? name.toByteArray().toLower() : QString::fromUtf8(name).toCaseFolded().toUtf8();
    while (folded.size() > 1 && (folded.endsWith('.') || folded.endsWith(' ')))
        folded.chop(1);
    return folded;
}

bool isProtectedName(QByteArrayView parent, QByteArrayView name)
{
    static const Lookup all = lookupOf(true);
    return all.has(parent, name);
}

bool isComparedName(QByteArrayView parent, QByteArrayView name)
{
    static const Lookup compared = lookupOf(false);
    return compared.has(parent, name);
}

bool holdsForeignTrees(QByteArrayView name)
{
    static const QSet<QByteArray> known{"node_modules", "bower_components", "jspm_packages", "site-packages",
        "dist-packages", ".venv", "venv", ".tox", ".nox", "__pycache__", "pods", "carthage", ".pnpm-store", "vendor",
        ".m2", "_deps", ".terraform"};
    return known.contains(foldedName(name));
}

} // namespace vibecoder
