about    Only SRV records, inside the domain
address  jo@example.org
dns      example.org                    MX   10 mx.example.org
dns      _imaps._tcp.example.org        SRV  0 1 993 mail.example.org
dns      _submissions._tcp.example.org  SRV  0 1 465 mail.example.org
dns      _pop3s._tcp.example.org        SRV  10 1 995 mail.example.org
dns      mail.example.org               A    203.0.113.5
listen   203.0.113.5:993  tls mail.example.org
listen   203.0.113.5:995  tls mail.example.org
listen   203.0.113.5:465  tls mail.example.org
expect   imap+tls://mail.example.org:993 smtp+tls://mail.example.org:465 srv guessed
expect   pop3+tls://mail.example.org:995 smtp+tls://mail.example.org:465 srv guessed
within   5000
at-most  6 203.0.113.5
