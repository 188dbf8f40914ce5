;; Written by Letterplate -*- mode: emacs-lisp; coding: utf-8; lexical-binding: t -*-
(with-eval-after-load 'auth-source
  (add-to-list 'auth-sources "secrets:default"))
(setq user-mail-address "alice@example.test")
(setq user-full-name "Alice Example")
(setq gnus-select-method
      '(nnimap "a1"
        (nnimap-address "192.0.2.1")
        (nnimap-server-port "143")
        (nnimap-stream plain)
        (nnimap-authenticator login)
        (nnimap-user "alice")))
(setq send-mail-function 'smtpmail-send-it
      message-send-mail-function 'smtpmail-send-it)
(setq smtpmail-smtp-server "192.0.2.1")
(setq smtpmail-smtp-service 25)
(setq smtpmail-stream-type 'plain)
(setq smtpmail-smtp-user "alice")
(setq smtpmail-auth-supported '(plain login))
