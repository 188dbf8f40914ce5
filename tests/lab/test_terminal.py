#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real mail programs of the terminal on the practice service, with the password from the keyring."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import trust  # noqa: E402

trust.enter(ordinary=True)

import terminal  # noqa: E402
from terminal import POP3_STARTTLS, POP3_TLS, STARTTLS, TLS, Program  # noqa: E402

S_NAIL = ["s-nail", "-A", "{account}", "-f", "%"]
S_NAIL_SEND = ["s-nail", "-A", "{account}", "-s", "{subject}", "{address}"]
EMACS = ["emacs", "--batch", "--load", "{home}/.emacs.d/init.el", "--eval"]
GNUS = """(progn (require 'gnus) (require 'nnimap) (nnheader-init-server-buffer)
  (nnimap-open-server (nth 1 gnus-select-method) (nthcdr 2 gnus-select-method))
  (with-temp-buffer (nnimap-request-article 1 "INBOX" (nth 1 gnus-select-method) (current-buffer))
    (princ (buffer-string))))"""
POP3 = """(progn (require 'mail-source)
  (mail-source-fetch (car mail-sources)
    (lambda (file source) (with-temp-buffer (insert-file-contents file) (princ (buffer-string)))
      (delete-file file) 1)))"""
SEND = """(progn (require 'message) (message-mail "{address}" "{subject}")
  (message-goto-body) (insert "Sent.") (message-send))"""
PROGRAMS = [
    Program("neomutt", (TLS, STARTTLS, POP3_TLS), fetch=["neomutt"], keys="\n|\n", send=["neomutt", "-s", "{subject}", "{address}"]),
    Program("aerc", (TLS, STARTTLS), fetch=["aerc"], keys="\r|\r", shows="computer",  # it draws word by word
            send=["aerc", "mailto:{address}?subject={subject}"], send_keys=":wq\r|y|y", tests_itself=False, environment={"EDITOR": "true"}),
    Program("mpop", (POP3_TLS, POP3_STARTTLS), fetch=["mpop", "{account}"], stores="Mail"),
    Program("getmail", (TLS, POP3_TLS), fetch=["getmail", "--rcfile", "{account}"], stores="Mail"),
    Program("s-nail", (TLS, STARTTLS, POP3_TLS, POP3_STARTTLS), fetch=S_NAIL, commands="type 1\nexit\n", send=S_NAIL_SEND),
    Program("s-nail", (TLS,), fetch=S_NAIL, commands="type 1\nexit\n", send=S_NAIL_SEND, pinned=True),
    Program("emacs", (TLS, STARTTLS), fetch=[*EMACS, GNUS], send=[*EMACS, SEND]),
    Program("emacs", (POP3_TLS, POP3_STARTTLS), fetch=[*EMACS, POP3], send=[*EMACS, SEND]),
    Program("git", (TLS, STARTTLS), send=["git", "send-email", "--confirm=never", "--to={address}", "{patch}"]),
]

if __name__ == "__main__":
    with terminal.start() as session:
        sys.exit(terminal.suite(PROGRAMS, session).run())
