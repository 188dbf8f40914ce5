;; Written by Letterplate -*- mode: emacs-lisp; coding: utf-8; lexical-binding: t -*-
(with-eval-after-load 'auth-source
  (add-to-list 'auth-sources "secrets:default"))
(setq user-mail-address "odd@example.test")
(setq user-full-name "Odd")
(setq gnus-select-method '(nnml "a1" (nnml-directory "~/Mail/gnus-a1/")))
(setq mail-sources
      '((pop :server "pop.example.test" :port "995" :stream ssl :leave t
             :user "odd user#1'\"\\$x`%{};|~&<é>@example.test")))
