;; Written by Letterplate -*- mode: emacs-lisp; coding: utf-8; lexical-binding: t -*-
(with-eval-after-load 'auth-source
  (add-to-list 'auth-sources "secrets:default"))
(setq user-mail-address "alice@example.test")
(setq user-full-name "Alice Example")
(setq gnus-select-method '(nnml "a1" (nnml-directory "~/Mail/gnus-a1/")))
(setq mail-sources
      '((pop :server "192.0.2.1" :port "110" :stream plain :leave t
             :user "alice")))
