about    The domain says that it has no POP3 and no clear IMAP ("."): POP3 found by name comes last
address  jo@example.org
dns      _imap._tcp.example.org         SRV  0 0 0 .
dns      _pop3._tcp.example.org         SRV  0 0 0 .
dns      _pop3s._tcp.example.org        SRV  0 0 0 .
dns      _imaps._tcp.example.org        SRV  0 1 993 mail.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 mail.example.org
dns      mail.example.org               A    203.0.113.5
listen   203.0.113.5:993  tls mail.example.org
listen   203.0.113.5:995  tls mail.example.org
listen   203.0.113.5:465  tls mail.example.org
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 srv guessed
