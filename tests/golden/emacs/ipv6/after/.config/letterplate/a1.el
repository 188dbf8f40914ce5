;; Written by Letterplate -*- mode: emacs-lisp; coding: utf-8; lexical-binding: t -*-
(with-eval-after-load 'auth-source
  (add-to-list 'auth-sources "secrets:default"))
(setq user-mail-address "alice@example.test")
(setq user-full-name "Alice Example")
(setq gnus-select-method
      '(nnimap "a1"
        (nnimap-address "2001:db8::1")
        (nnimap-server-port "993")
        (nnimap-stream tls)
        (nnimap-authenticator login)
        (nnimap-user "alice")))
(setq send-mail-function 'smtpmail-send-it
      message-send-mail-function 'smtpmail-send-it)
(setq smtpmail-smtp-server "2001:db8::1")
(setq smtpmail-smtp-service 465)
(setq smtpmail-stream-type 'ssl)
(setq smtpmail-smtp-user "alice")
(setq smtpmail-auth-supported '(plain login))
