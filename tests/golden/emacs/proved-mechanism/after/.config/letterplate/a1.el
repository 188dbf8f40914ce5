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
        (nnimap-user "alice")))
(setq send-mail-function 'smtpmail-send-it
      message-send-mail-function 'smtpmail-send-it)
(setq smtpmail-smtp-server "smtp.example.test")
(setq smtpmail-smtp-service 587)
(setq smtpmail-stream-type 'starttls)
(setq smtpmail-smtp-user "alice")
(setq smtpmail-auth-supported '(cram-md5 plain login))
