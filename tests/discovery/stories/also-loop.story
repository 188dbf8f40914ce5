about    Names that lead to each other are left after a few steps
address  jo@example.org
option   survey
dns      _imaps._tcp.example.org        SRV  0 1 993 mail.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 mail.example.org
dns      mail.example.org               A    203.0.113.9
dns      example.org                    A    203.0.113.1
dns      www.example.org                A    203.0.113.2
listen   203.0.113.1:443  tls example.org
listen   203.0.113.2:443  tls www.example.org
page     https://example.org/.well-known/caldav redirect https://www.example.org/.well-known/caldav
page     https://www.example.org/.well-known/caldav redirect https://example.org/.well-known/caldav
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 srv guessed
nothing-else
