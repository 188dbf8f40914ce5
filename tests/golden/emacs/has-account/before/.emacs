(setq user-mail-address "carol@example.org")
(setq gnus-select-method '(nnimap "work"
  (nnimap-address "imap.example.org") (nnimap-stream ssl)))
