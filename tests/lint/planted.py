#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test of the lint: plants a violation of each kind, and beside it its harmless neighbour.

Each row: the rule, the files of a small tree, and the place where the rule must strike; None where it must
keep quiet. A rule without a row that strikes is a failure too.
"""

import os
import shutil
import sys
import tempfile

from rules import RULES
from source import Tree

TOP = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
NAMED = {rule.__name__: rule for rule in RULES}


def c(name, *lines):
    return {name: TOP + "".join(line + "\n" for line in lines)}


def header(*lines):
    return c("src/base/a.h", *lines)


def function(length):
    body = ["  x ();"] * (length - 2)
    return c("src/base/a.c", "void", "long_one (void)", "{", *body, "}")


def comment(*lines):
    return ("/**", *(" * " + line for line in lines), " */")


MENTIONED = ("po/POTFILES", "src/gui/a.c\n")
UI = '<?xml version="1.0"?>\n<interface>\n<property name="{}">{}</property>\n</interface>\n'
STYLE = {".clang-format": "BasedOnStyle: GNU\n"}
MACHINE, SOMEBODY = "/wo" "rk/x", "/ho" "me/bob/x"

ROWS = (
    ("include_direction", c("src/model/a.c", '#include "check/report.h"'), 2),
    ("include_direction", c("src/clients/a.c", '#include "secrets/keyring.h"'), 2),
    ("include_direction", c("src/clients/a.c", "", '#  include "gui/window.h"'), 3),
    ("include_direction", c("src/setup-check.c", '#include "cli/main.h"'), 2),
    ("include_direction", c("src/novel/a.c", '#include "model/server.h"'), 2),
    ("include_direction", c("src/model/a.c", '#include "../check/report.h"'), 2),
    ("include_direction", c("src/check/a.c", '#include "model/a.h"', '#include "check/b.h"'), None),
    ("include_direction", c("src/model/a.c", '/* #include "check/report.h" */'), None),
    ("include_direction", c("src/gui/a.c", '#include "setup.h"', '#include "config.h"'), None),
    ("sends_mail", c("src/check/verify.c", "  lp_dialogue_submit (dialogue, &message, NULL, NULL);"), 2),
    ("sends_mail", c("src/setup-steps.c", '  send (channel, "DATA");'), 2),
    ("sends_mail", c("src/check/test-message.c", "  lp_dialogue_submit (dialogue, &message, NULL, NULL);"), None),
    ("library_borders", c("src/setup.c", "#include <gtk/gtk.h>"), 2),
    ("library_borders", c("src/model/a.h", "#include <adwaita.h>"), 2),
    ("library_borders", c("src/clients/a.c", "#include <libsecret/secret.h>"), 2),
    ("library_borders", c("src/gui/a.c", "#include <gtk/gtk.h>"), None),
    ("library_borders", c("src/secrets/a.h", "#include <libsecret/secret.h>"), None),
    ("potfiles", dict(c("src/cli/a.c", 'x = _ ("Hello");'), **{"po/POTFILES": "# none\n"}), 1),
    ("potfiles", {"src/gui/a.ui": '<p translatable="yes">Hi</p>', "po/POTFILES": "# none\n"}, 1),
    ("potfiles", dict(c("src/a.c"), **{"po/POTFILES": "src/b.c\nsrc/a.c\n"}, **c("src/b.c")), 2),
    ("potfiles", {"po/POTFILES": "src/gone.c\n"}, 1),
    ("potfiles", dict(c("src/cli/a.c", 'x = _ ("Hello");'), **{"po/POTFILES": "src/cli/a.c\n"}), None),
    ("untranslated", c("src/cli/a.c", 'g_printerr ("No account here.\\n");'), 2),
    ("untranslated", c("src/model/a.c", "g_set_error (error, A,", '  B, "cannot be read");'), 2),
    ("untranslated", c("src/gui/a.c", 'gtk_label_set_text (label, "Next");'), 2),
    ("untranslated", {"src/gui/a.ui": UI.format("label", "Next")}, 3),
    ("untranslated", c("src/cli/a.c", 'g_print ("%s\\t%s\\n", a, _ ("two words"));'), None),
    ("untranslated", c("src/cli/a.c", 'g_printerr (_ ("No account here.\\n"));'), None),
    ("untranslated", c("src/cli/a.c", 'g_set_error (error, A, G_IO_ERROR_CANCELLED, "was cancelled");'), None),
    ("untranslated", c("src/protocol/a.c", 'g_set_error (error, LP_ERROR, A, "the server said no");'), None),
    ("untranslated", {"src/gui/a.ui": UI.format('label" translatable="yes', "Next")}, None),
    ("untranslated", {"src/gui/a.ui": UI.format("icon-name", "go-next")}, None),
    ("documentation", header("void lp_a (void);"), 2),
    ("documentation", header("/* lp_a: */", "void", "lp_a (void);"), 3),
    ("documentation", header(*comment("lp_a:", "", "Does it."), "void lp_a (int b);"), 7),
    ("documentation", header(*comment("lp_a:", "", "Returns: (nullable): it"), "char *lp_a (void);"), 7),
    ("documentation", header(*comment("lp_a:"), "int lp_a (void);"), 5),
    ("documentation", header(*comment("lp_a:", "@error: e", "", "Returns: it"), "int lp_a (GError **error);"), 8),
    ("documentation",
     header(*comment("lp_a:", "@cancellable: c", "", "Does."), "void lp_a (GCancellable *cancellable);"), 8),
    ("documentation", header(*comment("lp_a:", "@b: b"), "void lp_a (char *b, ...) G_GNUC_PRINTF (1, 2);"), None),
    ("documentation", header("G_BEGIN_DECLS", *comment("lp_b:", "", "No."), "void lp_a (void);"), 8),
    ("documentation",
     header("G_BEGIN_DECLS", *comment("lp_a:", "@b: b", "@error: e", "", "Blocks.", "",
                                      "Returns: (transfer full): it, or %NULL with an error"),
            "char *", "lp_a (const char *b,", "      GError **error) G_GNUC_WARN_UNUSED_RESULT;",
            "GType lp_a_get_type (void);", "struct a {", "  void (*call) (int b);", "};",
            "#define A(b) \\", "  x (b);"), None),
    ("documentation", header("/* Rows, each as LpClient.plan says. */", "int", "lp_a (int b);"), None),
    ("documentation",
     header(*comment("lp_a:", "@error: e", "", "Returns: %TRUE, or as lp_b()"), "int lp_a (GError **error);"), None),
    ("licence", {"src/base/a.c": "int a;\n"}, 1),
    ("licence", {"tool": "#!/bin/sh\ntrue\n"}, 1),
    ("licence", {"src/meson.build": "x\n"}, 1),
    ("licence", {"tool": "#!/bin/sh\n# SPDX-License-Identifier: GPL-3.0-or-later\n"}, None),
    ("layout", dict(STYLE, **c("src/base/a.c", "int   a;")), 2),
    ("layout", dict(STYLE, **c("src/base/a.c", "int a;")), None),
    ("lengths", function(71), 4),
    ("lengths", function(70), None),
    ("lengths", c("src/base/a.h", *[""] * 500), 501),
    ("lengths", c("src/base/a.h", *[""] * 499), None),
    ("words", c("src/base/a.c", "goto out;"), 2),
    ("words", c("src/base/a.c", "gint a;"), 2),
    ("words", c("src/base/a.c", "strcpy (a, b);"), 2),
    ("words", c("src/base/a.c", 'x ("goto"); /* goto */', "guint a;", "g_strcpy_chk (a);"), None),
    ("machine_paths", {"README.md": f"\nsee {MACHINE}\n"}, 2),
    ("machine_paths", {"README.md": f"see {SOMEBODY}\n"}, 1),
    ("machine_paths", {"README.md": f"see ~{MACHINE}, a{MACHINE} and /tmp\n"}, None),
    ("blanks", c("src/base/a.c", "int a; "), 2),
    ("blanks", c("src/base/a.c", "int\ta;"), 2),
    ("blanks", {"src/base/a.c": TOP + "int a;"}, 2),
    ("blanks", c("src/base/a.c", "int a;"), None),
    ("built", dict(c("src/base/a.c"), **{"src/meson.build": "'base/b.c'\n"}), 1),
    ("built", dict(c("tests/unit/test-a.c"), **{"tests/unit/meson.build": "  'b': [base],\n"}), 1),
    ("built", dict(c("src/base/a.c"), **{"src/meson.build": "'base/a.c'\n"}), None),
)  # yapf: disable


def strikes(rule, files):
    """The lines at which the rule strikes in a tree with these files."""
    root = tempfile.mkdtemp(prefix="lp-planted-")
    try:
        for name, text in files.items():
            path = os.path.join(root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        os.makedirs(os.path.join(root, "po"), exist_ok=True)
        with open(os.path.join(root, "po/POTFILES"), "a"):
            pass
        return [int(line) for _, line, _ in NAMED[rule](Tree(root))]
    finally:
        shutil.rmtree(root)


def main():
    print(f"1..{len(ROWS) + 1}")
    failed = 0
    for number, (rule, files, line) in enumerate(ROWS, 1):
        found = strikes(rule, files)
        good = found == [] if line is None else line in found
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} {rule}/{number}")
        if not good:
            print(f"# expected {line}, got {found} in {files}")
    untested = set(NAMED) - {rule for rule, _, line in ROWS if line is not None}
    print(f"{'not ok' if untested else 'ok'} {len(ROWS) + 1} each-rule-is-tested {sorted(untested) or ''}")
    return 1 if failed or untested else 0


if __name__ == "__main__":
    sys.exit(main())
