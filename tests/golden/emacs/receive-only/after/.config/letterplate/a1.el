;; Written by Letterplate -*- mode: emacs-lisp; coding: utf-8; lexical-binding: t -*-
(with-eval-after-load 'auth-source
  (add-to-list 'auth-sources "secrets:default"))
(setq user-mail-address "alice@example.test")
(setq user-full-name "Alice Example")
(setq gnus-select-method
      '(nnimap "a1"
        (nnimap-address "imap.example.test")
        (nnimap-server-port "993")
        (nnimap-stream tls)
        (nnimap-authenticator login)
        (nnimap-user "alice@example.test")))
