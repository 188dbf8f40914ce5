;; Written by Letterplate -*- mode: emacs-lisp; coding: utf-8; lexical-binding: t -*-
(with-eval-after-load 'auth-source
  (add-to-list 'auth-sources "secrets:default"))
(setq user-mail-address "alice@example.test")
(setq user-full-name "Alice Example")
(setq gnus-select-method
      '(nnimap "a1"
        (nnimap-address "mail.example.test")
        (nnimap-server-port "143")
        (nnimap-stream starttls)
        (nnimap-authenticator login)
        (nnimap-user "alice@example.test")))
(setq send-mail-function 'smtpmail-send-it
      message-send-mail-function 'smtpmail-send-it)
(setq smtpmail-smtp-server "mail.example.test")
(setq smtpmail-smtp-service 587)
(setq smtpmail-stream-type 'starttls)
(setq smtpmail-smtp-user "alice@example.test")
(setq smtpmail-auth-supported '(plain login))
