;; by hand
(setq user-mail-address "alice@example.test"
      visible-bell t)